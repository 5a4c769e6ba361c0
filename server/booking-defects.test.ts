import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '../database/audit.ts';
import { type Bought, buySeats, orderWith, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { endHold } from './testing/let-time-pass.ts';

/** The defects an audit found in another booking system, by their names there. None of them may be possible here. */
let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  await server.stop();
});

const atProvider = async (simulatedId: string) =>
  (
    await server.pool.query<{ amount: number; currency: string }>(
      'select amount_minor::int as amount, currency from simulator.payment where id = $1',
      [simulatedId],
    )
  ).rows[0];

const payOnce = (bought: Bought) =>
  server.ask(
    'payOrder',
    {
      params: { orderId: bought.order.id },
      body: { provider: 'simulator', returnUrl: `${server.url}/checkout/return` },
    },
    { token: bought.token, key: crypto.randomUUID() },
  );

test('price computed in two places: quote, hold, order, provider and mail say the same', async () => {
  const at = await givenAPerformance(server.pool, { priceMinor: 3_333, feeMinor: 77 });
  const query = { offer: at.offerOf('parterre', 'child'), quantity: 2 };
  const quote = (await server.ask('getQuote', { params: { performanceId: at.performanceId }, query })).body;
  const body = { seats: (at.rows[0] ?? []).slice(0, 2), tariffs: [{ tariff: at.tariffIds.child, quantity: 2 }] };
  const hold = (await server.ask('holdSeats', { params: { performanceId: at.performanceId }, body })).body;
  const token = hold.token ?? '';
  const placing = { hold: hold.id, buyer: { email: 'lina@example.org', locale: 'en' as const } };
  const order = (await server.ask('placeOrder', { body: placing }, { token, key: crypto.randomUUID() })).body;
  const started = await startToPay(server, { hold, token, order });
  const asked = await atProvider(started.simulatedId);
  expect([hold.total.amountMinor, order.total.amountMinor, asked?.amount]).toEqual(
    Array.from({ length: 3 }, () => quote.total.amountMinor),
  );
  await simulate(server, started.simulatedId, 'succeed');
  await orderWith(server, started, 'confirmed');
  const mail = await eventually('the mail', async () => {
    const { rows } = await server.pool.query<{ source: Buffer }>(
      'select source from notifications.caught_mail where recipient = $1',
      ['lina@example.org'],
    );
    return rows[0]?.source.toString();
  });
  expect(mail).toContain((quote.total.amountMinor / 100).toFixed(2));
});

test('performance id or currency hard-coded: each performance sells itself, in its own money', async () => {
  for (const [currency, priceMinor] of [
    ['EUR', 4_500],
    ['TND', 45_500],
    ['JPY', 4_500],
    ['CAD', 4_500],
  ] as const) {
    const at = await givenAPerformance(server.pool, { currency, priceMinor, feeMinor: 0 });
    const bought = await placeAnOrder(server, at.performanceId, (at.rows[0] ?? []).slice(0, 2));
    expect(bought.order.performance.id).toBe(at.performanceId);
    expect(bought.order.total).toEqual({ amountMinor: 2 * priceMinor, currency });
    const started = await startToPay(server, bought);
    expect(await atProvider(started.simulatedId)).toEqual({ amount: 2 * priceMinor, currency });
  }
});

test('check-then-insert race on availability: of forty buyers for the last two places, two get one', async () => {
  const at = await givenAPerformance(server.pool, { standingCapacity: 2 });
  const body = { zone: at.zoneIds.standing ?? '', quantity: 1 };
  const params = { performanceId: at.performanceId };
  const answers = await Promise.all(Array.from({ length: 40 }, () => server.ask('holdSeats', { params, body })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(38);
});

test('stale availability cache that sells: what a server remembers as free is asked of the database', async () => {
  const at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 2 });
  const params = { performanceId: at.performanceId };
  const [first = '', second = ''] = at.rows[0] ?? [];
  // The server has read the hall; then a seat is taken away behind the back of everything that is told of changes.
  const shown = async () => (await server.ask('listSeats', { params, query: {} })).body.items.map(({ state }) => state);
  expect(await shown()).toEqual(['available', 'available']);
  await server.pool.query(
    `update inventory.performance_seat set state = 'off' where performance_id = $1 and seat_id = $2`,
    [at.performanceId, first],
  );
  const byName = await server.ask('holdSeats', { params, body: { seats: [first, second] } });
  expect(byName.problem).toMatchObject({ code: 'seats_taken', seats: [first] });
  const best = await server.ask('holdSeats', { params, body: { best: { quantity: 2 } } });
  expect(best.status).toBe(409);
  const one = await server.ask('holdSeats', { params, body: { best: { quantity: 1 } } });
  expect(one.body.places.map(({ id }) => id)).toEqual([second]);
});

