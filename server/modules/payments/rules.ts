export type PaymentStatus = 'opening' | 'pending' | 'captured' | 'failed' | 'cancelled';
export type PaymentFacts = { readonly status: PaymentStatus; readonly amountMinor: number; readonly currency: string };

/** What a provider says of a payment, whatever way we learnt it: webhook, poll, answer. */
export type ProviderFact = {
  readonly kind: 'captured' | 'failed' | 'cancelled' | 'pending';
  /** Our id of the payment, which every provider carries back. */
  readonly paymentId: string;
  readonly providerPaymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly failureCode?: string;
};

export type FactDecision = 'capture' | 'fail' | 'cancel' | 'nothing_new' | 'mismatch';

/**
 * What a fact changes. Captured is the top of the order: it wins whenever it comes, even after a failure, and nothing
 * takes it back. Failed and cancelled mean the same to an order, and the first of them stays. So the end is the same
 * whatever the order and number of deliveries.
 * Money of another amount or currency than asked for is never taken as payment.
 */
export function decideFact(payment: PaymentFacts, fact: ProviderFact): FactDecision {
  if (payment.status === 'captured') return 'nothing_new';
  if (fact.kind === 'captured') {
    const isExact = fact.amountMinor === payment.amountMinor && fact.currency === payment.currency;
    return isExact ? 'capture' : 'mismatch';
  }
  const isOpen = payment.status === 'opening' || payment.status === 'pending';
  if (!isOpen || fact.kind === 'pending') return 'nothing_new';
  return fact.kind === 'failed' ? 'fail' : 'cancel';
}

/** Whether the amount can still go back: refunds asked for never pass what was captured. */
export function decideRefund(
  payment: { readonly capturedMinor: number; readonly refundedMinor: number },
  amountMinor: number,
): { ok: true } | { ok: false; code: 'over_refund' } {
  return payment.refundedMinor + amountMinor <= payment.capturedMinor
    ? { ok: true }
    : { ok: false, code: 'over_refund' };
}
