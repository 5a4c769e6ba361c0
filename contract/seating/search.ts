import type { Chart } from './chart.ts';
import { type Layout, layoutOf } from './layout.ts';

/** One look over some rows of a chart, as its seats are at this moment. */
export type Search = {
  readonly chart: Chart;
  readonly layout: Layout;
  /** 0: available. */
  readonly states: Uint8Array;
  /** Rows seats may be chosen from. */
  readonly rows: readonly number[];
  /** What each seat costs, in millimetres: the least sum wins. */
  readonly costs: Float64Array;
  /** How many ordinary available seats touch each other from this ordinal on; 0 outside the rows. */
  readonly reach: Int32Array;
};

export function searchIn(
  chart: Chart,
  states: Uint8Array,
  rows: readonly number[],
  costs: Float64Array = layoutOf(chart).distances,
): Search {
  const layout = layoutOf(chart);
  const reach = new Int32Array(chart.seatCount);
  const { isOrdinary, touchesNext } = layout;
  for (const index of rows) {
    const row = chart.rows[index];
    if (!row) continue;
    let run = 0;
    for (let seat = row.first + row.count - 1; seat >= row.first; seat -= 1) {
      if (states[seat] !== 0 || isOrdinary[seat] !== 1) run = 0;
      else run = touchesNext[seat] === 1 ? run + 1 : 1;
      reach[seat] = run;
    }
  }
  return { chart, layout, states, rows, costs, reach };
}

/** All rows of the chart, or of one zone, that `allowed` (by row index; absent: all) lets in. */
export function allowedRows(chart: Chart, allowed: Uint8Array | undefined, zone?: number): readonly number[] {
  const layout = layoutOf(chart);
  const rows = zone === undefined ? layout.allRows : (layout.rowsOfZone[zone] ?? []);
  return allowed ? rows.filter((row) => allowed[row] === 1) : rows;
}

/** Of seats in seat order: where each touching piece begins and how many seats it has. */
export type Piece = { readonly first: number; readonly count: number };
export function piecesOf({ touchesNext }: Layout, ordinals: readonly number[]): Piece[] {
  const pieces: { first: number; count: number }[] = [];
  for (const seat of ordinals) {
    const piece = pieces.at(-1);
    if (piece && piece.first + piece.count === seat && touchesNext[seat - 1] === 1) piece.count += 1;
    else pieces.push({ first: seat, count: 1 });
  }
  return pieces;
}

export function seatsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
