import type pg from 'pg';
import { givenASmallHouse } from '../small-house.ts';
import { expectChange, isChange } from './changing.ts';
import { compareAll } from './compare.ts';
import { type Expectation, expectHold } from './holding.ts';
import type { Model } from './model.ts';
import { newSeatId, publishNextVersion } from './next-version.ts';
import type { Product } from './product.ts';
import { expectStaff, type Staffing } from './staffing.ts';
import type { Step } from './steps.ts';

/**
 * Takes the steps on a house of its own and in the model, and compares everything after each. Returns how many of them did
 * anything. Throws at the first difference.
 */
export async function runSteps(product: Product, pool: pg.Pool, steps: readonly Step[]): Promise<number> {
  const small = await givenASmallHouse(pool, { placesPerPersonMax: 6 });
  const house = { ...small, extra: await newSeatId(pool) };
  const model: Model = {
    seats: new Set([...house.rows.flat(), house.wheelchair, house.companion, ...house.table]),
    capacity: 5,
    holds: [],
    allocations: [],
    quotas: [],
    closed: new Set(),
    personMax: 6,
  };
  const world: Staffing = {
    model,
    house,
    product,
    addVersion: (next) => publishNextVersion(pool, small, house.extra, next),
  };
  let taken = 0;
  for (const [index, step] of steps.entries()) {
    const expectation = expectationOf(world, step);
    if (!expectation) continue;
    taken += 1;
    try {
      await take(expectation);
      await compareAll(world);
    } catch (error) {
      throw new Error(`step ${index}, ${JSON.stringify(step)}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
  return taken;
}

function expectationOf(world: Staffing, step: Step): Expectation | undefined {
  if (isChange(step)) return expectChange(world, step);
  if (step.do === 'hold seats' || step.do === 'hold standing' || step.do === 'hold best')
    return expectHold(world, step);
  return expectStaff(world, step);
}

async function take({ ask, allowed, conclude }: Expectation): Promise<void> {
  const outcome = await ask();
  if (!allowed.includes(outcome.code)) throw new Error(`came to ${outcome.code}, not to ${allowed.join(' or ')}`);
  conclude(outcome);
}
