import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buySeats, orderWith, placeAnOrder, simulate, startToPay } from '../../testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';

let server: GivenServer;
let at: GivenPerformance;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  await server.stop();
});

const hold = (body: object, performanceId = at.performanceId) =>
  server.ask('holdSeats', { params: { performanceId }, body });
const stateOf = async (seatId: string | undefined) => {
  const { items } = (await server.ask('listSeats', { params: { performanceId: at.performanceId }, query: {} })).body;
  return items.find(({ id }) => id === seatId)?.state;
};
/** Moves the end of a hold to now, as if its minutes had passed. */
const letTimePass = (holdId: string) =>
  server.pool.query(
    `with ended as (update inventory.hold set held_at = held_at - interval '1 hour', expires_at = clock_timestamp() where id = $1)
     update inventory.performance_seat set held_until = clock_timestamp() where hold_id = $1`,
    [holdId],
  );

describe('named seats', () => {
  beforeAll(async () => {
    at = await givenAPerformance(server.pool);
  });

  test('a held seat shows as held to others, and the hold says until when in server time', async () => {
    const [first = '', second = ''] = at.rows[0] ?? [];
    const { body } = await hold({ seats: [first, second] });
    expect(body.status).toBe('active');
    expect(body.places.map(({ id, row, number }) => [id, row, number])).toEqual([
      [first, 'A', '1'],
      [second, 'A', '2'],
    ]);
    expect(body.total).toEqual({ amountMinor: 9600, currency: 'EUR' });
    const minutes = (Date.parse(body.expiresAt) - Date.parse(body.serverTime)) / 60_000;
    expect(minutes).toBeGreaterThan(9.9);
    expect(minutes).toBeLessThanOrEqual(10.1);
    expect(await stateOf(first)).toBe('held');
  });

  test('all or none: one taken seat refuses both, names it, and leaves the other free', async () => {
    const [, taken = '', free = ''] = at.rows[0] ?? [];
    const { status, problem } = await hold({ seats: [taken, free] });
    expect(status).toBe(409);
    expect(problem.code).toBe('seats_taken');
    expect(problem.seats).toEqual([taken]);
    expect(await stateOf(free)).toBe('available');
  });

  test('leaving frees the seats at once', async () => {
    const seat = at.rows[1]?.[0] ?? '';
    const { body } = await hold({ seats: [seat] });
    const released = await server.ask('releaseHold', { params: { holdId: body.id } }, { token: body.token ?? '' });
    expect(released.status).toBe(204);
    expect(await stateOf(seat)).toBe('available');
    expect((await hold({ seats: [seat] })).status).toBe(201);
  });

  test('at its deadline a hold frees its seats though nothing swept them up', async () => {
    const seat = at.rows[1]?.[1] ?? '';
    const { body } = await hold({ seats: [seat] });
    await letTimePass(body.id);
    await eventually('the seat shows as free', async () => (await stateOf(seat)) === 'available');
    const { rows } = await server.pool.query('select state from inventory.performance_seat where hold_id = $1', [
      body.id,
    ]);
    expect(rows).toEqual([{ state: 'held' }]);
    expect((await hold({ seats: [seat] })).status).toBe(201);
    const old = await server.ask('getHold', { params: { holdId: body.id } }, { token: body.token ?? '' });
    expect(old.body.status).toBe('expired');
    const late = await server.ask(
      'placeOrder',
      { body: { hold: body.id, buyer: { email: 'late@example.org' } } },
      { token: body.token ?? '', key: crypto.randomUUID() },
    );
    expect([late.status, late.problem.code]).toEqual([410, 'hold_expired']);
  });

  test('a hold is extended by five minutes, ten times at most', async () => {
    const { body } = await hold({ seats: [at.rows[1]?.[2] ?? ''] });
    const caller = { token: body.token ?? '' };
    const extended = (await server.ask('extendHold', { params: { holdId: body.id } }, caller)).body;
    expect(Date.parse(extended.expiresAt) - Date.parse(body.expiresAt)).toBe(300_000);
    for (let more = 0; more < 9; more += 1) await server.ask('extendHold', { params: { holdId: body.id } }, caller);
    const refused = await server.ask('extendHold', { params: { holdId: body.id } }, caller);
    expect(refused.problem.code).toBe('extension_limit');
  });

  test('a hold whose seat is somebody else’s by now is over, whatever its deadline says', async () => {
    const seat = at.rows[1]?.[5] ?? '';
    const { body: old } = await hold({ seats: [seat] });
    await letTimePass(old.id);
    expect((await hold({ seats: [seat] })).status).toBe(201);
    // As if the deadline had been moved by a request that waited for the seat's lock until after it.
    await server.pool.query("update inventory.hold set expires_at = now() + interval '5 minutes' where id = $1", [
      old.id,
    ]);
    const refused = await server.ask('extendHold', { params: { holdId: old.id } }, { token: old.token ?? '' });
    expect([refused.status, refused.problem.code]).toEqual([410, 'hold_expired']);
  });

  test('more places than one order may have are refused', async () => {
    const { problem } = await hold({ seats: [...(at.rows[2] ?? [])] });
    expect([problem.status, problem.code, problem.max]).toEqual([422, 'too_many_places', 10]);
  });

  test('before the sale, and after it, nothing can be held', async () => {
    for (const saleWindow of ['not_yet', 'ended'] as const) {
      const closed = await givenAPerformance(server.pool, { saleWindow });
      const { problem } = await hold({ seats: [closed.rows[0]?.[0] ?? ''] }, closed.performanceId);
      expect([problem.status, problem.code]).toEqual([409, 'sale_not_open']);
    }
  });

  test('each step leaves its journal row', async () => {
    const { body } = await hold({ seats: [at.rows[2]?.[11] ?? ''] });
    await server.ask('releaseHold', { params: { holdId: body.id } }, { token: body.token ?? '' });
    const { rows } = await server.pool.query('select kind from platform.journal where subject_id = $1 order by id', [
      body.id,
    ]);
    expect(rows.map(({ kind }) => kind)).toEqual(['inventory.seats_held', 'inventory.hold_released']);
  });
});

