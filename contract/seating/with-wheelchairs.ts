import type { Chart } from './chart.ts';
import { isCompanionSeat, isWheelchairPlace, millimetres } from './layout.ts';
import { allowedRows, type Search, searchIn } from './search.ts';

export type WheelchairParty = { readonly quantity: number; readonly wheelchairs: number; readonly together: boolean };

/**
 * So many wheelchair places near each other, companion seats for the others as far as there are any, then the nearest
 * ordinary seats. All in one zone, the best one first; unless they want to stay together, else from anywhere.
 */
export function bestWithWheelchairs(
  chart: Chart,
  states: Uint8Array,
  allowed: Uint8Array | undefined,
  wanted: WheelchairParty,
): number[] | undefined {
  const parties = chart.zones.flatMap((_, zone) => {
    const party = bestParty(searchIn(chart, states, allowedRows(chart, allowed, zone)), wanted);
    return party ? [party] : [];
  });
  const best = parties.sort(compare)[0];
  if (best || wanted.together) return best?.seats;
  return bestParty(searchIn(chart, states, allowedRows(chart, allowed)), wanted)?.seats;
}

/** Of the rows allowed: how many wheelchair places are available. */
export function countWheelchairPlaces(chart: Chart, states: Uint8Array, allowed: Uint8Array | undefined): number {
  return available(searchIn(chart, states, allowedRows(chart, allowed)), isWheelchairPlace).length;
}

type Party = {
  /** In seat order. */
  readonly seats: number[];
  /** How many ordinary seats had to do. */
  readonly ordinary: number;
  /** Metres between them, roughly: a few centimetres more are no reason to sit further back. */
  readonly metresApart: number;
  readonly cost: number;
};

function compare(a: Party, b: Party): number {
  return (
    a.ordinary - b.ordinary ||
    a.metresApart - b.metresApart ||
    a.cost - b.cost ||
    (a.seats.find((seat, index) => seat !== b.seats[index]) ?? 0) -
      (b.seats.find((seat, index) => seat !== a.seats[index]) ?? 0)
  );
}

function bestParty(search: Search, { quantity, wheelchairs }: WheelchairParty): Party | undefined {
  const places = available(search, isWheelchairPlace);
  if (places.length < wheelchairs) return undefined;
  const ordinary = available(search, (_, seat) => (search.reach[seat] ?? 0) > 0);
  const seatsBeside = new Map(places.map((place) => [place, companionSeatsOf(search, place)]));
  const accessible = places.map((first) => {
    const chairs = nearest(search.chart, places, [first], wheelchairs);
    return { first, chairs, companions: companionsOf(seatsBeside, chairs, quantity - wheelchairs) };
  });
  // Ordinary seats are looked up only where the fewest are needed.
  const companionsMost = Math.max(...accessible.map(({ companions }) => companions.length));
  const parties = accessible
    .filter(({ companions }) => companions.length === companionsMost)
    .flatMap(({ first, chairs, companions }): Party[] => {
      const missing = quantity - chairs.length - companions.length;
      const others = nearest(search.chart, ordinary, chairs, missing);
      if (others.length < missing) return [];
      const seats = [...chairs, ...companions, ...others].sort((a, b) => a - b);
      const apart = sum(chairs, (seat) => distance(search.chart, seat, [first]));
      const further = sum(others, (seat) => distance(search.chart, seat, chairs));
      const cost = sum(seats, (seat) => search.costs[seat] ?? 0);
      return [{ seats, ordinary: missing, metresApart: Math.round((apart + further) / 1000), cost }];
    });
  return parties.sort(compare)[0];
}

/** One for each place in turn, if possible not the only one of another place. */
function companionsOf(
  seatsBeside: ReadonlyMap<number, readonly number[]>,
  chairs: readonly number[],
  wanted: number,
): number[] {
  const isOnlyOneOfAnother = (seat: number) =>
    [...seatsBeside].some(
      ([place, [first, ...more]]) => first === seat && more.length === 0 && !chairs.includes(place),
    );
  const queues = chairs.map((chair) => {
    const seats = seatsBeside.get(chair) ?? [];
    return [...seats.filter((seat) => !isOnlyOneOfAnother(seat)), ...seats.filter(isOnlyOneOfAnother)];
  });
  const found = new Set<number>();
  while (found.size < wanted && queues.some(({ length }) => length > 0)) {
    for (const queue of queues) {
      let seat = queue.shift();
      while (seat !== undefined && found.has(seat)) seat = queue.shift();
      if (seat !== undefined && found.size < wanted) found.add(seat);
    }
  }
  return [...found];
}

/**
 * Available companion seats of the rows that belong to a wheelchair place; if none do, those that touch it or each
 * other and belong to no place, the nearest first.
 */
function companionSeatsOf(search: Search, place: number): number[] {
  const { chart, layout, states } = search;
  const own = available(search, (_, seat) => isCompanionSeat(chart, seat) && chart.companionOf[seat] === place);
  if (own.length > 0) return own;
  const isUsable = (seat: number) =>
    states[seat] === 0 && isCompanionSeat(chart, seat) && chart.companionOf[seat] === -1;
  const [before, after]: [number[], number[]] = [[], []];
  for (let seat = place - 1; layout.touchesNext[seat] === 1 && isUsable(seat); seat -= 1) before.push(seat);
  for (let seat = place + 1; layout.touchesNext[seat - 1] === 1 && isUsable(seat); seat += 1) after.push(seat);
  return [...before, ...after].sort((a, b) => Math.abs(a - place) - Math.abs(b - place) || a - b);
}

function nearest(chart: Chart, seats: readonly number[], to: readonly number[], count: number): number[] {
  if (count === 0) return [];
  return seats
    .map((seat) => ({ seat, distance: distance(chart, seat, to) }))
    .sort((a, b) => a.distance - b.distance || a.seat - b.seat)
    .slice(0, count)
    .map(({ seat }) => seat);
}

function distance({ x, y }: Chart, seat: number, to: readonly number[]): number {
  return Math.min(
    ...to.map((other) => millimetres((x[seat] ?? 0) - (x[other] ?? 0), (y[seat] ?? 0) - (y[other] ?? 0))),
  );
}

function available({ chart, states, rows }: Search, fits: (chart: Chart, seat: number) => boolean): number[] {
  const seats: number[] = [];
  for (const index of rows) {
    const row = chart.rows[index];
    for (let seat = row?.first ?? 0; row && seat < row.first + row.count; seat += 1)
      if (states[seat] === 0 && fits(chart, seat)) seats.push(seat);
  }
  return seats;
}

function sum(seats: readonly number[], of: (seat: number) => number): number {
  return seats.reduce((total, seat) => total + of(seat), 0);
}
