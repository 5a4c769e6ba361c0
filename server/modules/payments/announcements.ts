import type { Announcement } from '../../platform/announcement.ts';
import type { BankAccount, BankEntry } from './bank.store.ts';
import type { PayoutMention } from './providers/payouts.ts';
import type { Payment } from './store.ts';
import type { Till } from './till.store.ts';

export const paymentAuthorisedKind = 'payments.payment_authorised';
export const captureRequestedKind = 'payments.capture_requested';
export const captureFailedKind = 'payments.capture_failed';
export const voidRequestedKind = 'payments.void_requested';
export const refundNoticedKind = 'payments.refund_noticed';
export const disputeChangedKind = 'payments.dispute_changed';
export const paymentCapturedKind = 'payments.payment_captured';
export const paymentClosedKind = 'payments.payment_closed';
export const providerEventReceivedKind = 'payments.provider_event_received';
export const refundRequestedKind = 'payments.refund_requested';
export const payoutAccountMentionedKind = 'payments.payout_account_mentioned';
export const payoutMentionedKind = 'payments.payout_mentioned';
export const transferAwaitedKind = 'payments.transfer_awaited';

export function paymentOpened({ id, organiserId, reference, provider, amountMinor, currency }: Payment): Announcement {
  return about('payments.payment_opened', id, organiserId, { reference, provider, amountMinor, currency });
}

export function paymentStarted({ id, organiserId, reference }: Payment, providerPaymentId: string): Announcement {
  return about('payments.payment_started', id, organiserId, { reference, providerPaymentId });
}

/** The buyer is to transfer money. `reference` says what for. */
export function transferAwaited({ id, organiserId, reference }: Payment): Announcement {
  return about(transferAwaitedKind, id, organiserId, { reference, paymentId: id });
}

/** Money arrived. `reference` says what for, in the words of whoever opened the payment. */
export function paymentCaptured({ id, organiserId, reference, amountMinor, currency }: Payment): Announcement {
  return about(paymentCapturedKind, id, organiserId, { reference, amountMinor, currency });
}

/** Money is promised. `reference` says what for; whoever opened the payment takes it or lets it go. */
export function paymentAuthorised({ id, organiserId, reference, amountMinor, currency }: Payment): Announcement {
  return about(paymentAuthorisedKind, id, organiserId, { reference, amountMinor, currency });
}

export function captureRequested({ id, organiserId, reference }: Payment): Announcement {
  return about(captureRequestedKind, id, organiserId, { reference });
}

/** Tickets were given for money that does not come. */
export function captureFailed({ id, organiserId, reference }: Payment, failureCode: string): Announcement {
  return about(captureFailedKind, id, organiserId, { reference, failureCode });
}

export function voidRequested({ id, organiserId, reference }: Payment, reason: string): Announcement {
  return about(voidRequestedKind, id, organiserId, { reference, reason });
}

/** Somebody sent money back from the provider's own pages. `isWhole`: nothing of the payment is left. */
export function refundNoticed(
  { id, organiserId, reference }: Payment,
  refund: { readonly refundId: string; readonly amountMinor: number; readonly isWhole: boolean },
): Announcement {
  return about(refundNoticedKind, id, organiserId, { reference, ...refund });
}

/** Staff have to settle it by hand: the provider will not send this money back. */
export function refundFailed(payment: Payment, refundId: string, amountMinor: number): Announcement {
  return about('payments.refund_failed', refundId, payment.organiserId, { reference: payment.reference, amountMinor });
}

export function disputeChanged(
  { id, organiserId, reference }: Payment,
  dispute: { readonly disputeId: string; readonly status: string; readonly amountMinor: number },
): Announcement {
  return about(disputeChangedKind, id, organiserId, { reference, ...dispute });
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

/** Something may have changed about an organiser's account, or about a transfer to one: the provider is to be asked. */
export function mentioned(provider: string, mention: PayoutMention): Announcement {
  if (mention.kind === 'account') {
    const { providerAccountId } = mention;
    return {
      kind: payoutAccountMentionedKind,
      subjectId: providerAccountId,
      payload: { provider, providerAccountId },
    };
  }
  const { transferId } = mention;
  return { kind: payoutMentionedKind, subjectId: transferId, payload: { provider, transferId } };
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

export function bankAccountSet({ id, organiserId, currency, iban, isOffered }: BankAccount): Announcement {
  return about('payments.bank_account_set', id, organiserId, { currency, iban, isOffered });
}

export function statementImported({ id, organiserId }: BankAccount, facts: Record<string, number>): Announcement {
  return about('payments.statement_imported', id, organiserId, facts);
}

export function bankEntrySettled(
  { id, organiserId, amountMinor, currency }: BankEntry,
  settled: { readonly state: string; readonly paymentId: string | null; readonly note: string },
): Announcement {
  return about('payments.bank_entry_settled', id, organiserId, { ...settled, amountMinor, currency });
}

export function tillOpened({ id, organiserId, name, currency }: Till, floatMinor: number): Announcement {
  return about('payments.till_opened', id, organiserId, { name, currency, floatMinor });
}

export function cashMoved({ id, organiserId, currency }: Till, cashMinor: number, note: string): Announcement {
  return about('payments.cash_moved', id, organiserId, { cashMinor, currency, note });
}

export function tillClosed(
  { id, organiserId, currency }: Till,
  count: { readonly expectedMinor: number; readonly countedMinor: number },
): Announcement {
  return about('payments.till_closed', id, organiserId, { ...count, currency });
}

function about(kind: string, subjectId: string, organiserId: string, payload: Record<string, unknown>): Announcement {
  return { kind, subjectId, organiserId, payload };
}
