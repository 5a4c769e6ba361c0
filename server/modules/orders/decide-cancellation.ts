import type { Actor } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findRefundPolicy } from '../pricing/index.ts';
import { cancellationRejected } from './announcements.ts';
import { type Canceller, mayApprove } from './cancellation.rules.ts';
import { type Cancellation, findCancellation, listTicketLines, saveDecided } from './cancellation.store.ts';
import { executeCancellation } from './execute-cancellation.ts';
import type { Order } from './store.ts';

type Decider = { readonly by: Canceller; readonly note: string };

/**
 * Does what was asked for, at what it gave back when it was asked for. The order must be locked.
 * Throws cancellation_decided, second_person, order_state, ticket_void, ticket_used.
 */
export async function approveCancellation(
  ctx: Ctx,
  order: Order,
  cancellationId: string,
  decider: Decider,
): Promise<void> {
  const cancellation = await undecided(ctx, cancellationId);
  const accountId = accountOf(ctx.actor);
  const policy = await findRefundPolicy(ctx, order.refundPolicyId);
  const amountMinor = cancellation.priceMinor + cancellation.feeMinor;
  const isAllowed = mayApprove(decider.by, cancellation.reason, amountMinor, policy?.approvalAboveMinor ?? null);
  if (accountId === cancellation.requestedBy || !isAllowed) throw new Refusal('second_person');
  if (order.status !== 'confirmed' && order.status !== 'part_refunded') throw new Refusal('order_state');
  const tickets = await listTicketLines(ctx, order.id);
  if (tickets.some(({ ticketId, isLive }) => !isLive && cancellation.ticketIds.includes(ticketId)))
    throw new Refusal('ticket_void');
  await saveDecided(ctx, cancellationId, { status: 'done', by: accountId, note: decider.note });
  await executeCancellation(ctx, order, cancellationId);
}

/** The tickets stay as they are; the buyer is told why. The order must be locked. Throws cancellation_decided. */
export async function rejectCancellation(ctx: Ctx, order: Order, cancellationId: string, note: string): Promise<void> {
  await undecided(ctx, cancellationId);
  await saveDecided(ctx, cancellationId, { status: 'rejected', by: accountOf(ctx.actor), note });
  await announce(ctx, cancellationRejected(order, cancellationId, note));
}

async function undecided(ctx: Ctx, cancellationId: string): Promise<Cancellation> {
  const cancellation = await findCancellation(ctx, cancellationId);
  if (!cancellation) throw new Refusal('not_found');
  if (cancellation.status !== 'requested') throw new Refusal('cancellation_decided');
  return cancellation;
}

function accountOf(actor: Actor): string | null {
  return actor.kind === 'account' ? actor.accountId : null;
}
