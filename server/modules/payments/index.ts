export {
  captureFailedKind,
  captureRequestedKind,
  paymentAuthorisedKind,
  paymentCapturedKind,
  paymentClosedKind,
  providerEventReceivedKind,
  refundNoticedKind,
  refundRequestedKind,
  voidRequestedKind,
} from './announcements.ts';
export { openPayment } from './open-payment.ts';
export { openProviders, type Providers } from './providers/index.ts';
export type { Next } from './providers/provider.ts';
export { readDueStatements } from './read-statements.ts';
export { reconcilePayments } from './reconcile.ts';
export { refundPart, refundWhole } from './refund.ts';
export { requestCaptures, requestVoid } from './request-capture.ts';
export { startPayment } from './start-payment.ts';
export {
  findPayment,
  findPaymentFor,
  findPayments,
  findPaymentUnderWay,
  listUnsettledCaptures,
  type Payment,
  saveSettled,
} from './store.ts';
