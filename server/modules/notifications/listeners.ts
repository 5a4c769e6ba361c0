import { system } from '../../platform/actor.ts';
import type { Worker } from '../../platform/jobs.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findAccount } from '../identity/index.ts';
import { findOrder } from '../orders/index.ts';
import { queueMessage } from './queue-message.ts';
import { type Mailing, sendMessage } from './send-message.ts';

/** On what its buyer is to know of an order: a mail. */
export function mailBuyerListener(
  inTransaction: InTransaction,
  kind: 'order_confirmed' | 'order_refunded' | 'order_unpaid' | 'tickets_cancelled' | 'cancellation_rejected',
): Worker['work'] {
  return ({ subjectId, payload }) =>
    inTransaction(system('mail-buyer'), async (ctx) => {
      const order = await findOrder(ctx, subjectId);
      if (!order) return;
      await queueMessage(ctx, {
        // An order is confirmed once; of each payment that goes back and each cancellation its buyer is told.
        dedupeKey: `${kind}:${order.id}:${String(payload['paymentId'] ?? payload['cancellationId'] ?? '')}`,
        kind,
        subjectId: order.id,
        recipient: order.buyerEmail,
        locale: order.locale,
        payload,
      });
    });
}

/** On identity.email_verification_requested: the link that proves an address. */
export function mailVerificationListener(inTransaction: InTransaction): Worker['work'] {
  return ({ subjectId, payload }) =>
    inTransaction(system('mail-verification'), async (ctx) => {
      const account = await findAccount(ctx, subjectId);
      if (!account) return;
      await queueMessage(ctx, {
        dedupeKey: `email_verification:${String(payload.verificationId)}`,
        kind: 'email_verification',
        subjectId: account.id,
        recipient: account.email,
        locale: account.locale,
        payload,
      });
    });
}

/** On notifications.message_queued: send it. */
export function sendMessageListener(mailing: Mailing): Worker['work'] {
  return ({ subjectId }) => sendMessage(mailing, subjectId);
}
