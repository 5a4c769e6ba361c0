import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditAll } from './testing/books-of.ts';
import { type Bought, orderWith, placeAnOrder, simulate } from './testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { openFakeStripe } from './testing/provider-fakes/stripe/fake-stripe.ts';

let server: GivenServer;
let stripe: Awaited<ReturnType<typeof openFakeStripe>>;
let at: GivenPerformance;
let bought: Bought;
beforeAll(async () => {
  stripe = await openFakeStripe();
  const keys = { secretKey: 'sk_test_x', webhookSecret: 'whsec_x', apiUrl: stripe.url };
  server = await givenAServer({ payments: { stripe: keys, paypal: undefined, flouci: undefined } });
});
afterAll(async () => {
  await server.stop();
  await stripe.close();
});
beforeEach(async () => {
  at = await givenAPerformance(server.pool);
  bought = await placeAnOrder(server, at.performanceId, (at.rows[0] ?? []).slice(0, 2));
});

const choose = async (provider: string) => {
  const returnUrl = `${server.url}/checkout/return?order=${bought.order.id}`;
  const input = { params: { orderId: bought.order.id }, body: { provider, returnUrl } };
  return server.ask('payOrder', input, { token: bought.token, key: crypto.randomUUID() });
};
/** The id at the provider of the payment an answer tells of. */
async function idAtProvider(answer: Awaited<ReturnType<typeof choose>>): Promise<string> {
  const { rows } = await server.pool.query<{ id: string }>(
    'select provider_payment_id as id from payments.payment where id = $1',
    [answer.body.id],
  );
  return rows[0]?.id ?? '';
}
const payments = async () => {
  const { rows } = await server.pool.query<{ words: string }>(
    `select concat_ws(' ', provider, status, captured_minor - refunded_minor) as words
     from payments.payment where reference = $1 order by opened_at`,
    [bought.order.id],
  );
  return rows.map(({ words }) => words);
};
const become = (...words: string[]) =>
  eventually(
    words.join(', '),
    async () => {
      const now = await payments();
      return JSON.stringify(now) === JSON.stringify(words);
    },
    20_000,
  ).catch(async () => expect(await payments()).toEqual(words));

describe('a buyer who chooses another provider', () => {
  test('pays there, and the page that was left takes no money any more', async () => {
    const left = await idAtProvider(await choose('stripe'));
    const paid = await choose('simulator');
    expect(paid.status).toBe(201);
    await simulate(server, await idAtProvider(paid), 'succeed');
    const order = await orderWith(server, bought, 'confirmed');
    expect(order.tickets).toHaveLength(2);
    await become('stripe cancelled 0', `simulator captured ${order.total.amountMinor}`);
    expect(stripe.look(left).session).toMatchObject({ status: 'expired' });
    await auditAll(server);
  });

  test('after giving a card there that nobody has heard of: the promise is let go of', async () => {
    const left = await idAtProvider(await choose('stripe'));
    stripe.giveCard(left);
    const paid = await choose('simulator');
    await simulate(server, await idAtProvider(paid), 'succeed');
    const { total } = await orderWith(server, bought, 'confirmed');
    await become('stripe cancelled 0', `simulator captured ${total.amountMinor}`);
    expect(stripe.books()).toContain('canceled 0/0');
    await auditAll(server);
  });

  test('and pays at the first all the same has the tickets by it, and the second ends', async () => {
    const first = await idAtProvider(await choose('simulator'));
    const second = await idAtProvider(await choose('stripe'));
    await simulate(server, first, 'succeed');
    const { total } = await orderWith(server, bought, 'confirmed');
    await become(`simulator captured ${total.amountMinor}`, 'stripe cancelled 0');
    expect(stripe.look(second).session).toMatchObject({ status: 'expired' });
    await auditAll(server);
  });

  test('goes back and forth as often as they like: one payment at a time is under way', async () => {
    for (const provider of ['stripe', 'simulator', 'stripe', 'simulator'])
      expect((await choose(provider)).status).toBe(201);
    const { rows } = await server.pool.query(
      `select 1 from payments.payment where reference = $1 and status in ('opening', 'pending') and void_requested_at is null`,
      [bought.order.id],
    );
    expect(rows).toHaveLength(1);
    await auditAll(server);
  });

  test('of a payment whose money is promised is refused', async () => {
    const first = await choose('stripe');
    await server.pool.query(`update payments.payment set status = 'authorised' where id = $1`, [first.body.id]);
    expect((await choose('simulator')).problem.code).toBe('payment_in_progress');
    await server.pool.query(`update payments.payment set status = 'pending' where id = $1`, [first.body.id]);
  });
});
