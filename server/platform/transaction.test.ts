import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

test.each([
  ['on a port where nobody listens', 'postgres://tessera:x@127.0.0.1:1/nobody'],
  ['on a socket that is not there', 'postgres://tessera:x@127.0.0.1:1/nobody?host=%2Fnonexistent'],
])('a database %s is away: whoever asked may ask again', async (_where, url) => {
  const away = openDatabase(url, { onError: () => undefined });
  const secrets = deriveSecrets('a secret that only the tests know, forever');
  const inAway = transactionsOn({ database: away, secrets, listenersOf: () => [], deliver: async () => undefined });
  expect(await refusalOf(inAway(system('test'), async () => undefined))).toBe('busy');
  await away.close();
});

describe('a transaction', () => {
  let single: Database;
  let inSingle: InTransaction;
  beforeAll(() => {
    // One connection: what one transaction leaves behind is found by the next.
    single = openDatabase(there.url, { poolSize: 1, onError: () => undefined });
    const secrets = deriveSecrets('a secret that only the tests know, forever');
    inSingle = transactionsOn({ database: single, secrets, listenersOf: () => [], deliver: async () => undefined });
  });
  afterAll(() => single.close());

  test('is at the instant of the database’s clock at which it began, which costs no statement of its own', async () => {
    const pid = (await single.pool.query('select pg_backend_pid() as pid')).rows[0].pid;
    const { now, asked, began } = await inSingle(system('test'), async (ctx) => {
      const { rows } = await database.pool.query('select query, state from pg_stat_activity where pid = $1', [pid]);
      const found = await sql<{ began: Date }>`select now() as began, pg_sleep(0.02)`.execute(tx(ctx));
      return { now: ctx.now, asked: rows, began: found.rows[0]?.began };
    });
    expect(asked).toEqual([{ query: 'begin; select now() as now', state: 'idle in transaction' }]);
    expect(now).toEqual(began);
  });

  test('that fails after it began and before it knows its instant leaves its connection with nothing open', async () => {
    await single.pool.query(`create schema trap; create function trap.now() returns timestamptz language plpgsql
      as $$ begin raise exception 'no clock'; end $$; set search_path = trap, pg_catalog`);
    await expect(inSingle(system('test'), async () => 'done')).rejects.toThrow('no clock');
    // In a transaction that failed, this would be refused.
    await single.pool.query('reset search_path');
    expect(await inSingle(system('test'), async () => 'done')).toBe('done');
  });

  test('that fails after the first of its statements keeps nothing of it', async () => {
    await single.pool.query('create table kept (id int)');
    const failing = inSingle(system('test'), async (ctx) => {
      await sql`insert into kept values (1)`.execute(tx(ctx));
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect((await single.pool.query('select from kept')).rowCount).toBe(0);
  });
});
