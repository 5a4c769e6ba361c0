import type { Search } from './search.ts';
import { sumOf } from './windows.ts';

/** What a choice of seats that need not touch is judged by, before distances; the first that differs decides. */
export type Order = {
  /** Fewest lone seats left behind. */
  readonly avoidsLoneSeats: boolean;
  /** Fewest touching pieces. */
  readonly avoidsPieces: boolean;
};
/** `cost`: lone seats, pieces and distances in one number, as far as the order counts them. */
export type Scattered = { readonly seats: number[]; readonly cost: number };

// Millimetres of a hundred seats stay below the price of a piece, and a hundred pieces below that of a lone seat; all of
// it together stays a number that a double holds exactly.
const never = Number.POSITIVE_INFINITY;
const pricePerPiece = 1e10;
const pricePerLoneSeat = 1e13;

/** What stands right before a seat of an available stretch. */
const wall = 0;
const chosen = 1;
/** One seat nobody chose, after the wall or after a chosen seat. */
const oneFromWall = 2;
const oneFromChosen = 3;
/** Two of them, or a place that may stand alone. */
const open = 4;
const situations = 5;

/**
 * The best ordinary available seats in the rows for groups of these sizes, each touching, exactly: by the order, then the
 * least sum of costs, then the lowest ordinals. Undefined when they do not fit in.
 *
 * From the last seat to the first it works out what the rest costs, for each situation and each set of groups still to be
 * seated, and keeps what was best at this seat: to pass over it, or to seat a group from it on.
 */
export function bestScattered(search: Search, groups: readonly number[], order: Order): Scattered | undefined {
  const seats = availableSeats(search);
  const sizes = [...new Set(groups)].sort((a, b) => b - a);
  const plan = planFor(search, groups, sizes, order);
  const width = situations * plan.setCount;
  const turns = new Uint8Array(seats.length * width);
  // What the seats from here on cost and those from one, two … seats further on, as far as the largest group reaches.
  const costs = Array.from({ length: (sizes[0] ?? 0) + 1 }, () => new Float64Array(width).fill(never));
  for (const ahead of costs)
    for (let situation = 0; situation < situations; situation += 1) ahead[situation * plan.setCount] = 0;
  for (let index = seats.length - 1; index >= 0; index -= 1) {
    const last = costs.pop();
    if (last) costs.unshift(last);
    weigh(plan, seats[index] ?? 0, costs, turns.subarray(index * width, (index + 1) * width));
  }
  const cost = costs[0]?.[wall * plan.setCount + plan.setCount - 1] ?? never;
  return cost === never ? undefined : { seats: follow(plan, seats, turns), cost };
}

export function loneSeatsIn({ cost }: Scattered): number {
  return Math.floor(cost / pricePerLoneSeat);
}

/** Roughly how many steps it takes among so many seats. */
export function countSteps(seatCount: number, groups: readonly number[]): number {
  const sizes = [...new Set(groups)];
  return seatCount * situations * (sizes.length + 1) * countSets(groups, sizes);
}

function countSets(groups: readonly number[], sizes: readonly number[]): number {
  return sizes.reduce((sets, size) => sets * (groups.filter((group) => group === size).length + 1), 1);
}

type Plan = {
  readonly search: Search;
  /** From the largest to the smallest, with the difference that seating one makes to the number of a set. */
  readonly kinds: readonly { readonly size: number; readonly step: number; readonly countMax: number }[];
  /** Sets of groups still to be seated; the empty one is 0, all of them the last. */
  readonly setCount: number;
  readonly pieceCost: number;
  readonly loneCost: number;
};

function planFor(search: Search, groups: readonly number[], sizes: readonly number[], order: Order): Plan {
  let step = 1;
  const kinds = sizes.map((size) => {
    const kind = { size, step, countMax: groups.filter((group) => group === size).length };
    step *= kind.countMax + 1;
    return kind;
  });
  return {
    search,
    kinds,
    setCount: step,
    pieceCost: order.avoidsPieces ? pricePerPiece : 0,
    loneCost: order.avoidsLoneSeats ? pricePerLoneSeat : 0,
  };
}