describe('best together', () => {
  test('gives neighbours in one row, and tells how many are left together when there are too few', async () => {
    at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 5 });
    const { body } = await hold({ best: { quantity: 3, together: true } });
    const numbers = body.places.map(({ number }) => Number(number));
    expect(numbers).toEqual([numbers[0], Number(numbers[0]) + 1, Number(numbers[0]) + 2]);
    const { problem } = await hold({ best: { quantity: 3, together: true } });
    expect([problem.status, problem.code, problem.largest]).toEqual([409, 'not_enough_together', 2]);
    expect((await hold({ best: { quantity: 2 } })).status).toBe(201);
    expect((await hold({ best: { quantity: 1 } })).problem.code).toBe('sold_out');
  });

  test('never proposes wheelchair places, which are chosen by hand', async () => {
    at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 4, wheelchairPlaces: 1 });
    const { items } = (await server.ask('listSeats', { params: { performanceId: at.performanceId }, query: {} })).body;
    const reserved = items.filter(({ flags }) => flags.includes('wheelchair') || flags.includes('companion'));
    expect(reserved.length).toBeGreaterThan(0);
    const plain = items.length - reserved.length;
    expect((await hold({ best: { quantity: plain } })).status).toBe(201);
    expect((await hold({ best: { quantity: 1 } })).problem.code).toBe('sold_out');
    expect((await hold({ seats: reserved.map(({ id }) => id) })).status).toBe(201);
  });
});

