import type pg from 'pg';
import type { Attempt, HeldEntry, Journal } from './journal.ts';

type HoldRow = {
  readonly id: string;
  readonly performanceId: string;
  readonly state: string;
  readonly heldAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  /** Under which the product counts a person's places. */
  readonly personKey: string | null;
  readonly seats: readonly string[];
  readonly places: number;
  /** Of them at the reduced tariff. */
  readonly reduced: number;
};

export type BooksCompared = {
  /** Holds a buyer was told of that the database has not, or has with other places or another end. */
  readonly forgotten: string[];
  /** Holds nobody was told of, and that nobody can have caused either. */
  readonly unexplained: string[];
  /** Those whose buyer never heard what happened, as entries of a journal. */
  readonly untold: HeldEntry[];
};

/** What the buyers were told beside what the database kept. */
export async function compareBooks(pool: pg.Pool, { held, unknown }: Journal): Promise<BooksCompared> {
  const rows = await readHolds(pool);
  const kept = new Map(rows.map((row) => [row.id, row]));
  const told = new Set(held.map(({ id }) => id));
  const forgotten = held.flatMap((entry) => {
    const difference = differenceOf(entry, kept.get(entry.id));
    return difference === undefined ? [] : [`hold ${entry.id} of ${entry.target.name}: ${difference}`];
  });
  const keys = new Map(held.map(({ id, person }) => [person, kept.get(id)?.personKey ?? null]));
  const left = new Set(unknown);
  const unexplained: string[] = [];
  const untold: HeldEntry[] = [];
  for (const row of rows.filter(({ id }) => !told.has(id))) {
    const attempt = [...left].find((one) => explains(one, row) && keys.get(one.person) === row.personKey);
    if (attempt === undefined) unexplained.push(`hold ${row.id}, held at ${row.heldAt.toISOString()}`);
    else {
      left.delete(attempt);
      untold.push(entryOf(attempt, row));
    }
  }
  return { forgotten, unexplained, untold };
}

/** Holds that are alive and that nobody was told of. */
export async function listUntold(pool: pg.Pool, { held }: Journal): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from inventory.hold
     where state = 'active' and expires_at > clock_timestamp() and id <> all($1::uuid[])`,
    [held.map(({ id }) => id)],
  );
  return rows.map(({ id }) => id);
}

async function readHolds(pool: pg.Pool): Promise<HoldRow[]> {
  const { rows } = await pool.query<HoldRow>(
    `select h.id, h.performance_id as "performanceId", h.state, h.held_at as "heldAt", h.expires_at as "expiresAt",
       h.ended_at as "endedAt", encode(h.person_key, 'hex') as "personKey", count(*)::int as places,
       coalesce((select sum(q.places) from inventory.hold_quota q join inventory.quota named on named.id = q.quota_id
         where q.hold_id = h.id and named.name = 'reduced'), 0)::int as reduced,
       coalesce(array_agg(p.seat_id::text order by p.seat_id) filter (where p.seat_id is not null), '{}') as seats
     from inventory.hold h join inventory.hold_place p on p.hold_id = h.id group by h.id order by h.held_at`,
  );
  return rows;
}

function differenceOf(entry: HeldEntry, row: HoldRow | undefined): string | undefined {
  if (row === undefined) return 'it is not there';
  if (row.places !== entry.quantity || row.reduced !== entry.reduced || row.seats.join() !== sorted(entry.seats))
    return 'it has other places';
  if (entry.releaseToldAt === undefined) {
    if (row.state === 'released' && entry.releaseAskedAt === undefined) return 'nobody released it';
  } else if (entry.releaseToldAt < entry.deadline && row.state !== 'released') return `released, but ${row.state}`;
  const expiresAt = row.expiresAt.getTime();
  if (expiresAt < entry.deadline || expiresAt > entry.deadlineMax) {
    return `it ends at ${row.expiresAt.toISOString()}, told was ${new Date(entry.deadline).toISOString()}`;
  }
  const isCutShort = row.state === 'expired' && row.endedAt !== null && row.endedAt.getTime() < entry.deadline;
  return isCutShort ? 'it was ended before its deadline' : undefined;
}

function sorted(seats: readonly number[]): string {
  return [...seats].sort((a, b) => a - b).join();
}

/** A request may take effect after its buyer went away, but not for long. */
const lateMs = 60_000;

function explains({ target, quantity, reduced, wished, askedAt, toldAt }: Attempt, row: HoldRow): boolean {
  const heldAt = row.heldAt.getTime();
  return (
    target.performanceId === row.performanceId &&
    quantity === row.places &&
    reduced === row.reduced &&
    (wished === undefined || sorted(wished) === row.seats.join()) &&
    heldAt >= askedAt - 1 &&
    heldAt <= toldAt + lateMs
  );
}

function entryOf(attempt: Attempt, { id, seats, expiresAt }: HoldRow): HeldEntry {
  const deadline = expiresAt.getTime();
  return { ...attempt, id, token: '', seats: seats.map(Number), deadline, deadlineMax: deadline, extensions: 0 };
}
