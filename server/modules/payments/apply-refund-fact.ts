import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { legsOfCapture, legsOfRefund, post } from '../ledger/index.ts';
import { disputeChanged, paymentMismatched, refundFailed, refundNoticed, refundSucceeded } from './announcements.ts';
import { holderAt } from './by-hand.ts';
import {
  findRefund,
  findRefundOfProvider,
  saveDispute,
  saveNoticedRefund,
  saveRefunded,
  saveRefundFailed,
  saveRefundPending,
} from './refund.store.ts';
import { type DisputeFact, decideRefund, leftOf, type RefundFact } from './rules.ts';
import { lockPayment, type Payment } from './store.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What a provider says of money it sent back: one that we asked for goes on or fails; one that was begun on the provider's own
 * pages is noted and booked once. Later facts about the same refund change it, the same again nothing. More than was left of
 * the payment, or another currency, changes nothing and is left to be looked at.
 */
export async function applyRefundFact(ctx: Ctx, fact: RefundFact): Promise<'refund' | 'mismatch' | 'unknown_payment'> {
  const payment = await paymentOf(ctx, fact);
  if (!payment) return 'unknown_payment';
  const asked = fact.refundId && uuid.test(fact.refundId) ? await findRefund(ctx, fact.refundId) : undefined;
  const known =
    asked?.paymentId === payment.id ? asked : await findRefundOfProvider(ctx, payment.id, fact.providerRefundId);
  if (!known) {
    return fact.status === 'failed' ? 'refund' : notice(ctx, payment, fact);
  }
  switch (fact.status) {
    case 'pending':
      await saveRefundPending(ctx, known.id, fact.providerRefundId);
      break;
    case 'succeeded':
      if (await saveRefunded(ctx, known.id, fact.providerRefundId))
        await announce(ctx, refundSucceeded(payment, known.id));
      break;
    case 'failed':
      await giveUp(ctx, payment, known);
      break;
  }
  return 'refund';
}

/** The money did not go back, however far it had come: it counts as kept again, until staff have settled it by hand. */
async function giveUp(ctx: Ctx, payment: Payment, refund: { id: string; amountMinor: number }): Promise<void> {
  if (!(await saveRefundFailed(ctx, refund.id))) return;
  const { organiserId, currency } = payment;
  // The refund took it out of clearing; it is owed to the buyer again.
  await post(ctx, {
    kind: 'refund_failed',
    reference: refund.id,
    organiserId,
    currency,
    legs: legsOfCapture(refund.amountMinor, holderAt(payment.provider)),
  });
  await announce(ctx, refundFailed(payment, refund.id, refund.amountMinor));
}

async function notice(ctx: Ctx, payment: Payment, fact: RefundFact): Promise<'refund' | 'mismatch'> {
  if (!decideRefund(payment, fact.amountMinor).ok || fact.currency !== payment.currency) {
    await announce(ctx, paymentMismatched(payment, -fact.amountMinor, fact.currency));
    return 'mismatch';
  }
  const refundId = await saveNoticedRefund(ctx, payment.id, fact);
  const { organiserId, currency } = payment;
  await post(ctx, {
    kind: 'refund',
    reference: refundId,
    organiserId,
    currency,
    legs: legsOfRefund(fact.amountMinor, holderAt(payment.provider)),
  });
  const isWhole = leftOf(payment) === fact.amountMinor;
  await announce(ctx, refundNoticed(payment, { refundId, amountMinor: fact.amountMinor, isWhole }));
  if (fact.status === 'succeeded') await announce(ctx, refundSucceeded(payment, refundId));
  return 'refund';
}

/** Notes a dispute and how it ends. A closed one is not opened again by an older fact. */
export async function applyDisputeFact(
  ctx: Ctx,
  provider: string,
  fact: DisputeFact,
): Promise<'dispute' | 'unknown_payment'> {
  const payment = await paymentOf(ctx, fact);
  if (!payment) return 'unknown_payment';
  if (await saveDispute(ctx, provider, payment.id, fact)) await announce(ctx, disputeChanged(payment, fact));
  return 'dispute';
}

async function paymentOf(ctx: Ctx, { paymentId }: RefundFact | DisputeFact): Promise<Payment | undefined> {
  return paymentId !== null && uuid.test(paymentId) ? lockPayment(ctx, paymentId) : undefined;
}
