import type { Chart } from '@tessera/contract/seating/chart';

type Seat = {
  ordinal: number;
  zone: number;
  row: number;
  rowPosition: number;
  position: number;
  x: number;
  y: number;
  isAccessible: boolean;
  isFree: boolean;
};
type Choice = { seats: Seat[]; distance: number; lone: number };

export type PlainSeats = readonly Omit<Seat, 'isFree'>[];

export function plainSeats(chart: Chart): PlainSeats {
  return chart.numbers.map((_, ordinal) => {
    const row = chart.rowOf[ordinal] ?? 0;
    return {
      ordinal,
      zone: chart.rows[row]?.zone ?? 0,
      row,
      rowPosition: chart.rows[row]?.position ?? 0,
      position: chart.positions[ordinal] ?? 0,
      x: chart.x[ordinal] ?? 0,
      y: chart.y[ordinal] ?? 0,
      isAccessible: ((chart.flags[ordinal] ?? 0) & 3) !== 0,
    };
  });
}

/** The same question answered the usual way: objects, filter, group, slice, sort. Ordinals, undefined when there are none. */
export function plainPick(
  all: PlainSeats,
  states: Uint8Array,
  focus: Chart['focus'],
  wish: { quantity: number; together: boolean },
): number[] | undefined {
  const free = all.map((seat) => ({ ...seat, isFree: states[seat.ordinal] === 0 })).filter(({ isFree }) => isFree);
  const rows = Object.values(Object.groupBy(free, ({ row }) => row)).filter((row) => row !== undefined);
  const runs = rows.flatMap(runsOf);
  const windowsOf = (size: number): Choice[] => runs.flatMap((run) => choicesIn(run, size, focus));
  const inOneRow = windowsOf(wish.quantity).sort(better)[0];
  const found =
    inOneRow ?? rowsBehind(windowsOf, wish.quantity) ?? (wish.together ? undefined : apart(free, wish.quantity, focus));
  return found?.seats.map(({ ordinal }) => ordinal);
}

function runsOf(row: Seat[]): Seat[][] {
  const runs: Seat[][] = [];
  for (const seat of [...row].sort((a, b) => a.position - b.position)) {
    const run = runs.at(-1);
    if (run && run.at(-1)?.position === seat.position - 1) run.push(seat);
    else runs.push([seat]);
  }
  return runs;
}

function choicesIn(run: Seat[], size: number, focus: Chart['focus']): Choice[] {
  return run
    .map((_, start) => ({ seats: run.slice(start, start + size), before: start, after: run.length - start - size }))
    .filter(({ seats }) => seats.length === size && seats.every(({ isAccessible }) => !isAccessible))
    .map(({ seats, before, after }) => ({
      seats,
      distance: distanceOf(seats, focus),
      lone: (before === 1 && !run[0]?.isAccessible) || (after === 1 && !run.at(-1)?.isAccessible) ? 1 : 0,
    }));
}

function distanceOf(seats: Seat[], focus: Chart['focus']): number {
  return seats.reduce((sum, { x, y }) => sum + Math.round(Math.hypot(x - focus.x, y - focus.y) * 1000), 0);
}

function better(a: Choice, b: Choice): number {
  return a.lone - b.lone || a.distance - b.distance || (a.seats[0]?.ordinal ?? 0) - (b.seats[0]?.ordinal ?? 0);
}

function rowsBehind(windowsOf: (size: number) => Choice[], quantity: number): Choice | undefined {
  const sizes = [Math.ceil(quantity / 2), Math.floor(quantity / 2)] as const;
  if (sizes[1] === 0) return undefined;
  const pairs = [sizes, [sizes[1], sizes[0]] as const].flatMap(([inFront, behind]) => {
    const back = Map.groupBy(windowsOf(behind), ({ seats }) => `${seats[0]?.zone} ${seats[0]?.rowPosition}`);
    return windowsOf(inFront).flatMap((front) =>
      (back.get(`${front.seats[0]?.zone} ${(front.seats[0]?.rowPosition ?? 0) + 1}`) ?? [])
        .filter((choice) => isBehind(front, choice))
        .map(({ seats, distance, lone }) => ({
          seats: [...front.seats, ...seats],
          distance: front.distance + distance,
          lone: front.lone + lone > 0 ? 1 : 0,
        })),
    );
  });
  return pairs.sort(better)[0];
}

/** Nearer than a seat and the depth of a row. */
function isBehind(front: Choice, back: Choice): boolean {
  const middle = (seats: Seat[], axis: 'x' | 'y') => seats.reduce((sum, seat) => sum + seat[axis], 0) / seats.length;
  return (
    Math.hypot(
      middle(front.seats, 'x') - middle(back.seats, 'x'),
      middle(front.seats, 'y') - middle(back.seats, 'y'),
    ) <= 0.95
  );
}

function apart(free: Seat[], quantity: number, focus: Chart['focus']): Choice | undefined {
  const nearest = (seats: Seat[]): Seat[] =>
    seats
      .filter(({ isAccessible }) => !isAccessible)
      .sort((a, b) => distanceOf([a], focus) - distanceOf([b], focus))
      .slice(0, quantity);
  const inZones = Object.values(Object.groupBy(free, ({ zone }) => zone)).map((seats) => nearest(seats ?? []));
  return [...inZones, nearest(free)]
    .filter(({ length }) => length === quantity)
    .map((seats) => ({ seats, distance: distanceOf(seats, focus), lone: 0 }))
    .sort(better)[0];
}
