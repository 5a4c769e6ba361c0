import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { seatNewsChannel, writeSeatNews } from '../../server/modules/inventory/seat-news.ts';
import { allOrNothing } from '../../server/testing/all-or-nothing.ts';

/** A hold lasts at least minutes; to see many of them expire, their end is moved near, as if they had been made earlier. */
export type Deadlines = {
  /** Lets a hold end at an instant; resolves when it will, or false when it is not alive any more. */
  bringForward(holdId: string, at: number): Promise<boolean>;
};

type Asked = {
  readonly at: number;
  readonly settle: (isMoved: boolean) => void;
  readonly fail: (reason: unknown) => void;
};

const gatherMs = 20;
const retryMs = 200;
const triesMax = 600;
/** So long is the mark of the sender before a message of the product. */
const senderMark = 'deadline';

/** Those asked for within some milliseconds go together, under the product's locks in the product's order. */
export function openDeadlines(pool: pg.Pool): Deadlines {
  let waiting = new Map<string, Asked[]>();
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = new Map();
    const holds = [...batch].map(([id, asked]) => ({ id, at: Math.min(...asked.map(({ at }) => at)) }));
    try {
      const moved = await moveUntilDone(pool, holds);
      for (const [id, asked] of batch) for (const { settle } of asked) settle(moved.has(id));
    } catch (error) {
      for (const asked of batch.values()) for (const { fail } of asked) fail(error);
    }
  };
  return {
    bringForward: (holdId, at) =>
      new Promise((settle, fail) => {
        if (waiting.size === 0) setTimeout(() => void flush(), gatherMs);
        waiting.set(holdId, [...(waiting.get(holdId) ?? []), { at, settle, fail }]);
      }),
  };
}

type Ending = { readonly id: string; readonly at: number };

/** The instants are fixed, so that it may be done twice: the database may go away while it commits. */
async function moveUntilDone(pool: pg.Pool, holds: readonly Ending[]): Promise<ReadonlySet<string>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await move(pool, holds);
    } catch (error) {
      if (tries === triesMax) throw error;
      await pause(retryMs);
    }
  }
}

type MovedSeat = { performanceId: string; ordinal: number; changeNumber: number; heldUntilMs: number };

function move(pool: pg.Pool, holds: readonly Ending[]): Promise<ReadonlySet<string>> {
  const ids = holds.map(({ id }) => id);
  const instants = holds.map(({ at }) => new Date(at).toISOString());
  return allOrNothing(pool, async (client) => {
    await client.query('select from inventory.hold where id = any($1::uuid[]) order by id for update', [ids]);
    await client.query(lockSeats, [ids]);
    const { rows } = await client.query<{ id: string }>(moveHolds, [ids, instants]);
    const moved = rows.map(({ id }) => id);
    const seats = await client.query<MovedSeat>(moveSeats, [moved]);
    await client.query('select pg_notify($1, $2 || message) from unnest($3::text[]) as told (message)', [
      seatNewsChannel,
      senderMark,
      newsOf(seats.rows),
    ]);
    return new Set(moved);
  });
}

/** The boards remember the deadlines they were told. */
function newsOf(moved: readonly MovedSeat[]): string[] {
  const performanceIds = [...new Set(moved.map(({ performanceId }) => performanceId))];
  return performanceIds.flatMap((performanceId) => {
    const own = moved.filter((seat) => seat.performanceId === performanceId);
    return writeSeatNews({ performanceId, seats: own.map((seat) => ({ ...seat, state: 1 })), zones: [] });
  });
}

const lockSeats = `
  select from inventory.performance_seat s join inventory.hold_place p using (performance_id, seat_id)
  where p.hold_id = any($1::uuid[]) order by s.seat_id for update of s`;
const moveHolds = `
  update inventory.hold h set expires_at = ending.at from unnest($1::uuid[], $2::timestamptz[]) as ending (id, at)
  where h.id = ending.id and state = 'active' and expires_at > clock_timestamp() and ending.at > held_at returning h.id`;
const moveSeats = `
  update inventory.performance_seat s set held_until = h.expires_at, change_number = s.change_number + 1
  from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
  where h.id = any($1::uuid[]) and s.performance_id = p.performance_id and s.seat_id = p.seat_id
    and s.hold_id = h.id and s.state = 'held'
  returning s.performance_id as "performanceId", s.ordinal, s.change_number as "changeNumber",
    (extract(epoch from s.held_until) * 1000)::float8 as "heldUntilMs"`;
