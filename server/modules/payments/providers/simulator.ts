import { createHmac } from 'node:crypto';
import { isCurrency } from '@tessera/contract/money';
import { z } from 'zod';
import { sameText } from '../../../platform/secrets.ts';
import {
  type PaymentFact,
  type PaymentProvider,
  ProviderDown,
  type StatementLine,
  type WebhookReading,
} from './provider.ts';

type Settings = {
  /** Where the simulator answers. */
  readonly url: string;
  /** Where it sends webhooks. */
  readonly webhookUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
};
const Snapshot = z.object({
  id: z.string().min(1).max(200),
  status: z.string(),
  clientReference: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  url: z.string(),
});
type Snapshot = z.infer<typeof Snapshot>;
const Statement = z.object({
  movements: z.array(
    z.object({
      id: z.string(),
      paymentId: z.string(),
      clientReference: z.string(),
      refundId: z.string().nullable(),
      amountMinor: z.int(),
      feeMinor: z.int(),
      currency: z.string(),
      bookedAt: z.coerce.date(),
    }),
  ),
  next: z.string().nullable(),
});
const Event = z.object({ id: z.string().min(1).max(200), type: z.string().min(1).max(100), payment: Snapshot });

const toleranceSeconds = 300;
const patienceMilliseconds = 5_000;
const kinds = { succeeded: 'captured', declined: 'failed', cancelled: 'cancelled', open: 'pending' } as const;

/** The reference provider: a hosted page that pays, declines, or misbehaves on command. */
export function simulatorProvider({ url, webhookUrl, apiKey, webhookSecret }: Settings): PaymentProvider {
  const ask = async (path: string, init: { method: string; body?: unknown; key?: string }): Promise<unknown> => {
    try {
      const response = await fetch(`${url}${path}`, {
        method: init.method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(init.key === undefined ? {} : { 'idempotency-key': init.key }),
        },
        ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
        signal: AbortSignal.timeout(patienceMilliseconds),
      });
      if (!response.ok) {
        const { status } = response;
        // It understood and says no; anything else leaves open what happened.
        if (status === 409 && (await response.text()).includes('not_refundable')) return undefined;
        throw new Error(`status ${status}`);
      }
      return await response.json();
    } catch (error) {
      throw new ProviderDown('simulator', error);
    }
  };

  return {
    name: 'simulator',
    captures: 'at_once',
    refunds: 'partial',
    takes: isCurrency,
    start: async ({ paymentId, amountMinor, currency, description, returnUrl, expiresAt }) => {
      const body = { clientReference: paymentId, amountMinor, currency, description, returnUrl, webhookUrl, expiresAt };
      const payment = (await ask('/simulator/payments', { method: 'POST', body, key: paymentId })) as Snapshot;
      return { providerPaymentId: payment.id, next: { kind: 'redirect', url: payment.url } };
    },
    readWebhook: async ({ headers, body, now }) => readSigned(headers['simulator-signature'], body, now, webhookSecret),
    readsWebhooksAlone: true,
    poll: async ({ providerPaymentId }) => {
      const payment = (await ask(`/simulator/payments/${encodeURIComponent(providerPaymentId)}`, {
        method: 'GET',
      })) as Snapshot;
      return [factOf(payment)];
    },
    refund: async ({ refundId, paymentId, providerPaymentId, amountMinor, currency }) => {
      const path = `/simulator/payments/${encodeURIComponent(providerPaymentId)}/refunds`;
      const refund = (await ask(path, { method: 'POST', body: { amountMinor, currency }, key: refundId })) as
        | { id: string }
        | undefined;
      return {
        kind: 'refund',
        refundId,
        paymentId,
        providerPaymentId,
        providerRefundId: refund?.id ?? `refused:${refundId}`,
        status: refund ? 'succeeded' : 'failed',
        amountMinor,
        currency,
      };
    },
    statement: {
      lagSeconds: 5,
      read: async ({ from, until, cursor }) => {
        const query = new URLSearchParams({ from: from.toISOString(), until: until.toISOString() });
        if (cursor !== null) query.set('cursor', cursor);
        const page = Statement.safeParse(await ask(`/simulator/statement?${query}`, { method: 'GET' }));
        if (!page.success) throw new ProviderDown('simulator', page.error);
        const { movements, next } = page.data;
        return { next, lines: movements.map(lineOf) };
      },
    },
  };
}

type Movement = z.infer<typeof Statement>['movements'][number];

function lineOf({ id, paymentId, clientReference, refundId, ...booked }: Movement): StatementLine {
  const kind = refundId === null ? 'capture' : 'refund';
  return { lineId: id, kind, paymentId: clientReference, refundId: null, providerPaymentId: paymentId, ...booked };
}

/** `Simulator-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`; older than five minutes is refused. */
function readSigned(header: string | string[] | undefined, body: string, now: Date, secret: string): WebhookReading {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(typeof header === 'string' ? header : '');
  if (!match) return { ok: false };
  const [, sentAt = '', signature = ''] = match;
  const expected = createHmac('sha256', secret).update(`${sentAt}.${body}`).digest('hex');
  if (!sameText(expected, signature)) return { ok: false };
  if (Math.abs(now.getTime() / 1000 - Number(sentAt)) > toleranceSeconds) return { ok: false };
  const event = Event.safeParse(parsed(body));
  if (!event.success) return { ok: false };
  const { id: eventId, type: kind, payment } = event.data;
  return { ok: true, eventId, kind, facts: [factOf(payment)] };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function factOf(payment: Snapshot): PaymentFact {
  const kind = Object.entries(kinds).find(([status]) => status === payment.status)?.[1];
  return {
    kind: kind ?? 'pending',
    paymentId: payment.clientReference,
    providerPaymentId: payment.id,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    ...(kind === 'failed' ? { failureCode: 'declined' } : {}),
  };
}
