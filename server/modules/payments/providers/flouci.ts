import { z } from 'zod';
import { sameText } from '../../../platform/secrets.ts';
import type { PaymentFact, RefundFact } from '../rules.ts';
import {
  type AskedPayment,
  type PaymentProvider,
  ProviderDown,
  type RefundRequest,
  type Started,
  type StartRequest,
  type WebhookDelivery,
  type WebhookReading,
} from './provider.ts';

export type FlouciSettings = {
  /** With the version, such as https://developers.flouci.com/api/v2. */
  readonly url: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** Where Flouci sends webhooks; webhookToken is added to it. */
  readonly webhookUrl: string;
  /** Nobody but Flouci knows it: Flouci does not sign. */
  readonly webhookToken: string;
  /** The buyer is sent to this host, or one below it, and to no other. */
  readonly pageHost: string;
  readonly now: () => Date;
};

const patienceMilliseconds = 20_000;
const secondsAtLeast = 60;
const refundsKept = 1_000;
const Id = z.string().regex(/^[\w-]{1,100}$/);
const Millimes = z.union([z.int(), z.string().regex(/^\d{1,15}$/)]).transform(Number);
const Generated = z.object({
  result: z.object({
    success: z.literal(true),
    payment_id: Id,
    link: z.url(),
    developer_tracking_id: z.string().optional(),
  }),
});
const Verified = z.object({
  success: z.boolean(),
  result: z.object({ amount: Millimes, status: z.string(), developer_tracking_id: z.string().nullish() }),
});
const Refunded = z.object({
  result: z.object({ refund_id: Id, payment_id: Id, amount: Millimes, status: z.string() }),
});
const Notice = z.object({
  payment_id: Id.optional(),
  details: z.object({ order_number: Id.optional() }).optional(),
  result: z.object({ payment_id: Id.optional() }).optional(),
});

/**
 * Flouci, version 2: Tunisian wallets and cards, in dinars. What it says unasked proves nothing, since it does not sign;
 * verify_payment is the only truth. It knows no idempotency key: two starts, or two refunds, at the same time share one call
 * here, but after a reply that was lost a second session can be open. The first then has no id with us and ends by itself at
 * the deadline.
 */
