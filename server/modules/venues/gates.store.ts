import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type AccessPoint = {
  readonly id: string;
  readonly name: string;
  readonly gateId: string;
  readonly gateCode: string;
  readonly gateName: string;
  /** The versions that have it; drafts do not count. */
  readonly mappingIds: readonly string[];
  readonly organiserId: string;
  readonly venueName: string;
};

/** One evening on one version of a plan. */
export type Evening = { readonly id: string; readonly mappingId: string };

export type ServingGate = { readonly id: string; readonly code: string; readonly name: string };

/**
 * The gates that serve each zone on an evening, or some zones, by code. A gate serves the zones it names and all that lies in
 * the groups it names; one that names no zone serves all, and a zone that no gate names is served by all. Where the evening
 * directs a zone, or the nearest group around it that is directed, only those gates serve it.
 */
export async function gatesByZone(
  ctx: Ctx,
  { id, mappingId }: Evening,
  zoneIds: readonly string[] | null = null,
): Promise<ReadonlyMap<string, ServingGate[]>> {
  const found = await sql<{ zoneId: string; gates: ServingGate[] }>`
    with recursive around as (
      select id as zone_id, id as around_id, parent_id, 0 as distance from venues.zone
      where mapping_id = ${mappingId} and (${zoneIds}::uuid[] is null or id = any(${zoneIds}::uuid[]))
      union all
      select a.zone_id, z.id, z.parent_id, a.distance + 1
      from around a join venues.zone z on z.mapping_id = ${mappingId} and z.id = a.parent_id
    ), directed as (
      select a.zone_id, o.gate_id, rank() over (partition by a.zone_id order by a.distance) as nearness
      from around a join venues.gate_override o on o.performance_id = ${id} and o.zone_id = a.around_id
    ), named as (
      select a.zone_id, n.gate_id from around a
      join venues.gate_zone n on n.mapping_id = ${mappingId} and n.zone_id = a.around_id
    ), serving as (
      select zone_id, gate_id from directed where nearness = 1
      union
      select z.zone_id, g.id from around z join venues.gate g on g.mapping_id = ${mappingId}
      where z.distance = 0 and z.zone_id not in (select zone_id from directed)
        and (
          (z.zone_id, g.id) in (select zone_id, gate_id from named)
          or z.zone_id not in (select zone_id from named)
          or not exists (select from venues.gate_zone n where n.mapping_id = ${mappingId} and n.gate_id = g.id)
        )
    )
    select s.zone_id, jsonb_agg(jsonb_build_object('id', g.id, 'code', g.code, 'name', g.name) order by g.code) as gates
    from serving s join venues.gate g on g.mapping_id = ${mappingId} and g.id = s.gate_id
    group by s.zone_id`.execute(tx(ctx));
  return new Map(found.rows.map(({ zoneId, gates }) => [zoneId, gates]));
}

// Names are those of the newest version.
const accessPoints = sql`
  select distinct on (ap.id) ap.id, ap.name, g.id as gate_id, g.code as gate_code, g.name as gate_name, v.organiser_id,
    v.name as venue_name, array_agg(m.id) over (partition by ap.id) as mapping_ids
  from venues.access_point ap join venues.gate g on g.mapping_id = ap.mapping_id and g.id = ap.gate_id
  join venues.mapping m on m.id = g.mapping_id and m.state <> 'draft' join venues.venue v on v.id = m.venue_id`;
const newestFirst = sql`order by ap.id, m.version desc`;

export async function findAccessPoint(ctx: Ctx, accessPointId: string): Promise<AccessPoint | undefined> {
  const [found] = await findAccessPoints(ctx, [accessPointId]);
  return found;
}

export async function findAccessPoints(ctx: Ctx, accessPointIds: readonly string[]): Promise<AccessPoint[]> {
  const found = await sql<AccessPoint>`
    ${accessPoints} where ap.id = any(${accessPointIds}::uuid[]) ${newestFirst}`.execute(tx(ctx));
  return found.rows;
}

export async function listAccessPoints(ctx: Ctx, organiserIds: readonly string[]): Promise<AccessPoint[]> {
  const found = await sql<AccessPoint>`
    select * from (${accessPoints} where v.organiser_id = any(${organiserIds}::uuid[]) ${newestFirst}) point
    order by venue_name, gate_code, name`.execute(tx(ctx));
  return found.rows;
}

export type PlanZone = {
  readonly id: string;
  readonly parentId: string | null;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
};

export async function listPlanZones(ctx: Ctx, mappingId: string): Promise<PlanZone[]> {
  const found = await sql<PlanZone>`
    select id, parent_id, code, name, kind from venues.zone where mapping_id = ${mappingId} order by position`.execute(
    tx(ctx),
  );
  return found.rows;
}

export async function listGates(ctx: Ctx, mappingId: string): Promise<ServingGate[]> {
  const found = await sql<ServingGate>`
    select id, code, name from venues.gate where mapping_id = ${mappingId} order by code`.execute(tx(ctx));
  return found.rows;
}

/** Zones and groups for which an evening has gates of its own. */
export async function listDirected(ctx: Ctx, { id }: Evening): Promise<string[]> {
  const found = await sql<{ zoneId: string }>`
    select distinct zone_id from venues.gate_override where performance_id = ${id}`.execute(tx(ctx));
  return found.rows.map(({ zoneId }) => zoneId);
}

/** Gates, and zones, an evening directs visitors to that a version does not have. */
export async function listDirectedAstray(
  ctx: Ctx,
  { id, mappingId }: Evening,
): Promise<{ zoneId: string; gateId: string }[]> {
  const found = await sql<{ zoneId: string; gateId: string }>`
    select o.zone_id, o.gate_id from venues.gate_override o
    where o.performance_id = ${id} and (
      not exists (select from venues.gate g where g.mapping_id = ${mappingId} and g.id = o.gate_id)
      or not exists (select from venues.zone z where z.mapping_id = ${mappingId} and z.id = o.zone_id))
    order by 1, 2`.execute(tx(ctx));
  return found.rows;
}

export async function saveDirected(
  ctx: Ctx,
  performanceId: string,
  directed: readonly { readonly zoneId: string; readonly gateId: string }[],
): Promise<void> {
  await sql`delete from venues.gate_override where performance_id = ${performanceId}`.execute(tx(ctx));
  await sql`
    insert into venues.gate_override (performance_id, zone_id, gate_id)
    select ${performanceId}, * from unnest(${directed.map(({ zoneId }) => zoneId)}::uuid[],
      ${directed.map(({ gateId }) => gateId)}::uuid[]) on conflict do nothing`.execute(tx(ctx));
}
