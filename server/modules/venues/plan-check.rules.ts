import {
  type Drawing,
  type DrawnZone,
  findSeat,
  type PlacedSeat,
  type PlanPlace,
  type PlanProblem,
  type PlanProblemCode,
  placeOf,
  placeOfSeat,
  repeated,
  seatsInOrder,
} from './plan.rules.ts';

export type Severity = 'error' | 'warning';
export type FoundProblem = {
  readonly code: PlanProblemCode;
  readonly severity: Severity;
  readonly count: number;
  /** The first hundred. */
  readonly places: readonly PlanPlace[];
};

/** Closer seats are one on top of the other. */
export const seatDistanceMetres = 0.2;
const placesToldMax = 100;
const warnings: ReadonlySet<PlanProblemCode> = new Set([
  'seated_without_seats',
  'wheelchair_without_companion',
  'table_without_seats',
  'zone_without_gate',
]);

/** What stands against publishing a plan, or should be looked at, by code. */
export function checkPlan(drawing: Drawing): FoundProblem[] {
  const seats = seatsInOrder(drawing.zones);
  const problems = [
    ...wholePlanProblems(drawing, seats),
    ...drawing.zones.flatMap(zoneProblems),
    ...unserved(drawing).map((zone): PlanProblem => ({ code: 'zone_without_gate', place: placeOf(zone) })),
    ...seats.filter((placed) => isOutside(placed, drawing)).map(told('seat_outside_plan')),
    ...overlapping(seats).map(told('seats_overlap')),
    ...drawing.zones.flatMap(companionProblems),
  ];
  return [...Map.groupBy(problems, ({ code }) => code)].map(([code, found]) => ({
    code,
    severity: warnings.has(code) ? 'warning' : 'error',
    count: found.length,
    places: found.slice(0, placesToldMax).map(({ place }) => place),
  }));
}

export function isPublishable(problems: readonly FoundProblem[]): boolean {
  return problems.every(({ severity }) => severity === 'warning');
}

const told =
  (code: PlanProblemCode) =>
  (placed: PlacedSeat): PlanProblem => ({ code, place: placeOfSeat(placed) });

function wholePlanProblems({ focus, zones }: Drawing, seats: readonly PlacedSeat[]): PlanProblem[] {
  const problems: PlanProblemCode[] = [];
  if (!focus) problems.push('no_focal_point');
  if (seats.length === 0 && !zones.some(({ kind }) => kind === 'standing')) problems.push('no_places');
  return problems.map((code) => ({ code, place: placeOf(undefined) }));
}

function zoneProblems(zone: DrawnZone): PlanProblem[] {
  const codes: PlanProblemCode[] = [];
  const rows = zone.rows ?? [];
  if (zone.kind === 'standing' && (zone.capacity ?? 0) === 0) codes.push('standing_without_capacity');
  if (zone.kind === 'seated' && rows.length === 0) codes.push('seated_without_seats');
  const seats = rows.flatMap((row) => row.seats.map((seat): PlacedSeat => ({ zone, row, seat })));
  const tables = new Set(seats.map(({ seat }) => seat.table));
  return [
    ...codes.map((code) => ({ code, place: placeOf(zone) })),
    ...(zone.tables ?? [])
      .filter(({ label }) => !tables.has(label))
      .map(() => ({ code: 'table_without_seats' as const, place: placeOf(zone) })),
    ...repeated(rows, ({ position }) => position).map((row) => ({
      code: 'duplicate_row_position' as const,
      place: { ...placeOf(zone), row: row.label },
    })),
    ...rows.flatMap((row) =>
      repeated(row.seats, ({ position }) => position).map((seat) =>
        told('duplicate_seat_position')({ zone, row, seat }),
      ),
    ),
    ...repeated(seats, ({ row, seat }) => JSON.stringify([row.label, seat.number])).map(told('duplicate_label')),
  ];
}

/** Zones that no gate names, neither themselves nor a group around them, while every gate names some. */
function unserved({ zones, gates }: Drawing): DrawnZone[] {
  if (gates.some((gate) => gate.zones.length === 0) || gates.length === 0) return [];
  const named = new Set(gates.flatMap((gate) => gate.zones));
  const parents = new Map(zones.map(({ code, parent }) => [code, parent]));
  return zones.filter(({ code, kind }) => {
    let around: string | undefined = code;
    while (around !== undefined && !named.has(around)) around = parents.get(around);
    return kind !== 'group' && around === undefined;
  });
}

function isOutside({ seat: { x, y } }: PlacedSeat, { width, height }: Drawing): boolean {
  return x < 0 || y < 0 || x > width || y > height;
}

/** Seats too close to one before them, found by cells as wide as the distance. */
function overlapping(seats: readonly PlacedSeat[]): PlacedSeat[] {
  // Coordinates are kept with seven digits: what was drawn at 20 cm may come back a hair closer.
  const limit = seatDistanceMetres - 0.0005;
  const cells = new Map<number, PlacedSeat[]>();
  const cellOf = (column: number, line: number): number => column * 100_003 + line;
  return seats.filter((placed) => {
    const { x, y } = placed.seat;
    const column = Math.floor(x / seatDistanceMetres);
    const line = Math.floor(y / seatDistanceMetres);
    let isClose = false;
    for (let around = 0; around < 9 && !isClose; around += 1) {
      const near = cells.get(cellOf(column + (around % 3) - 1, line + Math.floor(around / 3) - 1));
      isClose = near?.some(({ seat }) => Math.hypot(seat.x - x, seat.y - y) < limit) ?? false;
    }
    const cell = cellOf(column, line);
    const own = cells.get(cell);
    if (own) own.push(placed);
    else cells.set(cell, [placed]);
    return isClose;
  });
}

function companionProblems(zone: DrawnZone): PlanProblem[] {
  const seats = (zone.rows ?? []).flatMap((row) => row.seats.map((seat): PlacedSeat => ({ zone, row, seat })));
  const accompanied = new Set<unknown>();
  const widowed = seats.filter(({ seat: { flags = [], companionOf } }) => {
    const wheelchair = companionOf && findSeat(zone, companionOf);
    if (wheelchair) accompanied.add(wheelchair);
    const isCompanion = flags.includes('companion');
    const hasWheelchair = wheelchair?.flags?.includes('wheelchair') ?? false;
    return (isCompanion || companionOf !== undefined) && !(isCompanion && hasWheelchair);
  });
  const lonely = seats.filter(({ seat }) => seat.flags?.includes('wheelchair') && !accompanied.has(seat));
  return [...widowed.map(told('companion_without_wheelchair')), ...lonely.map(told('wheelchair_without_companion'))];
}
