import type Stripe from 'stripe';
import type { FailureCode, PaymentFact } from '../rules.ts';
import type { DisputeFact, RefundFact, StatementLine } from './provider.ts';

const families: Readonly<Record<string, FailureCode>> = {
  insufficient_funds: 'insufficient_funds',
  expired_card: 'card_expired',
  authentication_required: 'authentication_failed',
  payment_intent_authentication_failure: 'authentication_failed',
  card_velocity_exceeded: 'limit_exceeded',
  withdrawal_count_limit_exceeded: 'limit_exceeded',
  amount_too_large: 'limit_exceeded',
  processing_error: 'provider_error',
  card_declined: 'declined',
  incorrect_cvc: 'declined',
};

/** The reason Stripe gives, in our families: the bank's word counts before Stripe's own. */
export function familyOf(error: { readonly code?: string; readonly decline_code?: string } | null): FailureCode {
  return families[error?.decline_code ?? ''] ?? families[error?.code ?? ''] ?? 'unknown';
}

/**
 * How an intent stands. A declined card leaves it pending, with the reason: on Stripe's page the buyer may try another.
 * The amount is what Stripe says, whatever we asked for.
 */
export function factOfIntent(intent: Stripe.PaymentIntent, providerPaymentId = intent.id): PaymentFact {
  const known = {
    paymentId: intent.metadata['payment_id'] ?? '',
    providerPaymentId,
    currency: intent.currency.toUpperCase(),
  };
  if (intent.status === 'succeeded') return { kind: 'captured', ...known, amountMinor: intent.amount_received };
  if (intent.status === 'requires_capture')
    return { kind: 'authorised', ...known, amountMinor: intent.amount_capturable };
  const kind = intent.status === 'canceled' ? 'cancelled' : 'pending';
  const reason = intent.last_payment_error;
  return { kind, ...known, amountMinor: intent.amount, ...(reason ? { failureCode: familyOf(reason) } : {}) };
}

/** How a session stands, whose intent (if any) is expanded. */
export function factOfSession(session: Stripe.Checkout.Session): PaymentFact {
  const intent = session.payment_intent;
  const isOver = session.status === 'expired';
  if (intent && typeof intent === 'object') {
    const fact = factOfIntent(intent, session.id);
    return isOver && fact.kind === 'pending' ? { ...fact, kind: 'cancelled' } : fact;
  }
  return {
    kind: isOver ? 'cancelled' : 'pending',
    paymentId: session.client_reference_id ?? '',
    providerPaymentId: session.id,
    amountMinor: session.amount_total ?? 0,
    currency: (session.currency ?? '').toUpperCase(),
  };
}

/** A refund we asked for carries our ids; one begun at Stripe carries none. */
export function factOfRefund(refund: Stripe.Refund): RefundFact {
  const { status } = refund;
  return {
    kind: 'refund',
    refundId: refund.metadata?.['refund_id'] ?? null,
    paymentId: refund.metadata?.['payment_id'] ?? null,
    providerPaymentId: idOf(refund.payment_intent),
    providerRefundId: refund.id,
    status: status === 'succeeded' ? status : status === 'failed' || status === 'canceled' ? 'failed' : 'pending',
    amountMinor: refund.amount,
    currency: refund.currency.toUpperCase(),
  };
}

/** A warning is only a question of the bank: no money has moved, so it is no dispute to us. */
export function factOfDispute(dispute: Stripe.Dispute): DisputeFact | undefined {
  if (dispute.status.startsWith('warning') || dispute.status === 'prevented') return undefined;
  return {
    kind: 'dispute',
    paymentId: null,
    providerPaymentId: idOf(dispute.payment_intent),
    disputeId: dispute.id,
    status: dispute.status === 'won' ? 'won' : dispute.status === 'lost' ? 'lost' : 'open',
    amountMinor: dispute.amount,
    currency: dispute.currency.toUpperCase(),
  };
}

/**
 * A movement on the balance, whose source is expanded; undefined for Stripe's own payouts, disputes and the like. Amounts are the
 * buyer's, or the organiser's. What Stripe kept is in the currency of the balance: where that is another one, it is left out.
 */
export function lineOf(transaction: Stripe.BalanceTransaction): StatementLine | undefined {
  const { source } = transaction;
  if (source === null || typeof source === 'string') return undefined;
  const sign = transaction.amount < 0 ? -1 : 1;
  const booked = {
    lineId: transaction.id,
    bookedAt: new Date(transaction.created * 1000),
    paymentId: null,
    refundId: null,
    feeMinor: 'currency' in source && transaction.currency === source.currency ? transaction.fee : 0,
  };
  switch (source.object) {
    case 'charge':
    case 'refund':
      return {
        ...booked,
        kind: source.object === 'charge' ? 'capture' : 'refund',
        paymentId: source.metadata?.['payment_id'] ?? null,
        refundId: source.metadata?.['refund_id'] ?? null,
        providerPaymentId: idOf(source.payment_intent),
        amountMinor: sign * (source.object === 'charge' ? source.amount_captured : source.amount),
        currency: source.currency.toUpperCase(),
      };
    case 'transfer':
    case 'transfer_reversal':
      return {
        ...booked,
        kind: source.object === 'transfer' ? 'payout' : 'payout_reversal',
        payoutId: source.metadata?.['payout_id'] ?? null,
        providerPaymentId: source.object === 'transfer' ? source.id : idOf(source.transfer),
        amountMinor: sign * source.amount,
        currency: source.currency.toUpperCase(),
      };
    default:
      return undefined;
  }
}

export function idOf(thing: string | { readonly id: string } | null): string {
  return typeof thing === 'string' ? thing : (thing?.id ?? '');
}
