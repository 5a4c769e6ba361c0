import { randomBytes } from 'node:crypto';
import { currencies } from '@tessera/contract/money';
import { localeFrom } from '@tessera/contract/text';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { system } from '../platform/actor.ts';
import { sameText } from '../platform/secrets.ts';
import type { InTransaction } from '../platform/transaction.ts';
import { hostedPage } from './page.ts';
import { outcomes, settle, snapshot } from './settle.ts';
import { statementRoute } from './statement.http.ts';
import { findPayment, savePayment, saveRefund } from './store.ts';

type Simulator = { readonly inTransaction: InTransaction; readonly apiKey: string; readonly publicUrl: string };
const actor = system('payment-simulator');

const NewPayment = z.object({
  clientReference: z.string().min(1).max(100),
  amountMinor: z.int().positive(),
  currency: z.enum(currencies),
  description: z.string().max(300),
  returnUrl: z.url(),
  webhookUrl: z.url(),
  expiresAt: z.coerce.date(),
});
const NewRefund = z.object({ amountMinor: z.int().positive() });
const Settle = z.object({
  outcome: z.enum(outcomes),
  delayMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(7 * 86_400_000)
    .optional(),
});

/** The simulator's own HTTP API and page, as they would stand on a provider's servers. Its errors are its own, not problem+json. */
export function simulatorRoutes(server: FastifyInstance, { inTransaction, apiKey, publicUrl }: Simulator): void {
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  const isMerchant = (request: FastifyRequest): boolean =>
    sameText(request.headers.authorization ?? '', `Bearer ${apiKey}`);
  const refuse = (reply: FastifyReply, status: number, error: string) => reply.code(status).send({ error });

  server.post('/simulator/payments', async (request, reply) => {
    if (!isMerchant(request)) return refuse(reply, 401, 'unauthorized');
    const body = NewPayment.safeParse(request.body);
    const key = request.headers['idempotency-key'];
    if (!body.success || typeof key !== 'string') return refuse(reply, 400, 'invalid_request');
    const payment = await inTransaction(actor, (ctx) =>
      savePayment(ctx, { ...body.data, id: `sim_${randomBytes(12).toString('hex')}`, idempotencyKey: key }),
    );
    return reply.code(201).send(snapshot(payment, publicUrl));
  });

  server.get<{ Params: { id: string } }>('/simulator/payments/:id', async (request, reply) => {
    if (!isMerchant(request)) return refuse(reply, 401, 'unauthorized');
    const payment = await inTransaction(actor, (ctx) => findPayment(ctx, request.params.id));
    return payment ? reply.send(snapshot(payment, publicUrl)) : refuse(reply, 404, 'no_such_payment');
  });

  server.post<{ Params: { id: string } }>('/simulator/payments/:id/refunds', async (request, reply) => {
    if (!isMerchant(request)) return refuse(reply, 401, 'unauthorized');
    const body = NewRefund.safeParse(request.body);
    const key = request.headers['idempotency-key'];
    if (!body.success || typeof key !== 'string') return refuse(reply, 400, 'invalid_request');
    const refund = await inTransaction(actor, (ctx) =>
      saveRefund(ctx, {
        id: `ref_${randomBytes(12).toString('hex')}`,
        idempotencyKey: key,
        paymentId: request.params.id,
        amountMinor: body.data.amountMinor,
      }),
    );
    return refund ? reply.code(201).send(refund) : refuse(reply, 409, 'not_refundable');
  });

  statementRoute(server, { inTransaction, isMerchant });

  server.get<{ Params: { id: string } }>('/simulator/pay/:id', async (request, reply) => {
    const payment = await inTransaction(actor, (ctx) => findPayment(ctx, request.params.id));
    if (!payment) return reply.code(404).type('text/plain').send('No such payment.');
    const csp =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    return reply
      .header('content-security-policy', csp)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(hostedPage(payment, localeFrom(request.headers['accept-language'])));
  });

  server.post<{ Params: { id: string } }>('/simulator/payments/:id', async (request, reply) => {
    const body = Settle.safeParse(request.body);
    if (!body.success) return refuse(reply, 400, 'invalid_request');
    const { outcome, delayMs } = body.data;
    const payment = await inTransaction(actor, (ctx) => settle(ctx, request.params.id, outcome, delayMs));
    if (!payment) return refuse(reply, 404, 'no_such_payment');
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    return isForm
      ? reply.redirect(payment.returnUrl, 303)
      : reply.send({ ...snapshot(payment, publicUrl), returnUrl: payment.returnUrl });
  });
}
