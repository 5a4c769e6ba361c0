import { forgetOldOffers, keepScanTables } from './modules/access-control/index.ts';
import { giftCardIssuedKind } from './modules/gift-cards/index.ts';
import { emailVerificationRequested } from './modules/identity/index.ts';
import { mappingMovedKind, tidyStock } from './modules/inventory/index.ts';
import { creditCancellationListener, creditOrderListener, issueInvoiceListener } from './modules/invoices/listeners.ts';
import { type Mailing, messageQueuedKind, sendDueMessages } from './modules/notifications/index.ts';
import {
  mailBuyerListener,
  mailGiftCardListener,
  mailVerificationListener,
  sendMessageListener,
} from './modules/notifications/listeners.ts';
import {
  cancellationRejectedKind,
  orderConfirmedKind,
  orderRefundedKind,
  orderUnpaidKind,
  ticketsCancelledKind,
} from './modules/orders/index.ts';
import {
  confirmOrderListener,
  refundNoticedListener,
  reopenOrderListener,
  takeBackUnpaidListener,
  tidyOrders,
} from './modules/orders/listeners.ts';
import {
  eveningChangedKind,
  forgetPhones,
  noticeChanges,
  passChangedKind,
  type Wallets,
} from './modules/passes/index.ts';
import {
  pushPassListener,
  refreshPerformanceListener,
  refreshTicketsListener,
  writeObjectListener,
} from './modules/passes/listeners.ts';
import {
  captureFailedKind,
  captureRequestedKind,
  type Providers,
  paymentAuthorisedKind,
  paymentCapturedKind,
  paymentClosedKind,
  payoutAccountMentionedKind,
  payoutMentionedKind,
  providerEventReceivedKind,
  readDueStatements,
  reconcilePayments,
  refundNoticedKind,
  refundRequestedKind,
  transferAwaitedKind,
  voidRequestedKind,
} from './modules/payments/index.ts';
import {
  applyProviderEventListener,
  sendCaptureListener,
  sendRefundListener,
  sendVoidListener,
} from './modules/payments/listeners.ts';
import { payoutRequestedKind, settlePayouts } from './modules/settlement/index.ts';
import { askAccountListener, askTransferListener, sendPayoutListener } from './modules/settlement/listeners.ts';
import {
  codeReplacedKind,
  ticketResumedKind,
  ticketSuspendedKind,
  ticketsVoidedKind,
} from './modules/tickets/index.ts';
import { zonesDirectedKind } from './modules/venues/index.ts';
import { forgetOldAnswers } from './platform/idempotency.ts';
import type { ScheduledJob, Work, Worker } from './platform/jobs.ts';
import type { Log } from './platform/log.ts';
import type { InTransaction } from './platform/transaction.ts';

type App = {
  readonly inTransaction: InTransaction;
  readonly providers: Providers;
  readonly wallets: Wallets;
  readonly log: Log;
};

/** Who listens to what: a queue for each, named after both. */
export function listeners(app: App, mailing: Mailing): (Worker & { kind: string })[] {
  const { inTransaction } = app;
  const on = (kind: string, name: string, work: Worker['work'] | Work) => {
    return { kind, queue: `${kind}.${name}`, ...(typeof work === 'function' ? { work } : work) };
  };
  return [
    on(providerEventReceivedKind, 'apply-provider-event', applyProviderEventListener(app)),
    on(paymentAuthorisedKind, 'confirm-order', confirmOrderListener(inTransaction)),
    on(paymentCapturedKind, 'confirm-order', confirmOrderListener(inTransaction)),
    on(captureRequestedKind, 'send-capture', sendCaptureListener(app)),
    on(voidRequestedKind, 'send-void', sendVoidListener(app)),
    on(captureFailedKind, 'take-back-unpaid', takeBackUnpaidListener(inTransaction)),
    on(refundNoticedKind, 'take-back-refunded', refundNoticedListener(inTransaction)),
    on(paymentClosedKind, 'reopen-order', reopenOrderListener(inTransaction)),
    on(transferAwaitedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'transfer_awaited')),
    on(refundRequestedKind, 'send-refund', sendRefundListener(app)),
    on(payoutRequestedKind, 'send-payout', sendPayoutListener(app)),
    on(payoutMentionedKind, 'ask-transfer', askTransferListener(app)),
    on(payoutAccountMentionedKind, 'ask-account', askAccountListener(app)),
    on(orderConfirmedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'order_confirmed')),
    on(orderConfirmedKind, 'issue-invoice', issueInvoiceListener(inTransaction)),
    on(orderRefundedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'order_refunded')),
    on(orderUnpaidKind, 'credit-order', creditOrderListener(inTransaction)),
    on(orderUnpaidKind, 'mail-buyer', mailBuyerListener(inTransaction, 'order_unpaid')),
    on(ticketsCancelledKind, 'credit-cancellation', creditCancellationListener(inTransaction)),
    on(ticketsCancelledKind, 'mail-buyer', mailBuyerListener(inTransaction, 'tickets_cancelled')),
    on(cancellationRejectedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'cancellation_rejected')),
    on(ticketsVoidedKind, 'refresh-passes', refreshTicketsListener(inTransaction)),
    on(ticketSuspendedKind, 'refresh-passes', refreshTicketsListener(inTransaction)),
    on(ticketResumedKind, 'refresh-passes', refreshTicketsListener(inTransaction)),
    on(codeReplacedKind, 'refresh-passes', refreshTicketsListener(inTransaction)),
    on(mappingMovedKind, 'refresh-passes', refreshPerformanceListener(inTransaction)),
    on(zonesDirectedKind, 'refresh-passes', refreshPerformanceListener(inTransaction)),
    on(eveningChangedKind, 'refresh-passes', refreshPerformanceListener(inTransaction)),
    on(passChangedKind, 'push-pass', pushPassListener(app)),
    on(passChangedKind, 'write-object', writeObjectListener(app)),
    on(giftCardIssuedKind, 'mail-gift-card', mailGiftCardListener(inTransaction)),
    on(emailVerificationRequested, 'mail-verification', mailVerificationListener(inTransaction)),
    on(messageQueuedKind, 'send-message', sendMessageListener(mailing)),
  ];
}

/** What closes everything a lost delivery, a killed process or a silent neighbour left open. */
export function schedule(app: App, mailing: Mailing): ScheduledJob[] {
  return [
    { queue: 'reconcile-payments', everySeconds: 3, work: () => reconcilePayments(app) },
    { queue: 'settle-payouts', everySeconds: 3, work: () => settlePayouts(app) },
    { queue: 'read-statements', everySeconds: 300, work: () => readDueStatements(app) },
    { queue: 'tidy-orders', everySeconds: 3, work: () => tidyOrders(app.inTransaction, app.log) },
    { queue: 'tidy-stock', everySeconds: 2, work: () => tidyStock(app.inTransaction) },
    { queue: 'notice-changes', everySeconds: 10, work: () => noticeChanges(app.inTransaction) },
    { queue: 'forget-phones', everySeconds: 3600, work: () => forgetPhones(app.inTransaction) },
    { queue: 'forget-offers', everySeconds: 600, work: () => forgetOldOffers(app.inTransaction) },
    { queue: 'keep-scan-tables', everySeconds: 3600, work: () => keepScanTables(app.inTransaction) },
    { queue: 'forget-old-answers', everySeconds: 3600, work: () => forgetOldAnswers(app.inTransaction) },
    { queue: 'send-due-messages', everySeconds: 3, work: () => sendDueMessages(mailing) },
  ];
}
