import type { Chart } from './chart.ts';
import { layoutOf } from './layout.ts';
import { decideLoneSeats, type LoneSeatMode, loneSeatsLeft } from './lone-seat.ts';
import { bestRowsBehind } from './rows-behind.ts';
import { bestScattered, loneSeatsIn } from './scattered.ts';
import { allowedRows, piecesOf, type Search, searchIn, seatsFrom } from './search.ts';
import { bestInOneRow, bestWindow, freeWholeTables } from './windows.ts';
import { bestWithWheelchairs, countWheelchairPlaces } from './with-wheelchairs.ts';

export type BestWish = {
  /** 1 to 100. */
  readonly quantity: number;
  /** All touching, in one row or in rows one behind the other; else anything is better than nothing. */
  readonly together: boolean;
  /** By row index: 1 lets its seats be chosen. Absent: all. */
  readonly allowed?: Uint8Array | undefined;
  readonly loneSeats: LoneSeatMode;
  /** How many of the quantity are wheelchair places; the others come with them. */
  readonly wheelchairs?: number | undefined;
};
export type Togetherness = 'one_row' | 'rows_behind' | 'same_zone' | 'split';
export type BestPick =
  | {
      readonly ok: true;
      /** In seat order. */
      readonly ordinals: number[];
      readonly togetherness: Togetherness;
      readonly leavesLoneSeat: boolean;
    }
  | { readonly ok: false; readonly code: 'sold_out' }
  /** `largest`: the most, below the quantity, that could be had together now. */
  | { readonly ok: false; readonly code: 'not_enough_together'; readonly largest: number };

/**
 * The best available seats (state 0) for a party: touching in one row, else in rows one directly behind the other, else,
 * unless they want to be together, in one zone, else anywhere in the fewest pieces. In one row whatever leaves no lone
 * seat comes first; in the other cases too, unless the mode is off. Among equals the seats nearest to the focal point
 * win, then what breaks up the fewest long runs (of touching seats), then the lowest ordinals: the same question has the
 * same answer. What it gives, `decideLoneSeats` lets pass in the same mode.
 *
 * Wheelchair and companion places are given only to a wish with wheelchairs, a table sold whole only to a party of its size.
 */
export function pickBest(chart: Chart, states: Uint8Array, wish: BestWish): BestPick {
  if (wish.wheelchairs) return pickWithWheelchairs(chart, states, wish, wish.wheelchairs);
  const { quantity, together, loneSeats } = wish;
  const search = searchIn(chart, states, allowedRows(chart, wish.allowed));
  const found: Found | undefined =
    labelled('one_row', bestInOneRow(search, quantity)) ??
    labelled('rows_behind', bestRowsBehind(search, quantity, loneSeats !== 'off')) ??
    (together ? undefined : bestApart(search, quantity, loneSeats));
  return found ? picked(chart, states, found) : nothingFound(search, quantity);
}

/**
 * The best run of `quantity` touching seats with this seat in it, as `pickBest` would judge them; the whole table for a
 * seat of a table sold whole. Undefined when there is none, or none that `decideLoneSeats` lets pass.
 */
export function runAround(
  chart: Chart,
  states: Uint8Array,
  ordinal: number,
  quantity: number,
  loneSeats: LoneSeatMode,
  allowed?: Uint8Array,
): { readonly ordinals: number[]; readonly leavesLoneSeat: boolean } | undefined {
  const row = chart.rowOf[ordinal] ?? -1;
  const search = searchIn(chart, states, allowed && allowed[row] !== 1 ? [] : [row]);
  const table = layoutOf(chart).wholeTables.find((seats) => seats.includes(ordinal));
  const wholeTable = table?.length === quantity && table.every((seat) => states[seat] === 0) ? table : undefined;
  const window = bestWindow(search, quantity, ordinal);
  const ordinals = wholeTable ? [...wholeTable] : window && seatsFrom(window.first, window.count);
  if (!ordinals || !decideLoneSeats(chart, states, ordinals, { mode: loneSeats, allowed }).ok) return undefined;
  return { ordinals, leavesLoneSeat: window?.leavesLoneSeat ?? false };
}

type Found = { readonly togetherness: Togetherness; readonly seats: number[] };

function labelled(togetherness: Togetherness, seats: number[] | undefined): Found | undefined {
  return seats && { togetherness, seats };
}

function picked(chart: Chart, states: Uint8Array, { togetherness, seats }: Found): BestPick {
  const leavesLoneSeat = loneSeatsLeft(chart, states, seats).length > 0;
  return { ok: true, ordinals: seats, togetherness, leavesLoneSeat };
}

function bestApart(search: Search, quantity: number, loneSeats: LoneSeatMode): Found | undefined {
  const avoidsLoneSeats = loneSeats !== 'off';
  const among = new Set(search.rows);
  const singles = Array.from({ length: quantity }, () => 1);
  const inZones = search.layout.rowsOfZone.flatMap((zone) => {
    const rows = zone.filter((row) => among.has(row));
    const found = bestScattered({ ...search, rows }, singles, { avoidsLoneSeats, avoidsPieces: false });
    return found ? [found] : [];
  });
  const inZone = inZones.sort((a, b) => a.cost - b.cost || (a.seats[0] ?? 0) - (b.seats[0] ?? 0))[0];
  const sameZone = labelled('same_zone', inZone?.seats);
  // Strict would refuse seats of one zone that leave one alone if seats of several zones leave none.
  if (inZone && (loneSeats !== 'strict' || loneSeatsIn(inZone) === 0)) return sameZone;
  const anywhere = bestScattered(search, singles, { avoidsLoneSeats, avoidsPieces: true });
  if (inZone && anywhere && loneSeatsIn(anywhere) > 0) return sameZone;
  return labelled('split', anywhere?.seats);
}

function nothingFound(search: Search, quantity: number): BestPick {
  const longestRun = search.reach.reduce((longest, run) => Math.max(longest, run), 0);
  const tableSizes = freeWholeTables(search).map(({ length }) => length);
  const inOnePlace = Math.max(longestRun, ...tableSizes.filter((size) => size < quantity));
  if (inOnePlace === 0) return { ok: false, code: 'sold_out' };
  for (let largest = Math.min(quantity - 1, longestRun * 3); largest > inOnePlace; largest -= 1)
    if (bestRowsBehind(search, largest, false)) return { ok: false, code: 'not_enough_together', largest };
  return { ok: false, code: 'not_enough_together', largest: inOnePlace };
}

function pickWithWheelchairs(chart: Chart, states: Uint8Array, wish: BestWish, wheelchairs: number): BestPick {
  const { quantity, together, allowed } = wish;
  const seatsFor = (size: number) =>
    bestWithWheelchairs(chart, states, allowed, { quantity: size, wheelchairs, together });
  const seats = seatsFor(quantity);
  if (seats) return picked(chart, states, { togetherness: togethernessOf(chart, seats), seats });
  if (countWheelchairPlaces(chart, states, allowed) < wheelchairs) return { ok: false, code: 'sold_out' };
  for (let largest = quantity - 1; largest >= wheelchairs; largest -= 1)
    if (seatsFor(largest)) return { ok: false, code: 'not_enough_together', largest };
  return { ok: false, code: 'not_enough_together', largest: 0 };
}

function togethernessOf(chart: Chart, seats: readonly number[]): Togetherness {
  if (piecesOf(layoutOf(chart), seats).length === 1) return 'one_row';
  const zones = new Set(seats.map((seat) => chart.rows[chart.rowOf[seat] ?? -1]?.zone));
  return zones.size === 1 ? 'same_zone' : 'split';
}
