import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { testSecret } from '../testing/given-a-server.ts';
import { type Actor, system } from './actor.ts';
import { type Announcement, announce } from './announcement.ts';
import type { Delivery } from './context.ts';
import { type Database, openDatabase } from './database.ts';
import { deriveSecrets } from './secrets.ts';
import { type InTransaction, transactionsOn } from './transaction.ts';

let ownDatabase: TestDatabase;
let database: Database;
let pool: pg.Pool;
let inTransaction: InTransaction;
const delivered: Delivery[] = [];
let deliveries = 0;

beforeAll(async () => {
  ownDatabase = await createTestDatabase();
  pool = new pg.Pool({ connectionString: ownDatabase.url, max: 1 });
  database = openDatabase(ownDatabase.url, { onError: () => undefined });
  inTransaction = transactionsOn({
    database,
    secrets: deriveSecrets(testSecret),
    listenersOf: (kind) => (kind === 'test.heard' ? ['test.heard.first', 'test.heard.second'] : []),
    deliver: async (_transaction, own) => {
      deliveries += 1;
      delivered.push(...own);
    },
  });
});
afterAll(async () => {
  await pool.end();
  await database.close();
  await ownDatabase.drop();
});

const organiserId = '0198c0de-0000-7000-8000-000000000001';
const accountId = '0198c0de-0000-7000-8000-000000000002';
const heard: Announcement = {
  kind: 'test.heard',
  subjectId: 'order-1',
  organiserId,
  payload: { places: 2, words: 'é"\\' },
};

async function journalOf(traceId: string) {
  const { rows } = await pool.query(
    `select kind, actor_kind, actor_id, organiser_id, subject_id, payload from platform.journal where trace_id = $1 order by id`,
    [traceId],
  );
  return rows;
}

describe('an announcement', () => {
  test('is written down with who did it, about what, and what is known', async () => {
    await inTransaction(system('tidy-orders'), (ctx) => announce(ctx, heard), { traceId: 'written' });
    expect(await journalOf('written')).toEqual([
      {
        kind: 'test.heard',
        actor_kind: 'system',
        actor_id: 'tidy-orders',
        organiser_id: organiserId,
        subject_id: 'order-1',
        payload: { places: 2, words: 'é"\\' },
      },
    ]);
  });

  test('tells a guest who holds a token from somebody unknown, and never the token', async () => {
    const address = '127.0.0.1';
    const account = { sessionId: 's', email: 'a@b.co', emailVerified: true, superadmin: false, memberships: [] };
    const actors: Actor[] = [
      { kind: 'anonymous', address },
      { kind: 'anonymous', address, capability: 'a token' },
      { kind: 'account', address, accountId, capability: 'a token', ...account },
    ];
    for (const actor of actors) await inTransaction(actor, (ctx) => announce(ctx, heard), { traceId: 'actors' });
    const rows = await journalOf('actors');
    expect(rows.map((row) => [row.actor_kind, row.actor_id])).toEqual([
      ['anonymous', null],
      ['guest', null],
      ['account', accountId],
    ]);
    expect(JSON.stringify(rows)).not.toContain('a token');
  });

  test('is put before each of its listeners, and only theirs', async () => {
    delivered.length = 0;
    await inTransaction(system('test'), async (ctx) => {
      await announce(ctx, heard);
      await announce(ctx, { ...heard, kind: 'test.unheard' });
    });
    const { kind, subjectId, payload } = heard;
    expect(delivered).toEqual([
      { queue: 'test.heard.first', announcement: { kind, subjectId, payload } },
      { queue: 'test.heard.second', announcement: { kind, subjectId, payload } },
    ]);
  });

  test('is written together with all others of its transaction, in their order, by one statement', async () => {
    delivered.length = 0;
    deliveries = 0;
    await inTransaction(
      system('test'),
      async (ctx) => {
        for (const subjectId of ['first', 'second', 'third']) await announce(ctx, { ...heard, subjectId });
      },
      { traceId: 'together' },
    );
    const { rows } = await pool.query(
      `select subject_id, cmin::text as statement from platform.journal where trace_id = 'together' order by id`,
    );
    expect(rows.map(({ subject_id }) => subject_id)).toEqual(['first', 'second', 'third']);
    expect(new Set(rows.map(({ statement }) => statement)).size).toBe(1);
    expect(deliveries).toBe(1);
    expect(delivered.map(({ announcement: { subjectId } }) => subjectId)).toEqual(
      ['first', 'second', 'third'].flatMap((subjectId) => [subjectId, subjectId]),
    );
  });

  test('of an operation that fails was never made', async () => {
    const failing = inTransaction(
      system('test'),
      async (ctx) => {
        await announce(ctx, heard);
        throw new Error('the operation fails');
      },
      { traceId: 'failed' },
    );
    await expect(failing).rejects.toThrow('the operation fails');
    expect(await journalOf('failed')).toEqual([]);
  });
});
