import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { BeginningClient } from '../platform/begin.ts';
import { databaseOver } from '../platform/database.ts';
import { deriveSecrets } from '../platform/secrets.ts';
import { type InTransaction, transactionsOn } from '../platform/transaction.ts';
import { testSecret } from './given-a-server.ts';

/** So that everybody has looked before anybody writes, however busy the machine is. */
const betweenLookingAndWritingMs = 150;

/**
 * The negative control of a race test: the product's own operations over connections that leave `for update`,
 * `for no key update`, `for share` and advisory locks out of every statement. What holds with locks must break here,
 * or the race test proves nothing.
 */
export function transactionsWithoutLocks(databaseUrl: string): {
  inTransaction: InTransaction;
  close(): Promise<void>;
} {
  return transactionsOver(databaseUrl, (text) =>
    text
      .replaceAll(/\bfor (no key )?(update|share)\b( of \w+)?( skip locked)?/g, '')
      .replaceAll(/\bpg_advisory_xact_lock(_shared)?\(/g, 'pg_typeof('),
  );
}

/** The same operations over connections like the product's. */
export function transactionsWithLocks(databaseUrl: string): { inTransaction: InTransaction; close(): Promise<void> } {
  return transactionsOver(databaseUrl, (text) => text);
}

/** The same, counting what they ask the database, begin and commit included. */
export function transactionsThatCount(databaseUrl: string) {
  let count = 0;
  const transactions = transactionsOver(databaseUrl, (text) => {
    count += 1;
    return text;
  });
  const statementsOf = async (work: () => Promise<unknown>): Promise<number> => {
    count = 0;
    await work();
    return count;
  };
  return { ...transactions, statementsOf };
}

function transactionsOver(databaseUrl: string, rewrite: (text: string) => string) {
  const pool = new RewritingPool({ connectionString: databaseUrl, max: 40 }, rewrite);
  pool.on('error', () => undefined);
  const database = databaseOver(pool);
  const inTransaction = transactionsOn({
    database,
    secrets: deriveSecrets(testSecret),
    listenersOf: () => [],
    deliver: async () => undefined,
  });
  return { inTransaction, close: database.close };
}

class RewritingPool extends pg.Pool {
  constructor(settings: pg.PoolConfig, rewrite: (text: string) => string) {
    super({ ...settings, Client: BeginningClient });
    this.on('connect', (client) => {
      const query = client.query.bind(client) as (text: unknown, ...rest: unknown[]) => unknown;
      Object.assign(client, {
        query: async (text: unknown, ...rest: unknown[]) => {
          if (typeof text !== 'string') return query(text, ...rest);
          if (/^\s*with (holds|given) as/.test(text)) await pause(betweenLookingAndWritingMs);
          return query(rewrite(text), ...rest);
        },
      });
    });
  }
}
