export { messageQueuedKind } from './announcements.ts';
export { catchMails, caughtMails } from './caught-mail.ts';
export { smtpTransport } from './mail-transport.ts';
export { type Mailing, sendDueMessages } from './send-message.ts';
