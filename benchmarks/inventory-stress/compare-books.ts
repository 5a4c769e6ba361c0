import type pg from 'pg';
import type { HeldEntry } from './journal.ts';

type HoldRow = { id: string; state: string; seats: string[]; places: number };

export type BooksCompared = {
  /** Holds a buyer was told of that the database has not, or has with other places or another end. */
  readonly forgotten: string[];
  /** Holds nobody was told of. */
  readonly untold: string[];
};

/** What the buyers were told beside what the database kept. */
export async function compareBooks(pool: pg.Pool, held: readonly HeldEntry[]): Promise<BooksCompared> {
  const { rows } = await pool.query<HoldRow>(
    `select h.id, h.state, count(*)::int as places,
       coalesce(array_agg(p.seat_id::text order by p.seat_id) filter (where p.seat_id is not null), '{}') as seats
     from inventory.hold h join inventory.hold_place p on p.hold_id = h.id group by h.id`,
  );
  const kept = new Map(rows.map((row) => [row.id, row]));
  const told = new Set(held.map(({ id }) => id));
  return {
    forgotten: held.filter((entry) => !agrees(entry, kept.get(entry.id))).map(({ id }) => `hold ${id}`),
    untold: rows.filter(({ id }) => !told.has(id)).map(({ id }) => `hold ${id}`),
  };
}

function agrees({ seats, quantity, releaseToldAt }: HeldEntry, row: HoldRow | undefined): boolean {
  if (row === undefined) return false;
  const state = releaseToldAt === undefined ? 'active' : 'released';
  const sorted = [...seats].sort((a, b) => Number(a) - Number(b));
  return row.state === state && row.places === quantity && row.seats.join() === sorted.join();
}
