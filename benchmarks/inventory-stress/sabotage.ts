import { join } from 'node:path';
import type pg from 'pg';

/** Loaded into a node before the product, this leaves every row lock out of its statements. */
const preload = join(import.meta.dirname, '..', 'without-locks.ts');

export const settingsWithoutLocks = { NODE_OPTIONS: `--import=${preload}` };

/** The negative control: the walls behind the locks. A run that finds nothing without locks and walls proves nothing. */
export async function dropWalls(pool: pg.Pool): Promise<void> {
  await pool.query(`
    drop trigger one_live_claim_per_seat on inventory.performance_seat;
    alter table inventory.zone_stock drop constraint zone_is_never_oversold;
    alter table inventory.quota drop constraint quota_is_never_exceeded;
    alter table inventory.person_use drop constraint person_limit_is_kept;`);
}
