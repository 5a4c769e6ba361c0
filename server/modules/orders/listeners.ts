import { system } from '../../platform/actor.ts';
import { together, type Work, type Worker } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { listUnsettledCaptures } from '../payments/index.ts';
import { expireOverdue, reopenOrder } from './close-order.ts';
import { confirmOrder, confirmOrders } from './confirm-order.ts';
import { listForsaken, listUnpaid } from './store.ts';
import { takeBackRefunded, takeBackUnpaid } from './take-back.ts';

/** On payments.payment_authorised and payment_captured: tickets, or the money back. */
export function confirmOrderListener(inTransaction: InTransaction): Work {
  return together((paid) =>
    inTransaction(system('confirm-order'), (ctx) =>
      confirmOrders(
        ctx,
        paid.map(({ subjectId, payload }) => ({ orderId: String(payload['reference']), paymentId: subjectId })),
      ),
    ),
  );
}

/** On payments.capture_failed: the money that tickets were given for does not come. */
export function takeBackUnpaidListener(inTransaction: InTransaction): Worker['work'] {
  return ({ subjectId, payload }) =>
    inTransaction(system('take-back-unpaid'), (ctx) => takeBackUnpaid(ctx, String(payload['reference']), subjectId));
}

/** On payments.refund_noticed: the last of an order's money went back from the provider's own pages, so its tickets are void. */
export function refundNoticedListener(inTransaction: InTransaction): Worker['work'] {
  return ({ subjectId, payload }) =>
    inTransaction(system('refund-noticed'), async (ctx) => {
      if (payload['isWhole'] === true) await takeBackRefunded(ctx, String(payload['reference']), subjectId);
    });
}

/** On payments.payment_closed: the order may be paid again. */
export function reopenOrderListener(inTransaction: InTransaction): Worker['work'] {
  return ({ payload }) => inTransaction(system('reopen-order'), (ctx) => reopenOrder(ctx, String(payload.reference)));
}

/**
 * Does what was lost with a process: decides about captured money, takes back tickets whose money did not come, reopens orders
 * whose payment ended; writes down which expired.
 */
export async function tidyOrders(inTransaction: InTransaction, log: Log): Promise<void> {
  const actor = system('tidy-orders');
  for (const { id, reference } of await inTransaction(actor, listUnsettledCaptures)) {
    // One that cannot be decided must not keep the others waiting.
    await inTransaction(actor, (ctx) => confirmOrder(ctx, reference, id)).catch((error: unknown) =>
      log.error({ err: error, paymentId: id }, 'captured money could not be decided about'),
    );
  }
  for (const { id, paymentId } of await inTransaction(actor, listUnpaid)) {
    await inTransaction(actor, (ctx) => takeBackUnpaid(ctx, id, paymentId)).catch((error: unknown) =>
      log.error({ err: error, paymentId }, 'tickets without money could not be taken back'),
    );
  }
  for (const orderId of await inTransaction(actor, listForsaken)) {
    await inTransaction(actor, (ctx) => reopenOrder(ctx, orderId));
  }
  await inTransaction(actor, expireOverdue);
}
