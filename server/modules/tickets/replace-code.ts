import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { codeReplaced, signingKeyRetired } from './announcements.ts';
import { ensureSigningKey } from './signing-key.ts';
import { saveNextEpoch, saveRetired, type TicketRow } from './store.ts';

/**
 * A ticket has a new code from the commit on, signed with the organiser's current key; whatever showed the old one is refused.
 * Throws ticket_void.
 */
export async function replaceCode(ctx: Ctx, ticket: Pick<TicketRow, 'id' | 'organiserId'>): Promise<void> {
  const { id: keyId } = await ensureSigningKey(ctx, ticket.organiserId);
  if (!(await saveNextEpoch(ctx, ticket.id, keyId))) throw new Refusal('ticket_void');
  await announce(ctx, codeReplaced(ticket));
}

/** New codes are signed with a new key. Those that are out stay good: they name the key they were signed with. */
export async function rotateSigningKey(ctx: Ctx, organiserId: string): Promise<void> {
  await saveRetired(ctx, organiserId);
  await ensureSigningKey(ctx, organiserId);
  await announce(ctx, signingKeyRetired(organiserId));
}
