import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { legsOfCapture, post } from '../ledger/index.ts';
import { paymentCaptured, paymentClosed, paymentMismatched } from './announcements.ts';
import { decideFact, type FactDecision, type PaymentFact } from './rules.ts';
import { lockPayment, saveCaptured, saveClosed } from './store.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Changes a payment by what its provider says. The same fact again, or an older one, changes nothing. A provider may also
 * tell of payments that are not ours, under references of any shape.
 */
export async function applyFact(ctx: Ctx, fact: PaymentFact): Promise<FactDecision | 'unknown_payment'> {
  const payment = uuid.test(fact.paymentId) ? await lockPayment(ctx, fact.paymentId) : undefined;
  if (!payment) return 'unknown_payment';
  const decision = decideFact(payment, fact);
  switch (decision) {
    case 'capture':
      await saveCaptured(ctx, payment.id, fact);
      await post(ctx, {
        kind: 'capture',
        reference: payment.id,
        organiserId: payment.organiserId,
        currency: payment.currency,
        legs: legsOfCapture(fact.amountMinor),
      });
      await announce(ctx, paymentCaptured(payment));
      break;
    case 'fail':
      await saveClosed(ctx, payment.id, 'failed', fact.failureCode ?? 'declined');
      await announce(ctx, paymentClosed(payment, 'failed'));
      break;
    case 'cancel':
      await saveClosed(ctx, payment.id, 'cancelled', null);
      await announce(ctx, paymentClosed(payment, 'cancelled'));
      break;
    case 'mismatch':
      await announce(ctx, paymentMismatched(payment, fact.amountMinor, fact.currency));
      break;
    case 'nothing_new':
      break;
  }
  return decision;
}
