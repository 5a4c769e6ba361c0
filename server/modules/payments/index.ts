export {
  captureFailedKind,
  captureRequestedKind,
  paymentAuthorisedKind,
  paymentCapturedKind,
  paymentClosedKind,
  payoutAccountMentionedKind,
  payoutMentionedKind,
  providerEventReceivedKind,
  refundNoticedKind,
  refundRequestedKind,
  transferAwaitedKind,
  voidRequestedKind,
} from './announcements.ts';
export { openStatementReader } from './bank-statement-reader.ts';
export { awaitedTransfer, awaitTransfer, offerTransfer, type TransferOffer } from './offer-transfer.ts';
export { openPayment } from './open-payment.ts';
export { openProviders, type Providers } from './providers/index.ts';
export type {
  AccountStanding,
  RefusedTransfer,
  TransferFact,
} from './providers/payouts.ts';
export { type Next, type PaymentProvider, ProviderDown } from './providers/provider.ts';
export { readDueStatements } from './read-statements.ts';
export { reconcilePayments } from './reconcile.ts';
export type { StrangeLine } from './reconciliation.store.ts';
export { creditPart } from './refund.store.ts';
export { refundPart, refundWhole } from './refund.ts';
export { requestCaptures, requestVoid } from './request-capture.ts';
export { leftOf } from './rules.ts';
export { startPayment } from './start-payment.ts';
export {
  findPayment,
  findPaymentFor,
  findPayments,
  findPaymentUnderWay,
  listUnsettledCaptures,
  lockPayment,
  type Payment,
  saveSettled,
} from './store.ts';
export { captureAtCounter, type TenderWish, takeTender } from './take-tender.ts';
