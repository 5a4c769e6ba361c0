import type pg from 'pg';

/** Places that two holds had at one instant, by what the database itself wrote down: when they were made and when they ended. */
export async function readHistory(pool: pg.Pool): Promise<string[]> {
  const found: string[] = [];
  for (const statement of [seatsTwice, zonesExceeded, quotasExceeded, personsExceeded]) {
    const { rows } = await pool.query<{ words: string }>(statement);
    found.push(...rows.map(({ words }) => words));
  }
  return found;
}

const spans = `
  spans as (
    select id, performance_id, person_key, place_count, held_at as since,
      least(expires_at, coalesce(ended_at, expires_at)) as until
    from inventory.hold)`;

const seatsTwice = `
  with ${spans}, had as (
    select p.seat_id, since, max(until) over (partition by p.performance_id, p.seat_id order by since, until
      rows between unbounded preceding and 1 preceding) as taken_until
    from spans join inventory.hold_place p on p.hold_id = spans.id
    where p.seat_id is not null and since < until)
  select distinct 'seat ' || seat_id as words from had where taken_until > since`;

const exceeded = (counted: string, words: string) => `
  with ${spans}, counted as (${counted}),
  steps as (
    select key, most, since as at, places as change from counted
    union all select key, most, until, -places from counted),
  levels as (select key, most, sum(change) over (partition by key order by at, change) as level from steps)
  select format('${words} %s: %s of %s', key, max(level), max(most)) as words from levels where level > most group by key`;

const zonesExceeded = exceeded(
  `select z.zone_id::text as key, z.capacity as most, since, until, count(*) as places
   from spans join inventory.hold_place p on p.hold_id = spans.id
   join inventory.zone_stock z on z.performance_id = p.performance_id and z.zone_id = p.zone_id
   where p.seat_id is null and since < until group by spans.id, z.zone_id, z.capacity, since, until`,
  'zone',
);
const quotasExceeded = exceeded(
  `select q.name as key, q.size as most, since, until, c.places
   from spans join inventory.hold_quota c on c.hold_id = spans.id join inventory.quota q on q.id = c.quota_id
   where since < until`,
  'quota',
);
const personsExceeded = exceeded(
  `select encode(person_key, 'hex') as key, u.place_max as most, since, until, place_count as places
   from spans join inventory.person_use u using (performance_id, person_key) where since < until`,
  'person',
);
