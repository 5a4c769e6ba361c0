import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stockChecks } from '../../../database/audit/stock-checks.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { openProduct, type Product } from '../../testing/inventory-model/product.ts';
import { runSteps } from '../../testing/inventory-model/run-steps.ts';
import { anyStep, type Step } from '../../testing/inventory-model/steps.ts';
import kept from './inventory-model.kept.json' with { type: 'json' };

/** How many steps the suite takes; a nightly run may ask for more, from another seed. */
const { MODEL_STEPS = '10000', MODEL_SEED = '20260501' } = process.env;
const stepsToTake = Number(MODEL_STEPS);
const seed = Number(MODEL_SEED);
const stepsPerHouse = 150;
const housesPerRound = 10;
/** A failure that cannot be made shorter in this time is told as it is. */
const shrinkingMilliseconds = 90_000;

let database: TestDatabase;
let pool: pg.Pool;
let product: Product;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  product = openProduct(database.url);
});
afterAll(async () => {
  await product.stop();
  await pool.end();
  await database.drop();
});

/** Takes the steps, compares after each, and looks for contradictions at the end. */
async function takeAll(steps: readonly Step[]): Promise<number> {
  const taken = await runSteps(product, pool, steps);
  for (const [name, check] of Object.entries(stockChecks)) {
    const { rows } = await pool.query(check);
    expect(rows, name).toEqual([]);
  }
  return taken;
}

type Kept = { readonly found: string; readonly steps: readonly Step[] };

test('what once went wrong goes well', async () => {
  for (const { found, steps } of kept as readonly Kept[]) {
    expect(await takeAll(steps).catch((error: Error) => `${found}: ${error.message}`)).toBeGreaterThan(0);
  }
});

test(`whatever buyers and staff do, ${stepsToTake} steps long, the product does what a plain model does (MODEL_SEED=${seed})`, async () => {
  const houses = fc.array(anyStep, { minLength: 1, maxLength: stepsPerHouse, size: 'max' });
  let taken = 0;
  for (let round = 0; taken < stepsToTake; round += 1) {
    const property = fc.asyncProperty(houses, async (steps) => {
      taken += await takeAll(steps);
    });
    // A failure prints its seed, its path and the steps it came down to: keep these in inventory-model.kept.json.
    const options = { seed: seed + round, numRuns: housesPerRound, interruptAfterTimeLimit: shrinkingMilliseconds };
    await fc.assert(property, options);
  }
  console.log(`the model and the product took ${taken} steps together`);
}, 3_600_000);
