import { isLocale } from '@tessera/contract/text';
import { system } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { codeOf, findGiftCard } from '../gift-cards/index.ts';
import { findOrganiser, verificationToken } from '../identity/index.ts';
import { findOrder, type Order, readOrder } from '../orders/index.ts';
import { describeTickets, type TicketPrinter } from '../tickets/index.ts';
import { messageSent } from './announcements.ts';
import {
  cancelledMail,
  confirmationMail,
  type Mail,
  notChargedMail,
  refundMail,
  rejectedMail,
  transferMail,
  unpaidMail,
  verificationMail,
} from './compose.ts';
import { giftCardMail } from './gift-card-mail.ts';
import type { MailTransport } from './mail-transport.ts';
import { claimMessage, listDueMessages, type Message, saveFailure, saveSent } from './store.ts';

export type Mailing = {
  readonly inTransaction: InTransaction;
  readonly transport: MailTransport;
  readonly ticketPrinter: TicketPrinter;
  readonly publicUrl: string;
  readonly from: string;
  readonly log: Log;
};
const actor = system('mail');

/**
 * Sends a queued mail. A mail server that is down loses nothing: the message stays queued and its turn comes again. The
 * same Message-ID each time lets the receiver drop a mail that was accepted just before we were killed.
 */
export async function sendMessage(mailing: Mailing, messageId: string): Promise<void> {
  const { inTransaction, transport, from, log } = mailing;
  const message = await inTransaction(actor, (ctx) => claimMessage(ctx, messageId));
  if (!message) return;
  try {
    const mail = await composeMail(mailing, message);
    crashPoint('mail.composed');
    await transport.send(
      { from, to: message.recipient, messageId: `<${message.id}@${new URL(mailing.publicUrl).hostname}>` },
      mail,
    );
    crashPoint('mail.sent');
  } catch (error) {
    log.warn({ err: error, messageId }, 'mail not sent, will be tried again');
    await inTransaction(actor, (ctx) => saveFailure(ctx, messageId, String(error)));
    return;
  }
  await inTransaction(actor, async (ctx) => {
    if (await saveSent(ctx, messageId)) await announce(ctx, messageSent(messageId, message.kind));
  });
}

/** Sends again what could not be sent, and what a killed process left queued. */
export async function sendDueMessages(mailing: Mailing): Promise<void> {
  for (const messageId of await mailing.inTransaction(actor, listDueMessages)) await sendMessage(mailing, messageId);
}

async function composeMail({ inTransaction, ticketPrinter, publicUrl }: Mailing, message: Message): Promise<Mail> {
  const { kind, locale, subjectId, payload } = message;
  if (kind === 'email_verification') {
    const token = await inTransaction(actor, async (ctx) => verificationToken(ctx, String(payload.verificationId)));
    return verificationMail(`${publicUrl}/account/verify?token=${encodeURIComponent(token)}`, locale);
  }
  if (kind === 'gift_card_issued')
    return giftCardMail(await inTransaction(actor, (ctx) => readGiftCard(ctx, subjectId, publicUrl)));
  const told = await inTransaction(actor, (ctx) => readForMail(ctx, subjectId, publicUrl));
  const orderMail = { order: told.words, orderUrl: told.url, locale: isLocale(locale) ? locale : 'fr' } as const;
  if (kind === 'tickets_cancelled') {
    return cancelledMail(orderMail, {
      cancellationId: String(payload['cancellationId']),
      refundMinor: Number(payload['refundMinor']),
    });
  }
  if (kind === 'transfer_awaited') return transferMail(orderMail);
  if (kind === 'cancellation_rejected') return rejectedMail(orderMail, String(payload['note']));
  if (kind === 'order_unpaid') return unpaidMail(orderMail, String(payload.reason));
  if (kind === 'order_refunded') {
    return payload.notCharged === true
      ? notChargedMail(orderMail, String(payload.reason), Number(payload['amountMinor']))
      : refundMail(orderMail, String(payload.reason), Number(payload['amountMinor']));
  }
  const pdf = await ticketPrinter.print(told.tickets, orderMail.locale);
  return confirmationMail(orderMail, {
    seller: told.seller,
    refundRule: told.refundRule,
    late: payload.late === true,
    otherSeats: payload.otherSeats === true,
    pdf,
  });
}

/** Its code is worked out when the mail is sent, and kept nowhere. */
async function readGiftCard(ctx: Ctx, cardId: string, publicUrl: string): Promise<Parameters<typeof giftCardMail>[0]> {
  const card = await findGiftCard(ctx, cardId);
  const organiser = card && (await findOrganiser(ctx, card.organiserId));
  if (!organiser) throw new Error(`gift card ${cardId} is gone`);
  return {
    locale: card.locale,
    seller: organiser.name,
    amount: { amountMinor: card.initialMinor, currency: card.currency },
    code: codeOf(ctx, cardId),
    endsAt: card.endsAt,
    isRefund: card.source === 'refund',
    publicUrl,
  };
}

async function readForMail(ctx: Ctx, orderId: string, publicUrl: string) {
  const order = await requireOrder(ctx, orderId);
  const organiser = await findOrganiser(ctx, order.organiserId);
  if (!organiser) throw new Error(`order ${orderId} has no seller`);
  const { words, evening, tickets } = await readOrder(ctx, order, new Map());
  return {
    words,
    tickets: await describeTickets(
      ctx,
      tickets.filter(({ status }) => status === 'valid'),
      evening,
    ),
    url: `${publicUrl}/o/${orderId}?k=${ctx.secrets.capability(order.holdId)}`,
    seller: organiser.legalName,
    refundRule: evening.performance.event.refundRule,
  };
}

async function requireOrder(ctx: Ctx, orderId: string): Promise<Order> {
  const order = await findOrder(ctx, orderId);
  if (!order) throw new Error(`order ${orderId} is gone`);
  return order;
}
