import { hasRole } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findOrganiser } from '../identity/index.ts';
import { personKey } from '../inventory/index.ts';
import { longest } from './rules.ts';
import { listBansFrom, sharePerson } from './store.ts';

/**
 * Whoever is to have places at a performance may come to it, as of this transaction: a ban that is being made waits for its
 * end. Orders ask before they are placed and before money is asked for, transfers of whoever they go to. Throws ask_organiser
 * { contact }, which accuses nobody; staff who sell for the organiser are also told { ban: { reason, endsAt } }.
 */
export async function expectWelcome(
  ctx: Ctx,
  at: { readonly organiserId: string; readonly performanceId: string },
  email: string,
): Promise<void> {
  const { organiserId, performanceId } = at;
  const key = personKey(ctx, email);
  await sharePerson(ctx, organiserId, key);
  const ban = longest(await listBansFrom(ctx, performanceId, key));
  if (!ban) return;
  const contact = (await findOrganiser(ctx, organiserId))?.contactEmail;
  const isSeller = hasRole(ctx.actor, ['agent', 'director', 'admin'], organiserId);
  const told = { reason: ban.reason, endsAt: ban.endsAt?.toISOString() ?? null };
  throw new Refusal('ask_organiser', undefined, { contact, ...(isSeller ? { ban: told } : {}) });
}
