import { spawn } from 'node:child_process';

/** A reason to stop that is told in one sentence. */
export class BootstrapProblem extends Error {}

/** Prints one line: what is being done, and when it is done, the seconds it took. */
export async function step(title, work) {
  const startedAt = Date.now();
  process.stdout.write(`${title} …`);
  try {
    const result = await work();
    process.stdout.write(` ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stdout.write('\n');
    throw error;
  }
}

/** Runs a program without showing what it prints; resolves to its exit code and that output. */
export function runQuietly(program, words, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
