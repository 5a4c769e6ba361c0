import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

const everyMs = 500;

/** The negative control: takes places from their buyers behind the product's back. A run that finds nothing then proves nothing. */
export async function sabotageUntil(pool: pg.Pool, endsAt: number): Promise<void> {
  for (; Date.now() < endsAt; await pause(everyMs)) {
    await pool.query(
      `update inventory.performance_seat set state = 'free', hold_id = null, held_until = null where state = 'held'`,
    );
    await pool.query('update inventory.zone_stock set used = 0');
  }
}
