import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { transactionsWithLocks } from '../../testing/without-locks.ts';
import { describeEventCard, describePerformanceCard } from './describe.ts';
import { openStockBoard } from './stock-board.ts';
import { findEvent, listPerformances } from './store.ts';

let server: GivenServer;
let transactions: ReturnType<typeof transactionsWithLocks>;

beforeAll(async () => {
  server = await givenAServer();
  transactions = transactionsWithLocks(server.databaseUrl);
});
afterAll(async () => {
  await transactions.close();
  await server.stop();
});

const read = <Result>(look: (ctx: Ctx) => Promise<Result>) => transactions.inTransaction(system('test'), look);
const pageOf = async (at: GivenPerformance) =>
  (await server.ask('getPerformance', { params: { performanceId: at.performanceId } })).body;
/** The card of an event as a board that counts now makes it. */
const cardOf = (at: GivenPerformance) =>
  read(async (ctx) => {
    const event = await findEvent(ctx, at.eventSlug);
    const counts = await openStockBoard().counts(ctx);
    const rows = await listPerformances(ctx, [at.eventId]);
    const cards = rows.map((row) => describePerformanceCard(row, counts.get(row.id), ctx.now));
    return event ? describeEventCard(event, cards, ctx.now) : expect.fail('no such event');
  });

describe('how full a performance is', () => {
  test('is told in the same word on the card and on the page, at every threshold', async () => {
    const at = await givenAPerformance(server.pool, { rows: 10, seatsPerRow: 40 });
    const words = [];
    for (const percent of [100, 21, 20, 6, 5, 1, 0]) {
      await server.pool.query(
        `update inventory.performance_seat set state = 'off' where performance_id = $1 and ordinal >= $2`,
        [at.performanceId, 4 * percent],
      );
      const [card, page] = [await cardOf(at), await pageOf(at)];
      expect([card.availability, card.sale]).toEqual([page.availability, page.sale.state]);
      words.push([percent, card.availability, card.sale]);
    }
    expect(words).toEqual([
      [100, 'plenty', 'open'],
      [21, 'plenty', 'open'],
      [20, 'few', 'open'],
      [6, 'few', 'open'],
      [5, 'last', 'open'],
      [1, 'last', 'open'],
      [0, 'none', 'sold_out'],
    ]);
  });

  test('counts standing places whose hold is over as left, on the card as on the page', async () => {
    const at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 1, standingCapacity: 10 });
    const params = { performanceId: at.performanceId };
    const standing = (
      await server.ask('holdSeats', { params, body: { zone: at.zoneIds.standing ?? '', quantity: 10 } })
    ).body;
    const seat = (await server.ask('holdSeats', { params, body: { seats: at.rows[0] ?? [] } })).body;
    expect((await cardOf(at)).sale).toBe('sold_out');
    await server.pool.query(
      `update inventory.hold set held_at = held_at - interval '1 hour', expires_at = clock_timestamp() where id = $1`,
      [standing.id],
    );
    const [card, page] = [await cardOf(at), await pageOf(at)];
    expect([card.sale, card.availability]).toEqual(['open', 'last']);
    expect([page.sale.state, page.availability]).toEqual(['open', 'last']);
    expect(page.zones.find(({ kind }) => kind === 'standing')?.remaining).toBe(10);
    await server.ask('releaseHold', { params: { holdId: seat.id } }, { token: seat.token ?? '' });
    expect(
      (await server.ask('holdSeats', { params, body: { zone: at.zoneIds.standing ?? '', quantity: 10 } })).status,
    ).toBe(201);
    expect((await cardOf(at)).sale).toBe('open');
  });
});

describe('the card of an event with several dates', () => {
  test('tells price and places of the dates that can be bought, not of a cancelled one', async () => {
    const cancelled = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 40, priceMinor: 1_000 });
    const { organiserId } = cancelled;
    const open = await givenAPerformance(server.pool, { organiserId, rows: 1, seatsPerRow: 10, priceMinor: 5_000 });
    await server.pool.query('update catalogue.performance set event_id = $2 where id = $1', [
      open.performanceId,
      cancelled.eventId,
    ]);
    expect((await cardOf(cancelled)).fromPrice?.amountMinor).toBe(1_300);
    await server.pool.query(`update catalogue.performance set state = 'cancelled' where id = $1`, [
      cancelled.performanceId,
    ]);
    const card = await cardOf(cancelled);
    expect([card.sale, card.fromPrice?.amountMinor, card.availability, card.performanceCount]).toEqual([
      'open',
      5_300,
      'last',
      2,
    ]);
    await server.pool.query(`update inventory.performance_seat set state = 'off' where performance_id = $1`, [
      open.performanceId,
    ]);
    const soldOut = await cardOf(cancelled);
    expect([soldOut.sale, soldOut.availability]).toEqual(['sold_out', 'none']);
  });
});
