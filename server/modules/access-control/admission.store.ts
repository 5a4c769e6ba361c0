import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type StayRow = {
  readonly scanId: string;
  readonly number: number;
  readonly zoneId: string;
  readonly at: Date;
  readonly accessPoint: string;
  readonly leftAt: Date | null;
};

// In the words of the newest version of the plan.
const accessPointWords = (id: string) => sql`(
    select concat_ws(' · ', g.name, ap.name) from venues.access_point ap
    join venues.gate g on g.mapping_id = ap.mapping_id and g.id = ap.gate_id join venues.mapping m on m.id = g.mapping_id
    where ap.id = ${sql.ref(id)} order by m.state = 'draft', m.version desc limit 1)`;

/** Stays by a right, the oldest first. Its row must be locked. */
export async function listStays(ctx: Ctx, accessRightId: string): Promise<StayRow[]> {
  const found = await sql<StayRow>`
    select a.scan_id, a.number, a.zone_id, a.admitted_at as at, a.left_at, ${accessPointWords('a.access_point_id')} as access_point
    from access_control.admission a where a.access_right_id = ${accessRightId} order by a.number`.execute(tx(ctx));
  return found.rows;
}

export type NewAdmission = {
  readonly accessRightId: string;
  readonly performanceId: string;
  readonly scanId: string;
  readonly zoneId: string;
  readonly accessPointId: string;
  readonly deviceId: string | null;
  readonly admittedAt: Date;
};

/** The next stay by a right, which is locked, and one more inside where that is limited. */
export async function saveAdmission(ctx: Ctx, admission: NewAdmission): Promise<void> {
  const { accessRightId, performanceId, scanId, zoneId, accessPointId, deviceId, admittedAt } = admission;
  await sql`
    with moved as (
      update access_control.admission set left_at = greatest(admitted_at, ${admittedAt}), left_by_scan_id = ${scanId}
      where access_right_id = ${accessRightId} and left_at is null returning zone_id
    ), counted as (
      update access_control.zone_limit l
      set inside = l.inside + (l.zone_id = ${zoneId})::int - (l.zone_id in (select zone_id from moved))::int
      where l.performance_id = ${performanceId} and l.zone_id in (select ${zoneId}::uuid union select zone_id from moved)
    )
    insert into access_control.admission (access_right_id, number, performance_id, scan_id, zone_id, access_point_id, device_id,
      admitted_at)
    select ${accessRightId}, coalesce(max(number), 0) + 1, ${performanceId}, ${scanId}, ${zoneId}, ${accessPointId},
      ${deviceId}::uuid, ${admittedAt}::timestamptz
    from access_control.admission
    where access_right_id = ${accessRightId} and (select count(*) from moved) >= 0`.execute(tx(ctx));
}

/** The stay is another reading's after all, which was before it. */
export async function saveEarlierAdmission(ctx: Ctx, scanId: string, earlier: NewAdmission): Promise<void> {
  await tx(ctx)
    .updateTable('accessControl.admission')
    .set({
      scanId: earlier.scanId,
      accessPointId: earlier.accessPointId,
      deviceId: earlier.deviceId,
      admittedAt: earlier.admittedAt,
    })
    .where('scanId', '=', scanId)
    .execute();
}

/** The present stay by a right ends, unless it began after that: somebody who came back is not taken for gone. Whether there was one. */
export async function saveLeft(ctx: Ctx, accessRightId: string, scanId: string, at: Date): Promise<boolean> {
  const ended = await sql<{ one: number }>`
    with ended as (
      update access_control.admission set left_at = ${at}, left_by_scan_id = ${scanId}
      where access_right_id = ${accessRightId} and left_at is null and admitted_at <= ${at}
      returning performance_id, zone_id
    ), counted as (
      update access_control.zone_limit l set inside = l.inside - 1 from ended
      where l.performance_id = ended.performance_id and l.zone_id = ended.zone_id
    )
    select 1 as one from ended`.execute(tx(ctx));
  return ended.rows.length > 0;
}

export type Offer = {
  readonly accessRightId: string;
  readonly scanId: string;
  readonly accessPointId: string;
  readonly zoneId: string;
  readonly deviceId: string | null;
  readonly offeredAt: Date;
  readonly endsAt: Date;
};

