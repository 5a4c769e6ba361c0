import { z } from 'zod';
import { system } from '../../platform/actor.ts';
import type { Worker } from '../../platform/jobs.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { issueCreditNote } from './issue-credit-note.ts';
import { issueInvoice } from './issue-invoice.ts';

/** On orders.order_confirmed: the invoice. */
export function issueInvoiceListener(inTransaction: InTransaction): Worker['work'] {
  return async ({ subjectId }) => {
    await inTransaction(system('issue-invoice'), (ctx) => issueInvoice(ctx, subjectId));
  };
}

const Return = z.object({
  orderId: z.uuid(),
  lines: z.array(
    z.object({ lineId: z.uuid(), priceMinor: z.int().min(0), feeMinor: z.int().min(0), taxMinor: z.int().min(0) }),
  ),
});

/** On cancellations.return_executed: the credit note. */
export function issueCreditNoteListener(inTransaction: InTransaction): Worker['work'] {
  return async ({ subjectId, payload }) => {
    const back = Return.parse(payload);
    await inTransaction(system('issue-credit-note'), (ctx) => issueCreditNote(ctx, { ...back, returnId: subjectId }));
  };
}
