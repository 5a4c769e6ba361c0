import { afterCommit } from '../../platform/after-commit.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance, isSaleOpen, type Performance } from '../catalogue/index.ts';
import { endReservations, lockParts, reserveRest, spendReserved } from '../gift-cards/index.ts';
import { type Hold, lockHolds, sellEquivalent, sellHeld, sellHolds } from '../inventory/index.ts';
import {
  findPayments,
  type Payment,
  refundWhole,
  requestCaptures,
  requestVoid,
  saveSettled,
} from '../payments/index.ts';
import { orderRefunded } from './announcements.ts';
import { giveTickets } from './give-tickets.ts';
import { type Confirmation, decideConfirmation, leavesOrder } from './rules.ts';
import { lockOrders, type Order, saveClosed, saveOtherSeats } from './store.ts';
import { takeBackRefunded } from './take-back.ts';

type Paid = { readonly orderId: string; readonly paymentId: string };
type Case = {
  readonly order: Order;
  readonly payment: Payment;
  readonly hold: Hold;
  readonly performance: Performance;
  /** Gift cards were put on it. */
  readonly hasGiftCards: boolean;
};

/**
 * Money for orders has arrived or is promised: of each either its places are sold, its tickets issued and the promised money
 * taken, or the money goes back or is let go of, all in one transaction. Money that comes after the hold ended gets the very
 * same places again if nobody has them, else others of the same zone if its buyer agreed to that. What gift cards were to pay of
 * it they pay in the same decision, or the money goes back. Safe to repeat. Throws not_found.
 */
export async function confirmOrders(ctx: Ctx, paid: readonly Paid[]): Promise<void> {
  // Of two payments for one order the second is decided by what the first has left.
  for (let left = paid; left.length > 0; ) {
    const turn = left.filter(({ orderId }, index) => left.findIndex((one) => one.orderId === orderId) === index);
    await confirmTurn(ctx, turn);
    left = left.filter((one) => !turn.includes(one));
  }
}

export async function confirmOrder(ctx: Ctx, orderId: string, paymentId: string): Promise<void> {
  await confirmOrders(ctx, [{ orderId, paymentId }]);
}

async function confirmTurn(ctx: Ctx, paid: readonly Paid[]): Promise<void> {
  const cases = await loadCases(ctx, paid);
  if (cases.length === 0) return;
  const decided: { one: Case; decision: Confirmation }[] = [];
  // In turn: what cards pay of one order they do not have for the next.
  for (const one of cases) decided.push({ one, decision: await decide(ctx, one) });
  const gone = await sell(
    ctx,
    decided.flatMap(({ one, decision }) => (decision.do === 'confirm' ? [one] : [])),
  );
  for (const { one, decision } of decided)
    if (decision.do === 'refund') await giveBack(ctx, one.order, one.payment, decision.reason);
  for (const { order, payment } of gone) await giveBack(ctx, order, payment, 'seats_gone');
  await saveSettled(
    ctx,
    cases.map(({ payment }) => payment.id),
  );
  afterCommit(ctx, () => crashPoint('confirm.committed'));
  crashPoint('confirm.decided');
}

async function decide(ctx: Ctx, { order, payment, hold, performance, hasGiftCards }: Case): Promise<Confirmation> {
  const decision = decideConfirmation({
    status: order.status,
    isPaidByThis: order.paymentId === payment.id,
    isInTime: hold.isAlive,
    performanceState: performance.state,
    isSaleOpen: isSaleOpen(performance, ctx.now),
  });
  const restMinor = order.totalMinor - payment.amountMinor;
  if (decision.do !== 'confirm' || (restMinor === 0 && !hasGiftCards)) return decision;
  return (await reserveRest(ctx, order.id, restMinor)) ? decision : { do: 'refund', reason: 'gift_card_gone' };
}

