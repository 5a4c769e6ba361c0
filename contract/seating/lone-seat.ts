import type { Chart } from './chart.ts';
import { isCompanionSeat, isWheelchairPlace, type Layout, layoutOf, millimetres } from './layout.ts';
import { countRowsBehind, rowsBehindWithoutLoneSeat } from './rows-behind.ts';
import { bestScattered, countSteps, loneSeatsIn } from './scattered.ts';
import { allowedRows, type Piece, piecesOf, type Search, searchIn, seatsFrom } from './search.ts';
import { bestWindow } from './windows.ts';

/** Lenient asks the buyer's own zone for another choice, strict all that is allowed. */
export type LoneSeatMode = 'off' | 'lenient' | 'strict';
export type LoneSeatVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'lone_seat';
      /** Ordinals of the seats left alone. */
      readonly lone: readonly number[];
      /** As many seats of the same zones, as near as can be, in seat order; undefined when only other zones have them. */
      readonly suggestion: readonly number[] | undefined;
    };

/**
 * Whether these available seats may be taken, for what they leave behind. They may not when as many others would leave no
 * seat alone and split nobody up: for rows one behind the other such rows or a single one, else others in which each
 * touching group still touches. Seats of several zones are judged zone by zone when lenient.
 */
export function decideLoneSeats(
  chart: Chart,
  states: Uint8Array,
  chosen: readonly number[],
  { mode, allowed }: { mode: LoneSeatMode; allowed?: Uint8Array | undefined },
): LoneSeatVerdict {
  const isAccessible = (seat: number) => isWheelchairPlace(chart, seat) || isCompanionSeat(chart, seat);
  if (mode === 'off' || chosen.some(isAccessible)) return { ok: true };
  const lone = loneSeatsLeft(chart, states, chosen);
  if (lone.length === 0) return { ok: true };
  // Tables sold whole leave nobody alone and are never part of another choice.
  const { isOrdinary } = layoutOf(chart);
  const movable = chosen.filter((seat) => isOrdinary[seat] === 1).sort((a, b) => a - b);
  const zones = [...new Set(lone.map((seat) => zoneOf(chart, seat)))];
  const moves = zones.flatMap((zone) => {
    const from = movable.filter((seat) => zoneOf(chart, seat) === zone);
    const rows = allowedRows(chart, allowed, zone);
    const to = bestInstead(searchIn(chart, states, rows, distancesFrom(chart, rows, from, lone)), from);
    return to ? [{ from, to }] : [];
  });
  const isRefused =
    mode === 'lenient'
      ? moves.length > 0
      : moves.length === zones.length ||
        bestInstead(searchIn(chart, states, allowedRows(chart, allowed)), movable) !== undefined;
  if (!isRefused) return { ok: true };
  const isSuggested = mode === 'lenient' || moves.length === zones.length;
  return { ok: false, code: 'lone_seat', lone, suggestion: isSuggested ? applied(chosen, moves) : undefined };
}

/** Ordinary seats that have an available neighbour now and none once the chosen seats are taken, in seat order. */
export function loneSeatsLeft(chart: Chart, states: Uint8Array, chosen: readonly number[]): number[] {
  const layout = layoutOf(chart);
  const taken = new Set(chosen);
  const isFree = (seat: number) => states[seat] === 0 && !taken.has(seat);
  const isLone = (seat: number) =>
    isFree(seat) && layout.isOrdinary[seat] === 1 && !neighboursOf(layout, seat).some(isFree);
  const beside = new Set(chosen.flatMap((seat) => neighboursOf(layout, seat)));
  return [...beside].filter(isLone).sort((a, b) => a - b);
}

function neighboursOf({ touchesNext }: Layout, seat: number): number[] {
  const neighbours: number[] = [];
  if (touchesNext[seat - 1] === 1) neighbours.push(seat - 1);
  if (touchesNext[seat] === 1) neighbours.push(seat + 1);
  return neighbours;
}

/** The cheapest seats that leave none alone and split nobody up who sits together in these. */
function bestInstead(search: Search, chosen: readonly number[]): readonly number[] | undefined {
  const pieces = piecesOf(search.layout, chosen);
  const rowCount = pieces.length === 1 ? 1 : countRowsBehind(search.chart, pieces);
  if (rowCount === undefined) return scatteredInstead(search, pieces);
  const costOf = (seats: readonly number[]) => seats.reduce((sum, seat) => sum + (search.costs[seat] ?? 0), 0);
  const window = bestWindow(search, chosen.length);
  const choices = window && !window.leavesLoneSeat ? [seatsFrom(window.first, window.count)] : [];
  for (let rows = 2; rows <= rowCount; rows += 1) {
    const seats = rowsBehindWithoutLoneSeat(search, chosen.length, rows);
    if (seats) choices.push(seats);
  }
  return choices.sort((a, b) => costOf(a) - costOf(b))[0];
}

/** A choice of so many groups of different sizes that the search would take long is let pass. */
const stepsMax = 20_000_000;

function scatteredInstead(search: Search, pieces: readonly Piece[]): readonly number[] | undefined {
  const groups = pieces.map(({ count }) => count);
  const seatCount = search.rows.reduce((sum, row) => sum + (search.chart.rows[row]?.count ?? 0), 0);
  if (countSteps(seatCount, groups) > stepsMax) return undefined;
  const found = bestScattered(search, groups, { avoidsLoneSeats: true, avoidsPieces: false });
  return found && loneSeatsIn(found) === 0 ? found.seats : undefined;
}

/**
 * By ordinal: millimetres to the nearest chosen seat of a piece that leaves a seat alone. The other chosen seats cost
 * nothing and those of such pieces next to nothing, so that nobody else moves.
 */
function distancesFrom(
  chart: Chart,
  rows: readonly number[],
  chosen: readonly number[],
  lone: readonly number[],
): Float64Array {
  const { x, y } = chart;
  const layout = layoutOf(chart);
  const toMove = piecesOf(layout, chosen)
    .map(({ first, count }) => seatsFrom(first, count))
    .filter((seats) => seats.some((seat) => neighboursOf(layout, seat).some((beside) => lone.includes(beside))))
    .flat();
  const distances = new Float64Array(chart.seatCount);
  for (const index of rows) {
    const row = chart.rows[index];
    for (const seat of row ? seatsFrom(row.first, row.count) : []) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const other of toMove) {
        const distance = millimetres((x[seat] ?? 0) - (x[other] ?? 0), (y[seat] ?? 0) - (y[other] ?? 0));
        nearest = Math.min(nearest, distance);
      }
      distances[seat] = nearest;
    }
  }
  for (const seat of chosen) distances[seat] = toMove.includes(seat) ? 1 : 0;
  return distances;
}

function applied(
  chosen: readonly number[],
  moves: readonly { from: readonly number[]; to: readonly number[] }[],
): number[] {
  const left = chosen.filter((seat) => !moves.some(({ from }) => from.includes(seat)));
  return [...left, ...moves.flatMap(({ to }) => to)].sort((a, b) => a - b);
}

function zoneOf(chart: Chart, seat: number): number {
  return chart.rows[chart.rowOf[seat] ?? -1]?.zone ?? -1;
}
