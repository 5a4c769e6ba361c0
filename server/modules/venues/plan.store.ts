import type { ChartFlag } from '@tessera/contract/seating/chart';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Drawing, DrawnRow, DrawnZone } from './plan.rules.ts';
import { emptyDraft } from './versions.store.ts';

/** A whole version as it was drawn, with the ids of everything. Undefined: no such mapping. */
export async function loadDrawing(ctx: Ctx, mappingId: string): Promise<Drawing | undefined> {
  const found = await sql<{ width: number; height: number; focalX: number | null; focalY: number | null }>`
    select width, height, focal_x, focal_y from venues.mapping where id = ${mappingId}`.execute(tx(ctx));
  const [mapping] = found.rows;
  if (!mapping) return undefined;
  const { width, height, focalX: x, focalY: y } = mapping;
  const rows = await loadRows(ctx, mappingId);
  const tables = await sql<{ id: string; zoneId: string; label: string; soldWhole: boolean }>`
    select id, zone_id, label, is_sold_whole as sold_whole from venues.seat_table
    where mapping_id = ${mappingId} order by id`.execute(tx(ctx));
  const tablesByZone = Map.groupBy(tables.rows, ({ zoneId }) => zoneId);
  return {
    width,
    height,
    focus: x === null || y === null ? null : { x, y },
    zones: (await loadZones(ctx, mappingId)).map(({ parent, capacity, ...zone }) => ({
      ...zone,
      ...(parent === null ? {} : { parent }),
      ...(zone.kind === 'standing' ? { capacity } : {}),
      ...(zone.kind === 'seated'
        ? {
            tables: (tablesByZone.get(zone.id) ?? []).map(({ zoneId: _, ...table }) => table),
            rows: rows.get(zone.id) ?? [],
          }
        : {}),
    })),
    gates: await loadGates(ctx, mappingId),
  };
}

type ZoneRow = Pick<DrawnZone, 'code' | 'name' | 'kind'> & { id: string; parent: string | null; capacity: number };

async function loadZones(ctx: Ctx, mappingId: string): Promise<ZoneRow[]> {
  const found = await sql<ZoneRow>`
    select z.id, z.code, z.name, z.kind, p.code as parent, z.capacity
    from venues.zone z left join venues.zone p on p.mapping_id = z.mapping_id and p.id = z.parent_id
    where z.mapping_id = ${mappingId} order by z.position`.execute(tx(ctx));
  return found.rows;
}

type SeatRow = {
  readonly id: string;
  readonly zoneId: string;
  readonly rowLabel: string;
  readonly rowPosition: number;
  readonly number: string;
  readonly position: number;
  readonly x: number;
  readonly y: number;
  readonly flags: ChartFlag[];
  readonly tableLabel: string | null;
  readonly companionOf: string | null;
};

async function loadRows(ctx: Ctx, mappingId: string): Promise<ReadonlyMap<string, DrawnRow[]>> {
  const found = await sql<SeatRow>`
    select s.id::text, s.zone_id, s.row_label, s.row_position, s.number, s.number_position as position, s.x, s.y, s.flags,
      t.label as table_label, s.companion_of::text
    from venues.seat s left join venues.seat_table t on t.mapping_id = s.mapping_id and t.id = s.table_id
    where s.mapping_id = ${mappingId} order by s.ordinal`.execute(tx(ctx));
  const words = new Map<string, { row: string; number: string }>();
  for (const { id, rowLabel, number } of found.rows) words.set(id, { row: rowLabel, number });
  const byZone = new Map<string, DrawnRow[]>();
  for (const { id, zoneId, rowLabel, rowPosition, tableLabel, companionOf, ...seat } of found.rows) {
    const rows = byZone.get(zoneId) ?? [];
    byZone.set(zoneId, rows);
    let row = rows.at(-1);
    if (row?.label !== rowLabel || row.position !== rowPosition) {
      row = { label: rowLabel, position: rowPosition, seats: [] };
      rows.push(row);
    }
    const wheelchair = companionOf === null ? undefined : words.get(companionOf);
    row.seats.push({
      id,
      ...seat,
      ...(tableLabel === null ? {} : { table: tableLabel }),
      ...(wheelchair ? { companionOf: wheelchair } : {}),
    });
  }
  return byZone;
}