test('several payment intents for one order: reloads, second tabs and double clicks are one', async () => {
  const at = await givenAPerformance(server.pool);
  const bought = await placeAnOrder(server, at.performanceId, (at.rows[0] ?? []).slice(0, 2));
  const answers = await Promise.all(Array.from({ length: 8 }, () => payOnce(bought)));
  const again = await payOnce(bought);
  expect(new Set([...answers, again].map(({ body }) => body.id)).size).toBe(1);
  const { rows } = await server.pool.query(
    `select (select count(*)::int from payments.payment where reference = $1) as ours,
       (select count(*)::int from simulator.payment s join payments.payment p on p.id::text = s.client_reference
        where p.reference = $1) as theirs`,
    [bought.order.id],
  );
  expect(rows).toEqual([{ ours: 1, theirs: 1 }]);
});

test('pending orders that never end: an order nobody pays ends with its hold, and its places are free', async () => {
  const at = await givenAPerformance(server.pool);
  const seats = (at.rows[0] ?? []).slice(0, 2);
  const bought = await placeAnOrder(server, at.performanceId, seats);
  await endHold(server, bought.hold.id);
  expect((await orderWith(server, bought, 'expired')).closingReason ?? 'not_paid_in_time').toBe('not_paid_in_time');
  await eventually('the end to be written down', async () => {
    const { rows } = await server.pool.query<{ status: string }>('select status from orders."order" where id = $1', [
      bought.order.id,
    ]);
    return rows[0]?.status === 'expired';
  });
  const next = await server.ask('holdSeats', { params: { performanceId: at.performanceId }, body: { seats } });
  expect(next.status).toBe(201);
});

test('no rate limit on holds: one address has so many a minute, and is told when to come again', async () => {
  const limited = await givenAServer({ holdsPerMinute: 3 });
  try {
    const at = await givenAPerformance(limited.pool);
    const params = { performanceId: at.performanceId };
    const ask = (seat: number) => limited.ask('holdSeats', { params, body: { seats: [at.rows[0]?.[seat] ?? ''] } });
    const statuses = [];
    for (const seat of [0, 1, 2]) statuses.push((await ask(seat)).status);
    expect(statuses).toEqual([201, 201, 201]);
    const refused = await ask(3);
    expect(refused.problem).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  } finally {
    await limited.stop();
  }
});

test('no reconciliation: money nobody told us of is found by asking the provider', async () => {
  const at = await givenAPerformance(server.pool);
  const started = await startToPay(
    server,
    await placeAnOrder(server, at.performanceId, (at.rows[0] ?? []).slice(0, 2)),
  );
  await simulate(server, started.simulatedId, 'timeout');
  expect((await orderWith(server, started, 'confirmed', 60_000)).tickets).toHaveLength(2);
});

test('webhook that does not update availability: paid places are sold for everybody at once', async () => {
  const at = await givenAPerformance(server.pool);
  const [first = '', second = ''] = at.rows[0] ?? [];
  await buySeats(server, at.performanceId, [first, second]);
  const params = { performanceId: at.performanceId };
  await eventually('the seats to be shown as sold', async () => {
    const { items } = (await server.ask('listSeats', { params, query: {} })).body;
    return [first, second].every((id) => items.find((seat) => seat.id === id)?.state === 'sold');
  });
  const { zones } = (await server.ask('getPerformance', { params })).body;
  expect(zones[0]?.remaining).toBe(36 - 2);
});
