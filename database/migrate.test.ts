import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../server/testing/database.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = await mkdtemp(join(tmpdir(), 'tessera-migrations-'));
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('four runners at once run each file once, in order, also one that builds an index concurrently', async () => {
  await write('0001_start.sql', 'create table seat (id int); create table step (n int); insert into step values (1);');
  await write(
    '0002_index.sql',
    '-- no-transaction\ncreate index concurrently seat_id on seat (id);\ninsert into step values (2);\n',
  );
  await write('0003_end.sql', 'insert into step values (3);');

  const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, folder)));

  expect(ran.flat()).toEqual(['0001_start.sql', '0002_index.sql', '0003_end.sql']);
  expect(await query('select n from step')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(await query(`select indisvalid from pg_index where indexrelid = 'seat_id'::regclass`)).toEqual([
    { indisvalid: true },
  ]);
});

test('a file changed after it ran is refused by name, and what follows it does not run', async () => {
  await write('0001_start.sql', 'create table seat (id int);');
  await migrate(database.url, folder);
  await write('0001_start.sql', 'create table seat (id bigint);');
  await write('0002_next.sql', 'create table row (id int);');

  await expect(migrate(database.url, folder)).rejects.toThrow('0001_start.sql was changed after it ran');
  expect(await query(`select to_regclass('row') as "table"`)).toEqual([{ table: null }]);
});

test('other line ends are no change', async () => {
  await write('0001_start.sql', 'create table seat (\n  id int\n);\n');
  await migrate(database.url, folder);
  await write('0001_start.sql', 'create table seat (\r\n  id int\r\n);\r\n');

  expect(await migrate(database.url, folder)).toEqual([]);
});

test('a failing file leaves nothing of itself, keeps what ran before, and runs once mended', async () => {
  await write('0001_start.sql', 'create table seat (id int);');
  await write('0002_bad.sql', 'create table row (id int); select 1 / 0;');

  await expect(migrate(database.url, folder)).rejects.toThrow('0002_bad.sql failed: division by zero');
  expect(
    await query(`select to_regclass('seat') is not null as seat, to_regclass('row') is not null as "row"`),
  ).toEqual([{ seat: true, row: false }]);

  await write('0002_bad.sql', 'create table row (id int);');
  expect(await migrate(database.url, folder)).toEqual(['0002_bad.sql']);
});

test('a database that has run a migration unknown here is left alone', async () => {
  await write('0001_start.sql', 'create table seat (id int);');
  await write('0002_later.sql', 'create table row (id int);');
  await migrate(database.url, folder);
  await rm(join(folder, '0002_later.sql'));

  await expect(migrate(database.url, folder)).rejects.toThrow(
    '0002_later.sql, which this version of Tessera does not know',
  );
});

test('two files with one number, or a file with an odd name, are refused before anything runs', async () => {
  await write('0001_start.sql', 'create table seat (id int);');
  await write('0001_again.sql', 'create table row (id int);');
  await expect(migrate(database.url, folder)).rejects.toThrow('Two migrations have the number 0001');

  await rm(join(folder, '0001_again.sql'));
  await write('2_second.sql', 'create table row (id int);');
  await expect(migrate(database.url, folder)).rejects.toThrow('2_second.sql must be called like');
  expect(await query(`select to_regclass('seat') as "table"`)).toEqual([{ table: null }]);
});
