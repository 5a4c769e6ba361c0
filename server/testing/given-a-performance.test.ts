import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPassword } from '../modules/identity/password.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { givenAPerformance } from './given-a-performance.ts';
import { givenAnAccount } from './given-an-account.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('a given performance is on sale with its doors open, and its stock is free', async () => {
  const given = await givenAPerformance(pool, {
    rows: 2,
    seatsPerRow: 5,
    balconyRows: 1,
    standingCapacity: 40,
    wheelchairPlaces: 1,
  });
  expect(given.rows.map((row) => row.length)).toEqual([5, 5]);
  expect(given.balconyRows.map((row) => row.length)).toEqual([5]);
  const { rows } = await pool.query(
    `select state, now() between doors_at and ends_at as doors_open, now() between sale_opens_at and sale_closes_at as sale_open,
       (select array_agg(seat_id::text order by ordinal) from inventory.performance_seat s
         where s.performance_id = p.id and s.state = 'free') as free,
       (select array_agg(capacity - used) from inventory.zone_stock z where z.performance_id = p.id) as standing
     from catalogue.performance p where id = $1`,
    [given.performanceId],
  );
  expect(rows).toEqual([
    {
      state: 'on_sale',
      doors_open: true,
      sale_open: true,
      free: [...given.rows, ...given.balconyRows].flat(),
      standing: [40],
    },
  ]);
});

test('the offers of a given performance cost what was wished for', async () => {
  const given = await givenAPerformance(pool, { priceMinor: 25_500, feeMinor: 1250, currency: 'TND' });
  const { rows } = await pool.query(
    `select price_minor::int, fee_minor::int, currency from pricing.offer
     join catalogue.performance on performance.id = performance_id where offer.id = any($1) order by price_minor desc`,
    [[given.offerIds.parterre, given.offerOf('parterre', 'child')]],
  );
  expect(rows).toEqual([
    { price_minor: 25_500, fee_minor: 1250, currency: 'TND' },
    { price_minor: 12_750, fee_minor: 1250, currency: 'TND' },
  ]);
});

test('a performance that is only planned has no stock, and an organiser can have several', async () => {
  const first = await givenAPerformance(database.url);
  const planned = await givenAPerformance(pool, { state: 'planned', organiserId: first.organiserId });
  expect(planned.organiserSlug).toBe(first.organiserSlug);
  const { rowCount } = await pool.query('select from inventory.performance_seat where performance_id = $1', [
    planned.performanceId,
  ]);
  expect(rowCount).toBe(0);
});

test('a given account has its roles and signs in with the password it came with', async () => {
  const { organiserId } = await givenAPerformance(pool);
  const account = await givenAnAccount(pool, { roles: ['director', 'gate_controller'], organiserId });
  const { rows } = await pool.query(
    `select password_hash, (select array_agg(role order by role) from identity.membership
       where account_id = account.id and organiser_id = $2) as roles
     from identity.account where email_canonical = $1`,
    [account.email, organiserId],
  );
  expect(rows[0]?.roles).toEqual(['director', 'gate_controller']);
  expect(await isPassword(account.password, rows[0]?.password_hash)).toBe(true);
  expect(await isPassword(`${account.password}.`, rows[0]?.password_hash)).toBe(false);
});
