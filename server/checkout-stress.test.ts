import { expect, test } from 'vitest';
import { runStress } from './testing/run-stress.ts';

test('purchases and cancellations at a provider that misbehaves, on nodes that are killed: every book agrees', async () => {
  const run = await runStress('checkout --purchases 120 --buyers 12 --nodes 2 --kill-seconds 8');
  expect(run.output).toContain('| difference with the simulator’s statement ');
  expect(run.exitCode, run.output).toBe(0);
  expect(run.count('nodes killed: ')).toBeGreaterThan(0);
  expect(run.count('| succeed ')).toBeGreaterThan(30);
}, 900_000);

test('negative control: a refund missing from the simulator’s statement is found', async () => {
  const run = await runStress('checkout --purchases 30 --buyers 6 --nodes 2 --kill-seconds 8 --sabotage');
  expect(run.exitCode, run.output).toBe(1);
  expect(run.count('| difference with the simulator’s statement ')).toBe(1);
  expect(run.count('| audit findings ')).toBeGreaterThan(0);
}, 900_000);
