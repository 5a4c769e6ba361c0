import type { GivenPerformance } from './given-a-performance.ts';
import type { GivenServer } from './given-a-server.ts';

type Wish = {
  readonly performanceId: string;
  readonly accessPointId: string;
  readonly zoneId: string;
  readonly rightIds: readonly string[];
  /** When each came in, and left if they did: minutes ago. */
  readonly agoMinutes: number;
  readonly leftAgoMinutes?: number;
};

/** Rights to come in without places that were sold, as many as asked for: their tickets are void, as a place has one. Something must be sold. */
export async function givenRights(
  { pool }: Pick<GivenServer, 'pool'>,
  { performanceId, organiserId }: Pick<GivenPerformance, 'performanceId' | 'organiserId'>,
  zoneId: string,
  count: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `with key as (
       insert into tickets.signing_key (organiser_id, public_key, private_key_sealed, retired_at)
       values ($2, '', '', now()) returning id
     ), sold as (
       select t.order_id, t.order_line_id, t.opened_by from tickets.ticket t where t.performance_id = $1 limit 1
     ), made as (
       insert into tickets.ticket (order_id, order_line_id, organiser_id, performance_id, serial, zone_id, tariff_name, opened_by,
         status, voided_at)
       select s.order_id, s.order_line_id, $2, $1, gen_random_uuid()::text, $3, '{"fr": "Plein"}', s.opened_by, 'void', now()
       from sold s, generate_series(1, $4) returning id
     )
     insert into tickets.access_right (ticket_id, performance_id, zone_id, signing_key_id, valid_from, valid_until)
     select made.id, $1, $3, key.id, now() - interval '1 day', now() + interval '1 day' from made, key returning id`,
    [performanceId, organiserId, zoneId, count],
  );
  return rows.map(({ id }) => id);
}

/** Stays by these rights, as scans of the past would have left them. */
export async function givenEntries({ pool }: Pick<GivenServer, 'pool'>, wish: Wish): Promise<void> {
  await pool.query(
    `insert into access_control.admission (access_right_id, number, performance_id, scan_id, zone_id, access_point_id, admitted_at,
       left_at, left_by_scan_id)
     select id, coalesce((select max(number) from access_control.admission a where a.access_right_id = id), 0) + 1, $1,
       gen_random_uuid(), $2, $3, clock_timestamp() - make_interval(secs => 60 * $4::float),
       clock_timestamp() - make_interval(secs => 60 * $5::float), case when $5::float is not null then gen_random_uuid() end
     from unnest($6::uuid[]) as id`,
    [
      wish.performanceId,
      wish.zoneId,
      wish.accessPointId,
      wish.agoMinutes,
      wish.leftAgoMinutes ?? null,
      [...wish.rightIds],
    ],
  );
}
