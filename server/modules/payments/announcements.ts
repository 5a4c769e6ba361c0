import type { Announcement } from '../../platform/announcement.ts';
import type { Payment } from './store.ts';

export const paymentCapturedKind = 'payments.payment_captured';
export const paymentClosedKind = 'payments.payment_closed';
export const providerEventReceivedKind = 'payments.provider_event_received';
export const refundRequestedKind = 'payments.refund_requested';

export function paymentOpened({ id, organiserId, reference, provider, amountMinor, currency }: Payment): Announcement {
  return about('payments.payment_opened', id, organiserId, { reference, provider, amountMinor, currency });
}

export function paymentStarted({ id, organiserId, reference }: Payment, providerPaymentId: string): Announcement {
  return about('payments.payment_started', id, organiserId, { reference, providerPaymentId });
}

/** Money arrived. `reference` says what for, in the words of whoever opened the payment. */
export function paymentCaptured({ id, organiserId, reference, amountMinor, currency }: Payment): Announcement {
  return about(paymentCapturedKind, id, organiserId, { reference, amountMinor, currency });
}

export function paymentClosed({ id, organiserId, reference }: Payment, status: 'failed' | 'cancelled'): Announcement {
  return about(paymentClosedKind, id, organiserId, { reference, status });
}

/** Somebody has to look: the provider took another amount than it was asked for. */
export function paymentMismatched(
  { id, organiserId, reference }: Payment,
  amountMinor: number,
  currency: string,
): Announcement {
  return about('payments.payment_mismatched', id, organiserId, { reference, amountMinor, currency });
}

export function providerEventReceived(provider: string, eventId: string): Announcement {
  return { kind: providerEventReceivedKind, subjectId: `${provider}:${eventId}`, payload: { provider, eventId } };
}

export function refundRequested(payment: Payment, refundId: string, amountMinor: number, reason: string): Announcement {
  return about(refundRequestedKind, refundId, payment.organiserId, {
    reference: payment.reference,
    amountMinor,
    reason,
  });
}

export function refundSucceeded(payment: Payment, refundId: string): Announcement {
  return about('payments.refund_succeeded', refundId, payment.organiserId, { reference: payment.reference });
}

function about(kind: string, subjectId: string, organiserId: string, payload: Record<string, unknown>): Announcement {
  return { kind, subjectId, organiserId, payload };
}
