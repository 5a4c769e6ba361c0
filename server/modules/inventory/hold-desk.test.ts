import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { type LockedRows, lockRows } from '../../testing/lock-rows.ts';
import { addressed, send } from '../../testing/send.ts';

let server: GivenServer;
let at: GivenPerformance;
const locks: LockedRows[] = [];

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { rows: 3, seatsPerRow: 12, standingCapacity: 50 });
});
afterEach(async () => {
  for (const lock of locks.splice(0)) await lock.release();
});

async function lock(statement: string, ...values: unknown[]): Promise<LockedRows> {
  const locked = await lockRows(server.databaseUrl, statement, values);
  locks.push(locked);
  return locked;
}
const lockSeat = (seatId: string) =>
  lock(
    'select from inventory.performance_seat where performance_id = $1 and seat_id = $2 for update',
    at.performanceId,
    seatId,
  );
const lockPit = () =>
  lock(
    'select from inventory.zone_stock where performance_id = $1 and zone_id = $2 for update',
    at.performanceId,
    at.zoneIds.standing,
  );
/** Whoever asks waits; meanwhile others join the queue behind. */
const lockPerformance = () => lock('select from catalogue.performance where id = $1 for update', at.performanceId);

const hold = (body: object, key?: string) =>
  server.ask('holdSeats', { params: { performanceId: at.performanceId }, body }, key === undefined ? {} : { key });
const holdSeats = (...seats: string[]) => hold({ seats });
const standing = (quantity = 1) => hold({ zone: at.zoneIds.standing ?? '', quantity });
const seatAt = (row: number, seat: number) => at.rows[row]?.[seat] ?? '';
type Told = { readonly status: number; readonly problem: { readonly code: string } };
const codeOf = (answer: Told) => (answer.status < 300 ? 'held' : answer.problem.code);
/** Says which of some answers have come, as they come. */
function noteWhenDone<Answer>(done: string[], name: string, answer: Promise<Answer>): Promise<Answer> {
  return answer.finally(() => done.push(name));
}

describe('a request that waits for a seat somebody is at', () => {
  test('keeps nobody waiting who wants other seats, and gets its own when they are let go', async () => {
    const locked = await lockSeat(seatAt(0, 0));
    const done: string[] = [];
    const patient = noteWhenDone(done, 'patient', holdSeats(seatAt(0, 0), seatAt(0, 1)));
    await locked.waitedForBy(1);
    const others = [2, 3, 4, 5].map((seat) => noteWhenDone(done, 'other', holdSeats(seatAt(0, seat))));
    expect((await Promise.all(others)).map(codeOf)).toEqual(Array(4).fill('held'));
    const best = await noteWhenDone(done, 'best', hold({ best: { quantity: 2, together: true } }));
    expect(codeOf(best)).toBe('held');
    expect(done).not.toContain('patient');
    await locked.release();
    expect(codeOf(await patient)).toBe('held');
  });

  test('is answered after those that came with it and want other seats', async () => {
    const performanceLock = await lockPerformance();
    const first = holdSeats(seatAt(2, 0));
    await performanceLock.waitedForBy(1);
    const locked = await lockSeat(seatAt(0, 0));
    const done: string[] = [];
    const patient = noteWhenDone(done, 'patient', holdSeats(seatAt(0, 0)));
    const others = [1, 2, 3].map((seat) => noteWhenDone(done, 'other', holdSeats(seatAt(0, seat))));
    await performanceLock.release();
    expect((await Promise.all([first, ...others])).map(codeOf)).toEqual(Array(4).fill('held'));
    expect(done).toEqual(['other', 'other', 'other']);
    await locked.release();
    expect(codeOf(await patient)).toBe('held');
  });

  test('is told that others are choosing the same when it waited too long, and may try again', async () => {
    const locked = await lockSeat(seatAt(0, 0));
    const refused = await holdSeats(seatAt(0, 0));
    expect([refused.status, refused.problem.code]).toEqual([409, 'contended']);
    await locked.release();
    expect(codeOf(await holdSeats(seatAt(0, 0)))).toBe('held');
  });
});

