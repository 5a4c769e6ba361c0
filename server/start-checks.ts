import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import pg from 'pg';
import { makeFolder } from '../database/make-folder.ts';
import { StartupProblem } from '../database/startup-problem.ts';

const oldestPostgres = 18;

/** @throws StartupProblem when the port is taken or may not be opened */
export async function checkPort(port: number, host: string): Promise<void> {
  const probe = createServer();
  const code = await new Promise<string | undefined>((resolve) => {
    probe.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    probe.listen(port, host, () => resolve(undefined));
  });
  if (code === undefined) {
    await new Promise((resolve) => probe.close(resolve));
    return;
  }
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program; stop it or set PORT to another number.`,
    EACCES: `Port ${port} may not be opened by this user; set PORT to a number above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}; set HOST to one it has.`,
    ENOTFOUND: `This machine has no address ${host}; set HOST to one it has.`,
  };
  throw new StartupProblem(reasons[code] ?? `Port ${port} on ${host} could not be opened (${code}).`);
}

/** @throws StartupProblem when the folder cannot be made or written to */
export function checkDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK);
  } catch {
    throw new StartupProblem(`The data folder ${dataDir} cannot be written to; set TESSERA_DATA_DIR to one that can.`);
  }
}

/** @throws StartupProblem when the server cannot be reached or is too old */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
    const version = rows[0]?.version ?? '';
    if (Number.parseInt(version, 10) < oldestPostgres) {
      throw new StartupProblem(
        `The server of DATABASE_URL runs PostgreSQL ${version}, but Tessera needs PostgreSQL ${oldestPostgres} or later.`,
      );
    }
  } catch (error) {
    if (error instanceof StartupProblem) throw error;
    const { host } = new URL(databaseUrl);
    throw new StartupProblem(`The database at ${host} (DATABASE_URL) cannot be used: ${describe(error)}.`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => {});
  }
}

/** Creates the database on its server if it is missing. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

function describe(error: unknown): string {
  // A host with several addresses fails with one error each and no message of its own.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
