import { type Search, seatsFrom } from './search.ts';

/** So many seats from this ordinal on, all touching. */
export type Window = {
  readonly first: number;
  readonly count: number;
  /** Of all its seats, see `Search`. */
  readonly cost: number;
  readonly leavesLoneSeat: boolean;
};

/**
 * The cheapest window of so many ordinary available seats, one that leaves no lone seat before any that does; between
 * equals the one that breaks up the least, then the lowest. With `around`, only windows with this seat in them.
 */
export function bestWindow(search: Search, count: number, around?: number): Window | undefined {
  const slide: Slide = { search, count, clean: { first: -1, cost: never }, lone: { first: -1, cost: never } };
  for (const index of around === undefined ? search.rows : [search.chart.rowOf[around] ?? -1]) {
    const row = search.chart.rows[index];
    if (!row) continue;
    const from = around === undefined ? row.first : Math.max(row.first, around - count + 1);
    slideOver(slide, from, Math.min(around ?? search.chart.seatCount, row.first + row.count - count));
  }
  const { clean, lone } = slide;
  if (clean.first >= 0) return { ...clean, count, leavesLoneSeat: false };
  return lone.first >= 0 ? { ...lone, count, leavesLoneSeat: true } : undefined;
}

const never = Number.POSITIVE_INFINITY;
type Best = { first: number; cost: number };
/** The best window so far that leaves no lone seat, and the best that does. */
type Slide = { readonly search: Search; readonly count: number; readonly clean: Best; readonly lone: Best };

/** Windows that begin at these seats of one row; along a run the sum loses the seat left behind and gains the one ahead. */
function slideOver({ search, count, clean, lone }: Slide, from: number, to: number): void {
  const { reach } = search;
  let cost = -1;
  for (let first = from; first <= to; first += 1) {
    if ((reach[first] ?? 0) < count) cost = -1;
    else if (cost < 0) cost = sumOf(search, first, count);
    else cost += costOf(search, first + count - 1) - costOf(search, first - 1);
    if (cost < 0 || cost > clean.cost) continue;
    const best = leavesLoneSeat(search, first, count) ? lone : clean;
    if (cost < best.cost || (cost === best.cost && breaksLess(search, first, best.first, count))) {
      best.first = first;
      best.cost = cost;
    }
  }
}

/** Whether taking these touching seats leaves one ordinary seat beside them without an available neighbour. */
export function leavesLoneSeat({ layout, states }: Search, first: number, count: number): boolean {
  const { isOrdinary, touchesNext } = layout;
  const [before, after] = [first - 1, first + count];
  if (touchesNext[before] === 1 && states[before] === 0 && isOrdinary[before] === 1) {
    if (touchesNext[before - 1] !== 1 || states[before - 1] !== 0) return true;
  }
  if (touchesNext[after - 1] !== 1 || states[after] !== 0 || isOrdinary[after] !== 1) return false;
  return touchesNext[after] !== 1 || states[after + 1] !== 0;
}

/** What a window takes from a run of available seats: its length squared, less the squares of what is left. */
export function breakage({ layout, states }: Search, first: number, count: number): number {
  let before = 0;
  while (layout.touchesNext[first - before - 1] === 1 && states[first - before - 1] === 0) before += 1;
  let after = 0;
  while (layout.touchesNext[first + count + after - 1] === 1 && states[first + count + after] === 0) after += 1;
  return (before + count + after) ** 2 - before ** 2 - after ** 2;
}

export function sumOf(search: Search, first: number, count: number): number {
  let sum = 0;
  for (let seat = first; seat < first + count; seat += 1) sum += costOf(search, seat);
  return sum;
}

/** The cheapest table of this size that is sold whole and free; its seats count as one run. */
function bestWholeTable(search: Search, size: number): { seats: readonly number[]; cost: number } | undefined {
  let best: { seats: readonly number[]; cost: number } | undefined;
  for (const seats of freeWholeTables(search)) {
    const cost = seats.reduce((sum, seat) => sum + costOf(search, seat), 0);
    if (seats.length === size && (best === undefined || cost < best.cost)) best = { seats, cost };
  }
  return best;
}

export function freeWholeTables({ chart, layout, states, rows }: Search): (readonly number[])[] {
  if (layout.wholeTables.length === 0) return [];
  const among = new Set(rows);
  return layout.wholeTables.filter((seats) =>
    seats.every((seat) => states[seat] === 0 && among.has(chart.rowOf[seat] ?? -1)),
  );
}

/** One row, or one whole table, without a lone seat before any with one. */
export function bestInOneRow(search: Search, count: number): number[] | undefined {
  const window = bestWindow(search, count);
  const table = bestWholeTable(search, count);
  if (table && (!window || window.leavesLoneSeat || isBetter(search, table, window))) return [...table.seats];
  return window && seatsFrom(window.first, count);
}

function isBetter(search: Search, table: { seats: readonly number[]; cost: number }, window: Window): boolean {
  const difference = table.cost - window.cost || table.seats.length ** 2 - breakage(search, window.first, window.count);
  return difference < 0 || (difference === 0 && (table.seats[0] ?? 0) < window.first);
}

/** Of two windows that cost the same; the other one comes before it. */
function breaksLess(search: Search, first: number, other: number, count: number): boolean {
  return breakage(search, first, count) < breakage(search, other, count);
}

function costOf({ costs }: Search, seat: number): number {
  return costs[seat] ?? 0;
}
