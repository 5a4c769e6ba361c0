import type { FastifyInstance } from 'fastify';
import PostalMime from 'postal-mime';
import type { caughtMails } from './modules/notifications/index.ts';

/** What the built-in mail catcher kept, for the page /demo/mail. Registered only when no SMTP server is configured. */
export function demoMailRoutes(server: FastifyInstance, mails: ReturnType<typeof caughtMails>): void {
  server.get('/demo/mails', async () => {
    const caught = await mails.list();
    return {
      items: caught.map(({ id, recipient, subject, caughtAt }) => ({
        id,
        recipient,
        subject,
        caughtAt: caughtAt.toISOString(),
      })),
    };
  });

  server.get<{ Params: { id: string } }>('/demo/mails/:id', async (request, reply) => {
    const mail = await find(request.params.id);
    if (!mail) return reply.code(404).send({ error: 'no_such_mail' });
    const parsed = await PostalMime.parse(mail.source);
    return {
      id: mail.id,
      recipient: mail.recipient,
      subject: mail.subject,
      caughtAt: mail.caughtAt.toISOString(),
      text: parsed.text ?? '',
      html: parsed.html ?? '',
      attachments: parsed.attachments.map(({ filename, mimeType, content }, n) => ({
        n,
        filename: filename ?? `attachment-${n}`,
        mimeType,
        size: sizeOf(content),
      })),
    };
  });

  server.get<{ Params: { id: string; n: string } }>('/demo/mails/:id/attachments/:n', async (request, reply) => {
    const mail = await find(request.params.id);
    const parsed = mail && (await PostalMime.parse(mail.source));
    const attachment = parsed?.attachments[Number(request.params.n)];
    if (!attachment) return reply.code(404).send({ error: 'no_such_attachment' });
    return reply
      .type(attachment.mimeType)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(
        Buffer.from(
          typeof attachment.content === 'string' ? Buffer.from(attachment.content) : new Uint8Array(attachment.content),
        ),
      );
  });

  async function find(id: string) {
    return /^\d{1,15}$/.test(id) ? mails.find(Number(id)) : undefined;
  }
}

function sizeOf(content: ArrayBuffer | Uint8Array | string): number {
  return typeof content === 'string' ? content.length : content.byteLength;
}
