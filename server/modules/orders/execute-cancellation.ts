import { afterCommit } from '../../platform/after-commit.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { Refusal } from '../../platform/refusal.ts';
import { lockParts, type OrderPart, returnToCards } from '../gift-cards/index.ts';
import { returnPlaces } from '../inventory/index.ts';
import { postReturn } from '../ledger/index.ts';
import { creditPart, leftOf, lockPayment, refundPart } from '../payments/index.ts';
import { voidTickets } from '../tickets/index.ts';
import { ticketsCancelled } from './announcements.ts';
import {
  type Cancellation,
  findCancellation,
  listBackLines,
  listTicketLines,
  saveLinesCancelled,
  saveOnCards,
  savePartCancelled,
} from './cancellation.store.ts';
import { divideRefund } from './refund-parts.rules.ts';
import { listLines, type Order, saveClosed } from './store.ts';

/**
 * Does what a cancellation says, for its amounts. Its order must be locked. Locks are taken as everywhere: order, gift cards,
 * hold, seats, zones, tickets, payment. Throws ticket_used when somebody has come in meanwhile.
 */
export async function executeCancellation(ctx: Ctx, order: Order, cancellationId: string): Promise<void> {
  const cancellation = await findCancellation(ctx, cancellationId);
  if (!cancellation) throw new Refusal('not_found');
  const giftCards = await lockParts(ctx, [order.id]);
  const back = await listBackLines(ctx, cancellationId);
  const givenUp = new Set(back.filter(({ givesUp }) => givesUp).map(({ lineId }) => lineId));
  const lines = await listLines(ctx, order.id);
  const going = lines.filter(({ id }) => givenUp.has(id));

  await saveLinesCancelled(
    ctx,
    going.map(({ id }) => id),
  );
  await returnPlaces(
    ctx,
    order.holdId,
    going.map(({ place }) => place),
  );
  await voidTickets(ctx, order.id, order.organiserId, [...givenUp]);
  // From here on nobody comes in with them: whoever did, did before.
  const tickets = (await listTicketLines(ctx, order.id)).filter(({ lineId }) => givenUp.has(lineId));
  if (!cancellation.coversUsed && tickets.some(({ isUsed }) => isUsed)) throw new Refusal('ticket_used');

  const { priceMinor, feeMinor, reason } = cancellation;
  const isAll = lines.every(({ id, state }) => state === 'cancelled' || givenUp.has(id));
  await postReturn(ctx, {
    returnId: cancellationId,
    orderId: order.id,
    organiserId: order.organiserId,
    currency: order.currency,
    priceMinor,
    feesMinor: feeMinor,
  });
  crashPoint('cancellation.booked');
  const refundMinor = await sendBack(ctx, order, cancellation, giftCards);
  if (isAll) {
    await saveClosed(ctx, order.id, {
      status: order.totalMinor === 0 ? 'cancelled' : 'refunded',
      reason: reason === 'buyer_request' ? 'cancelled_by_buyer' : 'cancelled_by_seller',
    });
  } else await savePartCancelled(ctx, order.id);
  await announce(ctx, ticketsCancelled(order, { cancellationId, refundMinor, ticketCount: going.length }));
  afterCommit(ctx, () => crashPoint('cancellation.committed'));
}

/** Its money goes where the preview said. Returns how much is on its way. */
async function sendBack(
  ctx: Ctx,
  order: Order,
  { id, priceMinor, feeMinor, refundTo }: Cancellation,
  giftCards: readonly OrderPart[],
): Promise<number> {
  const { organiserId, currency, buyerEmail: email, locale, paymentId } = order;
  const payment = paymentId === null ? undefined : await lockPayment(ctx, paymentId);
  const parts = divideRefund({
    dueMinor: priceMinor + feeMinor,
    parts: giftCards,
    paymentLeftMinor: payment ? leftOf(payment) : 0,
    way: refundTo,
  });
  const { back, creditedMinor, toPaymentMinor, toCardsMinor, toNewCardMinor } = parts;
  const moreMinor = creditedMinor;
  await returnToCards(ctx, { reference: order.id, organiserId, currency, email, locale, back, moreMinor });
  await saveOnCards(ctx, id, { toCardsMinor, toNewCardMinor });
  if (payment && creditedMinor > 0) await creditPart(ctx, payment.id, creditedMinor);
  if (payment && toPaymentMinor > 0) await refundPart(ctx, payment.id, toPaymentMinor, 'tickets_cancelled');
  return parts.refundMinor;
}
