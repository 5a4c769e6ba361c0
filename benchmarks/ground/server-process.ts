import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ground } from './ground.ts';

export type ServerProcess = {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Lets it finish what it is at. */
  stop(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
};

/** What every node of a benchmark seals and signs with. */
export const benchmarkSecret = 'a secret of the benchmarks, known to everybody';

const root = join(import.meta.dirname, '../..');
const readyWithinMs = 60_000;
const startsMax = 3;

/** One node of the product over a database; nothing limits the requests of one address, and it logs errors to an open file, or nothing. */
export function startProduct(
  ground: Ground,
  databaseUrl: string,
  settings: Record<string, string> = {},
  errorFile?: number,
): Promise<ServerProcess> {
  const fixed = {
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    LOG_LEVEL: errorFile === undefined ? 'silent' : 'error',
    TESSERA_DEMO: '0',
    TESSERA_HOLDS_PER_MINUTE: '9999999',
    TESSERA_SECRET: benchmarkSecret,
  };
  return startServer(ground, 'server/start.ts', { ...fixed, ...settings }, errorFile);
}

/** Runs a program of this repository that listens on PORT, and resolves once it answers at /health/ready. */
export async function startServer(
  ground: Ground,
  program: string,
  settings: Record<string, string>,
  output: number | 'ignore' = 'ignore',
): Promise<ServerProcess> {
  for (let start = 1; ; start += 1) {
    const port = await freePort();
    const child = spawn(process.execPath, [join(root, program)], {
      cwd: root,
      env: { PATH: process.env.PATH, TZ: process.env.TZ, NODE_ENV: 'production', PORT: String(port), ...settings },
      stdio: ['ignore', output, start < startsMax ? 'ignore' : 'inherit'],
    });
    const end = (signal: NodeJS.Signals) => endProcess(child, signal);
    ground.onClose(() => end('SIGKILL'));
    if (await isReady(child, port)) return { port, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
    await end('SIGKILL');
    // Somebody may have taken the port meanwhile; a program that is broken says so the last time.
    if (start === startsMax) throw new Error(`${program} did not start`);
  }
}

async function isReady(child: ChildProcess, port: number): Promise<boolean> {
  for (const giveUpAt = performance.now() + readyWithinMs; performance.now() < giveUpAt; await pause(50)) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return true;
  }
  return false;
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
