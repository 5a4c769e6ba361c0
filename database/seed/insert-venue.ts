import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { MappingPlan, SeatPlan, VenuePlan } from './plans.ts';

export type InsertedMapping = {
  readonly id: string;
  /** By code. */
  readonly zoneIds: ReadonlyMap<string, string>;
  /** By code. */
  readonly gateIds: ReadonlyMap<string, string>;
  /** By code of their gate, in the order of the plan. */
  readonly accessPointIds: ReadonlyMap<string, readonly string[]>;
};

export async function insertVenue(client: ClientBase, organiserId: string, venue: VenuePlan): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into venues.venue
       (id, organiser_id, slug, name, address, city, country, time_zone, latitude, longitude, access_note)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      organiserId,
      venue.slug,
      venue.name,
      venue.address,
      venue.city,
      venue.country,
      venue.timeZone,
      venue.latitude,
      venue.longitude,
      venue.accessNote,
    ],
  );
  return id;
}

/** A published mapping with its zones, tables, seats and gates. Few statements, however many seats. */
export async function insertMapping(client: ClientBase, venueId: string, plan: MappingPlan): Promise<InsertedMapping> {
  const id = randomUUID();
  await client.query(
    `insert into venues.mapping (id, venue_id, name, width, height, focal_x, focal_y) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, venueId, plan.name, plan.width, plan.height, plan.focalX, plan.focalY],
  );
  const zoneIds = await insertZones(client, id, plan);
  const tableIds = await insertTables(client, id, plan, zoneIds);
  await insertSeats(client, id, plan.seats, { zoneIds, tableIds });
  await joinCompanions(client, id, plan.seats);
  const gateIds = new Map(plan.gates.map(({ code }) => [code, randomUUID()]));
  const accessPointIds = new Map(plan.gates.map((gate) => [gate.code, gate.accessPoints.map(() => randomUUID())]));
  await insertGates(client, id, plan, { zoneIds, gateIds, accessPointIds });
  await client.query(`update venues.mapping set state = 'published', published_at = clock_timestamp() where id = $1`, [
    id,
  ]);
  return { id, zoneIds, gateIds, accessPointIds };
}

async function insertZones(client: ClientBase, mappingId: string, plan: MappingPlan): Promise<Map<string, string>> {
  const ids = new Map(plan.zones.map(({ code }) => [code, randomUUID()]));
  const seatCounts = new Map<string, number>();
  for (const { zone } of plan.seats) seatCounts.set(zone, (seatCounts.get(zone) ?? 0) + 1);
  await client.query(
    `insert into venues.zone (id, mapping_id, parent_id, code, name, kind, capacity, position)
     select id, $1, parent_id, code, name, kind, capacity, position
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[])
       as zone (id, parent_id, code, name, kind, capacity, position)`,
    [
      mappingId,
      plan.zones.map(({ code }) => idOf(ids, code)),
      plan.zones.map(({ parent }) => (parent === undefined ? null : idOf(ids, parent))),
      plan.zones.map(({ code }) => code),
      plan.zones.map(({ name }) => name),
      plan.zones.map(({ kind }) => kind),
      plan.zones.map(({ code, capacity }) => capacity ?? seatCounts.get(code) ?? 0),
      plan.zones.map((_, position) => position),
    ],
  );
  return ids;
}

async function insertTables(
  client: ClientBase,
  mappingId: string,
  { tables = [] }: MappingPlan,
  zoneIds: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const ids = new Map(tables.map(({ code }) => [code, randomUUID()]));
  if (tables.length === 0) return ids;
  await client.query(
    `insert into venues.seat_table (mapping_id, id, zone_id, label, is_sold_whole)
     select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::boolean[])`,
    [
      mappingId,
      tables.map(({ code }) => idOf(ids, code)),
      tables.map(({ zone }) => idOf(zoneIds, zone)),
      tables.map(({ label }) => label),
      tables.map(({ isSoldWhole }) => isSoldWhole),
    ],
  );
  return ids;
}

async function insertSeats(
  client: ClientBase,
  mappingId: string,
  seats: readonly SeatPlan[],
  { zoneIds, tableIds }: Record<'zoneIds' | 'tableIds', ReadonlyMap<string, string>>,
): Promise<void> {
  await client.query(
    `insert into venues.seat
       (mapping_id, zone_id, ordinal, row_label, row_position, number, number_position, x, y, flags, table_id)
     select $1, zone_id, ordinal - 1, row_label, row_position, number, number_position, x, y, string_to_array(flags, ' '),
       table_id
     from unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::int[], $7::real[], $8::real[], $9::text[], $10::uuid[])
       with ordinality as seat (zone_id, row_label, row_position, number, number_position, x, y, flags, table_id, ordinal)`,
    [
      mappingId,
      seats.map(({ zone }) => idOf(zoneIds, zone)),
      seats.map(({ row }) => row),
      seats.map(({ rowPosition }) => rowPosition),
      seats.map(({ number }) => number),
      seats.map(({ numberPosition }) => numberPosition),
      seats.map(({ x }) => x),
      seats.map(({ y }) => y),
      seats.map(({ flags }) => flags.join(' ')),
      seats.map(({ table }) => (table === undefined ? null : idOf(tableIds, table))),
    ],
  );
}

async function joinCompanions(client: ClientBase, mappingId: string, seats: readonly SeatPlan[]): Promise<void> {
  const companions = seats.flatMap(({ companionOf }, ordinal) =>
    companionOf === undefined ? [] : [{ companionOf, ordinal }],
  );
  if (companions.length === 0) return;
  await client.query(
    `update venues.seat companion set companion_of = wheelchair.id
     from unnest($2::int[], $3::text[]) as pair (ordinal, number)
     join venues.seat own on own.mapping_id = $1 and own.ordinal = pair.ordinal
     join venues.seat wheelchair on wheelchair.mapping_id = $1 and wheelchair.zone_id = own.zone_id
       and wheelchair.row_position = own.row_position and wheelchair.number = pair.number
     where companion.mapping_id = $1 and companion.id = own.id`,
    [mappingId, companions.map(({ ordinal }) => ordinal), companions.map(({ companionOf }) => companionOf)],
  );
}

async function insertGates(
  client: ClientBase,
  mappingId: string,
  { gates }: MappingPlan,
  { zoneIds, gateIds, accessPointIds }: Omit<InsertedMapping, 'id'>,
): Promise<void> {
  await client.query(
    `insert into venues.gate (id, mapping_id, code, name)
     select id, $1, code, name from unnest($2::uuid[], $3::text[], $4::text[]) as gate (id, code, name)`,
    [
      mappingId,
      gates.map(({ code }) => idOf(gateIds, code)),
      gates.map(({ code }) => code),
      gates.map(({ name }) => name),
    ],
  );
  const served = gates.flatMap(({ code, zones }) => zones.map((zone) => ({ gate: code, zone })));
  await client.query(
    `insert into venues.gate_zone (mapping_id, gate_id, zone_id) select $1, * from unnest($2::uuid[], $3::uuid[])`,
    [mappingId, served.map(({ gate }) => idOf(gateIds, gate)), served.map(({ zone }) => idOf(zoneIds, zone))],
  );
  const points = gates.flatMap(({ code, accessPoints }) =>
    accessPoints.map((name, position) => ({ id: accessPointIds.get(code)?.[position], gate: code, name })),
  );
  await client.query(
    `insert into venues.access_point (mapping_id, id, gate_id, name)
     select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[])`,
    [
      mappingId,
      points.map(({ id }) => id),
      points.map(({ gate }) => idOf(gateIds, gate)),
      points.map(({ name }) => name),
    ],
  );
}

/** Throws RangeError for a code the plan does not have. */
export function idOf(ids: ReadonlyMap<string, string>, code: string): string {
  const id = ids.get(code);
  if (id === undefined) throw new RangeError(`nothing in the plan is called ${code}`);
  return id;
}
