import { isCurrency } from '@tessera/contract/money';
import Stripe from 'stripe';
import type { PaymentFact, ProviderFact } from '../rules.ts';
import type { PayoutMention } from './payouts.ts';
import {
  type CaptureRequest,
  type PaymentProvider,
  ProviderDown,
  type RefundRequest,
  type StatementLine,
  type StatementPage,
  type StatementRequest,
  type WebhookDelivery,
} from './provider.ts';
import { answered, ifKnown, isNo, openStripe, unlessRefused } from './stripe-client.ts';
import { factOfDispute, factOfIntent, factOfRefund, factOfSession, familyOf, idOf, lineOf } from './stripe-facts.ts';
import { stripePayouts } from './stripe-payouts.ts';

type Settings = {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Of the second endpoint, that is told of the organisers' accounts. */
  readonly connectWebhookSecret?: string;
  /** Only for a stand-in of Stripe. */
  readonly apiUrl?: string;
};

const toleranceSeconds = 300;
const shortestSessionSeconds = 31 * 60;
/** Stripe counts these otherwise than ISO 4217, or takes no last digit of them. */
const oddCurrencies = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND', 'IQD', 'LYD', 'ISK', 'UGX', 'MGA']);

/** Cards by Stripe's hosted page: authorised there, captured or let go by us. */
export function stripeProvider(settings: Settings): PaymentProvider {
  const { secretKey, webhookSecret, connectWebhookSecret, apiUrl } = settings;
  const stripe = openStripe(secretKey, apiUrl);
  const webhookSecrets = [webhookSecret, ...(connectWebhookSecret === undefined ? [] : [connectWebhookSecret])];
  const intentIdOf = async (id: string): Promise<string> =>
    id.startsWith('pi_') ? id : idOf((await stripe.checkout.sessions.retrieve(id)).payment_intent);
  const standing = async (id: string) =>
    id.startsWith('pi_')
      ? factOfIntent(await stripe.paymentIntents.retrieve(id))
      : factOfSession(await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] }));

  // A refund or dispute begun at Stripe names the intent only; `start` told the session.
  const paymentIdOf = async (id: string): Promise<string | null> => {
    const intent = id.startsWith('pi_') ? await ifKnown(() => stripe.paymentIntents.retrieve(id)) : undefined;
    return intent?.metadata.payment_id ?? null;
  };

  return {
    name: 'stripe',
    captures: 'separate',
    refunds: 'partial',
    takes: (currency) => isCurrency(currency) && !oddCurrencies.has(currency),
    start: (request) =>
      answered(async () => {
        const metadata = { payment_id: request.paymentId };
        const price = { currency: request.currency.toLowerCase(), unit_amount: request.amountMinor };
        const session = await stripe.checkout.sessions.create(
          {
            mode: 'payment',
            ui_mode: 'hosted_page',
            client_reference_id: request.paymentId,
            success_url: request.returnUrl,
            cancel_url: request.returnUrl,
            // Stripe's shortest is 30 minutes; earlier, void ends it. Not by the clock: a repetition must be the same.
            expires_at: Math.floor(request.expiresAt.getTime() / 1000) + shortestSessionSeconds,
            line_items: [{ quantity: 1, price_data: { ...price, product_data: { name: request.description } } }],
            ...(request.buyerEmail === undefined ? {} : { customer_email: request.buyerEmail }),
            metadata,
            payment_intent_data: { capture_method: 'manual', metadata },
          },
          { idempotencyKey: `payment:${request.paymentId}` },
        );
        if (!session.url) throw new ProviderDown('stripe', 'a session without a page');
        return { providerPaymentId: session.id, next: { kind: 'redirect', url: session.url } };
      }),
    readWebhook: (delivery) => readEvent(stripe, webhookSecrets, delivery),
    readsWebhooksAlone: true,
    paymentIdOf: (id) => answered(() => paymentIdOf(id)),
    poll: ({ providerPaymentId }) =>
      answered(async () => {
        const fact = await ifKnown(() => standing(providerPaymentId));
        return fact ? [fact] : [];
      }),
    capture: (request) => answered(() => captureAt(stripe, request, intentIdOf, standing)),
    void: ({ providerPaymentId, paymentId }) =>
      answered(async () => {
        await unlessRefused(() => endSession(stripe, providerPaymentId));
        const before = await standing(providerPaymentId);
        if (before.kind !== 'authorised') return before;
        const id = await intentIdOf(providerPaymentId);
        await unlessRefused(() => stripe.paymentIntents.cancel(id, {}, { idempotencyKey: `void:${paymentId}` }));
        return standing(providerPaymentId);
      }),
    refund: (request) => answered(() => refundAt(stripe, request, intentIdOf)),
    statement: { lagSeconds: 300, read: (request) => answered(() => readStatementAt(stripe, request, paymentIdOf)) },
    payouts: stripePayouts(stripe),
  };
}

const transactionsPerPage = 100;

