import type pg from 'pg';
import type { SmallHouse } from '../small-house.ts';

export type NextVersion = { readonly seats: readonly number[]; readonly capacity: number };

/** The id of a seat that no version of the plan has yet: at the right end of row B. */
export async function newSeatId(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `select nextval(pg_get_serial_sequence('venues.seat', 'id'))::int as id`,
  );
  return rows[0]?.id ?? 0;
}

/** Publishes a copy of the house's first plan that has only these seats, the extra one among them or not, and so large a pit. */
export async function publishNextVersion(
  pool: pg.Pool,
  { mappingId, rows }: SmallHouse,
  extra: number,
  { seats, capacity }: NextVersion,
): Promise<string> {
  const made = await pool.query<{ id: string }>(
    `insert into venues.mapping (venue_id, name, version, width, height, focal_x, focal_y)
     select venue_id, name, (select max(n.version) from venues.mapping n where n.venue_id = m.venue_id) + 1, width, height,
       focal_x, focal_y
     from venues.mapping m where id = $1 returning id`,
    [mappingId],
  );
  const id = made.rows[0]?.id ?? '';
  await pool.query(
    `insert into venues.zone (mapping_id, id, parent_id, code, name, kind, capacity, position)
     select $2, id, parent_id, code, name, kind, case kind when 'standing' then $3 else capacity end, position
     from venues.zone where mapping_id = $1`,
    [mappingId, id, capacity],
  );
  await pool.query(
    `insert into venues.seat_table (mapping_id, id, zone_id, label, is_sold_whole)
     select $2, id, zone_id, label, is_sold_whole from venues.seat_table where mapping_id = $1`,
    [mappingId, id],
  );
  const last = rows[1]?.at(-1);
  await pool.query(
    `with kept as (
       select id, zone_id, ordinal * 2 as place, row_label, row_position, number, number_position, x, y, flags, table_id, companion_of
       from venues.seat where mapping_id = $1
       union all
       select $4, zone_id, ordinal * 2 + 1, row_label, row_position, '7', number_position + 1, x + 0.5, y, flags, null, null
       from venues.seat where mapping_id = $1 and id = $5
     )
     insert into venues.seat (mapping_id, id, zone_id, ordinal, row_label, row_position, number, number_position, x, y, flags,
       table_id, companion_of)
     select $2, id, zone_id, row_number() over (order by place) - 1, row_label, row_position, number, number_position, x, y,
       flags, table_id, companion_of
     from kept where id = any($3::bigint[])`,
    [mappingId, id, seats, extra, last],
  );
  await pool.query(`update venues.mapping set state = 'published', published_at = clock_timestamp() where id = $1`, [
    id,
  ]);
  return id;
}
