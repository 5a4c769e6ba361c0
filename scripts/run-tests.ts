import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { locateBinaries } from '../database/embedded/binaries.ts';
import { stopOrphan } from '../database/embedded/server-process.ts';

type Tally = { passed: number; failed: number; skipped: number };

const root = join(import.meta.dirname, '..');
let running: ChildProcess | undefined;
let interrupted = false;

const vitestReport = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/**
 * Every test, or those whose path contains one of the words: first what needs no browser, then what does.
 * The last line printed says how many passed and failed; the exit code is 0 only if some ran and none failed.
 */
async function main(words: string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted = true;
      running?.kill('SIGINT');
    });
  }
  // Everything a test leaves lies in one folder, so that nothing is left when it is gone.
  const folder = mkdtempSync(join(tmpdir(), 'tessera-run-'));
  try {
    const tallies = [await runWithoutBrowser(words, folder), await runWithBrowser(words, folder)];
    report(tallies);
  } finally {
    await stopLeftServers(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runWithoutBrowser(words: string[], folder: string): Promise<Tally> {
  const path = join(folder, 'vitest.json');
  const program = ['node_modules/vitest/vitest.mjs', 'run'];
  const filter = words.length > 0 ? ['--passWithNoTests', ...words] : [];
  // Into a file or a pipe vitest would write its colours too.
  const colours = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  const code = await run([...program, ...filter], { TMPDIR: folder, TALLY_FILE: path, ...colours });
  const found = vitestReport.safeParse(readJson(path));
  if (!found.success) return brokenUnless(code === 0);
  return withExitCode(found.data, code);
}

async function runWithBrowser(words: string[], folder: string): Promise<Tally> {
  const files = existsSync(join(root, 'e2e'))
    ? readdirSync(join(root, 'e2e')).filter((name) => name.endsWith('.spec.ts'))
    : [];
  const chosen = files.filter((name) => words.length === 0 || words.some((word) => join('e2e', name).includes(word)));
  if (chosen.length === 0 || interrupted) return { passed: 0, failed: 0, skipped: 0 };
  const path = join(folder, 'playwright.json');
  const code = await run(['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...chosen], {
    TMPDIR: folder,
    PLAYWRIGHT_JSON_OUTPUT_FILE: path,
    E2E_FOLDER: join(folder, 'e2e'),
    E2E_PORT: String(await freePort()),
    E2E_SMTP_PORT: String(await freePort()),
    E2E_STRIPE_PORT: String(await freePort()),
  });
  const found = playwrightReport.safeParse(readJson(path));
  if (!found.success) return brokenUnless(code === 0);
  const { expected, flaky, unexpected, skipped } = found.data.stats;
  return withExitCode({ passed: expected + flaky, failed: unexpected, skipped }, code);
}

function run(words: string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (interrupted) return Promise.resolve(1);
  // A process group of its own, so that what a stopped run leaves behind can be ended with it.
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  running = child;
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      endGroup(child);
      resolve(code ?? 1);
    });
  });
}

function endGroup(leader: ChildProcess): void {
  if (leader.pid === undefined || process.platform === 'win32') return;
  try {
    process.kill(-leader.pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

/** A run that fails outside its tests (a setup, an error after the last test) must not end as "0 failed". */
function withExitCode(tally: Tally, code: number): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

function brokenUnless(fine: boolean): Tally {
  return { passed: 0, failed: fine ? 0 : 1, skipped: 0 };
}

function report(tallies: Tally[]): void {
  const sum = (name: keyof Tally): number => tallies.reduce((total, tally) => total + tally[name], 0);
  const skipped = sum('skipped');
  if (sum('passed') + sum('failed') === 0) console.log('\nNo test ran.');
  if (interrupted) console.log('\nInterrupted.');
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 || interrupted ? 1 : 0;
}

/** A test process that was killed could not stop its database. */
async function stopLeftServers(folder: string): Promise<void> {
  const binaries = await locateBinaries();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('postmaster.pid')) await stopOrphan(join(folder, name, '..'), binaries);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

await main(process.argv.slice(2));
