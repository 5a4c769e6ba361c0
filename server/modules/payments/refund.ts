import { system } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { legsOfRefund, post } from '../ledger/index.ts';
import { refundRequested } from './announcements.ts';
import { applyRefundFact } from './apply-refund-fact.ts';
import { holderAt } from './by-hand.ts';
import type { Providers } from './providers/index.ts';
import { findRefund, saveRefund } from './refund.store.ts';
import { leftOf } from './rules.ts';
import { findPayment, lockPayment, type Payment } from './store.ts';

/**
 * Gives back all that is left of a payment's captured money; the call to the provider is a job. Whether this was asked for
 * the first time.
 */
export async function refundWhole(ctx: Ctx, paymentId: string, reason: string): Promise<boolean> {
  const payment = await lockPayment(ctx, paymentId);
  const leftMinor = payment ? leftOf(payment) : 0;
  if (!payment || leftMinor === 0) return false;
  await request(ctx, payment, leftMinor, reason);
  return true;
}

/**
 * Gives a part of the captured money of a payment back, in minor units of its currency, or what is left of it when a part has
 * gone back by another way; the call to the provider is a job. Whoever calls it has moved the amount to order_clearing.
 * Returns how much goes back now.
 */
export async function refundPart(ctx: Ctx, paymentId: string, amountMinor: number, reason: string): Promise<number> {
  const payment = await lockPayment(ctx, paymentId);
  if (!payment) throw new Error(`there is no payment ${paymentId}`);
  const refundMinor = Math.min(amountMinor, leftOf(payment));
  if (refundMinor > 0) await request(ctx, payment, refundMinor, reason);
  return refundMinor;
}

async function request(ctx: Ctx, payment: Payment, amountMinor: number, reason: string): Promise<void> {
  const refundId = await saveRefund(ctx, payment.id, amountMinor, reason);
  await post(ctx, {
    kind: 'refund',
    reference: refundId,
    organiserId: payment.organiserId,
    currency: payment.currency,
    legs: legsOfRefund(amountMinor, holderAt(payment.provider)),
  });
  await announce(ctx, refundRequested(payment, refundId, amountMinor, reason));
}

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };
const actor = system('refunds');

/**
 * Sends a requested refund to its provider; repeated until the provider says how it stands. Throws while it does not answer.
 * Where money goes back by hand, the refund waits for staff to say that it has.
 */
export async function sendRefund({ inTransaction, providers }: App, refundId: string): Promise<void> {
  const open = await inTransaction(actor, async (ctx) => openRefund(ctx, refundId));
  const provider = open && providers.get(open.payment.provider);
  if (!open || !provider?.refund) return;
  const { payment, amountMinor } = open;
  if (payment.providerPaymentId === null) throw new Error(`refund ${refundId} has no way back`);
  const { id: paymentId, providerPaymentId, currency } = payment;
  crashPoint('refund.due');
  const fact = await provider.refund({ refundId, paymentId, providerPaymentId, amountMinor, currency });
  crashPoint('refund.paid');
  await inTransaction(actor, (ctx) => applyRefundFact(ctx, { ...fact, refundId, paymentId }));
}

async function openRefund(ctx: Ctx, refundId: string): Promise<{ payment: Payment; amountMinor: number } | undefined> {
  const refund = await findRefund(ctx, refundId);
  if (refund?.status !== 'requested') return undefined;
  const payment = await findPayment(ctx, refund.paymentId);
  return payment ? { payment, amountMinor: refund.amountMinor } : undefined;
}