/** Without those let go of, or failed, while this was on its way: there is nothing to give for them. */
async function loadCases(ctx: Ctx, paid: readonly Paid[]): Promise<Case[]> {
  const orders = await lockOrders(
    ctx,
    paid.map(({ orderId }) => orderId),
  );
  const parts = await lockParts(
    ctx,
    orders.map(({ id }) => id),
  );
  const holds = await lockHolds(
    ctx,
    orders.map(({ holdId }) => holdId),
  );
  const payments = await findPayments(
    ctx,
    paid.map(({ paymentId }) => paymentId),
  );
  const performances = new Map<string, Performance | undefined>();
  for (const id of new Set(orders.map(({ performanceId }) => performanceId)))
    performances.set(id, await findPerformance(ctx, id));
  return paid.flatMap(({ orderId, paymentId }) => {
    const order = orders.find(({ id }) => id === orderId);
    const hold = holds.find(({ id }) => id === order?.holdId);
    const performance = performances.get(order?.performanceId ?? '');
    if (!order || !hold || !performance) throw new Refusal('not_found');
    const payment = payments.find(({ id }) => id === paymentId);
    const isToDecide =
      payment?.status === 'captured' || (payment?.status === 'authorised' && payment.voidRequestedAt === null);
    const hasGiftCards = parts.some(({ reference }) => reference === orderId);
    return isToDecide ? [{ order, payment, hold, performance, hasGiftCards }] : [];
  });
}

/** Returns those whose places are gone. */
async function sell(ctx: Ctx, wanted: readonly Case[]): Promise<readonly Case[]> {
  if (wanted.length === 0) return [];
  const sales = await sellPlaces(ctx, wanted);
  const sold = wanted.filter(({ hold }) => sales.get(hold.id) !== 'gone');
  if (sold.length > 0) {
    crashPoint('confirm.sold');
    await spendReserved(
      ctx,
      sold.filter(({ hasGiftCards }) => hasGiftCards).map(({ order }) => order.id),
    );
    await giveTickets(
      ctx,
      sold.map(({ order, payment, performance, hold }) => {
        const sale = sales.get(hold.id);
        const facts = { late: sale !== 'sold', otherSeats: sale === 'others' };
        return { order, performance, paymentId: payment.id, facts };
      }),
    );
    await requestCaptures(
      ctx,
      sold.flatMap(({ payment }) => (payment.status === 'authorised' ? [payment.id] : [])),
    );
  }
  for (const { order, payment } of sold) {
    // All of it went back from the provider's own pages before this turn came.
    if (payment.capturedMinor > 0 && payment.refundedMinor === payment.capturedMinor)
      await takeBackRefunded(ctx, order.id, payment.id);
  }
  return wanted.filter(({ hold }) => sales.get(hold.id) === 'gone');
}

type Sale = 'sold' | 'taken_again' | 'others' | 'gone';

/** By hold: its own places, or, where its buyer agreed to them, others for those that are gone. */
async function sellPlaces(ctx: Ctx, wanted: readonly Case[]): Promise<ReadonlyMap<string, Sale>> {
  const sales = new Map<string, Sale>(
    await sellHolds(
      ctx,
      wanted.map(({ hold }) => hold),
    ),
  );
  for (const { hold, order } of wanted) {
    if (sales.get(hold.id) !== 'gone' || !order.acceptsEquivalentSeats) continue;
    const places = await sellEquivalent(ctx, hold.id);
    if (!places) continue;
    await saveOtherSeats(ctx, order.id, places);
    sales.set(hold.id, 'others');
  }
  return sales;
}

/** An order of which nothing is left to pay is confirmed without a payment. Throws hold_expired when its places are somebody else's. */
export async function confirmFreeOrder(ctx: Ctx, order: Order): Promise<void> {
  const performance = await findPerformance(ctx, order.performanceId);
  if (!performance) throw new Refusal('not_found');
  if (order.totalMinor > 0) await spendReserved(ctx, [order.id]);
  const sale = await sellHeld(ctx, order.holdId);
  if (sale === 'gone') throw new Refusal('hold_expired');
  await giveTickets(ctx, [{ order, performance, paymentId: null, facts: { late: false, otherSeats: false } }]);
}

/**
 * Money that gives no tickets goes back, and money that is only promised is let go of: then nothing was ever taken. What gift
 * cards had reserved is theirs again. A payment on top of the one that decided the order leaves the order as it is.
 */
async function giveBack(ctx: Ctx, order: Order, payment: Payment, reason: string): Promise<void> {
  const { id: paymentId } = payment;
  const isPromised = payment.status === 'authorised';
  const isNew = isPromised ? await requestVoid(ctx, paymentId, reason) : await refundWhole(ctx, paymentId, reason);
  if (!isNew) return;
  const isOnTop = leavesOrder(reason, order.status);
  if (!isOnTop) await endReservations(ctx, [order.id]);
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
      amountMinor: payment.amountMinor,
      ...(isPromised ? { notCharged: true } : {}),
    }),
  );
  crashPoint('confirm.given-back');
}
