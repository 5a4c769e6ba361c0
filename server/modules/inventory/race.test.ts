import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { openLog } from '../../platform/log.ts';
import { sqlState } from '../../platform/sql-state.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { orderWith, simulate, startToPay } from '../../testing/buy.ts';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { transactionsWithLocks, transactionsWithoutLocks } from '../../testing/without-locks.ts';
import { findPriceBook } from '../pricing/index.ts';
import { openCharts } from './charts.ts';
import { holdSeats } from './hold-seats.ts';
import type { PlaceWish } from './plan-places.rules.ts';
import { openSeatBoards } from './seat-board.ts';

const buyers = 200;
const log = openLog('silent');
let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  await server.stop();
});

describe('over HTTP', () => {
  test('of two hundred buyers rushing for the last two seats, one gets both, pays and has an order; 199 are told they were taken', async () => {
    const at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 2 });
    const seats = at.rows[0] ?? [];
    const params = { performanceId: at.performanceId };
    const answers = await Promise.all(
      Array.from({ length: buyers }, () => server.ask('holdSeats', { params, body: { seats } })),
    );
    const won = answers.filter(({ status }) => status === 201);
    const lost = answers.filter(({ status }) => status !== 201);
    expect(won).toHaveLength(1);
    expect(lost.map(({ status, problem }) => [status, problem.code, problem.seats])).toEqual(
      lost.map(() => [409, 'seats_taken', seats]),
    );
    const hold = won[0]?.body;
    if (!hold) throw new Error('nobody won');
    const token = hold.token ?? '';
    const body = { hold: hold.id, buyer: { email: 'winner@example.org' } };
    const order = (await server.ask('placeOrder', { body }, { token, key: crypto.randomUUID() })).body;
    const started = await startToPay(server, { hold, token, order });
    await simulate(server, started.simulatedId, 'succeed');
    const confirmed = await orderWith(server, started, 'confirmed');
    expect(confirmed.tickets).toHaveLength(2);
    const { rows } = await server.pool.query<{ orders: number; tickets: number }>(
      `select (select count(*) from orders."order" where performance_id = $1)::int as orders,
        (select count(*) from tickets.ticket where performance_id = $1 and status = 'valid')::int as tickets`,
      [at.performanceId],
    );
    expect(rows).toEqual([{ orders: 1, tickets: 2 }]);
  });

  test('two hundred parties of "best two together" share forty seats: twenty parties sit, nobody twice, nobody refused too early', async () => {
    const at = await givenAPerformance(server.pool, { rows: 4, seatsPerRow: 10 });
    const params = { performanceId: at.performanceId };
    const body = { best: { quantity: 2, together: true as const } };
    const answers = [];
    // Those who lose a race eight times are told to try again, and do.
    for (let waiting = buyers, round = 0; waiting > 0 && round < 10; round += 1) {
      const tried = await Promise.all(Array.from({ length: waiting }, () => server.ask('holdSeats', { params, body })));
      const again = tried.filter((answer) => answer.status === 409 && answer.problem.code === 'contended');
      answers.push(...tried.filter((answer) => !again.includes(answer)));
      waiting = again.length;
    }
    const held = answers
      .filter(({ status }) => status === 201)
      .flatMap((answer) => answer.body.places.map(({ id }) => id));
    expect(new Set(held).size).toBe(held.length);
    expect(held).toHaveLength(40);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ problem }) => problem.code))).toEqual(
      new Set(['sold_out']),
    );
  });
});

describe('the walls one by one', () => {
  test('with row locks, the race for two seats has one winner', async () => {
    const { won } = await raceForTwoSeats(transactionsWithLocks(server.databaseUrl));
    expect(won).toBe(1);
  });

  test('without row locks, the trigger still lets only one win', async () => {
    const { won, stopped } = await raceForTwoSeats(transactionsWithoutLocks(server.databaseUrl));
    expect(won).toBe(1);
    expect(stopped).toContain('23P01');
  });

  test('negative control: without row locks and without the trigger, the same seats are given more than once', async () => {
    const open = await givenAServer();
    await open.pool.query('drop trigger one_live_claim_per_seat on inventory.performance_seat');
    const { won } = await raceForTwoSeats(transactionsWithoutLocks(open.databaseUrl), open);
    await open.stop();
    expect(won).toBeGreaterThan(1);
  });

  test('with row locks, a pit of five gives five places and no more', async () => {
    const { places } = await raceForThePit(transactionsWithLocks(server.databaseUrl), server);
    expect(places).toBe(5);
  });

  test('negative control: without row locks, a pit of five gives more than five', async () => {
    const { places } = await raceForThePit(transactionsWithoutLocks(server.databaseUrl), server);
    expect(places).toBeGreaterThan(5);
  });
});

type Transactions = { inTransaction: InTransaction; close(): Promise<void> };

async function raceForTwoSeats(transactions: Transactions, at = server) {
  const given = await givenAPerformance(at.pool, { rows: 1, seatsPerRow: 2 });
  return race(transactions, given.performanceId, { seatIds: (given.rows[0] ?? []).map(Number) });
}

async function raceForThePit(transactions: Transactions, at: GivenServer) {
  const given = await givenAPerformance(at.pool, { standingCapacity: 5 });
  const { won, stopped } = await race(transactions, given.performanceId, {
    zoneId: given.zoneIds.standing ?? '',
    quantity: 1,
  });
  return { places: won, stopped };
}

/** Two hundred buyers wish for the same at once, each in a transaction of his own; how many were told yes, and what stopped those that no rule refused. */
async function race({ inTransaction, close }: Transactions, performanceId: string, wish: PlaceWish) {
  const actor: Actor = { kind: 'anonymous', address: '127.0.0.1' };
  const boards = openSeatBoards({ inTransaction, broadcasts: { hear: () => undefined }, charts: openCharts(), log });
  const sale = {
    board: await boards.open(performanceId),
    priceBook: (ctx: Ctx) => findPriceBook(ctx, performanceId),
  };
  const request = {
    wish,
    tariffs: [],
    code: undefined,
    person: undefined,
    totalMaxMinor: undefined,
    actor,
    traceId: 'race',
    idempotent: undefined,
  };
  // Whoever has a connection already would be through before the others have one.
  await Promise.all(Array.from({ length: 40 }, () => inTransaction(actor, () => pause(200))));
  const outcomes = await Promise.allSettled(
    Array.from({ length: buyers }, () =>
      inTransaction(actor, (ctx) => holdSeats(ctx, sale, [request], { wait: true })),
    ),
  );
  boards.stop();
  await close();
  const failures = outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
  return {
    won: outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value[0]?.kind === 'held').length,
    stopped: failures.map((reason) => sqlState(reason) ?? String(reason)),
  };
}
