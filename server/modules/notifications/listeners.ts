import { system } from '../../platform/actor.ts';
import type { DeliveredAnnouncement } from '../../platform/context.ts';
import { together, type Work, type Worker } from '../../platform/jobs.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findGiftCard } from '../gift-cards/index.ts';
import { findAccount } from '../identity/index.ts';
import { findOrders, type Order } from '../orders/index.ts';
import { queueMessages } from './queue-message.ts';
import { type Mailing, sendMessage } from './send-message.ts';
import type { NewMessage } from './store.ts';

/** On what its buyer is to know of an order: a mail. */
export function mailBuyerListener(
  inTransaction: InTransaction,
  kind:
    | 'order_confirmed'
    | 'order_refunded'
    | 'order_unpaid'
    | 'tickets_cancelled'
    | 'cancellation_rejected'
    | 'transfer_awaited',
): Work {
  // What payments tell is about a payment, and refers to its order.
  const orderIdOf = ({ subjectId, payload }: DeliveredAnnouncement): string =>
    kind === 'transfer_awaited' ? String(payload['reference']) : subjectId;
  return together((told) =>
    inTransaction(system('mail-buyer'), async (ctx) => {
      const orders = new Map((await findOrders(ctx, told.map(orderIdOf))).map((order) => [order.id, order]));
      await queueMessages(
        ctx,
        told.flatMap((one) => {
          const order = orders.get(orderIdOf(one));
          return order ? [messageTo(order, kind, one.payload)] : [];
        }),
      );
    }),
  );
}

function messageTo(order: Order, kind: NewMessage['kind'], payload: NewMessage['payload']): NewMessage {
  return {
    // An order is confirmed once; of each payment that goes back and each cancellation its buyer is told.
    dedupeKey: `${kind}:${order.id}:${String(payload['paymentId'] ?? payload['cancellationId'] ?? '')}`,
    kind,
    subjectId: order.id,
    recipient: order.buyerEmail,
    locale: order.locale,
    payload,
  };
}

/** On gift_cards.card_issued: the card, to whom it was issued. */
export function mailGiftCardListener(inTransaction: InTransaction): Worker['work'] {
  return ({ subjectId }) =>
    inTransaction(system('mail-gift-card'), async (ctx) => {
      const card = await findGiftCard(ctx, subjectId);
      if (!card) return;
      const { email: recipient, locale } = card;
      const kind = 'gift_card_issued';
      await queueMessages(ctx, [
        { dedupeKey: `${kind}:${subjectId}`, kind, subjectId, recipient, locale, payload: {} },
      ]);
    });
}

/** On identity.email_verification_requested: the link that proves an address. */
export function mailVerificationListener(inTransaction: InTransaction): Worker['work'] {
  return ({ subjectId: accountId, payload }) =>
    inTransaction(system('mail-verification'), async (ctx) => {
      const account = await findAccount(ctx, accountId);
      if (!account) return;
      const dedupeKey = `email_verification:${String(payload['verificationId'])}`;
      const { id: subjectId, email: recipient, locale } = account;
      await queueMessages(ctx, [{ dedupeKey, kind: 'email_verification', subjectId, recipient, locale, payload }]);
    });
}

/** On notifications.message_queued: send it. */
export function sendMessageListener(mailing: Mailing): Worker['work'] {
  return ({ subjectId }) => sendMessage(mailing, subjectId);
}
