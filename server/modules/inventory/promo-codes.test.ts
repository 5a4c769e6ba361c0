import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { buySeats, simulate, startToPay } from '../../testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { endHold } from '../../testing/let-time-pass.ts';

let server: GivenServer;
let at: GivenPerformance;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  await server.stop();
});

type PromoFacts = Readonly<Record<string, string | number | readonly string[] | Date | null>>;

async function givenAPromo(facts: PromoFacts = {}): Promise<string> {
  const promo = { organiser_id: at.organiserId, code: 'DIX', kind: 'percent', value: 1_000, ...facts };
  const columns = Object.keys(promo);
  const { rows } = await server.pool.query<{ id: string }>(
    `insert into pricing.promo_code (${columns.join()}) values (${columns.map((_, index) => `$${index + 1}`).join()}) returning id`,
    Object.values(promo),
  );
  return rows[0]?.id ?? '';
}

async function counted(promoCodeId: string): Promise<{ uses: number; budget: number }> {
  const { rows } = await server.pool.query<{ uses: number; budget: number }>(
    'select uses, budget_used_minor::int as budget from pricing.promo_code where id = $1',
    [promoCodeId],
  );
  return rows[0] ?? { uses: -1, budget: -1 };
}

async function hold(seats: readonly string[] = (at.rows[0] ?? []).slice(0, 2)) {
  const { performanceId } = at;
  const { body } = await server.ask('holdSeats', { params: { performanceId }, body: { seats: [...seats] } });
  return { ...body, token: body.token ?? '' };
}

const apply = ({ id, token }: { id: string; token: string }, code = 'DIX') =>
  server.ask('applyPromoCode', { params: { holdId: id }, body: { code } }, { token });

describe('a code of ten per cent', () => {
  beforeAll(async () => {
    at = await givenAPerformance(server.pool);
    await givenAPromo();
  });

  test('is the same in the quote, the hold, the order, at the provider and in the books', async () => {
    const { performanceId } = at;
    const query = { offer: at.offerIds.parterre, quantity: 2, promo: 'dix' };
    const quote = (await server.ask('getQuote', { params: { performanceId }, query })).body;
    expect(quote.total).toEqual({ amountMinor: 8_700, currency: 'EUR' });

    const held = await hold();
    expect((await apply(held)).body).toMatchObject({
      total: quote.total,
      promo: { code: 'DIX', discount: { amountMinor: 900 } },
      places: [{ price: { amountMinor: 4_350 }, discount: { amountMinor: 450 } }, { price: { amountMinor: 4_350 } }],
    });
    const buyer = { email: 'lina@example.org' };
    const { token } = held;
    const order = (
      await server.ask('placeOrder', { body: { hold: held.id, buyer } }, { token, key: crypto.randomUUID() })
    ).body;
    expect(order.total).toEqual(quote.total);
    const [line] = order.lines;
    expect(line).toMatchObject({ price: { amountMinor: 4_350 }, discount: { amountMinor: 450 } });
    expect(line?.trace.map(({ rule, amount }) => [rule, amount.amountMinor])).toEqual([
      ['base', 4_500],
      ['promo', -450],
      ['fee', 300],
    ]);
    const started = await startToPay(server, { hold: held, token, order });
    await simulate(server, started.simulatedId, 'succeed');
    await eventually('the order to be confirmed', async () => {
      const { body } = await server.ask('getOrder', { params: { orderId: order.id } }, { token });
      return body.status === 'confirmed';
    });
    const { rows } = await server.pool.query(
      'select amount_minor::int as amount from simulator.payment where id = $1',
      [started.simulatedId],
    );
    expect(rows).toEqual([{ amount: 8_700 }]);
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  });

  test('can come with the order, and be taken off the hold before it', async () => {
    const seats = (at.rows[1] ?? []).slice(0, 2);
    const held = await hold(seats);
    await apply(held);
    const { body } = await server.ask('removePromoCode', { params: { holdId: held.id } }, { token: held.token });
    expect(body).toMatchObject({ promo: null, total: { amountMinor: 9_600 } });
    const order = await server.ask(
      'placeOrder',
      { body: { hold: held.id, buyer: { email: 'lina@example.org' }, promoCode: ' d i x ' } },
      { token: held.token, key: crypto.randomUUID() },
    );
    expect(order.body.total.amountMinor).toBe(8_700);
    expect((await apply(held)).problem).toMatchObject({ status: 409, code: 'hold_has_order' });
  });

  test('follows the seats of a hold that are exchanged', async () => {
    const row = at.rows[2] ?? [];
    const held = await hold(row.slice(0, 2));
    await apply(held);
    const body = { release: [row[1] ?? ''], seats: [] };
    const after = await server.ask('replaceSeats', { params: { holdId: held.id }, body }, { token: held.token });
    expect(after.body).toMatchObject({ total: { amountMinor: 4_350 }, promo: { discount: { amountMinor: 450 } } });
  });
});

