import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type Venue = {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly city: string;
  readonly country: string;
  readonly accessNote: LocalText | null;
};

export type Mapping = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly width: number;
  readonly height: number;
  readonly focalX: number;
  readonly focalY: number;
  readonly venue: Venue;
};

export type Zone = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly group: string | null;
  readonly kind: 'seated' | 'standing';
  readonly capacity: number;
};

export type Seat = {
  readonly id: number;
  readonly zoneId: string;
  readonly ordinal: number;
  readonly rowLabel: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
  readonly flags: readonly string[];
};

export type AccessPoint = {
  readonly id: string;
  readonly name: string;
  readonly gateId: string;
  readonly gateCode: string;
  readonly gateName: string;
  readonly mappingId: string;
  readonly organiserId: string;
  readonly venueName: string;
};

export async function findMapping(ctx: Ctx, mappingId: string): Promise<Mapping | undefined> {
  const found = await sql<Omit<Mapping, 'venue'> & { venue: Venue }>`
    select m.id, m.name, m.version, m.width, m.height, m.focal_x, m.focal_y,
      jsonb_build_object('id', v.id, 'name', v.name, 'address', v.address, 'city', v.city, 'country', v.country,
        'accessNote', nullif(v.access_note, '{}')) as venue
    from venues.mapping m join venues.venue v on v.id = m.venue_id where m.id = ${mappingId}`.execute(tx(ctx));
  return found.rows[0];
}

/** The zones one can be in, in the order of the plan; `group` names the stand or floor around them. */
export async function listZones(ctx: Ctx, mappingId: string): Promise<Zone[]> {
  const found = await sql<Zone>`
    select z.id, z.code, z.name, p.name as "group", z.kind,
      case z.kind when 'standing' then z.capacity
        else (select count(*)::int from venues.seat s where s.zone_id = z.id) end as capacity
    from venues.zone z left join venues.zone p on p.id = z.parent_id
    where z.mapping_id = ${mappingId} and z.kind <> 'group' order by z.position`.execute(tx(ctx));
  return found.rows;
}

export async function listSeats(ctx: Ctx, mappingId: string): Promise<Seat[]> {
  const found = await sql<Seat>`
    select id, zone_id, ordinal, row_label, number, x, y, flags from venues.seat
    where mapping_id = ${mappingId} order by ordinal`.execute(tx(ctx));
  return found.rows;
}

/** Names of the gates that serve each zone. A gate that names no zone serves all; a zone that no gate names is served by all. */
export async function gatesByZone(ctx: Ctx, mappingId: string): Promise<ReadonlyMap<string, string[]>> {
  const found = await sql<{ zoneId: string; gates: string[] }>`
    select z.id as zone_id, array_agg(g.name order by g.code) as gates
    from venues.zone z
    join venues.gate g on g.mapping_id = z.mapping_id
    where z.mapping_id = ${mappingId} and (
      not exists (select 1 from venues.gate_zone gz where gz.gate_id = g.id)
      or exists (select 1 from venues.gate_zone gz where gz.gate_id = g.id and gz.zone_id in (z.id, z.parent_id))
      or not exists (select 1 from venues.gate_zone gz where gz.zone_id in (z.id, z.parent_id)))
    group by z.id`.execute(tx(ctx));
  return new Map(found.rows.map(({ zoneId, gates }) => [zoneId, gates]));
}

const accessPointColumns = sql`
  ap.id, ap.name, g.id as gate_id, g.code as gate_code, g.name as gate_name, g.mapping_id, v.organiser_id,
  v.name as venue_name
  from venues.access_point ap join venues.gate g on g.id = ap.gate_id
  join venues.mapping m on m.id = g.mapping_id join venues.venue v on v.id = m.venue_id`;

export async function findAccessPoint(ctx: Ctx, accessPointId: string): Promise<AccessPoint | undefined> {
  const found = await sql<AccessPoint>`select ${accessPointColumns} where ap.id = ${accessPointId}`.execute(tx(ctx));
  return found.rows[0];
}

export async function listAccessPoints(ctx: Ctx, organiserIds: readonly string[]): Promise<AccessPoint[]> {
  const found = await sql<AccessPoint>`
    select ${accessPointColumns} where v.organiser_id = any(${organiserIds}::uuid[])
    order by v.name, g.code, ap.name`.execute(tx(ctx));
  return found.rows;
}

/** The zones a gate serves: those it names, those inside the groups it names, those no gate names; none when it serves all. */
export async function zonesOfGate(ctx: Ctx, gateId: string): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select z.id from venues.zone z join venues.gate g on g.mapping_id = z.mapping_id
    where g.id = ${gateId} and exists (select 1 from venues.gate_zone gz where gz.gate_id = g.id) and (
      exists (select 1 from venues.gate_zone gz where gz.gate_id = g.id and gz.zone_id in (z.id, z.parent_id))
      or not exists (select 1 from venues.gate_zone gz where gz.zone_id in (z.id, z.parent_id)))`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}
