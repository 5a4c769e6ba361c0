import type pg from 'pg';
import type { Chance } from '../../database/seed/random.ts';
import { givenAPerformance } from '../../server/testing/given-a-performance.ts';

/** What one request asks for. */
export type Wish = {
  readonly body: object;
  readonly quantity: number;
  /** Undefined: the product chooses, or the places have no number. */
  readonly seats?: readonly string[];
};
export type Target = {
  readonly name: string;
  readonly performanceId: string;
  /** Seats, row by row; none in a standing zone. */
  readonly rows: readonly (readonly string[])[];
  readonly standing?: { readonly zoneId: string; readonly capacity: number };
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  wish(chance: Chance): Wish;
};

const partyMax = 4;

/** Scarce places of every kind. */
export async function prepareTargets(pool: pg.Pool): Promise<Target[]> {
  const standingCapacity = 60;
  return [
    await seatTarget(pool, '1 seat', { rows: 1, seatsPerRow: 1 }, { weight: 1 }),
    await seatTarget(pool, '100 seats', { rows: 4, seatsPerRow: 25 }, { weight: 2 }),
    await seatTarget(pool, '1,000 seats', { rows: 20, seatsPerRow: 50 }, { weight: 5 }),
    await seatTarget(pool, '10 tables of 6', { rows: 10, seatsPerRow: 6 }, { weight: 2, wholeRows: 0.7 }),
    await standingTarget(pool, standingCapacity),
  ];
}

export function placesOf({ rows, standing }: Target): number {
  return standing?.capacity ?? rows.flat().length;
}

/** `wholeRows`: the share of the parties that want a whole row. */
async function seatTarget(
  pool: pg.Pool,
  name: string,
  size: { rows: number; seatsPerRow: number },
  { weight, wholeRows = 0 }: { weight: number; wholeRows?: number },
): Promise<Target> {
  const { performanceId, rows } = await givenAPerformance(pool, size);
  return {
    name,
    performanceId,
    rows,
    weight,
    wish: (chance) => {
      const row = chance.pick(rows);
      if (chance.next() < wholeRows) return seatsWish(row);
      const quantity = chance.between(1, Math.min(partyMax, row.length));
      if (chance.next() < 0.05) return { body: { best: { quantity, together: true } }, quantity };
      const start = chance.between(0, row.length - quantity);
      return seatsWish(row.slice(start, start + quantity));
    },
  };
}

function seatsWish(seats: readonly string[]): Wish {
  return { body: { seats }, quantity: seats.length, seats };
}

async function standingTarget(pool: pg.Pool, capacity: number): Promise<Target> {
  const { performanceId, zoneIds } = await givenAPerformance(pool, { rows: 1, standingCapacity: capacity });
  const zoneId = zoneIds.standing;
  if (zoneId === undefined) throw new Error('the performance has no standing zone');
  return {
    name: `${capacity} standing`,
    performanceId,
    rows: [],
    standing: { zoneId, capacity },
    weight: 2,
    wish: (chance) => {
      const quantity = chance.between(1, partyMax);
      return { body: { zone: zoneId, quantity }, quantity };
    },
  };
}
