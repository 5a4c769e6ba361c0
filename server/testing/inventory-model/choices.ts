import type { SmallHouse } from '../small-house.ts';
import { isToBeHad, keeperOf, type Model, type ModelAllocation, ownerOf, type ZoneName } from './model.ts';

/** The house and the seat that some of its later versions have more. */
export type Place = SmallHouse & { readonly extra: number };

export function seatList({ rows, wheelchair, companion, table, extra }: Place): number[] {
  return [...rows.flat(), wheelchair, companion, ...table, extra];
}

export function zoneOf(house: Place, seat: number): ZoneName {
  return [house.wheelchair, house.companion, ...house.table].includes(seat) ? 'salon' : 'parterre';
}

/** What stands against these seats for what they leave behind, if anything does. `given`: seats the buyer gives back for them. */
export function refusedChoice(
  model: Model,
  house: Place,
  seats: readonly number[],
  given: readonly number[] = [],
): 'whole_table' | 'companion_only' | undefined {
  const isHalf = (table: readonly number[]) =>
    table.some((seat) => seats.includes(seat)) && !table.every((seat) => seats.includes(seat));
  const { wheelchair, companion } = house;
  const isLeft = isToBeHad(model, wheelchair, 'salon') || given.includes(wheelchair);
  const isAlone = seats.includes(companion) && !seats.includes(wheelchair) && isLeft;
  // The first seat that may not go as it was named says why.
  const reasons = seats.map((seat) => {
    if (house.table.includes(seat) && isHalf(house.table)) return 'whole_table';
    return seat === companion && isAlone ? 'companion_only' : undefined;
  });
  return reasons.find((reason) => reason !== undefined);
}

/** Seats that may be chosen for somebody: of the allocation whose code he shows, else those nobody keeps. */
export function candidates(model: Model, house: Place, allocation: ModelAllocation | undefined): number[] {
  const own = allocation?.isOpen ? allocation : undefined;
  return [...house.rows.flat(), house.extra].filter(
    (seat) => model.seats.has(seat) && ownerOf(model, seat) === undefined && keeperOf(model, seat) === own,
  );
}

/** Whether so many of them are side by side in one row. */
export function hasRun(house: Place, seats: readonly number[], quantity: number): boolean {
  return rowsOf(house).some((row) =>
    row.some(
      (_, first) =>
        first + quantity <= row.length && row.slice(first, first + quantity).every((seat) => seats.includes(seat)),
    ),
  );
}

function rowsOf({ rows, extra }: Place): number[][] {
  const [front = [], back = []] = rows;
  return [[...front], [...back, extra]];
}