export function flouciProvider(settings: FlouciSettings): PaymentProvider {
  const { publicKey, privateKey } = settings;
  const starting = new Map<string, Promise<Started>>();
  const refunding = new Map<string, Promise<RefundFact>>();
  const refunded = new Map<string, RefundFact>();

  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> => {
    try {
      const response = await fetch(`${settings.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${publicKey}:${privateKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(patienceMilliseconds),
      });
      if (response.status === 401 || response.status === 429 || response.status >= 500)
        throw new Error(`status ${response.status}`);
      return response;
    } catch (error) {
      throw new ProviderDown('flouci', error);
    }
  };

  return {
    name: 'flouci',
    captures: 'at_once',
    refunds: 'whole',
    takes: (currency) => currency === 'TND',
    start: async (request) => {
      const begin = () => generate(settings, call, request).finally(() => starting.delete(request.paymentId));
      const begun = starting.get(request.paymentId) ?? begin();
      starting.set(request.paymentId, begun);
      return begun;
    },
    readWebhook: async (delivery) => readNotice(delivery, settings.webhookToken),
    readsWebhooksAlone: true,
    poll: async (payment) => {
      const fact = await verified(call, payment);
      return fact ? [fact] : [];
    },
    refund: async (request) => {
      const before = refunded.get(request.refundId);
      if (before) return before;
      const begin = () => refundWhole(call, request).finally(() => refunding.delete(request.refundId));
      const begun = refunding.get(request.refundId) ?? begin();
      refunding.set(request.refundId, begun);
      const fact = await begun;
      if (fact.status === 'succeeded' && refunded.size < refundsKept) refunded.set(request.refundId, fact);
      return fact;
    },
  };
}

type Call = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Response>;

async function generate(settings: FlouciSettings, call: Call, request: StartRequest): Promise<Started> {
  const { paymentId, amountMinor, currency, returnUrl, expiresAt } = request;
  if (currency !== 'TND') throw new ProviderDown('flouci', new Error(`${currency} is not taken`));
  const webhook = new URL(settings.webhookUrl);
  webhook.searchParams.set('token', settings.webhookToken);
  const response = await call('POST', '/generate_payment', {
    amount: String(amountMinor),
    accept_card: true,
    session_timeout_secs: secondsBetween(settings.now(), expiresAt),
    success_link: returnUrl,
    fail_link: returnUrl,
    webhook: webhook.href,
    developer_tracking_id: paymentId,
  });
  const generated = response.ok ? Generated.safeParse(await json(response)).data?.result : undefined;
  if (!generated) throw new ProviderDown('flouci', new Error(`no session: status ${response.status}`));
  if (!isBelow(new URL(generated.link), settings.pageHost))
    throw new ProviderDown('flouci', new Error('a session elsewhere'));
  return { providerPaymentId: generated.payment_id, next: { kind: 'redirect', url: generated.link } };
}

/** How a payment stands. A payment that Flouci has for somebody else is none of ours, whatever it says of it. */
async function verified(call: Call, { paymentId, providerPaymentId }: AskedPayment): Promise<PaymentFact | undefined> {
  const response = await call('GET', `/verify_payment/${encodeURIComponent(providerPaymentId)}`);
  if (!response.ok) return undefined;
  const answer = Verified.safeParse(await json(response)).data;
  if (!answer) throw new ProviderDown('flouci', new Error('an answer of no known shape'));
  if (answer.result.developer_tracking_id !== paymentId) return undefined;
  const { amount: amountMinor, status } = answer.result;
  const base = { paymentId, providerPaymentId, amountMinor, currency: 'TND' } as const;
  if (status === 'SUCCESS' && answer.success) return { kind: 'captured', ...base };
  if (status === 'EXPIRED') return { kind: 'cancelled', ...base };
  if (status === 'FAILURE') return { kind: 'failed', ...base, failureCode: 'declined' };
  return { kind: 'pending', ...base };
}

/**
 * Flouci gives back everything or nothing, to merchants it has enabled. After a reply that was lost it refuses the second
 * time, which is told as failed too: staff look at Flouci's own pages before they send money by hand.
 */
async function refundWhole(call: Call, request: RefundRequest): Promise<RefundFact> {
  const { refundId, paymentId, providerPaymentId, amountMinor, currency } = request;
  const failed: RefundFact = {
    kind: 'refund',
    refundId,
    paymentId,
    providerPaymentId,
    providerRefundId: `none:${refundId}`,
    status: 'failed',
    amountMinor,
    currency,
  };
  const paid = await verified(call, { paymentId, providerPaymentId });
  if (paid?.kind !== 'captured' || paid.amountMinor !== amountMinor || paid.currency !== currency) return failed;
  const response = await call('POST', '/refund_payment', { payment_id: providerPaymentId });
  const result = response.ok ? Refunded.safeParse(await json(response)).data?.result : undefined;
  if (response.ok && !result) throw new ProviderDown('flouci', new Error('an answer of no known shape'));
  if (result?.status.toLowerCase() !== 'success') return failed;
  return { ...failed, status: 'succeeded', providerRefundId: result.refund_id, amountMinor: result.amount };
}

/** A notice only says which payment to ask about; its claim is not read. */
function readNotice({ headers, body }: WebhookDelivery, expected: string): WebhookReading {
  const token = headers['webhook-token'];
  if (typeof token !== 'string' || !sameText(token, expected)) return { ok: false };
  const parsed = parse(body);
  const notice = Notice.safeParse(parsed).data;
  const named = notice?.payment_id ?? notice?.details?.order_number ?? notice?.result?.payment_id;
  const isText = parsed === undefined || typeof parsed === 'number';
  const providerPaymentId = named ?? Id.safeParse(isText ? body.trim() : parsed).data;
  if (providerPaymentId === undefined) return { ok: false };
  const ask = { paymentId: null, providerPaymentId };
  return { ok: true, eventId: `${providerPaymentId}:${crypto.randomUUID()}`, kind: 'notice', ask };
}

function secondsBetween(now: Date, expiresAt: Date): number {
  return Math.max(secondsAtLeast, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
}

function isBelow({ protocol, hostname }: URL, host: string): boolean {
  const isTrusted = protocol === 'https:' || host === '127.0.0.1' || host === 'localhost';
  return isTrusted && (hostname === host || hostname.endsWith(`.${host}`));
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new ProviderDown('flouci', error);
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
