import pg from 'pg';
import { givenAPerformance } from '../../server/testing/given-a-performance.ts';
import type { Ground, OwnDatabase } from '../ground/ground.ts';
import { type Pairs, pairsOf } from '../ground/stadium.ts';

export type Grown = {
  /** Nobody is connected to it: every measurement takes a copy. */
  readonly database: OwnDatabase;
  /** 10,000 seats, whatever else is in the table. */
  readonly onSale: Pairs;
  /** For warming up. */
  readonly rehearsal: Pairs;
};

export const seatsMeasured = 10_000;

/** A performance on sale, beside others that fill the table of seats up to so many, half of them sold. */
export async function growTo(ground: Ground, seatsInAll: number): Promise<Grown> {
  const database = await ground.createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  try {
    const onSale = await givenAPerformance(pool, { rows: 200, seatsPerRow: 50, holdMinutes: 30 });
    const rehearsal = await givenAPerformance(pool, { rows: 100, seatsPerRow: 50, holdMinutes: 30 });
    const others = Math.round(seatsInAll / seatsMeasured) - 1;
    if (others > 0) await copyPerformance(pool, onSale.performanceId, others);
    await pool.query('vacuum (analyze)');
    await pool.query('checkpoint');
    return { database, onSale: pairsOf(onSale), rehearsal: pairsOf(rehearsal) };
  } finally {
    await pool.end();
  }
}

/** More evenings of the same event in the same house. */
async function copyPerformance(pool: pg.Pool, performanceId: string, copies: number): Promise<void> {
  await pool.query(
    `with copied as (
       insert into catalogue.performance (event_id, organiser_id, mapping_id, doors_at, starts_at, ends_at, time_zone,
         currency, state, sale_opens_at, sale_closes_at, hold_minutes)
       select event_id, organiser_id, mapping_id, doors_at, starts_at, ends_at, time_zone, currency, state,
         sale_opens_at, sale_closes_at, hold_minutes
       from catalogue.performance, generate_series(1, $2::int) where id = $1 returning id)
     insert into inventory.performance_seat (performance_id, seat_id, ordinal, zone_id, tier_id, state, hold_id)
     select copied.id, seat_id, ordinal, zone_id, tier_id, case when ordinal % 2 = 0 then 'free' else 'sold' end,
       case when ordinal % 2 = 0 then null else copied.id end
     from copied, inventory.performance_seat s where s.performance_id = $1`,
    [performanceId, copies],
  );
}
