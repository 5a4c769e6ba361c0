import { createTransport } from 'nodemailer';
import type { Mail } from './compose.ts';

export type Envelope = { readonly from: string; readonly to: string; readonly messageId: string };
/** Hands a mail over. Rejects when it was not accepted; it may then be sent again under the same Message-ID. */
export type MailTransport = { send(envelope: Envelope, mail: Mail): Promise<void>; close(): void };

const patienceMilliseconds = 15_000;

export function smtpTransport(smtpUrl: string): MailTransport {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    pool: true,
    maxConnections: 4,
    host: hostname,
    port: port ? Number(port) : secure ? 465 : 25,
    secure,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    connectionTimeout: patienceMilliseconds,
    greetingTimeout: patienceMilliseconds,
    socketTimeout: patienceMilliseconds,
  });
  return {
    send: async (envelope, mail) => {
      await transport.sendMail({
        ...envelope,
        ...mail,
        to: { name: '', address: envelope.to },
        attachments: [...mail.attachments],
      });
    },
    close: () => transport.close(),
  };
}

/** For a machine without a mail server: the mail is composed as it would be sent, and kept for the demo page. */
export function catchingTransport(
  keep: (envelope: Envelope, subject: string, source: Buffer) => Promise<void>,
): MailTransport {
  const transport = createTransport({ streamTransport: true, buffer: true });
  return {
    send: async (envelope, mail) => {
      const sent = await transport.sendMail({ ...envelope, ...mail, attachments: [...mail.attachments] });
      if (!Buffer.isBuffer(sent.message)) throw new Error('the mail was not composed');
      await keep(envelope, mail.subject, sent.message);
    },
    close: () => transport.close(),
  };
}
