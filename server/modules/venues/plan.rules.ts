import type { DrawMapping, planProblemCodes } from '@tessera/contract/api/venues';
import { seatsPerMappingMax, zoneDepthMax } from '@tessera/contract/api/venues';
import type { z } from 'zod';

export type Drawing = Omit<z.output<typeof DrawMapping>, 'stamp'>;
export type DrawnZone = Drawing['zones'][number];
export type DrawnRow = NonNullable<DrawnZone['rows']>[number];
export type DrawnSeat = DrawnRow['seats'][number];

export type PlanProblemCode = (typeof planProblemCodes)[number];
export type PlanPlace = {
  readonly zone: string | null;
  readonly row: string | null;
  readonly number: string | null;
  readonly seat: string | null;
};
export type PlanProblem = { readonly code: PlanProblemCode; readonly place: PlanPlace };

/** A seat with the zone and the row it stands in. */
export type PlacedSeat = { readonly zone: DrawnZone; readonly row: DrawnRow; readonly seat: DrawnSeat };

/** Zones as a tree is read: each before what it holds, siblings as they were drawn. Those in a circle are left out. */
export function zonesInTreeOrder(zones: readonly DrawnZone[]): DrawnZone[] {
  const inside = Map.groupBy(zones, ({ parent }) => parent);
  const walk = (code: string | undefined): DrawnZone[] =>
    (inside.get(code) ?? []).flatMap((zone) => [zone, ...walk(zone.code)]);
  return walk(undefined);
}

/** Seats in the order of their ordinals: zones as the tree is read, their rows, and along each row, by position. */
export function seatsInOrder(zones: readonly DrawnZone[]): PlacedSeat[] {
  return zonesInTreeOrder(zones).flatMap((zone) =>
    (zone.rows ?? [])
      .toSorted((a, b) => a.position - b.position)
      .flatMap((row) => row.seats.toSorted((a, b) => a.position - b.position).map((seat) => ({ zone, row, seat }))),
  );
}

/** What a draft cannot even be kept with, because it contradicts itself. */
export function findContradictions({ zones, gates }: Drawing): PlanProblem[] {
  const seats = zones.flatMap((zone) =>
    (zone.rows ?? []).flatMap((row) => row.seats.map((seat): PlacedSeat => ({ zone, row, seat }))),
  );
  const codes = new Map(zones.map((zone) => [zone.code, zone]));
  const zoneProblem = (code: PlanProblemCode, zone: DrawnZone | undefined) => ({ code, place: placeOf(zone) });
  const served = gates.flatMap((gate) => gate.zones);
  return [
    ...(seats.length > seatsPerMappingMax ? [zoneProblem('too_many_seats', undefined)] : []),
    ...repeated(zones, ({ code }) => code).map((zone) => zoneProblem('duplicate_zone_code', zone)),
    ...repeated(gates, ({ code }) => code).map(() => zoneProblem('duplicate_gate_code', undefined)),
    ...gates
      .flatMap(({ accessPoints }) => repeated(accessPoints, ({ name }) => name))
      .map(() => zoneProblem('duplicate_access_point', undefined)),
    ...served.filter((code) => !codes.has(code)).map(() => zoneProblem('unknown_zone', undefined)),
    ...zones.flatMap((zone) => treeProblems(zone, codes).map((code) => zoneProblem(code, zone))),
    ...zones.flatMap((zone) =>
      repeated(zone.tables ?? [], ({ label }) => label).map(() => zoneProblem('duplicate_table_label', zone)),
    ),
    ...repeatedIds({ zones, gates }).map(() => zoneProblem('duplicate_id', undefined)),
    ...repeated(
      seats.filter(({ seat }) => seat.id !== undefined),
      ({ seat }) => seat.id,
    ).map((placed): PlanProblem => ({ code: 'duplicate_id', place: placeOfSeat(placed) })),
    ...seats.flatMap((placed) => brokenReferences(placed).map((code) => ({ code, place: placeOfSeat(placed) }))),
  ];
}