function weigh(plan: Plan, seat: number, costs: readonly Float64Array[], turns: Uint8Array): void {
  const { search, kinds, setCount, pieceCost, loneCost } = plan;
  const isOrdinary = search.layout.isOrdinary[seat] === 1;
  const [here, next] = costs;
  if (!here || !next) return;
  turns.fill(0);
  for (let situation = 0; situation < situations; situation += 1) {
    const row = situation * setCount;
    const passed = situationAfterPassing(search, seat, situation);
    const passCost = passed === wall && isOrdinary && situation === chosen ? loneCost : 0;
    for (let set = 0; set < setCount; set += 1) here[row + set] = (next[passed * setCount + set] ?? 0) + passCost;
  }
  kinds.forEach(({ size }, kind) => {
    const after = costs[size];
    if (!after || (search.reach[seat] ?? 0) < size) return;
    const seatsCost = sumOf(search, seat, size);
    const then = situationAfterSeating(search, seat, size);
    for (let situation = 0; situation < situations; situation += 1) {
      const breaksOff = situation === oneFromWall || situation === oneFromChosen;
      const cost = seatsCost + (situation === chosen ? 0 : pieceCost) + (breaksOff ? loneCost : 0);
      seatGroup(plan, kind, { here, after, turns, row: situation * setCount, afterRow: then * setCount, cost });
    }
  });
}

type Seating = {
  readonly here: Float64Array;
  readonly after: Float64Array;
  readonly turns: Uint8Array;
  readonly row: number;
  readonly afterRow: number;
  readonly cost: number;
};

/** Where a group from here on is better than what is known. It wins a draw with passing over, for the lowest ordinals. */
function seatGroup({ kinds, setCount }: Plan, kind: number, seating: Seating): void {
  const { here, after, turns, row, afterRow, cost } = seating;
  const { step, countMax } = kinds[kind] ?? { step: 1, countMax: 0 };
  for (let set = step; set < setCount; set += 1) {
    if (Math.floor(set / step) % (countMax + 1) === 0) continue;
    const seated = (after[afterRow + set - step] ?? 0) + cost;
    const known = here[row + set] ?? 0;
    if (seated > known || seated === never || (seated === known && turns[row + set] !== 0)) continue;
    here[row + set] = seated;
    turns[row + set] = kind + 1;
  }
}

function follow({ search, kinds, setCount }: Plan, seats: Int32Array, turns: Uint8Array): number[] {
  const chosenSeats: number[] = [];
  let situation = wall;
  let set = setCount - 1;
  for (let index = 0; index < seats.length; ) {
    const seat = seats[index] ?? 0;
    const kind = kinds[(turns[(index * situations + situation) * setCount + set] ?? 0) - 1];
    situation = kind ? situationAfterSeating(search, seat, kind.size) : situationAfterPassing(search, seat, situation);
    for (let place = 0; place < (kind?.size ?? 0); place += 1) chosenSeats.push(seat + place);
    set -= kind?.step ?? 0;
    index += kind?.size ?? 1;
  }
  return chosenSeats;
}

function situationAfterSeating(search: Search, seat: number, size: number): number {
  return isLastOfStretch(search, seat + size - 1) ? wall : chosen;
}

function situationAfterPassing(search: Search, seat: number, situation: number): number {
  if (isLastOfStretch(search, seat)) return wall;
  if (search.layout.isOrdinary[seat] !== 1) return open;
  if (situation === wall) return oneFromWall;
  return situation === chosen ? oneFromChosen : open;
}

function isLastOfStretch({ layout, states }: Search, seat: number): boolean {
  return layout.touchesNext[seat] !== 1 || states[seat + 1] !== 0;
}

/** Also those that are not for everybody: they are neighbours too. */
function availableSeats({ chart, states, rows }: Search): Int32Array {
  let size = 0;
  for (const index of rows) {
    const row = chart.rows[index];
    for (let seat = row?.first ?? 0; row && seat < row.first + row.count; seat += 1) if (states[seat] === 0) size += 1;
  }
  const seats = new Int32Array(size);
  size = 0;
  for (const index of rows) {
    const row = chart.rows[index];
    for (let seat = row?.first ?? 0; row && seat < row.first + row.count; seat += 1) {
      if (states[seat] === 0) seats[size++] = seat;
    }
  }
  return seats;
}
