import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { expectWelcome } from '../blacklist/index.ts';
import { findPerformance } from '../catalogue/index.ts';
import { listParts, paidByCards } from '../gift-cards/index.ts';
import { findHold, giveTimeToPay } from '../inventory/index.ts';
import { captureAtCounter, findPaymentUnderWay, openPayment, type TenderWish, takeTender } from '../payments/index.ts';
import { confirmFreeOrder, confirmOrder } from './confirm-order.ts';
import { decidePayment } from './rules.ts';
import type { Order } from './store.ts';

export type TenderedOrder = {
  /** null: gift cards paid it all. */
  readonly paymentId: string | null;
  readonly cardsMinor: number;
  readonly cashMinor: number;
  readonly terminalMinor: number;
  readonly changeMinor: number;
};

const provider = 'counter';

/**
 * Pays what gift cards leave of an order at the counter and gives its tickets, or takes nothing: both in one transaction,
 * as nobody stands at the counter any more when a job finds the places gone. The order is locked. Throws order_paid,
 * hold_expired, order_state, payment_in_progress, ask_organiser, and what takeTender does.
 */
export async function tenderOrder(ctx: Ctx, order: Order, wish: TenderWish): Promise<TenderedOrder> {
  const underWay = await findPaymentUnderWay(ctx, order.id);
  const hold = await findHold(ctx, order.holdId);
  const decision = decidePayment(order.status, hold?.isAlive === true, false);
  if (!decision.ok) throw new Refusal(decision.code);
  await expectWelcome(ctx, order, order.buyerEmail);
  if (order.totalMinor === 0) throw new Refusal('tender_over');
  const cardsMinor = paidByCards(await listParts(ctx, [order.id]));
  const amountMinor = order.totalMinor - cardsMinor;
  if (amountMinor === 0) {
    if (wish.givenMinor > 0 || wish.terminal) throw new Refusal('tender_over');
    await confirmFreeOrder(ctx, order);
    return { paymentId: null, cardsMinor, cashMinor: 0, terminalMinor: 0, changeMinor: 0 };
  }
  const performance = await findPerformance(ctx, order.performanceId);
  if (!performance) throw new Refusal('not_found');
  // Finds out, under the locks of its places, that they are still its own.
  await giveTimeToPay(ctx, order.holdId, performance.paymentMinutes);
  const { id: reference, organiserId, currency } = order;
  const asked = { reference, organiserId, provider, amountMinor, currency, returnUrl: '' };
  const payment = await openPayment(ctx, asked, underWay);
  await captureAtCounter(ctx, payment);
  await confirmOrder(ctx, order.id, payment.id);
  const taken = await takeTender(ctx, payment, wish);
  return { paymentId: payment.id, cardsMinor, ...taken };
}
