import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditAll, expectBooks } from './testing/books-of.ts';
import { orderWith, placeAnOrder } from './testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { openFakeStripe } from './testing/provider-fakes/stripe/fake-stripe.ts';
import { stripeSignature } from './testing/provider-fakes/stripe/sign-event.ts';
import { sendWebhook } from './testing/send-webhook.ts';

/** What is begun on Stripe's own pages names Stripe's intent only, and nothing of ours. */
const webhookSecret = 'whsec_test_secret';
const total = 9_600;
let fake: Awaited<ReturnType<typeof openFakeStripe>>;
let server: GivenServer;
let at: GivenPerformance;

beforeAll(async () => {
  fake = await openFakeStripe();
  const stripe = { secretKey: 'sk_test_x', webhookSecret, apiUrl: fake.url };
  server = await givenAServer({ payments: { stripe, paypal: undefined, flouci: undefined } });
});
afterAll(async () => {
  await server.stop();
  await fake.close();
});
beforeEach(async () => {
  at = await givenAPerformance(server.pool);
});

/** Tells the product of something, as Stripe would. Resolves to the event's id once it is applied. */
async function tell(type: string, object: object): Promise<string> {
  const id = `evt_${randomBytes(8).toString('hex')}`;
  const body = JSON.stringify({ id, object: 'event', type, data: { object } });
  const headers = { 'stripe-signature': stripeSignature(body, webhookSecret, Date.now()) };
  expect(await sendWebhook(server, body, headers, 'stripe')).toBe(204);
  return id;
}

async function outcomeOf(eventId: string): Promise<string> {
  return eventually('the event to be applied', async () => {
    const { rows } = await server.pool.query<{ outcome: string }>(
      'select outcome from payments.provider_event where event_id = $1 and applied_at is not null',
      [eventId],
    );
    return rows[0]?.outcome;
  });
}

/** Two seats, paid by card, their money taken. */
async function bought() {
  const order = await placeAnOrder(server, at.performanceId, (at.rows[0] ?? []).slice(0, 2));
  const input = {
    params: { orderId: order.order.id },
    body: { provider: 'stripe', returnUrl: `${server.url}/checkout/return?order=${order.order.id}` },
  };
  const payment = (await server.ask('payOrder', input, { token: order.token, key: crypto.randomUUID() })).body;
  const session = payment.next.kind === 'redirect' ? (payment.next.url.split('/').at(-1) ?? '') : '';
  fake.giveCard(session);
  const intent = String(fake.look(session).intent?.id);
  const capturable = { status: 'requires_capture', amount: total, amount_capturable: total, currency: 'eur' };
  await tell('payment_intent.amount_capturable_updated', {
    id: intent,
    ...capturable,
    metadata: { payment_id: payment.id },
  });
  await orderWith(server, order, 'confirmed');
  await expectBooks(server, order.order.id, { payments: [`captured ${total}/0`], tickets: ['valid', 'valid'] });
  return { orderId: order.order.id, intent };
}

/** In the order of the alphabet; each is issued by a job of its own. */
async function documentsOf(orderId: string): Promise<string[]> {
  return eventually('both documents', async () => {
    const { rows } = await server.pool.query<{ kind: string; grossMinor: number }>(
      `select kind, gross_minor::int as "grossMinor" from invoices.document where order_id = $1 order by kind`,
      [orderId],
    );
    return rows.length > 1 && rows.map(({ kind, grossMinor }) => `${kind} ${grossMinor}`);
  });
}

const refundOf = (intent: string, amount: number, status = 'succeeded') => ({
  id: `re_${randomBytes(8).toString('hex')}`,
  object: 'refund',
  payment_intent: intent,
  amount,
  currency: 'eur',
  status,
  metadata: {},
});

test('all of the money sent back there takes the tickets back, once, and the books agree', async () => {
  const { orderId, intent } = await bought();
  const refund = refundOf(intent, total);
  expect(await outcomeOf(await tell('refund.created', refund))).toBe('refund');
  expect(await outcomeOf(await tell('refund.updated', refund))).toBe('refund');
  await expectBooks(server, orderId, {
    order: 'refunded',
    seats: ['free', 'free'],
    payments: [`captured ${total}/${total}`],
    refunds: [`succeeded ${total} begun_at_provider`],
    tickets: ['void', 'void'],
    ledger: {},
    messages: ['order_confirmed sent', 'order_unpaid sent refunded_at_provider'],
  });
  expect(await documentsOf(orderId)).toEqual([`credit_note ${total}`, `invoice ${total}`]);
  await auditAll(server);
});

test('a part of the money sent back there is booked, and the tickets stay valid', async () => {
  const { orderId, intent } = await bought();
  expect(await outcomeOf(await tell('refund.created', refundOf(intent, 100)))).toBe('refund');
  await expectBooks(server, orderId, {
    order: 'confirmed',
    payments: [`captured ${total}/100`],
    tickets: ['valid', 'valid'],
  });
});

test('more than was left changes nothing, is put aside for somebody to look at, and is not tried for ever', async () => {
  const { orderId, intent } = await bought();
  expect(await outcomeOf(await tell('refund.created', refundOf(intent, total + 1)))).toBe('mismatch');
  await expectBooks(server, orderId, {
    order: 'confirmed',
    payments: [`captured ${total}/0`],
    refunds: [],
    tickets: ['valid', 'valid'],
    journal: { 'payments.payment_mismatched': 1 },
  });
});

test('a dispute is noted with its payment, and so is how it ends', async () => {
  const { orderId, intent } = await bought();
  const dispute = { id: 'dp_1', object: 'dispute', payment_intent: intent, amount: total, currency: 'eur' };
  for (const status of ['needs_response', 'lost'])
    expect(await outcomeOf(await tell('charge.dispute.updated', { ...dispute, status }))).toBe('dispute');
  const { rows } = await server.pool.query(
    `select d.status, p.reference from payments.dispute d join payments.payment p on p.id = d.payment_id`,
  );
  expect(rows).toEqual([{ status: 'lost', reference: orderId }]);
});

test('what is none of ours is put aside', async () => {
  expect(await outcomeOf(await tell('refund.created', refundOf('pi_of_another_shop', 100)))).toBe('unknown_payment');
});
