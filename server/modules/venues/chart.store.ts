import { buildChart, type Chart, type ChartFlag, type ChartZone } from '@tessera/contract/seating/chart';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

/** The whole mapping for memory: 45,000 seats take a quarter of a second to read. Undefined: no such mapping. */
export async function loadChart(ctx: Ctx, mappingId: string): Promise<Chart | undefined> {
  const mappings = await sql<{ width: number; height: number; focalX: number; focalY: number }>`
    select width, height, coalesce(focal_x, width / 2) as focal_x, coalesce(focal_y, 0) as focal_y from venues.mapping where id = ${mappingId}`.execute(
    tx(ctx),
  );
  const [mapping] = mappings.rows;
  if (!mapping) return undefined;
  const zones = await sql<Omit<ChartZone, 'parent'> & { parentId: string | null }>`
    select id, code, name, kind, parent_id, case kind when 'standing' then capacity else 0 end as capacity
    from venues.zone where mapping_id = ${mappingId} order by position`.execute(tx(ctx));
  const zoneIndex = new Map(zones.rows.map(({ id }, index) => [id, index]));
  const tables = await sql<{ id: string; label: string; isSoldWhole: boolean }>`
    select id, label, is_sold_whole from venues.seat_table where mapping_id = ${mappingId} order by id`.execute(
    tx(ctx),
  );
  const tableIndex = new Map(tables.rows.map(({ id }, index) => [id, index]));
  const seats = await sql<SeatRow>`
    select id, zone_id, row_label, row_position, number, number_position, x, y, flags, table_id, companion_of
    from venues.seat where mapping_id = ${mappingId} order by ordinal`.execute(tx(ctx));
  return buildChart({
    width: mapping.width,
    height: mapping.height,
    focus: { x: mapping.focalX, y: mapping.focalY },
    zones: zones.rows.map(({ parentId, ...zone }) => ({
      ...zone,
      parent: parentId === null ? null : (zoneIndex.get(parentId) ?? null),
    })),
    tables: tables.rows.map(({ label, isSoldWhole }) => ({ label, isSoldWhole })),
    seats: seats.rows.map((seat) => ({
      id: seat.id,
      zone: zoneIndex.get(seat.zoneId) ?? -1,
      row: seat.rowLabel,
      rowPosition: seat.rowPosition,
      number: seat.number,
      position: seat.numberPosition,
      x: seat.x,
      y: seat.y,
      flags: seat.flags,
      table: seat.tableId === null ? null : (tableIndex.get(seat.tableId) ?? null),
      companionOf: seat.companionOf,
    })),
  });
}

type SeatRow = {
  readonly id: number;
  readonly zoneId: string;
  readonly rowLabel: string;
  readonly rowPosition: number;
  readonly number: string;
  readonly numberPosition: number;
  readonly x: number;
  readonly y: number;
  readonly flags: readonly ChartFlag[];
  readonly tableId: string | null;
  readonly companionOf: number | null;
};
