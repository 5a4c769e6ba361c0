import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { ticketResumed, ticketSuspended } from './announcements.ts';
import { type Suspension, saveResumed, saveSuspended, type TicketRow } from './store.ts';

type Whose = Pick<TicketRow, 'id' | 'organiserId' | 'isSuspended'>;

/** From the commit on a ticket lets nobody in, until it is resumed. Safe to repeat. Throws ticket_void. */
export async function suspendTicket(
  ctx: Ctx,
  ticket: Whose,
  { reason, note }: { readonly reason: Suspension; readonly note: string },
): Promise<void> {
  if (await saveSuspended(ctx, ticket.id, reason)) await announce(ctx, ticketSuspended(ticket, reason, note));
  else if (!ticket.isSuspended) throw new Refusal('ticket_void');
}

/** A suspended ticket is good again. Safe to repeat. */
export async function resumeTicket(ctx: Ctx, ticket: Whose): Promise<void> {
  if (await saveResumed(ctx, ticket.id)) await announce(ctx, ticketResumed(ticket));
}
