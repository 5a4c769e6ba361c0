import { expect, test } from 'vitest';
import { runStress } from './testing/run-stress.ts';

test('the rule, a door’s list and the server say the same of 4,000 drawn readings, and no changed code is good', async () => {
  const run = await runStress('agreement --cases 4000 --through-server 400 --codes 4000');
  expect(run.output).toContain('| a list and the rule differ ');
  expect(run.exitCode, run.output).toBe(0);
}, 600_000);

test('negative control: a rule that forgets an hour is found to differ from the lists and from the server', async () => {
  const run = await runStress('agreement --cases 4000 --through-server 200 --codes 100 --sabotage');
  expect(run.exitCode, run.output).toBe(1);
  expect(run.count('| a list and the rule differ ')).toBeGreaterThan(0);
  expect(run.count('| the server and the rule differ ')).toBeGreaterThan(0);
}, 600_000);
