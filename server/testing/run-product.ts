import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type pg from 'pg';
import type { CrashPoint } from '../platform/crash-point.ts';
import { type Ask, askAt, eventually, testSecret } from './given-a-server.ts';

export type Product = {
  readonly url: string;
  readonly ask: Ask;
  /** The signal that ended the process, once one has. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** Of the process that answers. */
  readonly pid: number;
  /** Ends the process with nothing closed, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end, and gives the code it ended with. */
  stop(): Promise<number | null>;
};
export type ProductSettings = {
  readonly databaseUrl: string;
  readonly port: number;
  readonly dataDir: string;
  readonly smtpUrl: string;
  /** It kills itself there, perhaps before it is ready. */
  readonly crashAt?: CrashPoint;
  /** Settings by their names in the environment. */
  readonly more?: Readonly<Record<string, string>>;
};

/** The product as a process of its own, the way `npm start` runs it; resolves once it says that it is ready. */
export async function runProduct(settings: ProductSettings): Promise<Product> {
  const { databaseUrl, port, dataDir, smtpUrl, crashAt, more } = settings;
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'start.ts')], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      PUBLIC_URL: url,
      TESSERA_DEMO: '0',
      TESSERA_DATA_DIR: dataDir,
      TESSERA_SECRET: testSecret,
      SMTP_URL: smtpUrl,
      LOG_LEVEL: 'error',
      ...(crashAt ? { CRASH_AT: crashAt, TESSERA_JOBS: 'here' } : {}),
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  await eventually(
    'the product to be ready',
    async () => {
      const isDead = child.exitCode !== null || child.signalCode !== null;
      if (isDead && !(crashAt && child.signalCode)) throw new Error(`the product ended: ${output}`);
      return isDead || output.includes('Tessera is ready.');
    },
    60_000,
  );
  return {
    url,
    ask: askAt(url),
    ended,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs statements that lock something, and keeps the locks until it is released. */
export async function lockFast(
  pool: pg.Pool,
  ...statements: [text: string, values?: unknown[]][]
): Promise<() => Promise<void>> {
  const client = await pool.connect();
  await client.query('begin');
  for (const [text, values] of statements) await client.query(text, values);
  return async () => {
    await client.query('rollback');
    client.release();
  };
}
