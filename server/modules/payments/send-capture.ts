import { system } from '../../platform/actor.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { applyFact } from './apply-fact.ts';
import type { Providers } from './providers/index.ts';
import { findPayment } from './store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };
const actor = system('captures');

/** Takes authorised money at its provider; repeated until the provider says that it has it or will not. */
export async function sendCapture({ inTransaction, providers }: App, paymentId: string): Promise<void> {
  const payment = await inTransaction(actor, (ctx) => findPayment(ctx, paymentId));
  if (payment?.status !== 'authorised' || payment.captureRequestedAt === null || payment.providerPaymentId === null)
    return;
  const provider = providers.get(payment.provider);
  if (!provider?.capture) throw new Error(`${payment.provider} cannot take the money of payment ${paymentId}`);
  const { providerPaymentId, amountMinor, currency } = payment;
  crashPoint('capture.due');
  const fact = await provider.capture({ paymentId, providerPaymentId, amountMinor, currency });
  crashPoint('capture.taken');
  if (fact.kind === 'authorised' || fact.kind === 'pending')
    throw new Error(`the money of payment ${paymentId} is not taken yet`);
  await inTransaction(actor, (ctx) => applyFact(ctx, { ...fact, paymentId }));
}

/**
 * Asks the provider to let go. Too late means that the money is taken: that fact is applied like any other, and what was paid
 * for is decided. A provider without a way to let go is left to end by itself.
 */
export async function sendVoid({ inTransaction, providers }: App, paymentId: string): Promise<void> {
  const payment = await inTransaction(actor, (ctx) => findPayment(ctx, paymentId));
  if (!payment || payment.voidRequestedAt === null || payment.providerPaymentId === null) return;
  if (payment.status === 'captured') return;
  const provider = providers.get(payment.provider);
  if (!provider?.void) return;
  crashPoint('void.due');
  const fact = await provider.void({ paymentId, providerPaymentId: payment.providerPaymentId });
  crashPoint('void.done');
  if (fact.kind === 'authorised') throw new Error(`payment ${paymentId} has not been let go of yet`);
  await inTransaction(actor, (ctx) => applyFact(ctx, { ...fact, paymentId }));
}
