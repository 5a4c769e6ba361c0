import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../database/embedded.ts';
import { migrate } from '../../database/migrate.ts';

export type OwnDatabase = { readonly name: string; readonly url: string; drop(): Promise<void> };
export type Ground = {
  /** Settings of the server that change what a figure means. */
  readonly postgres: string;
  /** A migrated database with nothing in it, or a copy of one of this ground that nobody is connected to. */
  createDatabase(template?: OwnDatabase): Promise<OwnDatabase>;
  /** Ends PostgreSQL without a chance to write anything down; it comes back by itself, at the same address. */
  killDatabase(signal: 'SIGQUIT' | 'SIGKILL'): void;
  /** Resolves once PostgreSQL takes connections; throws after two minutes. */
  untilDatabaseAnswers(): Promise<void>;
  /** Run before PostgreSQL is stopped, the last one first, however the work ends. */
  onClose(close: () => Promise<void>): void;
};

/**
 * Does the work over a PostgreSQL of its own, durable as the product's, in a temporary folder, and leaves nothing
 * behind, also after Ctrl-C.
 */
export async function onOwnGround(work: (ground: Ground) => Promise<void>): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  };
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    closeAll().then(
      () => process.exit(130),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  try {
    await work(await layGround((close) => closers.push(close)));
  } catch (error) {
    // What fails because its ground was taken away is no news.
    if (!stopped) throw error;
  } finally {
    if (stopped) await new Promise(() => {});
    await closeAll();
  }
}

async function layGround(onClose: (close: () => Promise<void>) => void): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-bench-'));
  onClose(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const server = await startEmbeddedPostgres({ dataDir: folder, log: (line) => console.error(line) });
  onClose(() => server.stop());
  const admin = new pg.Pool({ connectionString: server.url('postgres'), max: 1 });
  admin.on('error', () => undefined);
  onClose(() => admin.end());
  let count = 0;
  return {
    postgres: await describeServer(admin),
    onClose,
    killDatabase: (signal) => {
      const [postmaster] = readFileSync(join(folder, 'postgresql', 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(postmaster), signal);
    },
    untilDatabaseAnswers: () => untilAnswered(admin),
    createDatabase: async (template) => {
      count += 1;
      const name = `bench_${count}`;
      await admin.query(`create database ${name} template ${template?.name ?? 'template1'} strategy file_copy`);
      const url = server.url(name);
      if (template === undefined) await migrate(url);
      return {
        name,
        url,
        drop: async () => {
          await admin.query(`drop database ${name} with (force)`);
        },
      };
    },
  };
}

const answeredWithinMs = 120_000;

async function untilAnswered(pool: pg.Pool): Promise<void> {
  for (const giveUpAt = Date.now() + answeredWithinMs; ; await pause(50)) {
    try {
      await pool.query('select');
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
  }
}

async function describeServer(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ words: string }>(
    `select format('PostgreSQL %s, fsync %s, synchronous_commit %s', current_setting('server_version'),
      current_setting('fsync'), current_setting('synchronous_commit')) as words`,
  );
  return rows[0]?.words ?? '';
}
