import { CamelCasePlugin, Kysely, type Transaction } from 'kysely';
import pg from 'pg';
import type { DB } from '../../database/tables.gen.ts';
import { BeginningClient, BeginningDialect } from './begin.ts';

// bigint columns become numbers: amounts are bounded by checks far below 2^53, and a value beyond it is a bug.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not exact as a number`);
  return value;
});

export type Database = {
  readonly kysely: Kysely<DB>;
  readonly pool: pg.Pool;
  /** `now` is the database's clock when the transaction began. */
  transaction<Result>(work: (transaction: Transaction<DB>, now: Date) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

/**
 * A pool of connections. random_page_cost is that of disks without a moving head: a statement prepared while a table was small
 * still finds its rows by an index once it has grown. lock_timeout keeps a buyer from waiting for a stuck neighbour;
 * idle_in_transaction_session_timeout frees the locks of a process that froze.
 */
export function openDatabase(url: string, options: { poolSize?: number; onError: (error: Error) => void }): Database {
  const pool = new pg.Pool({
    Client: BeginningClient,
    connectionString: url,
    max: options.poolSize ?? 20,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // With it go its prepared statements: a plan made while a table was empty does not stay for days.
    maxLifetimeSeconds: 300,
    application_name: 'tessera',
    options:
      '-c lock_timeout=3000 -c statement_timeout=20000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC -c random_page_cost=1.1',
  });
  pool.on('error', options.onError);
  // The pool hears only of idle connections; one that breaks in use would end the process, though its statement fails too.
  pool.on('connect', (client) => client.on('error', options.onError));
  return databaseOver(pool);
}

/** Over a pool of BeginningClients. */
export function databaseOver(pool: pg.Pool): Database {
  const dialect = new BeginningDialect({ pool });
  const kysely = new Kysely<DB>({
    dialect,
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return {
    kysely,
    pool,
    transaction: (work) =>
      kysely.transaction().execute(async (transaction) => work(transaction, await dialect.instantOf(transaction))),
    close: () => kysely.destroy(),
  };
}
