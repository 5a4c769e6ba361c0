import type pg from 'pg';
import { allOrNothing } from '../../server/testing/all-or-nothing.ts';

/**
 * Lets a living hold end in so many milliseconds, as if it had been made earlier; takes the product's locks in the
 * product's order. Returns the new deadline, or undefined when the hold does not live any more.
 */
export function bringDeadlineForward(pool: pg.Pool, holdId: string, inMs: number): Promise<number | undefined> {
  return allOrNothing(pool, async (client) => {
    await client.query('select from inventory.hold where id = $1 for update', [holdId]);
    await client.query(lockSeats, [holdId]);
    const { rows } = await client.query<{ deadline: Date }>(moveDeadline, [holdId, inMs]);
    const [moved] = rows;
    if (moved === undefined) return undefined;
    await client.query(moveSeats, [holdId]);
    return moved.deadline.getTime();
  });
}

const lockSeats = `
  select from inventory.performance_seat s join inventory.hold_place p using (performance_id, seat_id)
  where p.hold_id = $1 order by s.seat_id for update of s`;
const moveDeadline = `
  update inventory.hold set expires_at = clock_timestamp() + $2 * interval '1 millisecond'
  where id = $1 and state = 'active' and expires_at > clock_timestamp() returning expires_at as deadline`;
const moveSeats = `
  update inventory.performance_seat s set held_until = h.expires_at from inventory.hold h
  where h.id = $1 and s.performance_id = h.performance_id and s.hold_id = h.id and s.state = 'held'`;
