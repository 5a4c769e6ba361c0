import { system } from '../../platform/actor.ts';
import { together, type Work, type Worker } from '../../platform/jobs.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { creditCancellation, creditRest } from './issue-credit-note.ts';
import { issueInvoices } from './issue-invoice.ts';

/** On orders.order_confirmed: the invoice. */
export function issueInvoiceListener(inTransaction: InTransaction): Work {
  return together((confirmed) => {
    const orderIds = confirmed.map(({ subjectId }) => subjectId);
    return inTransaction(system('issue-invoice'), (ctx) => issueInvoices(ctx, orderIds));
  });
}

/** On orders.order_unpaid: its money did not come or went back from the provider's own pages, so all of it is credited. */
export function creditOrderListener(inTransaction: InTransaction): Worker['work'] {
  return async ({ subjectId, payload }) => {
    await inTransaction(system('credit-order'), (ctx) => creditRest(ctx, subjectId, String(payload['paymentId'])));
  };
}

/** On orders.tickets_cancelled: what goes back is credited. */
export function creditCancellationListener(inTransaction: InTransaction): Worker['work'] {
  return async ({ payload }) => {
    await inTransaction(system('credit-cancellation'), (ctx) =>
      creditCancellation(ctx, String(payload['cancellationId'])),
    );
  };
}