/** Ids of one kind are unique; seats have ids of another form. */
function repeatedIds({ zones, gates }: Pick<Drawing, 'zones' | 'gates'>): string[] {
  const known = (things: readonly { id?: string | undefined }[]) => things.flatMap(({ id }) => id ?? []);
  const tables = zones.flatMap((zone) => zone.tables ?? []);
  const accessPoints = gates.flatMap((gate) => gate.accessPoints);
  return [zones, tables, gates, accessPoints].flatMap((things) => repeated(known(things), (id) => id));
}

function treeProblems(zone: DrawnZone, codes: ReadonlyMap<string, DrawnZone>): PlanProblemCode[] {
  const problems: PlanProblemCode[] = [];
  const parent = zone.parent === undefined ? undefined : codes.get(zone.parent);
  if (zone.parent !== undefined && !parent) problems.push('unknown_zone');
  if (parent && parent.kind !== 'group') problems.push('zone_outside_group');
  const circle = findCircle(zone, codes);
  if (circle) problems.push(circle);
  const hasSeats = (zone.rows ?? []).length > 0 || (zone.tables ?? []).length > 0;
  if (zone.kind !== 'seated' && hasSeats) problems.push('seats_outside_seated_zone');
  return problems;
}

function findCircle(zone: DrawnZone, codes: ReadonlyMap<string, DrawnZone>): PlanProblemCode | undefined {
  const passed = new Set<string>();
  for (let around = zone.parent; around !== undefined; around = codes.get(around)?.parent) {
    if (around === zone.code) return 'zone_in_itself';
    // A circle further up is told of those who are in it.
    if (passed.has(around)) return undefined;
    passed.add(around);
    if (passed.size > zoneDepthMax) return 'zone_too_deep';
  }
  return undefined;
}

function brokenReferences({ zone, row, seat }: PlacedSeat): PlanProblemCode[] {
  const { table, companionOf } = seat;
  const problems: PlanProblemCode[] = [];
  if (table !== undefined && !contentOf(zone).tables.has(table)) problems.push('unknown_table');
  if (!companionOf) return problems;
  const isItself = companionOf.row === row.label && companionOf.number === seat.number;
  if (isItself || !findSeat(zone, companionOf)) problems.push('unknown_wheelchair_place');
  return problems;
}

export function findSeat(zone: DrawnZone, { row, number }: { row: string; number: string }): DrawnSeat | undefined {
  return contentOf(zone).seats.get(JSON.stringify([row, number]));
}

type Content = { readonly tables: ReadonlySet<string>; readonly seats: ReadonlyMap<string, DrawnSeat> };
const contents = new WeakMap<DrawnZone, Content>();

/** Tables and seats of a zone by what they are called; of two seats of one name, the first. */
function contentOf(zone: DrawnZone): Content {
  const known = contents.get(zone);
  if (known) return known;
  const named = (zone.rows ?? []).flatMap(({ label, seats }) =>
    seats.map((seat): [string, DrawnSeat] => [JSON.stringify([label, seat.number]), seat]),
  );
  const content = {
    tables: new Set((zone.tables ?? []).map(({ label }) => label)),
    seats: new Map(named.toReversed()),
  };
  contents.set(zone, content);
  return content;
}

/** Each thing whose key another one before it has. */
export function repeated<Thing>(things: readonly Thing[], keyOf: (thing: Thing) => unknown): Thing[] {
  const seen = new Set<unknown>();
  return things.filter((thing) => {
    const key = keyOf(thing);
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

export function placeOf(zone: DrawnZone | undefined): PlanPlace {
  return { zone: zone?.code ?? null, row: null, number: null, seat: null };
}

export function placeOfSeat({ zone, row, seat }: PlacedSeat): PlanPlace {
  return { zone: zone.code, row: row.label, number: seat.number, seat: seat.id ?? null };
}