/** Stripe's balance transactions, the newest first. A refund begun at Stripe names the intent only: its payment is asked for. */
async function readStatementAt(
  stripe: Stripe,
  { from, until, cursor }: StatementRequest,
  paymentIdOf: (id: string) => Promise<string | null>,
): Promise<StatementPage> {
  const { data, has_more: hasMore } = await stripe.balanceTransactions.list({
    created: { gte: Math.floor(from.getTime() / 1000), lt: Math.ceil(until.getTime() / 1000) },
    limit: transactionsPerPage,
    expand: ['data.source'],
    ...(cursor === null ? {} : { starting_after: cursor }),
  });
  const lines: StatementLine[] = [];
  for (const line of data.flatMap((transaction) => lineOf(transaction) ?? [])) {
    lines.push(line.paymentId === null ? { ...line, paymentId: await paymentIdOf(line.providerPaymentId) } : line);
  }
  const next = hasMore ? (data.at(-1)?.id ?? null) : null;
  // A page may hold nothing but what is no business of ours.
  if (lines.length > 0 || next === null) return { lines, next };
  return readStatementAt(stripe, { from, until, cursor: next }, paymentIdOf);
}

async function endSession(stripe: Stripe, id: string): Promise<void> {
  if (id.startsWith('cs_')) await stripe.checkout.sessions.expire(id);
}

async function captureAt(
  stripe: Stripe,
  { providerPaymentId, paymentId, amountMinor, currency }: CaptureRequest,
  intentIdOf: (id: string) => Promise<string>,
  standing: (id: string) => Promise<PaymentFact>,
): Promise<PaymentFact> {
  const id = await intentIdOf(providerPaymentId);
  const failed = { kind: 'failed', paymentId, providerPaymentId, amountMinor, currency } as const;
  if (id === '') return { ...failed, failureCode: 'unknown' };
  try {
    const options = { idempotencyKey: `capture:${paymentId}` };
    const intent = await stripe.paymentIntents.capture(id, { amount_to_capture: amountMinor }, options);
    return factOfIntent(intent, providerPaymentId);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return { ...failed, failureCode: familyOf(error) };
    if (!isNo(error)) throw error;
    const fact = await standing(providerPaymentId);
    return fact.kind === 'captured' ? fact : { ...failed, failureCode: fact.failureCode ?? 'unknown' };
  }
}

async function refundAt(stripe: Stripe, request: RefundRequest, intentIdOf: (id: string) => Promise<string>) {
  const { refundId, paymentId, providerPaymentId, amountMinor, currency } = request;
  try {
    const refund = await stripe.refunds.create(
      {
        payment_intent: await intentIdOf(providerPaymentId),
        amount: amountMinor,
        metadata: { refund_id: refundId, payment_id: paymentId },
      },
      { idempotencyKey: `refund:${refundId}` },
    );
    return { ...factOfRefund(refund), refundId, paymentId, providerPaymentId };
  } catch (error) {
    if (!isNo(error)) throw error;
    const known = { refundId, paymentId, providerPaymentId, amountMinor, currency };
    return { kind: 'refund', ...known, providerRefundId: `refused:${refundId}`, status: 'failed' } as const;
  }
}

async function readEvent(stripe: Stripe, secrets: readonly string[], { headers, body, now }: WebhookDelivery) {
  const header = headers['stripe-signature'];
  const sentAt = /(?:^|,)t=(\d{1,12})(?:,|$)/.exec(typeof header === 'string' ? header : '')?.[1];
  if (typeof header !== 'string' || sentAt === undefined) return { ok: false } as const;
  if (Number(sentAt) - now.getTime() / 1000 > toleranceSeconds) return { ok: false } as const;
  const [event] = secrets.flatMap((secret) => eventSignedWith(stripe, secret, header, body, now) ?? []);
  if (typeof event?.id !== 'string' || typeof event.type !== 'string') return { ok: false } as const;
  try {
    // Whoever owns a connected account may have anything happen there: of our payments it proves nothing.
    const facts = event.account === undefined ? factsOf(event) : [];
    return { ok: true, eventId: event.id, kind: event.type, facts, mentions: mentionsOf(event) } as const;
  } catch {
    return { ok: false } as const;
  }
}

function eventSignedWith(
  stripe: Stripe,
  secret: string,
  header: string,
  body: string,
  now: Date,
): Stripe.Event | undefined {
  try {
    return stripe.webhooks.constructEvent(body, header, secret, toleranceSeconds, undefined, now.getTime());
  } catch {
    return undefined;
  }
}

function mentionsOf(event: Stripe.Event): PayoutMention[] {
  switch (event.type) {
    case 'account.updated':
      return [{ kind: 'account', providerAccountId: event.data.object.id }];
    case 'account.application.deauthorized':
      return event.account === undefined ? [] : [{ kind: 'account', providerAccountId: event.account }];
    case 'transfer.created':
    case 'transfer.updated':
    case 'transfer.reversed':
      return [{ kind: 'transfer', transferId: event.data.object.id }];
    default:
      return [];
  }
}

/** charge.refunded says the same as the events of its refunds, without their ids: those are listened to. */
function factsOf(event: Stripe.Event): readonly ProviderFact[] {
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.processing':
    case 'payment_intent.requires_action':
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.canceled':
      return [factOfIntent(event.data.object)];
    case 'checkout.session.expired':
      return [factOfSession(event.data.object)];
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return [factOfRefund(event.data.object)];
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed': {
      const fact = factOfDispute(event.data.object);
      return fact ? [fact] : [];
    }
    default:
      return [];
  }
}
