import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '../../platform/actor.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { transactionsWithLocks } from '../../testing/without-locks.ts';
import { postReturn, postSales } from './index.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function balancesOf(organiserId: string) {
  const { rows } = await pool.query<{ account: string; balance: number }>(
    'select account, sum(amount_minor)::int as balance from ledger.entry where organiser_id = $1 group by account order by account',
    [organiserId],
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}

const sold = { currency: 'EUR', totalMinor: 10_000, feesMinor: 300, placeCount: 3 };

test('the platform takes its commission of a sale once and gives all of it back with the last place', async () => {
  const { organiserId } = await givenAPerformance(pool);
  await pool.query(
    `insert into ledger.commission_plan (organiser_id, currency, version, kind, basis_points)
     values ($1, 'EUR', 1, 'percent', 900), ($1, 'EUR', 2, 'percent', 333)`,
    [organiserId],
  );
  const { inTransaction, close } = transactionsWithLocks(database.url);
  const sale = { ...sold, orderId: crypto.randomUUID(), organiserId };
  for (let time = 0; time < 2; time += 1) await inTransaction(system('test'), (ctx) => postSales(ctx, [sale]));
  expect(await balancesOf(organiserId)).toEqual({
    commission: -323,
    order_clearing: 10_000,
    organiser_payable: -9_377,
    platform_fee: -300,
  });
  for (const priceMinor of [3_233, 3_233, 3_234]) {
    const { currency, orderId } = sale;
    const part = { returnId: crypto.randomUUID(), orderId, organiserId, currency, priceMinor, feesMinor: 100 };
    for (let time = 0; time < 2; time += 1) await inTransaction(system('test'), (ctx) => postReturn(ctx, part));
  }
  expect(await balancesOf(organiserId)).toEqual({
    commission: 0,
    order_clearing: 0,
    organiser_payable: 0,
    platform_fee: 0,
  });
  await close();
});

test('an organiser without a plan is booked without a commission', async () => {
  const { organiserId } = await givenAPerformance(pool);
  const { inTransaction, close } = transactionsWithLocks(database.url);
  await inTransaction(system('test'), (ctx) =>
    postSales(ctx, [{ ...sold, orderId: crypto.randomUUID(), organiserId }]),
  );
  expect(await balancesOf(organiserId)).toEqual({
    order_clearing: 10_000,
    organiser_payable: -9_700,
    platform_fee: -300,
  });
  await close();
});

test('orders booked together count for a stepped plan in their order, and each seller by its own plan', async () => {
  const stepped = await givenAPerformance(pool);
  const percent = await givenAPerformance(pool);
  await pool.query(
    `insert into ledger.commission_plan (organiser_id, currency, version, kind, basis_points, steps)
     values ($1, 'EUR', 1, 'stepped', null, '[{"fromTickets":0,"basisPoints":1000},{"fromTickets":4,"basisPoints":500}]'),
       ($2, 'EUR', 1, 'percent', 100, null)`,
    [stepped.organiserId, percent.organiserId],
  );
  const { inTransaction, close } = transactionsWithLocks(database.url);
  const sale = ({ organiserId }: { organiserId: string }) => ({ ...sold, orderId: crypto.randomUUID(), organiserId });
  const sales = [stepped, percent, stepped, stepped].map(sale);
  for (let time = 0; time < 2; time += 1) await inTransaction(system('test'), (ctx) => postSales(ctx, sales));
  const { rows } = await pool.query<{ id: string; commission: number }>(
    'select order_id as id, commission_minor::int as commission from ledger.order_commission where order_id = any($1)',
    [sales.map(({ orderId }) => orderId)],
  );
  const taken = new Map(rows.map(({ id, commission }) => [id, commission]));
  // 97 € for three: ten per cent of the first four places, five of the others.
  expect(sales.map(({ orderId }) => taken.get(orderId))).toEqual([970, 97, 646, 485]);
  expect((await balancesOf(stepped.organiserId))['commission']).toBe(-970 - 646 - 485);
  expect((await balancesOf(percent.organiserId))['commission']).toBe(-97);
  await close();
});
