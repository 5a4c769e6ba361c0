import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { type BanDesk, openBanDesk } from '../../testing/ban-desk.ts';
import { type Bought, orderWith, simulate, startToPay } from '../../testing/buy.ts';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenStaff } from '../../testing/given-staff.ts';
import { openFakeStripe } from '../../testing/provider-fakes/stripe/fake-stripe.ts';

let stripe: Awaited<ReturnType<typeof openFakeStripe>>;
let server: GivenServer;
let desk: BanDesk;

beforeAll(async () => {
  stripe = await openFakeStripe();
  const keys = { secretKey: 'sk_test_x', webhookSecret: 'whsec_x', apiUrl: stripe.url };
  server = await givenAServer({ payments: { stripe: keys, paypal: undefined, flouci: undefined } });
});
afterAll(async () => {
  expect(await audit(server.databaseUrl)).toEqual([]);
  await server.stop();
  await stripe.close();
});
beforeEach(async () => {
  desk = await openBanDesk(server);
});

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('whoever may not come', () => {
  test('is told to ask the organiser, nothing more, and keeps the places held', async () => {
    await desk.ban('victor@example.org');
    const held = await desk.hold();
    const refused = await desk.order(held, 'victor@example.org');
    expect(refused.problem).toMatchObject({ status: 409, code: 'ask_organiser', contact: desk.contact });
    expect(Object.keys(refused.problem)).not.toContain('ban');
    expect(JSON.stringify(refused.problem)).not.toMatch(/violence|Lenoir|frappé|ban/i);
    const after = await server.ask('getHold', { params: { holdId: held.id } }, { token: held.token });
    expect(after.body).toMatchObject({ status: 'active', expiresAt: held.expiresAt });
    expect((await desk.order(held, 'ada@example.org')).status).toBe(201);
  });

  test('is one person under every spelling of the address', async () => {
    await desk.ban('Victor.Lenoir@gmail.com');
    for (const email of ['victorlenoir@gmail.com', 'v.i.c.t.o.r.lenoir+loge@GMAIL.com', 'VictorLenoir@googlemail.com'])
      expect(await desk.outcome(email), email).toBe('ask_organiser');
    expect(await desk.outcome('victor.lenoir@example.org')).toBe('placed');
  });

  test('is known to those who sell, with the reason and the end, and to nobody of another house', async () => {
    const endsAt = inAnHour();
    await desk.ban('victor@example.org', { reason: 'resale', endsAt });
    const elsewhere = await givenAPerformance(server.pool);
    const cookies = {
      agent: await givenStaff(server, desk.at.organiserId, 'agent'),
      gate: await givenStaff(server, desk.at.organiserId, 'gate_controller'),
      elsewhere: await givenStaff(server, elsewhere.organiserId, 'director'),
    };
    const held = await desk.hold();
    const told = async (cookie: string) => (await desk.order(held, 'victor@example.org', { cookie })).problem;
    expect(await told(cookies.agent)).toMatchObject({ ban: { reason: 'resale', endsAt } });
    expect(await told(cookies.gate)).not.toHaveProperty('ban');
    expect(await told(cookies.elsewhere)).not.toHaveProperty('ban');
  });
});