describe('a standing zone somebody is at', () => {
  test('keeps its own buyers waiting until they are told to try again, and nobody else', async () => {
    const locked = await lockPit();
    const done: string[] = [];
    const waiting = [1, 2, 3, 4, 5, 6].map((quantity) => noteWhenDone(done, 'standing', standing(quantity)));
    await locked.waitedForBy(1);
    const others = [0, 1, 2, 3].map((seat) => noteWhenDone(done, 'seated', holdSeats(seatAt(0, seat))));
    expect((await Promise.all(others)).map(codeOf)).toEqual(Array(4).fill('held'));
    expect(done).toEqual(Array(4).fill('seated'));
    let most = 1;
    while (done.filter((name) => name === 'standing').length < 6) most = Math.max(most, await locked.countWaiting());
    expect((await Promise.all(waiting)).map(codeOf)).toEqual(Array(6).fill('contended'));
    // However many they are, they take one connection from the others.
    expect(most).toBe(1);
    await locked.release();
    expect(codeOf(await standing())).toBe('held');
  });

  test('lets its buyers in when it is let go in time', async () => {
    const locked = await lockPit();
    const waiting = [1, 2, 3].map((quantity) => standing(quantity));
    await locked.waitedForBy(1);
    await locked.release();
    expect((await Promise.all(waiting)).map(codeOf)).toEqual(Array(3).fill('held'));
  });
});

test('a request that fails in the database fails alone: those answered with it get their places', async () => {
  const poisoned = seatAt(1, 5);
  await server.pool.query(`
    create function inventory.fail() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$;
    create trigger poison before insert on inventory.hold_place for each row when (new.seat_id = ${poisoned})
      execute function inventory.fail()`);
  try {
    const locked = await lockPerformance();
    const first = holdSeats(seatAt(2, 0));
    await locked.waitedForBy(1);
    const together = Promise.all([...(at.rows[1] ?? [])].map((seat) => holdSeats(seat)));
    await locked.release();
    expect(codeOf(await first)).toBe('held');
    const answers = await together;
    expect(answers.map(codeOf)).toEqual(at.rows[1]?.map((seat) => (seat === poisoned ? 'internal' : 'held')));
  } finally {
    await server.pool.query('drop function inventory.fail cascade');
  }
  expect(codeOf(await holdSeats(poisoned))).toBe('held');
});

test('when more are waiting than can be answered soon, the next is told to come back, and when', async () => {
  const locked = await lockPerformance();
  const first = holdSeats(seatAt(0, 0));
  await locked.waitedForBy(1);
  const letter = {
    ...addressed('holdSeats', { params: { performanceId: at.performanceId } }),
    body: { seats: [seatAt(0, 0)] },
  };
  const room = 4_096;
  const answers = Promise.all(Array.from({ length: room + 20 }, () => send(server, letter)));
  // Those who find no room are told at once.
  const refused = await send(server, letter);
  expect([refused.status, JSON.parse(refused.text).code]).toEqual([503, 'busy']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  await locked.release();
  expect(codeOf(await first)).toBe('held');
  const statuses = (await answers).map(({ status }) => status);
  expect(statuses.filter((status) => status === 503)).toHaveLength(20);
  expect(statuses.filter((status) => status === 409)).toHaveLength(room);
});

describe('the same Idempotency-Key', () => {
  const holdsOf = async () => {
    const { rows } = await server.pool.query<{ id: string }>(
      'select id from inventory.hold where performance_id = $1',
      [at.performanceId],
    );
    return rows.map(({ id }) => id);
  };

  test('sent twice at once holds once: the other is told it is under way, or given the same hold', async () => {
    const key = crypto.randomUUID();
    for (const body of [
      { seats: [seatAt(0, 0)] },
      { best: { quantity: 2 } },
      { zone: at.zoneIds.standing, quantity: 1 },
    ]) {
      const before = (await holdsOf()).length;
      const answers = await Promise.all(Array.from({ length: 5 }, () => hold(body, `${key}-${before}`)));
      const held = answers.filter(({ status }) => status === 201);
      expect(new Set(held.map((answer) => answer.body.id)).size).toBe(1);
      const others = answers.filter(({ status }) => status !== 201);
      expect(others.map(({ problem }) => problem.code)).toEqual(others.map(() => 'idempotency_in_flight'));
      expect(await holdsOf()).toHaveLength(before + 1);
    }
  });

  test('sent again later gets the same hold with the same token, and for another wish a refusal', async () => {
    const key = crypto.randomUUID();
    const first = await hold({ seats: [seatAt(0, 0)] }, key);
    const again = await hold({ seats: [seatAt(0, 0)] }, key);
    expect(again.body).toEqual(first.body);
    const other = await hold({ seats: [seatAt(0, 1)] }, key);
    expect([other.status, other.problem.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await holdsOf()).toEqual([first.body.id]);
  });

  test('of a request that was refused may be used again once the places are free', async () => {
    const key = crypto.randomUUID();
    const { body: owner } = await holdSeats(seatAt(0, 0));
    expect(codeOf(await hold({ seats: [seatAt(0, 0)] }, key))).toBe('seats_taken');
    await server.ask('releaseHold', { params: { holdId: owner.id } }, { token: owner.token ?? '' });
    expect(codeOf(await hold({ seats: [seatAt(0, 0)] }, key))).toBe('held');
  });
});
