import type { Chart, ChartRow } from './chart.ts';
import { type Piece, type Search, seatsFrom } from './search.ts';
import { breakage, leavesLoneSeat, sumOf } from './windows.ts';

/** Fewer people do not sit in three rows. */
const threeRowsFrom = 9;

/**
 * The cheapest seats in two rows one directly behind the other, halves as equal as can be; in three when two have none
 * and the party is of nine or more. With `avoidsLoneSeats`, those that leave no lone seat come before any that do.
 */
export function bestRowsBehind(search: Search, quantity: number, avoidsLoneSeats: boolean): number[] | undefined {
  for (const rowCount of quantity >= threeRowsFrom ? [2, 3] : [2]) {
    for (const mayLeaveLoneSeats of avoidsLoneSeats ? [false, true] : [true]) {
      const seats = cheapestSplit(search, quantity, rowCount, mayLeaveLoneSeats);
      if (seats) return seats;
    }
  }
  return undefined;
}

/** The same, in so many rows and without a lone seat or not at all. */
export function rowsBehindWithoutLoneSeat(search: Search, quantity: number, rowCount: number): number[] | undefined {
  return cheapestSplit(search, quantity, rowCount, false);
}

/** In how many rows these pieces stand one directly behind the other, if they are split as a party would be. */
export function countRowsBehind(chart: Chart, pieces: readonly Piece[]): 2 | 3 | undefined {
  const quantity = pieces.reduce((sum, { count }) => sum + count, 0);
  if (pieces.length !== 2 && (pieces.length !== 3 || quantity < threeRowsFrom)) return undefined;
  const sorted = [...pieces].sort((a, b) => rowOfPiece(chart, a).position - rowOfPiece(chart, b).position);
  const sizes = sorted.map(({ count }) => count);
  const areBehind = sorted.every((piece, index) => {
    const before = sorted[index - 1];
    return isAtTable(chart, piece.first) ? false : before === undefined || isDirectlyBehind(chart, before, piece);
  });
  if (!areBehind || Math.max(...sizes) - Math.min(...sizes) > 1) return undefined;
  return pieces.length === 2 ? 2 : 3;
}

function isDirectlyBehind(chart: Chart, before: Piece, piece: Piece): boolean {
  const [front, back] = [rowOfPiece(chart, before), rowOfPiece(chart, piece)];
  return front.zone === back.zone && back.position === front.position + 1 && isAligned(chart, before, piece);
}

function cheapestSplit(
  search: Search,
  quantity: number,
  rowCount: number,
  mayLeaveLoneSeats: boolean,
): number[] | undefined {
  const best: Split = { firsts: [], sizes: [], cost: Number.POSITIVE_INFINITY, broken: 0 };
  for (const sizes of splits(quantity, rowCount)) {
    const walk: Walk = { search, sizes, mayLeaveLoneSeats, best, firsts: new Int32Array(rowCount) };
    for (const row of search.rows) tryRow(walk, row, 0, 0);
  }
  if (best.firsts.length === 0) return undefined;
  return best.firsts.flatMap((first, index) => seatsFrom(first, best.sizes[index] ?? 0)).sort((a, b) => a - b);
}

type Split = { firsts: readonly number[]; sizes: readonly number[]; cost: number; broken: number };
type Walk = {
  readonly search: Search;
  /** From the front row to the back. */
  readonly sizes: readonly number[];
  readonly mayLeaveLoneSeats: boolean;
  readonly best: Split;
  /** Where the pieces of the rows in front begin. */
  readonly firsts: Int32Array;
};

/** Every window of the row behind those already taken, and so on to the last row. */
function tryRow(walk: Walk, index: number, depth: number, costBefore: number): void {
  const { search, sizes, best, firsts } = walk;
  const row = search.chart.rows[index];
  const count = sizes[depth] ?? 0;
  if (!row) return;
  for (let first = row.first; first <= row.first + row.count - count; first += 1) {
    if ((search.reach[first] ?? 0) < count) continue;
    const cost = costBefore + sumOf(search, first, count);
    if (cost > best.cost || !fits(walk, first, depth)) continue;
    firsts[depth] = first;
    if (depth + 1 < sizes.length) tryRow(walk, search.layout.rowBehind[index] ?? -1, depth + 1, cost);
    else keepBetter(walk, cost);
  }
}