describe('a code is refused, and the hold keeps its price,', () => {
  const hour = 3_600_000;
  const cases: readonly [string, PromoFacts, string, number, object][] = [
    ['before it starts', { starts_at: new Date(Date.now() + hour) }, 'promo_not_started', 409, {}],
    ['after its end', { ends_at: new Date(Date.now() - hour) }, 'promo_ended', 409, {}],
    ['when it was closed', { closed_at: new Date(Date.now() - hour) }, 'promo_ended', 409, {}],
    ['for other tiers', { tier_codes: ['no-such-tier'] }, 'promo_not_for_these', 422, {}],
    ['for fewer places than it needs', { quantity_min: 3 }, 'promo_minimum', 422, { minimum: 3 }],
    ['when it was used up', { uses_max: 1, uses: 1 }, 'promo_used_up', 409, {}],
    ['beyond its budget', { budget_minor: 899, currency: 'EUR' }, 'promo_used_up', 409, {}],
    ['in another currency', { kind: 'fixed_order', value: 500, currency: 'TND' }, 'promo_unknown', 422, {}],
  ];
  test.each(cases)('%s', async (_when, facts, code, status, more) => {
    at = await givenAPerformance(server.pool);
    await givenAPromo(facts);
    const held = await hold();
    expect((await apply(held)).problem).toMatchObject({ status, code, ...more });
    const query = { offer: at.offerIds.parterre, quantity: 2, promo: 'DIX' };
    const quote = await server.ask('getQuote', { params: { performanceId: at.performanceId }, query });
    expect(quote.problem).toMatchObject({ status, code });
    const { body } = await server.ask('getHold', { params: { holdId: held.id } }, { token: held.token });
    expect(body).toMatchObject({ promo: null, total: { amountMinor: 9_600 } });
  });

  test('when nobody knows it, or another organiser has it', async () => {
    at = await givenAPerformance(server.pool);
    await givenAPromo();
    at = await givenAPerformance(server.pool);
    const held = await hold();
    expect((await apply(held)).problem).toMatchObject({ status: 422, code: 'promo_unknown' });
    expect((await apply(held, 'NICHTS')).problem).toMatchObject({ status: 422, code: 'promo_unknown' });
  });
});

describe('a code that is counted', () => {
  test('is given back when the hold is released, when its time is over, and when it is taken off; once', async () => {
    at = await givenAPerformance(server.pool);
    const promo = await givenAPromo({ uses_max: 1, budget_minor: 900, currency: 'EUR' });
    const first = await hold();
    await apply(first);
    expect(await counted(promo)).toEqual({ uses: 1, budget: 900 });
    const second = await hold((at.rows[1] ?? []).slice(0, 2));
    expect((await apply(second)).problem).toMatchObject({ status: 409, code: 'promo_used_up' });

    await server.ask('releaseHold', { params: { holdId: first.id } }, { token: first.token });
    await server.ask('releaseHold', { params: { holdId: first.id } }, { token: first.token });
    expect(await counted(promo)).toEqual({ uses: 0, budget: 0 });
    expect((await apply(second)).status).toBe(200);

    await endHold(server, second.id);
    const third = await hold((at.rows[2] ?? []).slice(0, 2));
    expect((await apply(third)).status).toBe(200);
    expect(await counted(promo)).toEqual({ uses: 1, budget: 900 });
    await server.ask('removePromoCode', { params: { holdId: third.id } }, { token: third.token });
    expect(await counted(promo)).toEqual({ uses: 0, budget: 0 });
  });

  test('for one use a person is not had twice by somebody who spells the address otherwise', async () => {
    at = await givenAPerformance(server.pool);
    await givenAPromo({ per_person_max: 1 });
    const order = async (seats: string[], email: string) => {
      const held = await hold(seats);
      await apply(held);
      return server.ask(
        'placeOrder',
        { body: { hold: held.id, buyer: { email } } },
        { token: held.token, key: crypto.randomUUID() },
      );
    };
    expect((await order((at.rows[0] ?? []).slice(0, 2), 'lina@example.org')).status).toBe(201);
    const again = await order((at.rows[1] ?? []).slice(0, 2), 'LINA@example.org');
    expect(again.problem).toMatchObject({ status: 409, code: 'promo_person_limit', max: 1 });
    expect((await order((at.rows[2] ?? []).slice(0, 2), 'nour@example.org')).status).toBe(201);
  });

  test('for twenty uses is used twenty times, however many apply it at once', async () => {
    at = await givenAPerformance(server.pool, { standingCapacity: 200 });
    const promo = await givenAPromo({ uses_max: 20 });
    const params = { performanceId: at.performanceId };
    const holds = await Promise.all(
      Array.from({ length: 60 }, () =>
        server.ask('holdSeats', { params, body: { zone: at.zoneIds.standing ?? '', quantity: 1 } }),
      ),
    );
    const answers = await Promise.all(holds.map(({ body }) => apply({ id: body.id, token: body.token ?? '' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(40);
    expect((await counted(promo)).uses).toBe(20);
  });
});

test('money that comes late pays the price with the code, while the code has a use left, and else goes back', async () => {
  at = await givenAPerformance(server.pool);
  const promo = await givenAPromo({ uses_max: 1 });
  const late = async (seats: string[]) => {
    const held = await hold(seats);
    await apply(held);
    const body = { hold: held.id, buyer: { email: 'lina@example.org' } };
    const order = (await server.ask('placeOrder', { body }, { token: held.token, key: crypto.randomUUID() })).body;
    const started = await startToPay(server, { hold: held, token: held.token, order });
    await endHold(server, held.id);
    return started;
  };
  const first = await late((at.rows[0] ?? []).slice(0, 2));
  const second = await late((at.rows[1] ?? []).slice(0, 2));
  const statusOf = async ({ order, token }: typeof first) =>
    (await server.ask('getOrder', { params: { orderId: order.id } }, { token })).body.status;
  await simulate(server, first.simulatedId, 'succeed');
  await eventually('the first to be confirmed', async () => (await statusOf(first)) === 'confirmed');
  await simulate(server, second.simulatedId, 'succeed');
  await eventually('the second to be refunded', async () => (await statusOf(second)) === 'refunded');
  expect((await counted(promo)).uses).toBe(1);
  await buySeats(server, at.performanceId, (at.rows[1] ?? []).slice(0, 2));
});
