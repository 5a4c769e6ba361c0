import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { system } from './actor.ts';
import { type Database, openDatabase } from './database.ts';
import { deriveSecrets } from './secrets.ts';
import { sql, tx } from './sql.ts';
import { type InTransaction, transactionsOn } from './transaction.ts';

let there: TestDatabase;
let database: Database;
let inTransaction: InTransaction;
beforeAll(async () => {
  there = await createTestDatabase();
  // One connection: what is prepared on it is seen from it.
  database = openDatabase(there.url, { poolSize: 1, onError: () => undefined });
  const secrets = deriveSecrets('a secret that only the tests know, forever');
  inTransaction = transactionsOn({ database, secrets, listenersOf: () => [], deliver: async () => undefined });
});
afterAll(async () => {
  await database.close();
  await there.drop();
});

async function prepared(like: string): Promise<number> {
  const { rows } = await database.pool.query(`select from pg_prepared_statements where statement like '%${like}%'`);
  return rows.length;
}

test('what is asked often is prepared once and answers for its own values each time; what is rare is not prepared', async () => {
  for (let at = 0; at < 40; at += 1) {
    const { rows } = await sql`select ${at}::int * 2 as often`.execute(database.kysely);
    expect(rows).toEqual([{ often: at * 2 }]);
  }
  await sql`select ${1}::int as rarely`.execute(database.kysely);
  expect([await prepared('as often'), await prepared('as rarely')]).toEqual([1, 0]);
});

test('so is what has no values, whichever way it is asked, unless it may be several statements', async () => {
  for (let at = 0; at < 40; at += 1) {
    await sql`select 1 as bare`.execute(database.kysely);
    expect((await database.pool.query('select $1::int as called', [at])).rows).toEqual([{ called: at }]);
    await database.pool.query('select 1 as twice; select 2 as twice', []);
  }
  expect([await prepared('as bare'), await prepared('as called'), await prepared('as twice')]).toEqual([1, 1, 0]);
});

test('a table that changes under a prepared statement fails no transaction', async () => {
  await database.pool.query('create table changing (id int primary key, amount int)');
  const amount = () =>
    inTransaction(system('test'), async (ctx) => {
      const { rows } = await sql<{ amount: number }>`select amount from changing where id = ${1}`.execute(tx(ctx));
      return rows[0]?.amount;
    });
  for (let at = 0; at < 40; at += 1) await amount();
  expect(await prepared('from changing')).toBe(1);
  await database.pool.query('alter table changing alter amount type bigint; insert into changing values (1, 7)');
  expect([await amount(), await amount()]).toEqual([7, 7]);
});
