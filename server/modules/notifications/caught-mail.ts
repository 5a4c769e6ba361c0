import { system } from '../../platform/actor.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { catchingTransport, type MailTransport } from './mail-transport.ts';
import { findCaughtMail, listCaughtMails, saveCaughtMail } from './store.ts';

const actor = system('caught-mail');

/** Keeps every mail in the database instead of sending it. */
export function catchMails(inTransaction: InTransaction): MailTransport {
  return catchingTransport(async ({ to, messageId }, subject, source) => {
    const [id = ''] = messageId.slice(1).split('@');
    await inTransaction(actor, (ctx) => saveCaughtMail(ctx, { messageId: id, recipient: to, subject, source }));
  });
}

export function caughtMails(inTransaction: InTransaction) {
  return {
    list: () => inTransaction(actor, listCaughtMails),
    find: (id: number) => inTransaction(actor, (ctx) => findCaughtMail(ctx, id)),
  };
}
