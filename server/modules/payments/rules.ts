export type PaymentStatus = 'opening' | 'pending' | 'authorised' | 'captured' | 'failed' | 'cancelled';
export type PaymentFacts = {
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  /** What was bought has been given: its money is to be taken. */
  readonly isCaptureRequested: boolean;
};

/** Why a payment failed, in eight families; what the provider called it stays in its stored event. */
export type FailureCode =
  | 'declined'
  | 'insufficient_funds'
  | 'authentication_failed'
  | 'card_expired'
  | 'limit_exceeded'
  | 'provider_error'
  | 'cancelled_by_buyer'
  | 'unknown';

/** What a provider says of a payment, whatever way we learnt it: webhook, poll, answer. */
export type PaymentFact = {
  readonly kind: 'pending' | 'authorised' | 'captured' | 'failed' | 'cancelled';
  /** Our id of the payment, which every provider carries back. */
  readonly paymentId: string;
  readonly providerPaymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly failureCode?: FailureCode;
  /** What the provider keeps of it, where it says so. */
  readonly feeMinor?: number;
};

/** What a provider says of money it sent back, whoever asked for it. */
export type RefundFact = {
  readonly kind: 'refund';
  /** Our id of the refund; null when it was begun at the provider. */
  readonly refundId: string | null;
  /** Our id of the payment where the provider carries it back, else null: then providerPaymentId tells. */
  readonly paymentId: string | null;
  readonly providerPaymentId: string;
  readonly providerRefundId: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly amountMinor: number;
  readonly currency: string;
};

/** A buyer's bank wants money back, or has decided about it. */
export type DisputeFact = {
  readonly kind: 'dispute';
  readonly paymentId: string | null;
  readonly providerPaymentId: string;
  readonly disputeId: string;
  readonly status: 'open' | 'won' | 'lost';
  readonly amountMinor: number;
  readonly currency: string;
};

export type ProviderFact = PaymentFact | RefundFact | DisputeFact;

export type FactDecision = 'authorise' | 'capture' | 'fail' | 'cancel' | 'capture_failed' | 'nothing_new' | 'mismatch';

/**
 * What a fact changes. Captured is the top of the order: it wins whenever it comes, even after a failure, and nothing
 * takes it back. Failed and cancelled mean the same to an order, and the first of them stays. Authorised stands between: it
 * comes from an open payment only, and a closed one that is told to be authorised after all is let go again by its caller.
 * So the end is the same whatever the order and number of deliveries.
 * Money of another amount or currency than asked for is never taken as payment.
 */
export function decideFact(payment: PaymentFacts, fact: PaymentFact): FactDecision {
  if (payment.status === 'captured') return 'nothing_new';
  const isExact = fact.amountMinor === payment.amountMinor && fact.currency === payment.currency;
  if (fact.kind === 'captured') return isExact ? 'capture' : 'mismatch';
  const isOpen = payment.status === 'opening' || payment.status === 'pending';
  if (fact.kind === 'authorised') {
    if (!isOpen) return 'nothing_new';
    return isExact ? 'authorise' : 'mismatch';
  }
  if (fact.kind === 'pending' || !(isOpen || payment.status === 'authorised')) return 'nothing_new';
  if (payment.isCaptureRequested) return 'capture_failed';
  return fact.kind === 'failed' ? 'fail' : 'cancel';
}

/** What asking for a payment means for the one under way. Money that is promised or there is never left for another provider. */
export function decideOpening(
  underWay: { readonly status: PaymentStatus; readonly provider: string } | undefined,
  provider: string,
): 'open' | 'go_on' | 'refuse' {
  if (!underWay) return 'open';
  if (underWay.status === 'captured') return 'refuse';
  if (underWay.provider === provider) return 'go_on';
  return underWay.status === 'opening' || underWay.status === 'pending' ? 'open' : 'refuse';
}

type Taken = { readonly capturedMinor: number; readonly refundedMinor: number; readonly creditedMinor: number };

/** What of the captured money its buyer has got back neither by a refund nor on a gift card. */
export function leftOf({ capturedMinor, refundedMinor, creditedMinor }: Taken): number {
  return capturedMinor - refundedMinor - creditedMinor;
}

/** Whether the amount can still go back: refunds asked for never pass what was captured. */
export function decideRefund(payment: Taken, amountMinor: number): { ok: true } | { ok: false; code: 'over_refund' } {
  return amountMinor <= leftOf(payment) ? { ok: true } : { ok: false, code: 'over_refund' };
}