async function loadGates(ctx: Ctx, mappingId: string): Promise<Drawing['gates']> {
  const found = await sql<Drawing['gates'][number]>`
    select g.id, g.code, g.name,
      (select coalesce(array_agg(z.code order by z.position), '{}') from venues.gate_zone n
        join venues.zone z on z.mapping_id = n.mapping_id and z.id = n.zone_id
        where n.mapping_id = g.mapping_id and n.gate_id = g.id) as zones,
      (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.name), '[]')
        from venues.access_point a where a.mapping_id = g.mapping_id and a.gate_id = g.id) as access_points
    from venues.gate g where g.mapping_id = ${mappingId} order by g.code`.execute(tx(ctx));
  return found.rows;
}

export type DrawnIds = Record<'zones' | 'tables' | 'gates' | 'accessPoints', string[]> & { readonly seats: string[] };

/** Which of these ids no version of the plan has or had. */
export async function findStrangeIds(
  ctx: Ctx,
  { venueId, name }: { readonly venueId: string; readonly name: string },
  ids: DrawnIds,
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    with plan as (select id from venues.mapping where venue_id = ${venueId} and name = ${name})
    select id::text from (select unnest(${ids.seats}::bigint[]) as id
      except select s.id from venues.seat s join plan on plan.id = s.mapping_id) strange
    union all
    select id::text from (select unnest(${ids.zones}::uuid[]) as id
      except select z.id from venues.zone z join plan on plan.id = z.mapping_id) strange
    union all
    select id::text from (select unnest(${ids.tables}::uuid[]) as id
      except select t.id from venues.seat_table t join plan on plan.id = t.mapping_id) strange
    union all
    select id::text from (select unnest(${ids.gates}::uuid[]) as id
      except select g.id from venues.gate g join plan on plan.id = g.mapping_id) strange
    union all
    select id::text from (select unnest(${ids.accessPoints}::uuid[]) as id
      except select a.id from venues.access_point a join plan on plan.id = a.mapping_id) strange`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}

export async function drawSeatIds(ctx: Ctx, count: number): Promise<string[]> {
  const drawn = await sql<{ id: string }>`
    select nextval('venues.seat_id_seq')::text as id from generate_series(1, ${count})`.execute(tx(ctx));
  return drawn.rows.map(({ id }) => id);
}

export type ZoneToSave = Required<Pick<DrawnZone, 'code' | 'name' | 'kind' | 'capacity'>> & {
  readonly id: string;
  readonly parentId: string | null;
};
export type SeatToSave = Omit<SeatRow, 'tableLabel' | 'zoneId'> & {
  readonly zoneId: string;
  readonly tableId: string | null;
};
export type PlanToSave = Pick<Drawing, 'width' | 'height' | 'focus'> & {
  /** In tree order. */
  readonly zones: readonly ZoneToSave[];
  readonly tables: readonly { id: string; zoneId: string; label: string; soldWhole: boolean }[];
  /** In the order of their ordinals. */
  readonly seats: readonly SeatToSave[];
  readonly gates: readonly {
    id: string;
    code: string;
    name: string;
    zoneIds: readonly string[];
    accessPoints: readonly { id: string; name: string }[];
  }[];
};

/** Replaces everything a draft holds and counts the edit. */
export async function saveDrawing(ctx: Ctx, mappingId: string, plan: PlanToSave): Promise<void> {
  await emptyDraft(ctx, mappingId);
  await sql`
    update venues.mapping set width = ${plan.width}, height = ${plan.height}, focal_x = ${plan.focus?.x ?? null},
      focal_y = ${plan.focus?.y ?? null}, edit_number = edit_number + 1 where id = ${mappingId}`.execute(tx(ctx));
  const { zones, tables, gates } = plan;
  await sql`
    insert into venues.zone (mapping_id, id, parent_id, code, name, kind, capacity, position)
    select ${mappingId}, id, parent_id, code, name, kind, capacity, position - 1
    from unnest(${zones.map(({ id }) => id)}::uuid[], ${zones.map(({ parentId }) => parentId)}::uuid[],
      ${zones.map(({ code }) => code)}::text[], ${zones.map(({ name }) => name)}::text[],
      ${zones.map(({ kind }) => kind)}::text[], ${zones.map(({ capacity }) => capacity ?? 0)}::int[])
      with ordinality as drawn (id, parent_id, code, name, kind, capacity, position)`.execute(tx(ctx));
  await sql`
    insert into venues.seat_table (mapping_id, id, zone_id, label, is_sold_whole)
    select ${mappingId}, * from unnest(${tables.map(({ id }) => id)}::uuid[],
      ${tables.map(({ zoneId }) => zoneId)}::uuid[], ${tables.map(({ label }) => label)}::text[],
      ${tables.map(({ soldWhole }) => soldWhole)}::boolean[])`.execute(tx(ctx));
  await saveSeats(ctx, mappingId, plan.seats);
  await saveGates(ctx, mappingId, gates);
}

async function saveSeats(ctx: Ctx, mappingId: string, seats: readonly SeatToSave[]): Promise<void> {
  await sql`
    insert into venues.seat (mapping_id, id, zone_id, ordinal, row_label, row_position, number, number_position, x, y, flags,
      table_id, companion_of)
    select ${mappingId}, id, zone_id, ordinal - 1, row_label, row_position, number, number_position, x, y,
      string_to_array(flags, ' '), table_id, companion_of
    from unnest(${seats.map(({ id }) => id)}::bigint[], ${seats.map(({ zoneId }) => zoneId)}::uuid[],
      ${seats.map(({ rowLabel }) => rowLabel)}::text[], ${seats.map(({ rowPosition }) => rowPosition)}::int[],
      ${seats.map(({ number }) => number)}::text[], ${seats.map(({ position }) => position)}::int[],
      ${seats.map(({ x }) => x)}::real[], ${seats.map(({ y }) => y)}::real[],
      ${seats.map(({ flags }) => flags.join(' '))}::text[], ${seats.map(({ tableId }) => tableId)}::uuid[],
      ${seats.map(({ companionOf }) => companionOf)}::bigint[])
      with ordinality as drawn (id, zone_id, row_label, row_position, number, number_position, x, y, flags, table_id,
        companion_of, ordinal)`.execute(tx(ctx));
}

async function saveGates(ctx: Ctx, mappingId: string, gates: PlanToSave['gates']): Promise<void> {
  const served = gates.flatMap(({ id, zoneIds }) => [...new Set(zoneIds)].map((zoneId) => ({ gateId: id, zoneId })));
  const points = gates.flatMap(({ id, accessPoints }) => accessPoints.map((point) => ({ gateId: id, ...point })));
  await sql`
    insert into venues.gate (mapping_id, id, code, name)
    select ${mappingId}, * from unnest(${gates.map(({ id }) => id)}::uuid[], ${gates.map(({ code }) => code)}::text[],
      ${gates.map(({ name }) => name)}::text[])`.execute(tx(ctx));
  await sql`
    insert into venues.gate_zone (mapping_id, gate_id, zone_id)
    select ${mappingId}, * from unnest(${served.map(({ gateId }) => gateId)}::uuid[],
      ${served.map(({ zoneId }) => zoneId)}::uuid[])`.execute(tx(ctx));
  await sql`
    insert into venues.access_point (mapping_id, id, gate_id, name)
    select ${mappingId}, * from unnest(${points.map(({ id }) => id)}::uuid[],
      ${points.map(({ gateId }) => gateId)}::uuid[], ${points.map(({ name }) => name)}::text[])`.execute(tx(ctx));
}
