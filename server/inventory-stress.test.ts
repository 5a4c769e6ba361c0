import { expect, test } from 'vitest';
import { runStress } from './testing/run-stress.ts';

test('while nodes and the database are killed, no place is given twice, none is lost, and whoever was told to have one has it', async () => {
  const run = await runStress('inventory --minutes 0.6 --buyers 200 --nodes 2 --kill-seconds 1 --kills 3 --restarts 1');
  expect(run.output).toContain('| places given twice ');
  expect(run.exitCode, run.output).toBe(0);
  expect(run.count('nodes killed:')).toBeGreaterThanOrEqual(3);
  expect(run.count('database killed:')).toBe(1);
  expect(run.count('| held ')).toBeGreaterThan(200);
  expect(run.count('| seats_taken ')).toBeGreaterThan(200);
}, 300_000);

test('negative control: without locks and constraints, the same run gives places twice and says so', async () => {
  const run = await runStress('inventory --sabotage --minutes 0.4 --buyers 200 --nodes 2');
  expect(run.exitCode, run.output).toBe(1);
  expect(run.count('| places given twice ')).toBeGreaterThan(0);
}, 180_000);
