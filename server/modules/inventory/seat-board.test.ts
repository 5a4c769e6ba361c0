import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Broadcasts, Hearer } from '../../platform/broadcast.ts';
import { openLog } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { openSeatChanger, type SeatChanger } from '../../testing/change-seats.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { eventually } from '../../testing/given-a-server.ts';
import { openCharts } from './charts.ts';
import { openSale } from './open-sale.ts';
import { openSeatBoards, type SeatBoard, type SeatBoards } from './seat-board.ts';
import { type SeatNews, tellSeats, writeSeatNews } from './seat-news.ts';

/** Comparisons within the time of a test, or never. */
const often = { compareMilliseconds: 100, idleMilliseconds: 600_000 };
const never = { compareMilliseconds: 3_600_000, idleMilliseconds: 600_000 };

let database: TestDatabase;
let pool: pg.Pool;
let changer: SeatChanger;
let at: GivenPerformance;
const opened: SeatBoards[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 3 });
  pool.on('error', () => undefined);
  changer = await openSeatChanger(database.url);
});
beforeEach(async () => {
  at = await givenAPerformance(pool, { rows: 4, seatsPerRow: 25, standingCapacity: 50 });
});
afterEach(() => {
  for (const boards of opened.splice(0)) boards.stop();
});
afterAll(async () => {
  await changer.stop();
  await pool.end();
  await database.drop();
});

function boardsOver(
  broadcasts: Pick<Broadcasts, 'hear'>,
  rhythm = never,
  inTransaction: InTransaction = changer.inTransaction,
): SeatBoards {
  const boards = openSeatBoards({ inTransaction, broadcasts, charts: openCharts(), log: openLog('silent'), rhythm });
  opened.push(boards);
  return boards;
}

/** What the board would be told, to be let through, held back or reordered by the test. */
function ownHearing(): Pick<Broadcasts, 'hear'> & { hearer: () => Hearer; tell: (news: SeatNews) => void } {
  let heard: Hearer | undefined;
  const hearer = (): Hearer => {
    if (!heard) throw new Error('nobody hears');
    return heard;
  };
  return {
    hear: (_channel, told) => {
      heard = told;
      told.onState(true);
    },
    hearer,
    tell: (news) => {
      for (const payload of writeSeatNews(news)) hearer().onMessage(payload);
    },
  };
}

async function inDatabase(): Promise<number[]> {
  const { rows } = await pool.query<{ code: number }>(
    `select case when state = 'held' and held_until <= clock_timestamp() then 0
       else array_position(array['free', 'held', 'sold', 'off'], state) - 1 end as code
     from inventory.performance_seat where performance_id = $1 order by ordinal`,
    [at.performanceId],
  );
  return rows.map(({ code }) => code);
}

async function untilRight(board: SeatBoard): Promise<void> {
  const expected = await inDatabase();
  await eventually('the board to be right', async () => [...board.states].join('') === expected.join(''), 8_000).catch(
    () => expect([...board.states]).toEqual(expected),
  );
}

const change = (ordinal: number, state: 0 | 1 | 2 | 3 | 4, changeNumber: number, heldUntilMs = 0): SeatNews => ({
  performanceId: at.performanceId,
  seats: [{ ordinal, state, heldUntilMs, changeNumber }],
  zones: [],
});

