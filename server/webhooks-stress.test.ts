import { expect, test } from 'vitest';
import { runStress } from './testing/run-stress.ts';

test('of 2,000 webhooks, each delivered ten times in disorder, every one has one effect, and no forged one has any', async () => {
  const run = await runStress('webhooks --events 2000 --nodes 2 --rate 400');
  expect(run.output).toContain('| events stored more than once ');
  expect(run.exitCode, run.output).toBe(0);
  expect(run.count('| first ')).toBe(2_000);
  expect(run.count('| repeated ')).toBe(18_000);
  expect(run.count('| forged ')).toBe(200);
  // What was told by webhooks was learnt by webhooks, not by asking Stripe.
  expect(run.count('| capture ')).toBeGreaterThan(50);
  expect(run.count('| authorise ')).toBeGreaterThan(50);
}, 600_000);

test('negative control: without locks, and with a secret the forger knows, runs book twice and take what nobody paid', async () => {
  // Who comes first is chance: one run in three may end without anything booked twice.
  const extra: number[] = [];
  for (const seed of [1, 2, 3]) {
    const run = await runStress(
      `webhooks --events 800 --times 4 --forged-percent 2 --nodes 3 --rate 800 --clients 64 --seed ${seed} --sabotage`,
    );
    expect(run.exitCode, run.output).toBe(1);
    expect(run.count('| forged deliveries not refused ')).toBeGreaterThan(0);
    expect(run.count('| forged events stored ')).toBeGreaterThan(0);
    const unpaid = run.count('| payments otherwise than told ');
    expect(unpaid).toBeGreaterThan(0);
    extra.push(run.count('| captures other than one each ') - unpaid);
    if (extra.some((count) => count > 0)) break;
  }
  expect(Math.max(...extra), 'captured twice').toBeGreaterThan(0);
}, 900_000);
