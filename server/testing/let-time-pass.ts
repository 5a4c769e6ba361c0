import type pg from 'pg';

/** Moves the end of a hold to now, as if its minutes had passed. */
export async function endHold({ pool }: { pool: pg.Pool }, holdId: string): Promise<void> {
  await pool.query(
    `with ended as (
       update inventory.hold set held_at = held_at - interval '1 hour', expires_at = clock_timestamp() - interval '6 seconds'
       where id = $1 returning expires_at)
     update inventory.performance_seat set held_until = (select expires_at from ended), change_number = change_number + 1
     where hold_id = $1`,
    [holdId],
  );
  // The boards remember the deadline they were told.
  await pool.query(`select pg_notify('seats', 'the-test' || performance_id || '!') from inventory.hold where id = $1`, [
    holdId,
  ]);
}

/** Makes the next attempts of all queued messages due, as if the pause between them had passed. */
export async function makeMessagesDue({ pool }: { pool: pg.Pool }): Promise<void> {
  await pool.query(`update notifications.message set next_attempt_at = clock_timestamp() where status = 'queued'`);
}

/** Ends the claims of whoever was sending messages, as if the half minute had passed that a killed sender has. */
export async function endClaims({ pool }: { pool: pg.Pool }): Promise<void> {
  await pool.query(`update notifications.message set claimed_until = clock_timestamp() where status = 'queued'`);
}

/** No provider is asked about its open payments for the next hour: only its webhooks tell. */
export async function stopPolling({ pool }: { pool: pg.Pool }): Promise<void> {
  await pool.query(`update payments.payment set polled_at = clock_timestamp() + interval '1 hour'`);
}
