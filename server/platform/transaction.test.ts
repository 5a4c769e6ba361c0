import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { system } from './actor.ts';
import { type Database, openDatabase } from './database.ts';
import { Refusal } from './refusal.ts';
import { deriveSecrets } from './secrets.ts';
import { sql, tx } from './sql.ts';
import { type InTransaction, transactionsOn } from './transaction.ts';

let there: TestDatabase;
let database: Database;
let inTransaction: InTransaction;
beforeAll(async () => {
  there = await createTestDatabase();
  database = openDatabase(there.url, { onError: () => undefined });
  const secrets = deriveSecrets('a secret that only the tests know, forever');
  inTransaction = transactionsOn({ database, secrets, listenersOf: () => [], deliver: async () => undefined });
});
afterAll(async () => {
  await database.close();
  await there.drop();
});

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => (error instanceof Refusal ? error.code : error),
  );

test('what the database gave up because it took too long may be asked again', async () => {
  const slow = inTransaction(system('test'), async (ctx) => {
    await sql`set local statement_timeout = '20ms'`.execute(tx(ctx));
    await sql`select pg_sleep(5)`.execute(tx(ctx));
  });
  expect(await refusalOf(slow)).toBe('busy');
  const frozen = inTransaction(system('test'), async (ctx) => {
    await sql`set local idle_in_transaction_session_timeout = '20ms'`.execute(tx(ctx));
    await pause(200);
    await sql`select 1`.execute(tx(ctx));
  });
  expect(await refusalOf(frozen)).toBe('busy');
});
