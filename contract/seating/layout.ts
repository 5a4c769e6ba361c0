import { type Chart, flagBits } from './chart.ts';

/** What never changes about a chart and every choice asks for; indexed by ordinal unless said otherwise. */
export type Layout = {
  /** 1: the seat of the next ordinal is its neighbour, at the same table or at none. */
  readonly touchesNext: Uint8Array;
  /** 1: for everybody: no wheelchair or companion place, no seat of a table sold whole. */
  readonly isOrdinary: Uint8Array;
  /** Millimetres to the focal point. Whole numbers, so that sums in any order and on any machine are equal. */
  readonly distances: Float64Array;
  /** By row index: index of the row behind it, −1 for none. */
  readonly rowBehind: Int32Array;
  /** By zone index: its rows. */
  readonly rowsOfZone: readonly (readonly number[])[];
  readonly allRows: readonly number[];
  /** Ordinals of each table that is sold whole. */
  readonly wholeTables: readonly (readonly number[])[];
};

const layouts = new WeakMap<Chart, Layout>();

/** Worked out once a chart. */
export function layoutOf(chart: Chart): Layout {
  const known = layouts.get(chart);
  if (known) return known;
  const rowsOfZone: number[][] = chart.zones.map(() => []);
  chart.rows.forEach(({ zone }, row) => {
    rowsOfZone[zone]?.push(row);
  });
  const layout: Layout = {
    touchesNext: Uint8Array.from(chart.rowOf, (_, ordinal) => (touchesNext(chart, ordinal) ? 1 : 0)),
    isOrdinary: Uint8Array.from(chart.flags, (_, ordinal) => (isOrdinary(chart, ordinal) ? 1 : 0)),
    distances: Float64Array.from(chart.x, (x, ordinal) =>
      millimetres(x - chart.focus.x, (chart.y[ordinal] ?? 0) - chart.focus.y),
    ),
    rowBehind: rowsBehind(chart),
    rowsOfZone,
    allRows: chart.rows.map((_, row) => row),
    wholeTables: wholeTables(chart),
  };
  layouts.set(chart, layout);
  return layout;
}

/** Not `Math.hypot`, whose last digit may differ between browsers. */
export function millimetres(dx: number, dy: number): number {
  return Math.round(Math.sqrt(dx * dx + dy * dy) * 1000);
}

const wheelchair = flagBits(['wheelchair']);
const companion = flagBits(['companion']);

export function isWheelchairPlace(chart: Chart, ordinal: number): boolean {
  return ((chart.flags[ordinal] ?? 0) & wheelchair) !== 0;
}

/** A place for whoever comes with a wheelchair user; a wheelchair place is none. */
export function isCompanionSeat(chart: Chart, ordinal: number): boolean {
  return ((chart.flags[ordinal] ?? 0) & companion) !== 0 && !isWheelchairPlace(chart, ordinal);
}

function isOrdinary(chart: Chart, ordinal: number): boolean {
  const isSoldWhole = chart.tables[chart.tableOf[ordinal] ?? -1]?.isSoldWhole ?? false;
  return ((chart.flags[ordinal] ?? 0) & (wheelchair | companion)) === 0 && !isSoldWhole;
}

function touchesNext(chart: Chart, ordinal: number): boolean {
  return (
    chart.rowOf[ordinal] === chart.rowOf[ordinal + 1] &&
    chart.positions[ordinal + 1] === (chart.positions[ordinal] ?? 0) + 1 &&
    chart.tableOf[ordinal] === chart.tableOf[ordinal + 1]
  );
}

function rowsBehind(chart: Chart): Int32Array {
  const rowAt = new Map(chart.rows.map(({ zone, position }, row) => [`${zone} ${position}`, row]));
  return Int32Array.from(chart.rows, ({ zone, position }) => rowAt.get(`${zone} ${position + 1}`) ?? -1);
}

function wholeTables(chart: Chart): number[][] {
  const seats: number[][] = chart.tables.map(() => []);
  chart.tableOf.forEach((table, ordinal) => {
    if (chart.tables[table]?.isSoldWhole) seats[table]?.push(ordinal);
  });
  return seats.filter(({ length }) => length > 0);
}
