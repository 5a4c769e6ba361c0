import type { Actor } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { expectWelcome } from '../blacklist/index.ts';
import { findPerformance } from '../catalogue/index.ts';
import { listParts, paidByCards } from '../gift-cards/index.ts';
import { findHold, giveDaysToPay, giveTimeToPay } from '../inventory/index.ts';
import {
  awaitTransfer,
  findPaymentUnderWay,
  type Next,
  openPayment,
  type Payment,
  type Providers,
  startPayment,
} from '../payments/index.ts';
import { confirmFreeOrder } from './confirm-order.ts';
import { type Offer, offerOf } from './offered-providers.ts';
import { decidePayment, payBefore } from './rules.ts';
import { lockOrder, type Order, saveStatus } from './store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };
export type PaymentWish = { readonly orderId: string; readonly provider: string; readonly returnUrl: string };
export type PaymentUnderWay = { readonly id: string; readonly status: Payment['status']; readonly next: Next };

/**
 * Starts the payment of what gift cards leave of an order, goes on with the one under way, or leaves it for another
 * provider. The intent is on disk and the places have time to be paid before the provider hears of it; no transaction is
 * open while it is asked. `authorise` decides about the order inside the first transaction. Throws order_paid,
 * hold_expired, order_state, no_such_provider, payment_in_progress, provider_unavailable, and ask_organiser unless
 * it goes on with a payment that was begun before.
 */
export async function payOrder(
  app: App,
  actor: Actor,
  wish: PaymentWish,
  authorise: (ctx: Ctx, order: Order) => void,
): Promise<PaymentUnderWay> {
  const decided = await app.inTransaction(actor, async (ctx) => {
    const order = await lockOrder(ctx, wish.orderId);
    if (!order) throw new Refusal('not_found');
    authorise(ctx, order);
    return decide(ctx, app, order, wish);
  });
  if (decided.kind === 'free') return { id: decided.orderId, status: 'captured', next: { kind: 'none' } };
  const next = await startPayment(app, decided.payment, {
    actor,
    description: decided.description,
    expiresAt: decided.payBefore,
  });
  return { id: decided.payment.id, status: 'pending', next };
}

type Decided =
  | { readonly kind: 'free'; readonly orderId: string }
  | { readonly kind: 'payment'; readonly payment: Payment; readonly description: string; readonly payBefore: Date };

async function decide(ctx: Ctx, app: App, order: Order, wish: PaymentWish): Promise<Decided> {
  const hold = await findHold(ctx, order.holdId);
  const underWay = await findPaymentUnderWay(ctx, order.id);
  const goesOn = underWay !== undefined && hold?.state !== 'released';
  const decision = decidePayment(order.status, hold?.isAlive === true, goesOn);
  if (!decision.ok) throw new Refusal(decision.code);
  // Whoever stands on a provider's page already may pay there whatever we say: only what is asked for anew can be refused.
  if (!goesOn || underWay.provider !== wish.provider) await expectWelcome(ctx, order, order.buyerEmail);
  const amountMinor = order.totalMinor - paidByCards(await listParts(ctx, [order.id]));
  if (amountMinor === 0) {
    await confirmFreeOrder(ctx, order);
    return { kind: 'free', orderId: order.id };
  }
  const performance = await findPerformance(ctx, order.performanceId);
  if (!hold || !performance) throw new Refusal('not_found');
  const { id: reference, organiserId, currency } = order;
  const { provider, returnUrl } = wish;
  const chosen = app.providers.get(provider);
  const isTransfer = chosen?.manner === 'transfer';
  const goesOnWithTransfer = isTransfer && underWay?.provider === provider;
  const offer = chosen && !goesOnWithTransfer ? await offerOf(ctx, chosen, order, performance.startsAt) : undefined;
  if (!offer && !goesOnWithTransfer) throw new Refusal('no_such_provider');
  const deadline = await giveTime(ctx, order, { offer, underWay, until: hold.expiresAt, performance });
  const asked = { reference, organiserId, provider, amountMinor, currency, returnUrl };
  const payment = await openPayment(ctx, asked, underWay);
  if (offer?.transfer) await awaitTransfer(ctx, payment.id, offer.transfer);
  if (order.status === 'pending') await saveStatus(ctx, order.id, 'paying');
  return {
    kind: 'payment',
    payment,
    description: `${order.reference} · ${performance.event.title.fr}`,
    payBefore: payBefore(deadline, ctx.now, isTransfer ? null : payment.openedAt),
  };
}

/** A transfer is given its days; a payment on a page its minutes, once, whatever provider it goes to. */
async function giveTime(
  ctx: Ctx,
  { holdId }: Order,
  facts: {
    readonly offer: Offer | undefined;
    readonly underWay: Payment | undefined;
    readonly until: Date;
    readonly performance: { readonly paymentMinutes: number };
  },
): Promise<Date> {
  const { offer, underWay, until, performance } = facts;
  if (offer?.transfer) return giveDaysToPay(ctx, holdId, offer.transfer.until);
  return underWay ? until : giveTimeToPay(ctx, holdId, performance.paymentMinutes);
}