function fits({ search, sizes, firsts, mayLeaveLoneSeats }: Walk, first: number, depth: number): boolean {
  const piece = { first, count: sizes[depth] ?? 0 };
  const before = { first: firsts[depth - 1] ?? 0, count: sizes[depth - 1] ?? 0 };
  if (isAtTable(search.chart, first) || (depth > 0 && !isAligned(search.chart, before, piece))) return false;
  return mayLeaveLoneSeats || !leavesLoneSeat(search, first, piece.count);
}

function keepBetter({ search, sizes, best, firsts }: Walk, cost: number): void {
  const broken = sizes.reduce((sum, count, index) => sum + breakage(search, firsts[index] ?? 0, count), 0);
  const found: Split = { firsts: [...firsts], sizes, cost, broken };
  if (cost < best.cost || broken < best.broken || (broken === best.broken && comesFirst(found, best)))
    Object.assign(best, found);
}

/** By their seats in seat order, which need not be the order of the rows. */
function comesFirst(a: Split, b: Split): boolean {
  const [seatsOfA, seatsOfB] = [a, b].map(({ firsts, sizes }) =>
    firsts.flatMap((first, index) => seatsFrom(first, sizes[index] ?? 0)).sort((x, y) => x - y),
  );
  const differing = seatsOfA?.findIndex((seat, index) => seat !== seatsOfB?.[index]) ?? -1;
  return differing >= 0 && (seatsOfA?.[differing] ?? 0) < (seatsOfB?.[differing] ?? 0);
}

/** Sizes from front to back: as equal as can be, the larger ones in any of the rows. */
function splits(quantity: number, rowCount: number): number[][] {
  if (quantity < rowCount) return [];
  const [base, larger] = [Math.floor(quantity / rowCount), quantity % rowCount];
  return Array.from({ length: 2 ** rowCount }, (_, bits) =>
    Array.from({ length: rowCount }, (_, row) => base + ((bits >> row) & 1)),
  ).filter((sizes) => sizes.reduce((sum, size) => sum + size, 0) === base * rowCount + larger);
}

/** Coordinates come from drawings. */
const tolerance = 1.01;

/**
 * Whether the middles of two pieces are at most a seat's width apart, measured along the row of the first where it sits:
 * a curved row turns, and with it what stands behind a seat.
 */
function isAligned(chart: Chart, front: Piece, back: Piece): boolean {
  const along = directionAt(chart, front) ?? directionAt(chart, back);
  if (!along) return false;
  const dx = middle(chart.x, back) - middle(chart.x, front);
  const dy = middle(chart.y, back) - middle(chart.y, front);
  return Math.abs(dx * along.x + dy * along.y) <= along.seatWidth * tolerance;
}

/** From the seat before the piece to the seat after it, as far as the row goes. */
function directionAt(chart: Chart, piece: Piece): { x: number; y: number; seatWidth: number } | undefined {
  const row = rowOfPiece(chart, piece);
  const from = Math.max(row.first, piece.first - 1);
  const to = Math.min(row.first + row.count - 1, piece.first + piece.count);
  const dx = (chart.x[to] ?? 0) - (chart.x[from] ?? 0);
  const dy = (chart.y[to] ?? 0) - (chart.y[from] ?? 0);
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) return undefined;
  const places = (chart.positions[to] ?? 0) - (chart.positions[from] ?? 0);
  return { x: dx / length, y: dy / length, seatWidth: length / places };
}

function middle(coordinates: Float32Array, { first, count }: Piece): number {
  let sum = 0;
  for (let seat = first; seat < first + count; seat += 1) sum += coordinates[seat] ?? 0;
  return sum / count;
}

function rowOfPiece(chart: Chart, { first }: Piece): ChartRow {
  const row = chart.rows[chart.rowOf[first] ?? -1];
  if (!row) throw new RangeError(`the chart has no seat ${first}`);
  return row;
}

function isAtTable(chart: Chart, seat: number): boolean {
  return (chart.tableOf[seat] ?? -1) >= 0;
}
