import pg from 'pg';
import { givenAPerformance } from '../../server/testing/given-a-performance.ts';
import type { Ground, OwnDatabase } from './ground.ts';

/** A performance of so many seats, as pairs of neighbours; no seat is in two pairs. */
export type Pairs = { readonly performanceId: string; readonly pairs: readonly (readonly [string, string])[] };
export type Stadium = {
  /** Nobody is connected to it: every measurement takes a copy. */
  readonly database: OwnDatabase;
  /** 45,000 seats. */
  readonly onSale: Pairs;
  /** For warming up. */
  readonly rehearsal: Pairs;
};

export async function buildStadium(ground: Ground): Promise<Stadium> {
  const database = await ground.createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  try {
    const onSale = await givenAPerformance(pool, { rows: 900, seatsPerRow: 50, holdMinutes: 30 });
    const rehearsal = await givenAPerformance(pool, { rows: 100, seatsPerRow: 50, holdMinutes: 30 });
    await pool.query('vacuum (analyze)');
    return { database, onSale: pairsOf(onSale), rehearsal: pairsOf(rehearsal) };
  } finally {
    await pool.end();
  }
}

export function pairsOf({ performanceId, rows }: { performanceId: string; rows: readonly string[][] }): Pairs {
  const pairs = rows.flatMap((row) =>
    row.flatMap((seat, index): [string, string][] => {
      const neighbour = row[index + 1];
      return index % 2 === 0 && neighbour !== undefined ? [[seat, neighbour]] : [];
    }),
  );
  return { performanceId, pairs };
}