describe('standing places', () => {
  beforeAll(async () => {
    at = await givenAPerformance(server.pool, { standingCapacity: 5 });
  });
  const standing = (quantity: number) => hold({ zone: at.zoneIds.standing ?? '', quantity });
  const remaining = async () => {
    const { zones } = (await server.ask('getPerformance', { params: { performanceId: at.performanceId } })).body;
    return zones.find(({ id }) => id === at.zoneIds.standing)?.remaining;
  };

  test('sells exactly the last place, and gets expired and released ones back', async () => {
    const first = (await standing(3)).body;
    expect(await remaining()).toBe(2);
    const refused = (await standing(3)).problem;
    expect([refused.code, refused.largest]).toEqual(['not_enough_together', 2]);
    const second = (await standing(2)).body;
    expect((await standing(1)).problem.code).toBe('sold_out');
    await letTimePass(first.id);
    expect(await remaining()).toBe(3);
    expect((await standing(3)).status).toBe(201);
    await server.ask('releaseHold', { params: { holdId: second.id } }, { token: second.token ?? '' });
    expect(await remaining()).toBe(2);
  });

  test('money that comes after the hold ended gets as many places again if they are free', async () => {
    at = await givenAPerformance(server.pool, { standingCapacity: 2 });
    const held = (await standing(2)).body;
    const token = held.token ?? '';
    const placed = await server.ask(
      'placeOrder',
      { body: { hold: held.id, buyer: { email: 'pit@example.org' } } },
      { token, key: crypto.randomUUID() },
    );
    const started = await startToPay(server, { hold: held, token, order: placed.body });
    await letTimePass(held.id);
    expect(await remaining()).toBe(2);
    const other = (await standing(1)).body;
    await server.ask('releaseHold', { params: { holdId: other.id } }, { token: other.token ?? '' });
    await simulate(server, started.simulatedId, 'succeed');
    await orderWith(server, started, 'confirmed');
    expect(await remaining()).toBe(0);
    const { rows } = await server.pool.query(
      'select used, capacity from inventory.zone_stock where performance_id = $1',
      [at.performanceId],
    );
    expect(rows).toEqual([{ used: 2, capacity: 2 }]);
  });
});

describe('one hold in two tabs', () => {
  test('twenty orders placed for it at once: one is made, the others are told which', async () => {
    at = await givenAPerformance(server.pool);
    const { body } = await hold({ seats: [at.rows[0]?.[0] ?? ''] });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        server.ask(
          'placeOrder',
          { body: { hold: body.id, buyer: { email: 'tabs@example.org' } } },
          { token: body.token ?? '', key: crypto.randomUUID() },
        ),
      ),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    const told = answers
      .filter(({ status }) => status !== 201)
      .map(({ status, problem }) => [status, problem.code, problem.order]);
    expect(told).toEqual(told.map(() => [409, 'hold_has_order', made[0]?.body.id]));
  });

  test('while its money is being decided about it cannot be paid a second time', async () => {
    at = await givenAPerformance(server.pool);
    const bought = await placeAnOrder(server, at.performanceId, [at.rows[0]?.[1] ?? '']);
    const started = await startToPay(server, bought);
    await server.pool.query(
      `update payments.payment set status = 'captured', captured_minor = amount_minor, captured_at = clock_timestamp()
       where id = $1`,
      [started.payment.id],
    );
    const again = await server.ask(
      'payOrder',
      {
        params: { orderId: bought.order.id },
        body: { provider: 'simulator', returnUrl: `${server.url}/checkout/return` },
      },
      { token: bought.token, key: crypto.randomUUID() },
    );
    expect([again.status, again.problem.code]).toEqual([409, 'payment_in_progress']);
  });

  test('an order whose payment ended while nobody told it can be paid again', async () => {
    at = await givenAPerformance(server.pool);
    const bought = await placeAnOrder(server, at.performanceId, [at.rows[0]?.[2] ?? '']);
    const started = await startToPay(server, bought);
    await server.pool.query("update payments.payment set status = 'failed' where id = $1", [started.payment.id]);
    await orderWith(server, bought, 'pending');
  });
});

describe('what watchers see', () => {
  test('states are two bits a seat in ordinal order', async () => {
    at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 6 });
    const row = at.rows[0] ?? [];
    await hold({ seats: [row[0] ?? ''] });
    await buySeats(server, at.performanceId, [row[1] ?? '']);
    const response = await fetch(`${server.url}/api/v1/performances/${at.performanceId}/seat-states`);
    const bytes = Buffer.from(await response.arrayBuffer());
    const states = Array.from({ length: 6 }, (_, ordinal) => ((bytes[ordinal >> 2] ?? 0) >> ((ordinal % 4) * 2)) & 3);
    expect(states).toEqual([1, 2, 0, 0, 0, 0]);
    expect(await placeAnOrder(server, at.performanceId, [row[2] ?? ''])).toBeTruthy();
  });
});
