import type pg from 'pg';

/** The negative control: the walls behind the locks. A run that finds nothing without locks and walls proves nothing. */
export async function dropWalls(pool: pg.Pool): Promise<void> {
  await pool.query(`
    drop trigger one_live_claim_per_seat on inventory.performance_seat;
    alter table inventory.zone_stock drop constraint zone_is_never_oversold;
    alter table inventory.quota drop constraint quota_is_never_exceeded;
    alter table inventory.person_use drop constraint person_limit_is_kept;`);
}
