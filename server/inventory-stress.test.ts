import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const program = join(import.meta.dirname, '../benchmarks/stress.ts');

type Stress = {
  readonly exitCode: number | null;
  readonly output: string;
  /** The number that stands behind these words. */
  count(words: string): number;
};

/** `npm run stress -- inventory`, over a PostgreSQL of its own that may be killed. */
async function stress(words: string): Promise<Stress> {
  const child = spawn(process.execPath, ['--no-warnings', program, 'inventory', ...words.split(' ')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill();
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    exitCode,
    output,
    count: (after) => Number((output.split(after)[1] ?? '').match(/\d[\d,]*/)?.[0].replaceAll(',', '')),
  };
}

test('while nodes and the database are killed, no place is given twice, none is lost, and whoever was told to have one has it', async () => {
  const run = await stress('--minutes 0.6 --buyers 200 --nodes 2 --kill-seconds 1 --kills 3 --restarts 1');
  expect(run.output).toContain('| places given twice ');
  expect(run.exitCode, run.output).toBe(0);
  expect(run.count('nodes killed:')).toBeGreaterThanOrEqual(3);
  expect(run.count('database killed:')).toBe(1);
  expect(run.count('| held ')).toBeGreaterThan(200);
  expect(run.count('| seats_taken ')).toBeGreaterThan(200);
}, 300_000);

test('negative control: without locks and constraints, the same run gives places twice and says so', async () => {
  const run = await stress('--sabotage --minutes 0.1 --buyers 200 --nodes 2');
  expect(run.exitCode, run.output).toBe(1);
  expect(run.count('| places given twice ')).toBeGreaterThan(0);
}, 180_000);
