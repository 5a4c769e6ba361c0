import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { StartupProblem } from './startup-problem.ts';

type Migration = { name: string; text: string; checksum: string };

const lockKey = 727_274;
const lockWaitMs = 300_000;

/**
 * Runs the SQL files that this database has not seen, in the order of their numbers, and returns their names.
 * Each runs in one transaction together with the note that it ran. A file whose first line is `-- no-transaction` runs
 * statement by statement instead, for what PostgreSQL refuses inside one; there a statement ends where a semicolon
 * ends a line. Any number of processes may call this at once: one works, the others wait and find nothing left.
 * @throws StartupProblem when a file fails, was changed after it ran, or is missing here though it ran there
 */
export async function migrate(
  databaseUrl: string,
  folder: string = join(import.meta.dirname, 'migrations'),
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'tessera-migrate' });
  await client.connect();
  try {
    await client.query(
      `set lock_timeout = '5s'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`,
    );
    await takeLock(client);
    const pending = await findPending(client, migrations);
    for (const migration of pending) await run(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations: Migration[] = [];
  for (const name of names) {
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name)) {
      throw new StartupProblem(`The migration ${name} must be called like 0001_what_it_does.sql.`);
    }
    if (migrations.at(-1)?.name.slice(0, 4) === name.slice(0, 4)) {
      throw new StartupProblem(`Two migrations have the number ${name.slice(0, 4)}.`);
    }
    const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
    migrations.push({ name, text, checksum: createHash('sha256').update(text).digest('hex') });
  }
  return migrations;
}

/** Asks again and again: a session that waits inside pg_advisory_lock() deadlocks with CREATE INDEX CONCURRENTLY. */
async function takeLock(client: pg.Client): Promise<void> {
  for (let waitedMs = 0; waitedMs < lockWaitMs; waitedMs += 200) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockKey]);
    if (rows[0]?.taken === true) return;
    await pause(200);
  }
  throw new StartupProblem('Another process has been migrating this database for five minutes.');
}

async function findPending(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  await client.query(`
    create schema if not exists meta;
    create table if not exists meta.migration (
      name text primary key,
      checksum text not null,
      ran_at timestamptz not null default now(),
      took_ms integer not null
    );
    comment on table meta.migration is 'The migrations that ran on this database, each with the checksum of its file.'`);
  const ran = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from meta.migration order by name',
  );
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of ran.rows) {
    const file = byName.get(name);
    if (file === undefined) {
      throw new StartupProblem(
        `The database has run the migration ${name}, which this version of Tessera does not know.`,
      );
    }
    if (file.checksum !== checksum) {
      throw new StartupProblem(
        `The migration ${name} was changed after it ran on this database; add a new one instead.`,
      );
    }
    byName.delete(name);
  }
  return [...byName.values()];
}

async function run(client: pg.Client, { name, text, checksum }: Migration): Promise<void> {
  const inTransaction = !text.startsWith('-- no-transaction');
  const startedAt = performance.now();
  try {
    if (inTransaction) await client.query('begin');
    for (const statement of inTransaction ? [text] : splitStatements(text)) await client.query(statement);
    await client.query('insert into meta.migration (name, checksum, took_ms) values ($1, $2, $3)', [
      name,
      checksum,
      Math.round(performance.now() - startedAt),
    ]);
    if (inTransaction) await client.query('commit');
  } catch (error) {
    // A connection that died has rolled back by itself; the first error is the one worth telling.
    if (inTransaction) await client.query('rollback').catch(() => {});
    throw new StartupProblem(`The migration ${name} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function splitStatements(text: string): string[] {
  return text.split(/;[ \t]*$/m).filter((statement) => statement.replaceAll(/--.*$/gm, '').trim() !== '');
}