describe('the board of a performance', () => {
  test('shows when it is opened what the database has, and from then on what it is told', async () => {
    await changer.shuffle(at.performanceId, 60);
    const board = await boardsOver(changer.broadcasts).open(at.performanceId);
    expect([...board.states]).toEqual(await inDatabase());
    for (let round = 0; round < 20; round += 1) {
      await changer.shuffle(at.performanceId, 7);
      expect([...board.states]).toEqual(await inDatabase());
    }
  });

  test('is read once, whoever asks for it at the same time', async () => {
    const boards = boardsOver(changer.broadcasts);
    const [first, second] = await Promise.all([boards.open(at.performanceId), boards.open(at.performanceId)]);
    expect(first).toBe(second);
  });

  test('of a performance that does not exist is not found', async () => {
    await expect(boardsOver(changer.broadcasts).open(crypto.randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  });

  test('misses nothing that is told while it is read, and takes nothing that it read already', async () => {
    const hearing = ownHearing();
    const late: InTransaction = async (actor, operation, options) => {
      const result = await changer.inTransaction(actor, operation, options);
      hearing.tell(change(5, 2, 1));
      hearing.tell(change(6, 2, 1));
      return result;
    };
    await pool.query(
      `update inventory.performance_seat set state = 'off', change_number = 2 where performance_id = $1 and ordinal = 6`,
      [at.performanceId],
    );
    const board = await boardsOver(hearing, never, late).open(at.performanceId);
    expect([...board.states.subarray(5, 7)]).toEqual([2, 3]);
  });

  test('believes the newer of two changes of a seat, in whatever order it hears them', async () => {
    const hearing = ownHearing();
    const board = await boardsOver(hearing).open(at.performanceId);
    hearing.tell(change(5, 2, 2));
    hearing.tell(change(5, 1, 1, Date.now() + 60_000));
    expect(board.states[5]).toBe(2);
    hearing.tell(change(5, 0, 3));
    hearing.tell(change(5, 0, 3));
    expect(board.states[5]).toBe(0);
  });

  test('knows standing zones, and takes only what is newer', async () => {
    const hearing = ownHearing();
    const board = await boardsOver(hearing).open(at.performanceId);
    const zoneId = at.zoneIds.standing ?? '';
    const zone = { zoneId, used: 4, allocated: 0, capacity: 50 };
    hearing.tell({ performanceId: at.performanceId, seats: [], zones: [{ ...zone, changeNumber: 9 }] });
    hearing.tell({ performanceId: at.performanceId, seats: [], zones: [{ ...zone, used: 3, changeNumber: 8 }] });
    expect(board.zoneStock(zoneId)).toMatchObject({ used: 4, capacity: 50, isClosed: false });
  });

  test('that was read before the sale opened knows the seats as soon as it opens', async () => {
    at = await givenAPerformance(pool, { state: 'planned' });
    const board = await boardsOver(changer.broadcasts).open(at.performanceId);
    expect(board.states.every((state) => state === 3)).toBe(true);
    await changer.inTransaction({ kind: 'system', name: 'test' }, (ctx) => openSale(ctx, at.performanceId));
    await untilRight(board);
  });

  test('knows which tier a zone has', async () => {
    const board = await boardsOver(changer.broadcasts).open(at.performanceId);
    const zone = board.chart.zones.findIndex(({ id }) => id === at.zoneIds.parterre);
    expect(board.tierOfZone(zone)).toBe(at.tierIds.parterre);
    expect(board.tierOfZone(board.chart.zones.findIndex(({ kind }) => kind === 'group'))).toBeUndefined();
  });
});

describe('a deadline', () => {
  test('passes on the board by the database’s clock; a seat that is set aside is then off', async () => {
    const hearing = ownHearing();
    const board = await boardsOver(hearing).open(at.performanceId);
    const { rows } = await pool.query<{ ms: number }>('select extract(epoch from clock_timestamp()) * 1000 as ms');
    const until = Number(rows[0]?.ms) + 1_000;
    hearing.tell(change(1, 1, 1, until));
    hearing.tell(change(2, 4, 1, until));
    hearing.tell(change(3, 1, 1, until + 3_600_000));
    expect([...board.states.subarray(1, 4)]).toEqual([1, 1, 1]);
    await eventually('the deadline', async () => board.states[1] === 0);
    expect([...board.states.subarray(1, 4)]).toEqual([0, 3, 1]);
    const late = await pool.query<{ ms: number }>('select extract(epoch from clock_timestamp()) * 1000 as ms');
    expect(Number(late.rows[0]?.ms)).toBeGreaterThanOrEqual(until);
  });

  test('that was put off does not pass at its old instant', async () => {
    const hearing = ownHearing();
    const board = await boardsOver(hearing).open(at.performanceId);
    const until = Date.now() + 300;
    hearing.tell(change(1, 1, 1, until));
    hearing.tell(change(2, 1, 1, until));
    hearing.tell(change(1, 1, 2, until + 3_600_000));
    await eventually('the other deadline', async () => board.states[2] === 0);
    expect(board.states[1]).toBe(1);
  });
});

describe('what no news told of', () => {
  test('is found by comparing: seats taken, seats freed, and both again', async () => {
    const board = await boardsOver(changer.broadcasts, often).open(at.performanceId);
    const unfollow = board.follow(() => undefined);
    for (let round = 0; round < 4; round += 1) {
      await changer.shuffleSilently(at.performanceId, 40);
      await untilRight(board);
    }
    unfollow();
  });

  test('is found also where the change was not counted', async () => {
    const board = await boardsOver(changer.broadcasts, often).open(at.performanceId);
    board.follow(() => undefined);
    await pool.query(
      `update inventory.performance_seat set state = 'off' where performance_id = $1 and ordinal < 3 and state = 'free'`,
      [at.performanceId],
    );
    await untilRight(board);
  });

  test('is a reason to read everything when a zone was closed, and again when it was opened', async () => {
    const board = await boardsOver(changer.broadcasts, often).open(at.performanceId);
    board.follow(() => undefined);
    const both = [at.performanceId, at.zoneIds.parterre];
    await pool.query('insert into inventory.closed_zone (performance_id, zone_id) values ($1, $2)', both);
    await eventually('the zone to be closed', async () => board.states.every((state) => state === 3));
    await pool.query('delete from inventory.closed_zone where performance_id = $1 and zone_id = $2', both);
    await eventually('the zone to be open', async () => board.states.every((state) => state === 0));
  });

  test('includes that the event is public no more', async () => {
    const board = await boardsOver(changer.broadcasts, often).open(at.performanceId);
    board.follow(() => undefined);
    expect(board.isPublic).toBe(true);
    await pool.query(`update catalogue.event set state = 'draft' where id = $1`, [at.eventId]);
    await eventually('the event to be private', async () => !board.isPublic);
  });
});

describe('a board that may have missed something', () => {
  test('is not live until it was read again', async () => {
    const hearing = ownHearing();
    const board = await boardsOver(hearing).open(at.performanceId);
    expect(board.isLive).toBe(true);
    const { era } = board;
    hearing.hearer().onState(false);
    expect(board.isLive).toBe(false);
    await changer.shuffleSilently(at.performanceId, 50);
    hearing.hearer().onGap();
    hearing.hearer().onState(true);
    expect(board.isLive).toBe(false);
    await eventually('the board to be live', async () => board.isLive);
    expect([...board.states]).toEqual(await inDatabase());
    expect(board.era).toBeGreaterThan(era);
  });

  test('that is told that everything changed reads everything', async () => {
    const board = await boardsOver(changer.broadcasts).open(at.performanceId);
    await changer.shuffleSilently(at.performanceId, 50);
    const { performanceId } = at;
    await changer.inTransaction({ kind: 'system', name: 'test' }, (ctx) =>
      tellSeats(ctx, { performanceId, seats: [], zones: [], isReset: true }),
    );
    await untilRight(board);
  });
});
