import type pg from 'pg';
import { allOrNothing } from '../../server/testing/all-or-nothing.ts';
import { givenAPerformance } from '../../server/testing/given-a-performance.ts';
import type { PerformanceWish } from '../../server/testing/trial-house.ts';
import { preparePersons } from './persons.ts';
import { personTarget, pitTarget, quotaTarget, seatTarget, type Target, tableTarget } from './targets.ts';

const holdMinutes = 5;
const tableCount = 20;
const seatsPerTable = 5;

/** Scarce places of every kind: 1, 100 and 1,000 of them. */
export async function prepareTargets(pool: pg.Pool): Promise<Target[]> {
  return [
    await prepareSeats(pool, '1 seat', { rows: 1, seatsPerRow: 1 }, 2),
    await prepareSeats(pool, '100 seats', { rows: 4, seatsPerRow: 25 }, 6),
    await prepareSeats(pool, '1,000 seats', { rows: 20, seatsPerRow: 50 }, 24),
    await prepareTables(pool),
    await preparePit(pool, 1, 2),
    await preparePit(pool, 100, 6),
    await preparePit(pool, 1_000, 24),
    await prepareQuotas(pool),
    await prepareLimit(pool),
  ];
}

async function prepareSeats(pool: pg.Pool, name: string, size: PerformanceWish, weight: number): Promise<Target> {
  const { performanceId, rows } = await givenAPerformance(pool, { ...size, holdMinutes });
  return seatTarget({ name, performanceId, weight }, numbersOf(rows));
}

async function preparePit(pool: pg.Pool, capacity: number, weight: number): Promise<Target> {
  const { performanceId, zoneIds } = await givenAPerformance(pool, {
    rows: 1,
    seatsPerRow: 1,
    standingCapacity: capacity,
    holdMinutes,
  });
  if (zoneIds.standing === undefined) throw new Error('the performance has no standing zone');
  const name = `${capacity.toLocaleString('en')} standing`;
  return pitTarget({ name, performanceId, weight }, zoneIds.standing, capacity);
}

async function prepareTables(pool: pg.Pool): Promise<Target> {
  const size = { rows: tableCount, seatsPerRow: seatsPerTable, holdMinutes };
  const { performanceId, mappingId, zoneIds, rows } = await givenAPerformance(pool, size);
  const tables = numbersOf(rows);
  const wholeTables = tableCount / 2;
  await allOrNothing(pool, async (client) => {
    // The plan is published already: its tables come too late for the walls around it.
    await client.query('set local session_replication_role = replica');
    for (const [index, seats] of tables.entries()) {
      await client.query(
        `with made as (
           insert into venues.seat_table (mapping_id, zone_id, label, is_sold_whole) values ($1, $2, $3, $4) returning id)
         update venues.seat set table_id = made.id from made where mapping_id = $1 and seat.id = any($5)`,
        [mappingId, zoneIds.parterre, `T${index + 1}`, index < wholeTables, seats],
      );
    }
  });
  const name = `${tableCount} tables of ${seatsPerTable}`;
  return tableTarget({ name, performanceId, weight: 5 }, tables, wholeTables);
}

async function prepareQuotas(pool: pg.Pool): Promise<Target> {
  const limits = { places: 40, reduced: 10 };
  const { performanceId, rows, tariffIds } = await givenAPerformance(pool, { rows: 4, seatsPerRow: 25, holdMinutes });
  await allOrNothing(pool, async (client) => {
    await client.query(`insert into inventory.quota (performance_id, name, size) values ($1, 'all', $2)`, [
      performanceId,
      limits.places,
    ]);
    await client.query(
      `with made as (insert into inventory.quota (performance_id, name, size) values ($1, 'reduced', $2) returning id)
       insert into inventory.quota_scope (quota_id, tariff_id) select id, $3 from made`,
      [performanceId, limits.reduced, tariffIds.reduced],
    );
  });
  const name = `quota of ${limits.places}, ${limits.reduced} reduced`;
  return quotaTarget({ name, performanceId, weight: 5, limits }, numbersOf(rows), tariffIds.reduced);
}

async function prepareLimit(pool: pg.Pool): Promise<Target> {
  const perPerson = 6;
  const { performanceId, rows } = await givenAPerformance(pool, {
    rows: 4,
    seatsPerRow: 25,
    holdMinutes,
    placesPerPersonMax: perPerson,
  });
  const house = { name: `100 seats, ${perPerson} a person`, performanceId, weight: 5, perPerson };
  return personTarget(house, numbersOf(rows), await preparePersons(pool, 12));
}

function numbersOf(rows: readonly (readonly string[])[]): number[][] {
  return rows.map((row) => row.map(Number));
}
