import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type pg from 'pg';
import { type Ask, askAt, eventually, testSecret } from './given-a-server.ts';

export type Product = {
  readonly url: string;
  readonly ask: Ask;
  /** Ends the process with nothing closed, as a power cut would. */
  kill(): Promise<void>;
};
export type ProductSettings = {
  readonly databaseUrl: string;
  readonly port: number;
  readonly dataDir: string;
  readonly smtpUrl: string;
};

/** The product as a process of its own, the way `npm start` runs it; resolves once it says that it is ready. */
export async function runProduct({ databaseUrl, port, dataDir, smtpUrl }: ProductSettings): Promise<Product> {
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
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  await eventually(
    'the product to be ready',
    async () => {
      if (child.exitCode !== null) throw new Error(`the product ended: ${output}`);
      return output.includes('Tessera is ready.');
    },
    60_000,
  );
  return {
    url,
    ask: askAt(url),
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

/** Waits until the product waits for a lock inside a statement like this one. */
export async function untilBlocked(pool: pg.Pool, statement: string): Promise<void> {
  await eventually(`the product to wait inside ${statement}`, async () => {
    const { rows } = await pool.query<{ query: string }>(
      `select query from pg_stat_activity
       where datname = current_database() and application_name like 'tessera%' and wait_event_type = 'Lock'`,
    );
    return rows.some(({ query }) => query.includes(statement));
  });
}
