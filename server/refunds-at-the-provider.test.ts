import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { audit } from '../database/audit.ts';
import { auditAll, expectBooks } from './testing/books-of.ts';
import { orderWith, placeAnOrder } from './testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { givenARefundPolicy } from './testing/given-a-refund-policy.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { givenASession } from './testing/given-a-session.ts';
import { givenAnAccount } from './testing/given-an-account.ts';
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
  const refuseRefunds = (): void => fake.refuseRefunds(session);
  return { orderId: order.order.id, intent, token: order.token, refuseRefunds };
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

const contradictions = async (): Promise<string[]> =>
  (await audit(server.databaseUrl, { graceSeconds: 120 })).map(({ query }) => query);

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
  await auditAll(server);
});

test('what went back there counts towards what a cancellation gives back, and the books agree before and after', async () => {
  at = await givenAPerformance(server.pool, { doorsOpen: false });
  await givenARefundPolicy(server.pool, at.performanceId);
  const { orderId, intent, token } = await bought();
  await tell('refund.created', refundOf(intent, 5_000));
  await expectBooks(server, orderId, { payments: [`captured ${total}/5000`] });
  await auditAll(server);
  const { tickets } = (await server.ask('getOrder', { params: { orderId } }, { token })).body;
  const cancel = (index: number, amountMinor: number) =>
    server.ask(
      'cancelTickets',
      {
        params: { orderId },
        body: { tickets: [tickets[index]?.id ?? ''], expectedRefund: { amountMinor, currency: 'EUR' } },
      },
      { token, key: crypto.randomUUID() },
    );
  expect((await cancel(0, 4_600)).status).toBe(201);
  await expectBooks(server, orderId, { order: 'part_refunded', payments: [`captured ${total}/${total}`] });
  expect(await contradictions()).toEqual([]);
  expect((await cancel(1, 0)).status).toBe(201);
  await expectBooks(server, orderId, { order: 'refunded', ledger: {} });
  expect(await contradictions()).toEqual([]);
  // One more that nobody noted is a contradiction.
  await server.pool.query('update payments.payment set refunded_minor = refunded_minor - 1 where reference = $1', [
    orderId,
  ]);
  expect(await contradictions()).toContain('orders whose status disagrees with the money they kept');
  await server.pool.query('update payments.payment set refunded_minor = refunded_minor + 1 where reference = $1', [
    orderId,
  ]);
});

test('what the provider refuses for good is shown to staff, who make it by hand, once, and the books agree all along', async () => {
  const { orderId, token, refuseRefunds } = await bought();
  const { accountId } = await givenAnAccount(server.pool, { roles: ['agent'], organiserId: at.organiserId });
  const { cookie } = await givenASession(server, accountId);
  const toSend = async () =>
    (await server.ask('listRefundsToSend', { params: { organiserId: at.organiserId }, query: {} }, { cookie })).body
      .items;
  const settle = (refundId: string) =>
    server.ask('settleRefund', { params: { refundId }, body: { note: 'Viré' } }, { cookie, key: crypto.randomUUID() });
  refuseRefunds();
  const { tickets } = (await server.ask('getOrder', { params: { orderId } }, { token })).body;
  const wish = {
    tickets: tickets.map(({ id }) => id),
    reason: 'seller_error' as const,
    expectedRefund: { amountMinor: total, currency: 'EUR' as const },
  };
  await server.ask('cancelTickets', { params: { orderId }, body: wish }, { cookie, key: crypto.randomUUID() });
  await expectBooks(server, orderId, {
    order: 'refunded',
    refunds: [`failed ${total} tickets_cancelled`],
    payments: [`captured ${total}/0`],
    ledger: { provider_clearing: total, order_clearing: -total },
  });
  expect(await contradictions()).toEqual([]);
  const [refused, ...others] = await toSend();
  expect([refused, others]).toMatchObject([
    { order: orderId, provider: 'stripe', isRefused: true, amount: { amountMinor: total } },
    [],
  ]);
  const answers = await Promise.all(Array.from({ length: 10 }, () => settle(refused?.id ?? '')));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, ...Array.from({ length: 9 }, () => 409)]);
  await expectBooks(server, orderId, {
    refunds: [`failed ${total} tickets_cancelled`, `succeeded ${total} tickets_cancelled`],
    payments: [`captured ${total}/${total}`],
    // It is still at the provider, and owed to the organiser, who paid it back.
    ledger: { provider_clearing: total, organiser_payable: -total },
  });
  expect(await toSend()).toEqual([]);
  expect(await contradictions()).toEqual([]);
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
