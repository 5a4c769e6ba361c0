import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '../../platform/actor.ts';
import { Refusal } from '../../platform/refusal.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenADirectedHouse, publishNext, takeOut } from '../../testing/next-version.ts';
import { transactionsWithLocks, transactionsWithoutLocks } from '../../testing/without-locks.ts';
import { moveToVersion } from './move-to-version.ts';

let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

describe('a hold and a move at the same instant', () => {
  /** A buyer has the seat and has not committed; meanwhile the performance moves to a version without it. */
  async function race(transactions: typeof transactionsWithLocks): Promise<string> {
    const house = await givenADirectedHouse(server, { rows: 2, seatsPerRow: 4 });
    const [seatId = ''] = house.rows[0] ?? [];
    const version = await publishNext(server, house, (drawing) => takeOut(drawing, new Set([seatId])));
    const { inTransaction, close } = transactions(server.databaseUrl);
    const buyer = await server.pool.connect();
    try {
      await buyer.query('begin');
      await buyer.query('select from catalogue.performance where id = $1 for share', [house.performanceId]);
      await buyer.query(
        `update inventory.performance_seat set state = 'held', hold_id = gen_random_uuid(), held_until = now() + interval '1 hour'
         where performance_id = $1 and seat_id = $2`,
        [house.performanceId, seatId],
      );
      const moving = inTransaction(system('test'), (ctx) =>
        moveToVersion(ctx, house.performanceId, { mappingId: version, relabel: false }),
      ).then(
        () => 'moved',
        (error: unknown) => (error instanceof Refusal ? error.code : Object(error).constraint),
      );
      await eventually('the move waits', async () => {
        const { rows } = await server.pool.query<{ waiting: number }>(
          `select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return Number(rows[0]?.waiting) > 0;
      });
      await buyer.query('commit');
      const outcome = await moving;
      const { rows } = await server.pool.query(
        'select state from inventory.performance_seat where performance_id = $1 and seat_id = $2',
        [house.performanceId, seatId],
      );
      expect(rows).toEqual([{ state: 'held' }]);
      return outcome;
    } finally {
      buyer.release();
      await close();
    }
  }

  test('are told apart by the performance’s lock: the move sees the hold and is refused', async () => {
    expect(await race(transactionsWithLocks)).toBe('live_seats_removed');
  });

  test('without locks the move would not see it, and the last wall stops it', async () => {
    expect(await race(transactionsWithoutLocks)).toBe('live_seat_stays');
  });
});
