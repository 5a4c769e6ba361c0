import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type StayRow = {
  readonly accessRightId: string;
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

export type FoundOffer = Offer & { readonly accessPoint: string };
/** By the id of the right: stays, the oldest first, and what is offered and not over; each in the words of its door. */
export type Past = {
  readonly stays: ReadonlyMap<string, readonly StayRow[]>;
  readonly offers: ReadonlyMap<string, FoundOffer>;
};

/** What came of these rights until now. Their rows must be locked. */
export async function readPast(ctx: Ctx, accessRightIds: readonly string[]): Promise<Past> {
  const found = await sql<StayRow & Omit<FoundOffer, 'endsAt' | 'offeredAt'> & { readonly endsAt: Date | null }>`
    select past.*, ${accessPointWords('past.access_point_id')} as access_point from (
      select access_right_id, scan_id, number, zone_id, access_point_id, device_id, admitted_at as at, left_at,
        null::timestamptz as ends_at
      from access_control.admission where access_right_id = any(${accessRightIds}::uuid[])
      union all
      select access_right_id, scan_id, 0, zone_id, access_point_id, device_id, offered_at, null, ends_at
      from access_control.offer where access_right_id = any(${accessRightIds}::uuid[]) and ends_at > clock_timestamp()
    ) past order by past.number`.execute(tx(ctx));
  const offers = found.rows.flatMap(({ at, endsAt, ...row }) => (endsAt ? [{ ...row, offeredAt: at, endsAt }] : []));
  return {
    stays: Map.groupBy(
      found.rows.filter(({ endsAt }) => endsAt === null),
      ({ accessRightId }) => accessRightId,
    ),
    offers: new Map(offers.map((offer) => [offer.accessRightId, offer])),
  };
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

/**
 * The next stay by each right, which is locked and comes once; `stays` are those until now, by its id. Whoever was inside comes
 * into another zone by it; where that is limited it is counted.
 */
export async function saveAdmissions(
  ctx: Ctx,
  admissions: readonly NewAdmission[],
  stays: Past['stays'],
): Promise<void> {
  if (admissions.length === 0) return;
  const isInside = ({ accessRightId }: NewAdmission) => stays.get(accessRightId)?.some(({ leftAt }) => leftAt === null);
  const moving = admissions.filter(isInside);
  if (moving.length > 0) await saveMoved(ctx, moving);
  const rows = admissions.map((row) => ({ ...row, number: (stays.get(row.accessRightId)?.at(-1)?.number ?? 0) + 1 }));
  // What was told is all that is asked of the database: however the table has grown since, no plan is wrong.
  await sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given ("accessRightId" uuid, number int,
        "performanceId" uuid, "scanId" uuid, "zoneId" uuid, "accessPointId" uuid, "deviceId" uuid, "admittedAt" timestamptz)
    ), counted as (
      update access_control.zone_limit l set inside = l.inside + came.count
      from (select "performanceId", "zoneId", count(*)::int as count from given group by "performanceId", "zoneId") came
      where l.performance_id = came."performanceId" and l.zone_id = came."zoneId"
    )
    insert into access_control.admission (access_right_id, number, performance_id, scan_id, zone_id, access_point_id, device_id,
      admitted_at)
    select "accessRightId", number, "performanceId", "scanId", "zoneId", "accessPointId", "deviceId", "admittedAt"
    from given`.execute(tx(ctx));
}

/** Whoever comes in again without having been let out has left where they were. */
async function saveMoved(ctx: Ctx, moving: readonly NewAdmission[]): Promise<void> {
  await sql`
    with moved as (
      update access_control.admission a set left_at = greatest(a.admitted_at, given."admittedAt"),
        left_by_scan_id = given."scanId"
      from jsonb_to_recordset(${JSON.stringify(moving)}::jsonb) as given ("accessRightId" uuid, "scanId" uuid,
        "admittedAt" timestamptz)
      where a.access_right_id = given."accessRightId" and a.left_at is null
      returning a.performance_id, a.zone_id
    )
    update access_control.zone_limit l set inside = l.inside - gone.count
    from (select performance_id, zone_id, count(*)::int as count from moved group by performance_id, zone_id) gone
    where l.performance_id = gone.performance_id and l.zone_id = gone.zone_id`.execute(tx(ctx));
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

export type Departure = { readonly accessRightId: string; readonly scanId: string; readonly at: Date };

/** The present stay by each right, which comes once, ends; unless it began after that: somebody who came back is not taken for gone. */
export async function saveLeft(ctx: Ctx, departures: readonly Departure[]): Promise<void> {
  if (departures.length === 0) return;
  await sql`
    with ended as (
      update access_control.admission a set left_at = given.at, left_by_scan_id = given."scanId"
      from jsonb_to_recordset(${JSON.stringify(departures)}::jsonb) as given ("accessRightId" uuid, "scanId" uuid, at timestamptz)
      where a.access_right_id = given."accessRightId" and a.left_at is null and a.admitted_at <= given.at
      returning a.performance_id, a.zone_id
    )
    update access_control.zone_limit l set inside = l.inside - gone.count
    from (select performance_id, zone_id, count(*)::int as count from ended group by performance_id, zone_id) gone
    where l.performance_id = gone.performance_id and l.zone_id = gone.zone_id`.execute(tx(ctx));
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

/**
 * For so many seconds, by rights that are locked and come once. When they end, by the id of the scan; one whose id is that of an
 * offer by another right is not made.
 */
export async function saveOffers(
  ctx: Ctx,
  offers: readonly Omit<Offer, 'offeredAt' | 'endsAt'>[],
  seconds: number,
): Promise<ReadonlyMap<string, Date>> {
  if (offers.length === 0) return new Map();
  const saved = await sql<{ scanId: string; endsAt: Date }>`
    insert into access_control.offer as o (access_right_id, scan_id, access_point_id, zone_id, device_id, offered_at, ends_at)
    select "accessRightId", "scanId", "accessPointId", "zoneId", "deviceId",
      clock_timestamp(), clock_timestamp() + make_interval(secs => ${seconds})
    from jsonb_to_recordset(${JSON.stringify(offers)}::jsonb) as given ("accessRightId" uuid, "scanId" uuid,
      "accessPointId" uuid, "zoneId" uuid, "deviceId" uuid)
    where not exists (select from access_control.offer other
      where other.scan_id = "scanId" and other.access_right_id <> "accessRightId")
    on conflict (access_right_id) do update set scan_id = excluded.scan_id, access_point_id = excluded.access_point_id,
      zone_id = excluded.zone_id, device_id = excluded.device_id, offered_at = excluded.offered_at, ends_at = excluded.ends_at
    returning scan_id, ends_at`.execute(tx(ctx));
  return new Map(saved.rows.map(({ scanId, endsAt }) => [scanId, endsAt]));
}

/** Of offers under these ids, also of those that are over: whose right each is of, by the id of the scan. */
export async function listOfferedRights(ctx: Ctx, scanIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await sql<{ scanId: string; accessRightId: string }>`
    select scan_id, access_right_id from access_control.offer where scan_id = any(${scanIds}::uuid[])`.execute(tx(ctx));
  return new Map(found.rows.map(({ scanId, accessRightId }) => [scanId, accessRightId]));
}

type OfferAt = { readonly scanId: string; readonly accessPointId: string };

/** The offers under these ids at these access points, taken away, by the id of the scan. */
export async function takeOffers(ctx: Ctx, offers: readonly OfferAt[]): Promise<ReadonlyMap<string, Offer>> {
  const taken = await sql<Offer>`
    delete from access_control.offer o
    using unnest(${offers.map(({ scanId }) => scanId)}::uuid[], ${offers.map(({ accessPointId }) => accessPointId)}::uuid[])
      as given (scan_id, access_point_id)
    where o.scan_id = given.scan_id and o.access_point_id = given.access_point_id
    returning o.access_right_id, o.scan_id, o.access_point_id, o.zone_id, o.device_id, o.offered_at, o.ends_at`.execute(
    tx(ctx),
  );
  return new Map(taken.rows.map((offer) => [offer.scanId, offer]));
}

/** Offers that nobody took up, an hour after they ended. */
export async function forgetOffers(ctx: Ctx): Promise<void> {
  await sql`delete from access_control.offer where ends_at < clock_timestamp() - interval '1 hour'`.execute(tx(ctx));
}

export type ZoneOfEvening = { readonly performanceId: string; readonly zoneId: string };
export type Occupancy = ZoneOfEvening & { readonly inside: number; readonly max: number };

/** How full those of these zones are that are limited; locked, so that of two visitors for its last place the second waits. */
export async function lockOccupancy(ctx: Ctx, zones: readonly ZoneOfEvening[]): Promise<Occupancy[]> {
  const found = await sql<Occupancy>`
    select l.performance_id, l.zone_id, l.places_max as max,
      l.inside + (select count(*)::int from access_control.offer o join tickets.access_right r on r.id = o.access_right_id
        where r.performance_id = l.performance_id and o.zone_id = l.zone_id and o.ends_at > clock_timestamp()) as inside
    from access_control.zone_limit l
    where (l.performance_id, l.zone_id) in (select * from unnest(${zones.map(({ performanceId }) => performanceId)}::uuid[],
      ${zones.map(({ zoneId }) => zoneId)}::uuid[]))
    order by l.performance_id, l.zone_id for update`.execute(tx(ctx));
  return found.rows;
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
