import { expect, test } from 'vitest';
import { runStress } from './testing/run-stress.ts';

const small = 'gate --offline-tickets 200 --doubles 20 --devices 6';

test('on a network that loses a third, and on none, a ticket lets in once, or both who came by it are told of', async () => {
  const run = await runStress(`${small} --tickets 120`);
  expect(run.output).toContain('| tickets let in twice ');
  expect(run.exitCode, run.output).toBe(0);
  expect(run.count('doubles | readings | admitted | conflicts |')).toBe(20);
}, 600_000);

test('negative control: without locks and confirmations, with every lane and without one phone, all of it is found', async () => {
  const run = await runStress(`${small} --sabotage --tickets 240`);
  expect(run.exitCode, run.output).toBe(1);
  expect(run.count('| tickets let in twice ')).toBeGreaterThan(0);
  expect(run.count('| used tickets nobody was let in by ')).toBeGreaterThan(0);
  expect(run.count('| lanes: tickets let in twice ')).toBeGreaterThan(0);
  expect(run.count('| lists: doubles not found ')).toBeGreaterThan(0);
}, 600_000);
