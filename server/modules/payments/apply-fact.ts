import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { legsOfCapture, post } from '../ledger/index.ts';
import {
  captureFailed,
  paymentAuthorised,
  paymentCaptured,
  paymentClosed,
  paymentMismatched,
} from './announcements.ts';
import { applyDisputeFact, applyRefundFact } from './apply-refund-fact.ts';
import { holderAt } from './by-hand.ts';
import { letGo } from './request-capture.ts';
import { decideFact, type FactDecision, type PaymentFact, type ProviderFact } from './rules.ts';
import { lockPayment, type Payment, saveAuthorised, saveCaptured, saveClosed } from './store.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export type FactOutcome = FactDecision | 'unknown_payment' | 'refund' | 'dispute';

/** Applies a fact of any kind that a provider told. The same fact again, or an older one, changes nothing. */
export async function applyProviderFact(ctx: Ctx, provider: string, fact: ProviderFact): Promise<FactOutcome> {
  if (fact.kind === 'refund') return applyRefundFact(ctx, fact);
  if (fact.kind === 'dispute') return applyDisputeFact(ctx, provider, fact);
  return applyFact(ctx, fact);
}

/**
 * Changes a payment by what its provider says. The same fact again, or an older one, changes nothing. A provider may also
 * tell of payments that are not ours, under references of any shape.
 */
export async function applyFact(ctx: Ctx, fact: PaymentFact): Promise<FactDecision | 'unknown_payment'> {
  const payment = uuid.test(fact.paymentId) ? await lockPayment(ctx, fact.paymentId) : undefined;
  if (!payment) return 'unknown_payment';
  const decision = decideFact({ ...payment, isCaptureRequested: payment.captureRequestedAt !== null }, fact);
  switch (decision) {
    case 'authorise':
      await saveAuthorised(ctx, payment.id, fact);
      if (payment.voidRequestedAt === null) await announce(ctx, paymentAuthorised(payment));
      else await letGo(ctx, { ...payment, status: 'authorised' }, 'let_go_before');
      crashPoint('payment.authorised');
      break;
    case 'capture':
      await saveCaptured(ctx, payment.id, fact);
      await book(ctx, payment, fact.amountMinor);
      await announce(ctx, paymentCaptured(payment));
      crashPoint('payment.captured');
      break;
    case 'fail':
      await saveClosed(ctx, payment.id, 'failed', fact.failureCode ?? 'declined');
      await announce(ctx, paymentClosed(payment, 'failed'));
      break;
    case 'cancel':
      await saveClosed(ctx, payment.id, 'cancelled', null);
      await announce(ctx, paymentClosed(payment, 'cancelled'));
      break;
    case 'capture_failed':
      await saveClosed(ctx, payment.id, 'failed', fact.failureCode ?? 'unknown');
      await announce(ctx, captureFailed(payment, fact.failureCode ?? 'unknown'));
      break;
    case 'mismatch':
      await announce(ctx, paymentMismatched(payment, fact.amountMinor, fact.currency));
      break;
    case 'nothing_new':
      // Promised after all, for a payment that is over: nobody will take it.
      if (fact.kind === 'authorised' && isOver(payment)) await letGo(ctx, payment, 'let_go_before');
      break;
  }
  return decision;
}

function isOver({ status }: Payment): boolean {
  return status === 'failed' || status === 'cancelled';
}

async function book(ctx: Ctx, { id, organiserId, provider, currency }: Payment, amountMinor: number): Promise<void> {
  const legs = legsOfCapture(amountMinor, holderAt(provider));
  await post(ctx, { kind: 'capture', reference: id, organiserId, currency, legs });
}
