import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { ticketsVoided } from './announcements.ts';
import { saveTicketsVoid } from './store.ts';

/** From the commit on, no valid ticket of these lines of the order, or of any, lets anybody in. */
export async function voidTickets(
  ctx: Ctx,
  orderId: string,
  organiserId: string,
  lineIds?: readonly string[],
): Promise<void> {
  const ticketIds = await saveTicketsVoid(ctx, orderId, lineIds ?? null);
  if (ticketIds.length > 0) await announce(ctx, ticketsVoided(orderId, organiserId, ticketIds));
}
