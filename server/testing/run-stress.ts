import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const program = join(import.meta.dirname, '../../benchmarks/stress.ts');

type Stress = {
  readonly exitCode: number | null;
  readonly output: string;
  /** The number that stands behind these words. */
  count(words: string): number;
};

/** `npm run stress -- …`, over a PostgreSQL of its own that may be killed. */
export async function runStress(words: string): Promise<Stress> {
  const child = spawn(process.execPath, ['--no-warnings', program, ...words.split(' ')], {
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
