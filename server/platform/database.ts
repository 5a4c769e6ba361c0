import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { DB } from '../../database/tables.gen.ts';
import { PreparingClient } from './prepared-statements.ts';

// bigint columns become numbers: amounts are bounded by checks far below 2^53, and a value beyond it is a bug.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not exact as a number`);
  return value;
});

export type Database = { readonly kysely: Kysely<DB>; readonly pool: pg.Pool; close(): Promise<void> };

/**
 * A pool of connections. lock_timeout keeps a buyer from waiting for a stuck neighbour;
 * idle_in_transaction_session_timeout frees the locks of a process that froze.
 */
export function openDatabase(url: string, options: { poolSize?: number; onError: (error: Error) => void }): Database {
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: url,
    max: options.poolSize ?? 20,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // With it go its prepared statements: a plan made while a table was empty does not stay for days.
    maxLifetimeSeconds: 300,
    application_name: 'tessera',
    options:
      '-c lock_timeout=3000 -c statement_timeout=20000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC',
  });
  pool.on('error', options.onError);
  // The pool hears only of idle connections; one that breaks in use would end the process, though its statement fails too.
  pool.on('connect', (client) => client.on('error', options.onError));
  const kysely = new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return { kysely, pool, close: () => kysely.destroy() };
}