/** What is offered by a right, which is locked, and not over; and in whose words it is told. */
export async function findOffer(
  ctx: Ctx,
  accessRightId: string,
): Promise<(Offer & { accessPoint: string }) | undefined> {
  const found = await sql<Offer & { accessPoint: string }>`
    select o.access_right_id, o.scan_id, o.access_point_id, o.zone_id, o.device_id, o.offered_at, o.ends_at,
      ${accessPointWords('o.access_point_id')} as access_point
    from access_control.offer o where o.access_right_id = ${accessRightId} and o.ends_at > clock_timestamp()`.execute(
    tx(ctx),
  );
  return found.rows[0];
}

export async function saveOffer(ctx: Ctx, offer: Omit<Offer, 'offeredAt' | 'endsAt'>, seconds: number): Promise<Date> {
  const saved = await sql<{ endsAt: Date }>`
    insert into access_control.offer as o (access_right_id, scan_id, access_point_id, zone_id, device_id, offered_at, ends_at)
    values (${offer.accessRightId}, ${offer.scanId}, ${offer.accessPointId}, ${offer.zoneId}, ${offer.deviceId},
      clock_timestamp(), clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (access_right_id) do update set scan_id = excluded.scan_id, access_point_id = excluded.access_point_id,
      zone_id = excluded.zone_id, device_id = excluded.device_id, offered_at = excluded.offered_at, ends_at = excluded.ends_at
    returning ends_at`.execute(tx(ctx));
  return saved.rows[0]?.endsAt ?? new Date(0);
}

/** Of an offer under this id, also one that is over: whose right it is of. */
export async function findOfferedRight(ctx: Ctx, scanId: string): Promise<string | undefined> {
  const row = await tx(ctx)
    .selectFrom('accessControl.offer')
    .select('accessRightId')
    .where('scanId', '=', scanId)
    .executeTakeFirst();
  return row?.accessRightId;
}

/** The offer under this id at this access point, taken away. */
export async function takeOffer(ctx: Ctx, scanId: string, accessPointId: string): Promise<Offer | undefined> {
  return tx(ctx)
    .deleteFrom('accessControl.offer')
    .where('scanId', '=', scanId)
    .where('accessPointId', '=', accessPointId)
    .returning(['accessRightId', 'scanId', 'accessPointId', 'zoneId', 'deviceId', 'offeredAt', 'endsAt'])
    .executeTakeFirst();
}

/** Offers that nobody took up, an hour after they ended. */
export async function forgetOffers(ctx: Ctx): Promise<void> {
  await sql`delete from access_control.offer where ends_at < clock_timestamp() - interval '1 hour'`.execute(tx(ctx));
}

/** How full a limited zone is; locked, so that of two visitors for its last place the second waits. */
export async function lockOccupancy(
  ctx: Ctx,
  performanceId: string,
  zoneId: string,
): Promise<{ inside: number; max: number } | undefined> {
  const found = await sql<{ inside: number; max: number }>`
    select l.inside + (select count(*)::int from access_control.offer o join tickets.access_right r on r.id = o.access_right_id
        where r.performance_id = l.performance_id and o.zone_id = l.zone_id and o.ends_at > clock_timestamp()) as inside,
      l.places_max as max
    from access_control.zone_limit l where l.performance_id = ${performanceId} and l.zone_id = ${zoneId}
    for update`.execute(tx(ctx));
  return found.rows[0];
}

export type EntryCounts = { readonly admittedHere: number; readonly admittedAtGate: number; readonly inside: number };

/** At a performance: by a device, by its gate's access points, and who is inside. */
export async function countEntries(
  ctx: Ctx,
  performanceId: string,
  { deviceId, accessPointIds }: { readonly deviceId: string; readonly accessPointIds: readonly string[] },
): Promise<EntryCounts> {
  const found = await sql<EntryCounts>`
    select count(*) filter (where device_id = ${deviceId})::int as admitted_here,
      count(*) filter (where access_point_id = any(${accessPointIds}::uuid[]))::int as admitted_at_gate,
      count(*) filter (where left_at is null)::int as inside
    from access_control.admission where performance_id = ${performanceId}`.execute(tx(ctx));
  return found.rows[0] ?? { admittedHere: 0, admittedAtGate: 0, inside: 0 };
}

/** Of these rights, those by which somebody is inside. */
export async function listInside(ctx: Ctx, accessRightIds: readonly string[]): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select access_right_id as id from access_control.admission
    where access_right_id = any(${accessRightIds}::uuid[]) and left_at is null`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}
