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
  /** In degrees; null: nobody has said where it is. */
  readonly point: { readonly latitude: number; readonly longitude: number } | null;
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

export async function findMapping(ctx: Ctx, mappingId: string): Promise<Mapping | undefined> {
  const found = await sql<Omit<Mapping, 'venue'> & { venue: Venue }>`
    select m.id, m.name, m.version, m.width, m.height, m.focal_x, m.focal_y,
      jsonb_build_object('id', v.id, 'name', v.name, 'address', v.address, 'city', v.city, 'country', v.country,
        'accessNote', nullif(v.access_note, '{}'), 'point', case when v.latitude is not null and v.longitude is not null
          then jsonb_build_object('latitude', v.latitude, 'longitude', v.longitude) end) as venue
    from venues.mapping m join venues.venue v on v.id = m.venue_id where m.id = ${mappingId}`.execute(tx(ctx));
  return found.rows[0];
}

/** The zones one can be in, in the order of the plan; `group` names the stand or floor around them. */
export async function listZones(ctx: Ctx, mappingId: string): Promise<Zone[]> {
  const found = await sql<Zone>`
    select z.id, z.code, z.name, p.name as "group", z.kind,
      case z.kind when 'standing' then z.capacity
        else (select count(*)::int from venues.seat s where s.mapping_id = z.mapping_id and s.zone_id = z.id) end as capacity
    from venues.zone z left join venues.zone p on p.mapping_id = z.mapping_id and p.id = z.parent_id
    where z.mapping_id = ${mappingId} and z.kind <> 'group' order by z.position`.execute(tx(ctx));
  return found.rows;
}
