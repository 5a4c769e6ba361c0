import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance } from '../catalogue/index.ts';
import { listParts, type OrderPart } from '../gift-cards/index.ts';
import { findPayment, leftOf } from '../payments/index.ts';
import {
  type Bought,
  findListOfOffer,
  findPromoUse,
  findRefundPolicy,
  keptPrices,
  type RefundPolicy,
  stepAt,
  untilOf,
} from '../pricing/index.ts';
import { cancellationRequested } from './announcements.ts';
import {
  type CancellationReason,
  type Canceller,
  chargedLines,
  decideTicketCancellation,
  needsApproval,
  type Rate,
  type Settlement,
  settle,
} from './cancellation.rules.ts';
import {
  earlierOf,
  listCancellations,
  listTicketLines,
  saveCancellation,
  type TicketLine,
} from './cancellation.store.ts';
import { executeCancellation } from './execute-cancellation.ts';
import { divideRefund, type RefundParts, type RefundWay } from './refund-parts.rules.ts';
import type { Order } from './store.ts';

export type CancellationWish = {
  readonly ticketIds: readonly string[];
  readonly reason: CancellationReason;
  readonly by: Canceller;
  readonly coversUsed: boolean;
  readonly refundTo: RefundWay;
};
export type Preview = {
  readonly settlement: Settlement;
  /** Of what does not go back: for the cancelling. */
  readonly chargedMinor: number;
  readonly rate: Rate;
  readonly tickets: readonly TicketLine[];
  /** What is sent back now, and where it goes: less than what is due when a part went back from the provider's own pages. */
  readonly parts: RefundParts;
  readonly giftCards: readonly OrderPart[];
  readonly provider: string | null;
  readonly until: Date | null;
  readonly needsApproval: boolean;
};

/**
 * What goes back when tickets of an order are cancelled now. Changes nothing.
 * Throws order_state, ticket_void, ticket_used, cancellation_pending, payment_in_progress, cancellation_not_offered,
 * cancellation_too_late; not_found for a ticket of another order.
 */
export async function previewCancellation(ctx: Ctx, order: Order, wish: CancellationWish): Promise<Preview> {
  const performance = await findPerformance(ctx, order.performanceId);
  if (!performance) throw new Refusal('not_found');
  const lines = await listTicketLines(ctx, order.id);
  const tickets = lines.filter(({ ticketId }) => wish.ticketIds.includes(ticketId));
  if (tickets.length !== wish.ticketIds.length) throw new Refusal('not_found');
  const policy = await findRefundPolicy(ctx, order.refundPolicyId);
  const cancellations = await listCancellations(ctx, order.id);
  const payment = order.paymentId === null ? undefined : await findPayment(ctx, order.paymentId);
  const step = policy && stepAt(policy, performance.startsAt, ctx.now);
  const decision = decideTicketCancellation({
    status: order.status,
    hasOpenRequest: cancellations.some(({ status }) => status === 'requested'),
    areLive: tickets.every(({ isLive }) => isLive),
    isUsed: tickets.some(({ isUsed }) => isUsed),
    coversUsed: wish.coversUsed,
    isPaymentUnderWay: payment !== undefined && payment.status !== 'captured',
    reason: wish.reason,
    isPolicyPublished: policy !== undefined,
    step,
    areDoorsOpen: performance.doorsAt <= ctx.now,
  });
  if (!decision.ok) throw new Refusal(decision.code);

  const givenUp = new Set(tickets.map(({ lineId }) => lineId));
  const earlier = earlierOf(cancellations, lines);
  const charged = chargedLines(decision.rate, givenUp, earlier);
  const { chargedMinor, ...settlement } = settle({
    lines,
    givenUp,
    kept: policy ? await keptOf(ctx, order, { policy, lines, givenUp, charged }) : [0],
    reason: wish.reason,
    rate: decision.rate,
    earlier,
  });
  const giftCards = await listParts(ctx, [order.id]);
  const parts = divideRefund({
    dueMinor: settlement.priceMinor + settlement.feeMinor,
    parts: giftCards,
    paymentLeftMinor: payment ? leftOf(payment) : 0,
    way: wish.refundTo,
  });
  return {
    settlement,
    chargedMinor,
    rate: decision.rate,
    tickets,
    parts,
    giftCards,
    provider: payment?.provider ?? null,
    until: wish.reason === 'buyer_request' && step ? untilOf(step, performance.startsAt) : null,
    needsApproval: needsApproval(wish.by, wish.reason, parts.refundMinor, policy),
  };
}

/**
 * Cancels tickets for what the preview said: they let nobody in any more, their places are free, and the money is on its way
 * back; all in one transaction. Where somebody must approve, it is only asked for. The order must be locked. Returns the
 * cancellation's id. Throws refund_changed, and what previewCancellation throws.
 */
export async function cancelTickets(
  ctx: Ctx,
  order: Order,
  wish: CancellationWish & { readonly expectedMinor: number; readonly note: string },
): Promise<string> {
  const preview = await previewCancellation(ctx, order, wish);
  const { settlement, rate } = preview;
  const { refundMinor } = preview.parts;
  if (refundMinor !== wish.expectedMinor) throw new Refusal('refund_changed');
  const cancellationId = await saveCancellation(ctx, {
    ...settlement,
    orderId: order.id,
    status: preview.needsApproval ? 'requested' : 'done',
    reason: wish.reason,
    backBasisPoints: rate.backBasisPoints,
    cancellationFeeMinor: rate.cancellationFeeMinor,
    coversUsed: wish.coversUsed,
    refundTo: wish.refundTo,
    note: wish.note,
    requestedBy: ctx.actor.kind === 'account' ? ctx.actor.accountId : null,
  });
  if (preview.needsApproval) await announce(ctx, cancellationRequested(order, cancellationId, refundMinor));
  else await executeCancellation(ctx, order, cancellationId);
  return cancellationId;
}

type Going = {
  readonly policy: RefundPolicy;
  readonly lines: readonly TicketLine[];
  readonly givenUp: ReadonlySet<string>;
  readonly charged: ReadonlySet<string>;
};

async function keptOf(ctx: Ctx, order: Order, { policy, lines, givenUp, charged }: Going): Promise<number[]> {
  const list = lines[0] ? await findListOfOffer(ctx, lines[0].offerId) : [];
  const places = lines.map((line) => {
    const offer = list.find(({ id }) => id === line.offerId);
    if (!offer) throw new Error(`offer ${line.offerId} is not in the price list of order ${order.id}`);
    return { ...line, offer };
  });
  const bought: Bought = { list, places, promo: (await findPromoUse(ctx, order.holdId))?.terms };
  return keptPrices(
    policy.discountRule,
    bought,
    places.filter(({ lineId, isLive }) => isLive && !givenUp.has(lineId)),
    new Set(places.filter(({ lineId }) => charged.has(lineId))),
  );
}
