import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';

let database: TestDatabase;
let client: pg.Client;
let at: GivenPerformance;

beforeAll(async () => {
  database = await createTestDatabase();
  at = await givenAPerformance(database.url, { rows: 1, seatsPerRow: 2, standingCapacity: 5 });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const mine = '00000000-0000-7000-8000-000000000001';
const theirs = '00000000-0000-7000-8000-000000000002';
const states = ['free', 'held', 'sold', 'off'] as const;
type SeatState = (typeof states)[number];

/** The name of the constraint that refuses the statements, or `passes`; nothing of them stays. */
async function outcomeOf(...statements: readonly string[]): Promise<string> {
  await client.query('begin');
  try {
    for (const statement of statements) await client.query(statement);
    return 'passes';
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint !== undefined) return error.constraint;
    throw error;
  } finally {
    await client.query('rollback');
  }
}

const columnsOf = (state: SeatState, holdId: string, deadline: string): string => `state = '${state}',
  hold_id = ${state === 'held' || state === 'sold' ? `'${holdId}'` : 'null'},
  held_until = ${state === 'held' ? deadline : 'null'}`;
const toCome = `clock_timestamp() + interval '1 minute'`;
const past = `clock_timestamp() - interval '1 second'`;

/** Brings a free seat to one state and then to another. */
async function changeSeat(
  from: SeatState,
  to: SeatState,
  { by = mine, deadline = toCome }: { by?: string; deadline?: string } = {},
): Promise<string> {
  const seat = `where performance_id = '${at.performanceId}' and seat_id = ${at.rows[0]?.[0]}`;
  return await outcomeOf(
    `update inventory.performance_seat set ${columnsOf(from, mine, deadline)} ${seat}`,
    `update inventory.performance_seat set ${columnsOf(to, by, toCome)} ${seat}`,
  );
}

async function tableOf(options?: { by?: string; deadline?: string }): Promise<Record<string, string>> {
  const table: Record<string, string> = {};
  for (const from of states) {
    for (const to of states) table[`${from} → ${to}`] = await changeSeat(from, to, options);
  }
  return table;
}

const refused = 'one_live_claim_per_seat';
const ownChanges = {
  'free → free': 'passes',
  'free → held': 'passes',
  'free → sold': 'passes',
  'free → off': 'passes',
  'held → free': 'passes',
  'held → held': 'passes',
  'held → sold': 'passes',
  'held → off': refused,
  'sold → free': 'passes',
  'sold → held': refused,
  'sold → sold': 'passes',
  'sold → off': refused,
  'off → free': 'passes',
  'off → held': refused,
  'off → sold': refused,
  'off → off': 'passes',
};

describe('a seat', () => {
  test('changes by its own hold only where the product has such a change', async () => {
    expect(await tableOf()).toEqual(ownChanges);
  });

  test('does not become another hold’s while the first one lives or once it is sold', async () => {
    expect(await tableOf({ by: theirs })).toEqual({
      ...ownChanges,
      'held → held': refused,
      'held → sold': refused,
      'sold → sold': refused,
    });
  });

  test('becomes another hold’s, or goes off sale, once the deadline of the first one is over', async () => {
    expect(await tableOf({ by: theirs, deadline: past })).toEqual({
      ...ownChanges,
      'held → off': 'passes',
      'sold → sold': refused,
    });
  });

  test('that is held has a deadline and a hold, that is sold a hold, and no other has either', async () => {
    const seat = `where performance_id = '${at.performanceId}' and seat_id = ${at.rows[0]?.[0]}`;
    const set = (columns: string) => outcomeOf(`update inventory.performance_seat set ${columns} ${seat}`);
    expect(await set(`state = 'held', hold_id = '${mine}'`)).toBe('held_seat_has_its_hold');
    expect(await set(`state = 'held', held_until = ${toCome}`)).toBe('claimed_seat_names_its_hold');
    expect(await set(`state = 'sold'`)).toBe('claimed_seat_names_its_hold');
    expect(await set(`state = 'sold', hold_id = '${mine}', held_until = ${toCome}`)).toBe('held_seat_has_its_hold');
    expect(await set(`hold_id = '${mine}'`)).toBe('claimed_seat_names_its_hold');
    expect(await set(`state = 'off', held_until = ${toCome}`)).toBe('held_seat_has_its_hold');
    expect(await set(`state = 'lost'`)).toBe('performance_seat_state_check');
  });

  test('is taken out of stock only when nobody has it', async () => {
    const seat = `where performance_id = '${at.performanceId}' and seat_id = ${at.rows[0]?.[0]}`;
    const remove = (state: SeatState, deadline = toCome) =>
      outcomeOf(
        `update inventory.performance_seat set ${columnsOf(state, mine, deadline)} ${seat}`,
        `delete from inventory.performance_seat ${seat}`,
      );
    expect([await remove('free'), await remove('off'), await remove('held', past)]).toEqual(Array(3).fill('passes'));
    expect([await remove('held'), await remove('sold')]).toEqual(Array(2).fill('live_seat_stays'));
  });
});

const holdStates = ['active', 'released', 'expired', 'sold'] as const;

test('a hold never comes back to life, what was sold stays sold, and one that is over can only be sold late', async () => {
  const table: Record<string, string> = {};
  for (const from of holdStates) {
    for (const to of holdStates) {
      table[`${from} → ${to}`] = await outcomeOf(
        `insert into inventory.hold (id, performance_id, state, price_list_version, place_count, expires_at)
         values ('${mine}', '${at.performanceId}', '${from}', 1, 1, ${toCome})`,
        `update inventory.hold set state = '${to}' where id = '${mine}'`,
      );
    }
  }
  const illegal = 'hold_changes_legally';
  expect(table).toEqual({
    'active → active': 'passes',
    'active → released': 'passes',
    'active → expired': 'passes',
    'active → sold': 'passes',
    'released → active': illegal,
    'released → released': 'passes',
    'released → expired': illegal,
    'released → sold': 'passes',
    'expired → active': illegal,
    'expired → released': illegal,
    'expired → expired': 'passes',
    'expired → sold': 'passes',
    'sold → active': illegal,
    'sold → released': illegal,
    'sold → expired': illegal,
    'sold → sold': 'passes',
  });
});

describe('a counter is refused by the check of its table', () => {
  const zone = (set: string) =>
    outcomeOf(`update inventory.zone_stock set ${set} where performance_id = '${at.performanceId}'`);

  test('beyond the capacity of a zone, used and set aside together, and below nothing', async () => {
    expect([await zone('used = 5'), await zone('allocated = 5'), await zone('used = 2, allocated = 3')]).toEqual(
      Array(3).fill('passes'),
    );
    const wrong = ['used = 6', 'allocated = 6', 'used = 3, allocated = 3', 'used = -1', 'allocated = -1'];
    for (const set of wrong) expect(await zone(set), set).toBe('zone_is_never_oversold');
    expect(await zone('used = -1, allocated = 1')).toBe('zone_is_never_oversold');
  });

  test('beyond the places of an allocation, and below nothing', async () => {
    const allocation = (quantity: number, used: number) =>
      outcomeOf(
        `insert into inventory.allocation (id, performance_id, name, kind)
         values ('${mine}', '${at.performanceId}', 'Presse', 'press')`,
        `insert into inventory.allocation_zone (allocation_id, performance_id, zone_id, quantity, used)
         values ('${mine}', '${at.performanceId}', '${at.zoneIds.standing}', ${quantity}, ${used})`,
      );
    expect(await allocation(3, 3)).toBe('passes');
    expect(await allocation(3, 4)).toBe('allocation_is_never_exceeded');
    expect(await allocation(3, -1)).toBe('allocation_is_never_exceeded');
  });

  test('beyond the size of a quota, and below nothing', async () => {
    const quota = (size: number, used: number) =>
      outcomeOf(
        `insert into inventory.quota (performance_id, name, size, used)
         values ('${at.performanceId}', 'Réduit', ${size}, ${used})`,
      );
    expect(await quota(3, 3)).toBe('passes');
    expect(await quota(3, 4)).toBe('quota_is_never_exceeded');
    expect(await quota(3, -1)).toBe('quota_is_never_exceeded');
  });

  test('beyond what one person may have, and below nothing', async () => {
    const person = (placeMax: number, used: number) =>
      outcomeOf(
        `insert into inventory.person_use (performance_id, person_key, used, place_max)
         values ('${at.performanceId}', decode(repeat('ab', 32), 'hex'), ${used}, ${placeMax})`,
      );
    expect(await person(3, 3)).toBe('passes');
    expect(await person(3, 4)).toBe('person_limit_is_kept');
    expect(await person(3, -1)).toBe('person_limit_is_kept');
  });
});
