import type { Chance } from '../../database/seed/random.ts';
import type { Person } from './persons.ts';

/** What one request asks for. */
export type Wish = {
  readonly body: object;
  readonly quantity: number;
  /** How many of the places are at the reduced tariff. */
  readonly reduced: number;
  /** Undefined: the product chooses, or the places have no number. */
  readonly seats?: readonly number[];
  /** Part of a table that is sold whole: nobody may get it. */
  readonly isForbidden?: true;
};
/** How many places may be somebody's at one instant. */
export type Limits = {
  readonly places: number;
  readonly reduced?: number;
  readonly perPerson?: number;
};
export type Target = {
  readonly name: string;
  readonly performanceId: string;
  readonly limits: Limits;
  /** Whether places are counted, not named. */
  readonly isStanding: boolean;
  /** Who holds here; nobody: guests. */
  readonly persons: readonly Person[];
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  wish(chance: Chance): Wish;
  /** Wishes that together take every place there is. */
  readonly everything: readonly Filling[];
  /** What nobody gets when everything is taken. */
  readonly oneMore: Filling;
};
export type Filling = { readonly body: object; readonly person?: Person };

const partyMax = 4;
const placesPerOrderMax = 10;
const bestShare = 0.05;

type House = {
  readonly name: string;
  readonly performanceId: string;
  readonly weight: number;
};

export function seatTarget(house: House, rows: readonly (readonly number[])[]): Target {
  return {
    ...house,
    limits: { places: rows.flat().length },
    isStanding: false,
    persons: [],
    wish: (chance) => (chance.next() < bestShare ? bestWish(chance) : neighbours(chance, rows)),
    everything: seatFillings(rows.flat()),
    oneMore: { body: { best: { quantity: 1 } } },
  };
}

/** Every row is a table; the first ones are sold whole. */
export function tableTarget(house: House, tables: readonly (readonly number[])[], wholeTables: number): Target {
  const seatsEach = tables[0]?.length ?? 0;
  return {
    ...house,
    limits: { places: tables.flat().length },
    isStanding: false,
    persons: [],
    wish: (chance) => {
      const index = chance.between(0, tables.length - 1);
      const table = tables[index] ?? [];
      if (chance.next() < 0.6) return seatsWish(table);
      const part = table.slice(chance.between(0, 1), chance.between(2, seatsEach - 1));
      return index < wholeTables ? { ...seatsWish(part), isForbidden: true } : seatsWish(part);
    },
    everything: tables.map((seats) => ({ body: seatsWish(seats).body })),
    oneMore: { body: { best: { quantity: 1 } } },
  };
}

export function pitTarget(house: House, zoneId: string, capacity: number): Target {
  const wishFor = (quantity: number): Wish => ({ body: { zone: zoneId, quantity }, quantity, reduced: 0 });
  return {
    ...house,
    limits: { places: capacity },
    isStanding: true,
    persons: [],
    wish: (chance) => wishFor(chance.between(1, Math.min(partyMax, capacity))),
    everything: quantitiesOf(capacity).map((quantity) => ({ body: wishFor(quantity).body })),
    oneMore: { body: wishFor(1).body },
  };
}

/** Fewer places may be sold than there are, and still fewer of them at the reduced tariff. */
export function quotaTarget(
  house: House & { readonly limits: { readonly places: number; readonly reduced: number } },
  rows: readonly (readonly number[])[],
  reducedTariffId: string,
): Target {
  const { limits } = house;
  const reducedWish = (wish: Wish, reduced: number): Wish => ({
    ...wish,
    reduced,
    body: { ...wish.body, tariffs: [{ tariff: reducedTariffId, quantity: reduced }] },
  });
  const all = rows.flat();
  const oneMore = all.slice(limits.places, limits.places + 1);
  return {
    ...house,
    isStanding: false,
    persons: [],
    wish: (chance) => {
      const wish = neighbours(chance, rows);
      return chance.next() < 0.5 ? reducedWish(wish, chance.between(1, wish.quantity)) : wish;
    },
    everything: [
      { body: reducedWish(seatsWish(all.slice(0, limits.reduced)), limits.reduced).body },
      ...seatFillings(all.slice(limits.reduced, limits.places)),
    ],
    oneMore: { body: seatsWish(oneMore).body },
  };
}

/** One person may have only so many. */
export function personTarget(
  house: House & { readonly perPerson: number },
  rows: readonly (readonly number[])[],
  persons: readonly Person[],
): Target {
  const { perPerson, ...rest } = house;
  const all = rows.flat();
  const [first] = persons;
  const own = persons.map((person, index) => {
    const seats = all.slice(index * perPerson, (index + 1) * perPerson);
    return { body: seatsWish(seats).body, person };
  });
  return {
    ...rest,
    limits: { places: all.length, perPerson },
    isStanding: false,
    persons,
    wish: (chance) => neighbours(chance, rows),
    everything: [...own, ...seatFillings(all.slice(persons.length * perPerson, -1))],
    oneMore: { body: seatsWish(all.slice(-1)).body, ...(first ? { person: first } : {}) },
  };
}

function neighbours(chance: Chance, rows: readonly (readonly number[])[]): Wish {
  const row = chance.pick(rows);
  const quantity = chance.between(1, Math.min(partyMax, row.length));
  const start = chance.between(0, row.length - quantity);
  return seatsWish(row.slice(start, start + quantity));
}

function bestWish(chance: Chance): Wish {
  const quantity = chance.between(1, partyMax);
  return { body: { best: { quantity, together: true } }, quantity, reduced: 0 };
}

function seatsWish(seats: readonly number[]): Wish {
  return { body: { seats: seats.map(String) }, quantity: seats.length, reduced: 0, seats };
}

function seatFillings(seats: readonly number[]): Filling[] {
  let start = 0;
  return quantitiesOf(seats.length).map((quantity) => {
    start += quantity;
    return { body: seatsWish(seats.slice(start - quantity, start)).body };
  });
}

function quantitiesOf(places: number): number[] {
  return Array.from({ length: Math.ceil(places / placesPerOrderMax) }, (_, part) =>
    Math.min(placesPerOrderMax, places - part * placesPerOrderMax),
  );
}
