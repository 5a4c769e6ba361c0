import type { ClientBase } from 'pg';
import type { DemoPerformance, Today } from './programme/programme.ts';

/** What the database's clock says, and the date in Paris then. */
export async function readToday(client: ClientBase): Promise<Today> {
  const { rows } = await client.query<Today>(
    `select now, to_char(now at time zone 'Europe/Paris', 'YYYY-MM-DD') as date from (select clock_timestamp() as now) clock`,
  );
  const [today] = rows;
  if (!today) throw new Error('the database has no clock');
  return today;
}

export async function isSeeded(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query('select from demo.calendar');
  return rowCount === 1;
}

export async function anchorCalendar(client: ClientBase, today: Today): Promise<void> {
  await client.query('insert into demo.calendar (anchored_on) values ($1)', [today.date]);
}

export async function followCalendar(
  client: ClientBase,
  performanceId: string,
  follows: DemoPerformance['follows'],
): Promise<void> {
  await client.query('insert into demo.performance (performance_id, follows) values ($1, $2)', [
    performanceId,
    follows,
  ]);
}

/**
 * Brings the dates of the demo up to today: by whole days on the clocks of each venue, so that an evening stays an evening
 * through a change of the hour; what follows the clock moves by hours when its doors are not open or it is nearly over.
 * Returns how many performances moved.
 */
export async function moveDates(client: ClientBase, today: Today): Promise<number> {
  await client.query(
    `create temporary table moved_performance on commit drop as
     select performance.id, performance.time_zone, make_interval(days => $1::date - anchored_on) as by
     from demo.performance demo
     join catalogue.performance on performance.id = performance_id, demo.calendar
     where follows = 'calendar' and anchored_on <> $1::date
     union all
     select performance.id, 'UTC', date_trunc('hour', $2::timestamptz, 'UTC') - interval '1 hour' - doors_at
     from demo.performance demo join catalogue.performance on performance.id = performance_id
     where follows = 'clock' and $2::timestamptz not between doors_at and ends_at - interval '3 hours'`,
    [today.date, today.now],
  );
  for (const statement of moves) await client.query(statement);
  await client.query('update demo.calendar set anchored_on = $1 where anchored_on <> $1', [today.date]);
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from moved_performance');
  return Number(rows[0]?.count ?? 0);
}

const later = (instant: string): string =>
  `(${instant} at time zone moved.time_zone + moved.by) at time zone moved.time_zone`;

const moves: readonly string[] = [
  `update catalogue.performance p
   set doors_at = ${later('doors_at')}, starts_at = ${later('starts_at')}, ends_at = ${later('ends_at')},
     sale_opens_at = ${later('sale_opens_at')}, sale_closes_at = ${later('sale_closes_at')}
   from moved_performance moved where moved.id = p.id`,
  `update pricing.offer o
   set sale_opens_at = ${later('sale_opens_at')}, sale_closes_at = ${later('sale_closes_at')}
   from moved_performance moved
   where moved.id = o.performance_id and (o.sale_opens_at is not null or o.sale_closes_at is not null)`,
  `update tickets.access_right r
   set valid_from = ${later('valid_from')}, valid_until = ${later('valid_until')}
   from moved_performance moved where moved.id = r.performance_id`,
];