describe('a ban', () => {
  test('counts for its event or its performance only, or for everything of the organiser', async () => {
    const { organiserId, eventId, performanceId } = desk.at;
    const other = await givenAPerformance(server.pool, { organiserId });
    const outcomes = async (email: string) => [await desk.outcome(email), await desk.outcome(email, other)];
    await desk.ban('house@example.org');
    await desk.ban('event@example.org', { event: eventId });
    await desk.ban('evening@example.org', { performance: performanceId });
    await desk.ban('other@example.org', { performance: other.performanceId });
    expect(await outcomes('house@example.org')).toEqual(['ask_organiser', 'ask_organiser']);
    expect(await outcomes('event@example.org')).toEqual(['ask_organiser', 'placed']);
    expect(await outcomes('evening@example.org')).toEqual(['ask_organiser', 'placed']);
    expect(await outcomes('other@example.org')).toEqual(['placed', 'ask_organiser']);
  });

  test('of another organiser does not count', async () => {
    const elsewhere = await openBanDesk(server);
    await elsewhere.ban('victor@example.org');
    expect(await desk.outcome('victor@example.org')).toBe('placed');
    expect(await elsewhere.outcome('victor@example.org')).toBe('ask_organiser');
  });

  test('counts from its start until its end by the clock of the database: at its end it is over', async () => {
    const states = await server.pool.query<{ state: string }>(
      `select blacklist.state_at(t, t + interval '1 hour', null, t + shift) as state
       from (values (timestamptz '2027-01-01 20:00Z')) start (t),
         unnest(array['-1 microsecond', '0', '1 hour -1 microsecond', '1 hour']::interval[]) with ordinality as moved (shift, place)
       order by place`,
    );
    expect(states.rows.map(({ state }) => state)).toEqual(['planned', 'active', 'active', 'ended']);
    await desk.ban('later@example.org', { startsAt: inAnHour() });
    expect(await desk.outcome('later@example.org')).toBe('placed');
    const { id } = await desk.ban('past@example.org', { endsAt: inAnHour() });
    expect(await desk.outcome('past@example.org')).toBe('ask_organiser');
    await desk.let(id, `ends_at = clock_timestamp()`);
    expect(await desk.outcome('past@example.org')).toBe('placed');
  });

  test('that was lifted counts no more, while another of the same person still does', async () => {
    const first = await desk.ban('victor@example.org', { endsAt: inAnHour() });
    const second = await desk.ban('victor@example.org', { event: desk.at.eventId });
    await desk.lift(first.id);
    expect(await desk.outcome('victor@example.org')).toBe('ask_organiser');
    await desk.lift(second.id);
    expect(await desk.outcome('victor@example.org')).toBe('placed');
  });

  test('of two that overlap the longer one is told', async () => {
    const agent = { cookie: await givenStaff(server, desk.at.organiserId, 'agent') };
    const held = await desk.hold();
    const told = async () => (await desk.order(held, 'victor@example.org', agent)).problem;
    const endsAt = inAnHour();
    await desk.ban('victor@example.org', { reason: 'damage', endsAt });
    expect(await told()).toMatchObject({ ban: { reason: 'damage', endsAt } });
    await desk.ban('victor@example.org', { reason: 'fraud' });
    expect(await told()).toMatchObject({ ban: { reason: 'fraud', endsAt: null } });
  });
});

describe('a ban that is made after the order', () => {
  const placed = async (email = 'victor@example.org') => {
    const held = await desk.hold();
    const order = (await desk.order(held, email)).body;
    return { hold: held, token: held.token, order };
  };
  const pay = (bought: Pick<Bought, 'order' | 'token'>, provider = 'simulator') =>
    server.ask(
      'payOrder',
      { params: { orderId: bought.order.id }, body: { provider, returnUrl: `${server.url}/checkout` } },
      { token: bought.token, key: crypto.randomUUID() },
    );

  test('keeps it from being paid, and once it is lifted the same order is paid', async () => {
    const bought = await placed();
    const { id } = await desk.ban('victor@example.org');
    expect((await pay(bought)).problem).toMatchObject({ code: 'ask_organiser', contact: desk.contact });
    await desk.lift(id);
    expect((await pay(bought)).status).toBe(201);
  });

  test('does not take back what is on its way, nor what is paid', async () => {
    const started = await startToPay(server, await placed());
    await desk.ban('victor@example.org');
    expect((await pay(started)).status).toBe(201);
    await simulate(server, started.simulatedId, 'succeed');
    const order = await orderWith(server, started, 'confirmed');
    expect(order.tickets.map(({ status }) => status)).toEqual(['valid']);
  });

  test('lets nobody who is on a payment page change to that of another provider', async () => {
    const started = await startToPay(server, await placed());
    await desk.ban('victor@example.org');
    expect((await pay(started, 'stripe')).problem.code).toBe('ask_organiser');
    await simulate(server, started.simulatedId, 'succeed');
    await orderWith(server, started, 'confirmed');
  });

  test('is told at the counter, where nothing is taken', async () => {
    const { organiserId } = desk.at;
    const agent = { cookie: await givenStaff(server, organiserId, 'agent') };
    const { order } = await placed();
    await desk.ban('victor@example.org', { reason: 'damage' });
    const float = { amountMinor: 0, currency: 'EUR' as const };
    const till = await server.ask('openTill', { params: { organiserId }, body: { name: 'Hall', float } }, agent);
    const body = { till: till.body.id, cash: { givenMinor: order.total.amountMinor } };
    const key = crypto.randomUUID();
    const refused = await server.ask('tenderOrder', { params: { orderId: order.id }, body }, { ...agent, key });
    expect(refused.problem).toMatchObject({ code: 'ask_organiser', ban: { reason: 'damage', endsAt: null } });
    const { rows } = await server.pool.query('select from payments.payment where reference = $1', [order.id]);
    expect(rows).toEqual([]);
  });
});
