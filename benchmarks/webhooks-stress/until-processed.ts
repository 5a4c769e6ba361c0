import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

/** What is still to be done, by what it is. */
export type Left = Readonly<Record<string, number>>;

const lookEveryMs = 1_000;
const patienceMs = 120_000;

/** Waits until the product has nothing to do, or has come no further for two minutes. Returns what is left. */
export async function untilProcessed(pool: pg.Pool): Promise<Left> {
  let left = await look(pool);
  for (let movedAt = Date.now(); total(left) > 0 && Date.now() - movedAt < patienceMs; ) {
    await pause(lookEveryMs);
    const now = await look(pool);
    if (JSON.stringify(now) !== JSON.stringify(left)) movedAt = Date.now();
    left = now;
  }
  return left;
}

function total(left: Left): number {
  return Object.values(left).reduce((sum, count) => sum + count, 0);
}

async function look(pool: pg.Pool): Promise<Left> {
  const { rows } = await pool.query<Left>(`
    select (select count(*)::int from payments.provider_event where applied_at is null) as "webhooks not applied",
      (select count(*)::int from payments.payment where captured_minor > 0 and settled_at is null)
        as "captured payments nobody decided about",
      (select count(*)::int from payments.payment where status = 'authorised') as "promised payments",
      (select count(*)::int from payments.refund where status in ('requested', 'pending')) as "refunds under way",
      (select count(*)::int from notifications.message where status = 'queued') as "mails not sent",
      (select count(*)::int from pgboss.job where state < 'completed' and name not like '\\_\\_pgboss%') as "jobs"`);
  return rows[0] ?? {};
}
