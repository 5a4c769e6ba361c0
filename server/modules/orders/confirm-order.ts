import { afterCommit } from '../../platform/after-commit.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance, isSaleOpen, type Performance } from '../catalogue/index.ts';
import { lockHold, sellEquivalent, sellHeld } from '../inventory/index.ts';
import { postSale } from '../ledger/index.ts';
import { findPayment, type Payment, refundWhole, requestCapture, requestVoid, saveSettled } from '../payments/index.ts';
import { issueTickets } from '../tickets/index.ts';
import { orderConfirmed, orderRefunded } from './announcements.ts';
import { decideConfirmation } from './rules.ts';
import { listLines, lockOrder, type Order, saveClosed, saveConfirmed, saveOtherSeats } from './store.ts';
import { takeBackRefunded } from './take-back.ts';

/**
 * Money for an order has arrived or is promised: either its places are sold, its tickets issued and the promised money taken,
 * or the money goes back or is let go of, in one transaction. Money that comes after the hold ended gets the very same places
 * again if nobody has them, else others of the same zone if its buyer agreed to that. Safe to repeat.
 */
export async function confirmOrder(ctx: Ctx, orderId: string, paymentId: string): Promise<void> {
  const order = await lockOrder(ctx, orderId);
  const performance = order && (await findPerformance(ctx, order.performanceId));
  const hold = order && (await lockHold(ctx, order.holdId));
  if (!order || !performance || !hold) throw new Refusal('not_found');
  // Let go of, or failed, while this was on its way: there is nothing to give for it.
  const payment = await findPayment(ctx, paymentId);
  if (payment?.status !== 'captured' && (payment?.status !== 'authorised' || payment.voidRequestedAt !== null)) return;

  const decision = decideConfirmation({
    status: order.status,
    isPaidByThis: order.paymentId === paymentId,
    isInTime: hold.isAlive,
    performanceState: performance.state,
    isSaleOpen: isSaleOpen(performance, ctx.now),
  });
  if (decision.do === 'refund') await giveBack(ctx, order, payment, decision.reason);
  if (decision.do === 'confirm') {
    const sale = await sellPlaces(ctx, order);
    if (sale === 'gone') await giveBack(ctx, order, payment, 'seats_gone');
    else {
      crashPoint('confirm.sold');
      const otherSeats = sale === 'others';
      await give(ctx, order, performance, paymentId, { late: otherSeats || sale === 'taken_again', otherSeats });
      await requestCapture(ctx, paymentId);
      // All of it went back from the provider's own pages before this turn came.
      if (payment.capturedMinor > 0 && payment.refundedMinor === payment.capturedMinor)
        await takeBackRefunded(ctx, order.id, paymentId);
    }
  }
  await saveSettled(ctx, paymentId);
  afterCommit(ctx, () => crashPoint('confirm.committed'));
  crashPoint('confirm.decided');
}

/** The places of the order, or, where its buyer agreed to them, others for those that are gone. */
async function sellPlaces(ctx: Ctx, order: Order): Promise<'sold' | 'taken_again' | 'others' | 'gone'> {
  const sale = await sellHeld(ctx, order.holdId);
  if (sale !== 'gone' || !order.acceptsEquivalentSeats) return sale;
  const places = await sellEquivalent(ctx, order.holdId);
  if (!places) return 'gone';
  await saveOtherSeats(ctx, order.id, places);
  return 'others';
}

/** An order that costs nothing is confirmed without a payment. Throws hold_expired when its places are somebody else's. */
export async function confirmFreeOrder(ctx: Ctx, order: Order): Promise<void> {
  const performance = await findPerformance(ctx, order.performanceId);
  if (!performance) throw new Refusal('not_found');
  const sale = await sellHeld(ctx, order.holdId);
  if (sale === 'gone') throw new Refusal('hold_expired');
  await give(ctx, order, performance, null, { late: false, otherSeats: false });
}

async function give(
  ctx: Ctx,
  order: Order,
  performance: Performance,
  paymentId: string | null,
  facts: { readonly late: boolean; readonly otherSeats: boolean },
): Promise<void> {
  const lines = await listLines(ctx, order.id);
  await saveConfirmed(ctx, order.id, paymentId);
  await issueTickets(ctx, {
    orderId: order.id,
    orderReference: order.reference,
    organiserId: order.organiserId,
    performance,
    accountId: order.accountId,
    openedBy: order.holdId,
    lines: lines.map(({ id, place, zoneId, seatId, attendeeName, tariffName }) => ({
      id,
      place,
      zoneId,
      seatId,
      holderName: attendeeName,
      tariffName,
    })),
  });
  crashPoint('confirm.issued');
  await postSale(ctx, {
    orderId: order.id,
    organiserId: order.organiserId,
    currency: order.currency,
    totalMinor: order.totalMinor,
    feesMinor: lines.reduce((total, { feeMinor }) => total + feeMinor, 0),
    placeCount: lines.length,
  });
  await announce(ctx, orderConfirmed(order, facts));
}

/**
 * Money that gives no tickets goes back, and money that is only promised is let go of: then nothing was ever taken. A payment
 * on top of the one that decided the order leaves the order as it is.
 */
async function giveBack(ctx: Ctx, order: Order, payment: Payment, reason: string): Promise<void> {
  const { id: paymentId } = payment;
  const isPromised = payment.status === 'authorised';
  const isNew = isPromised ? await requestVoid(ctx, paymentId, reason) : await refundWhole(ctx, paymentId, reason);
  if (!isNew) return;
  const isOnTop = reason === 'paid_twice' || reason === 'order_refunded';
  if (!isOnTop && !isPromised) await saveClosed(ctx, order.id, { status: 'refunded', reason, paymentId });
  if (!isOnTop && isPromised && order.status !== 'cancelled') {
    await saveClosed(ctx, order.id, { status: 'expired', reason: `${reason}_not_charged` });
  }
  // The buyer has paid by another payment, and knows of no promise on top of it.
  if (isOnTop && isPromised) return;
  await announce(
    ctx,
    orderRefunded(order, {
      reason,
      paymentId,
      amountMinor: order.totalMinor,
      ...(isPromised ? { notCharged: true } : {}),
    }),
  );
  crashPoint('confirm.given-back');
}
