import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { transactionsWithLocks } from '../testing/without-locks.ts';
import { type Actor, system } from './actor.ts';
import { announce } from './announcement.ts';
import type { Ctx } from './context.ts';
import { checkKey, forgetOldAnswers, once, recall, remember } from './idempotency.ts';
import { Refusal } from './refusal.ts';

let database: TestDatabase;
let transactions: ReturnType<typeof transactionsWithLocks>;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  transactions = transactionsWithLocks(database.url);
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await pool.end();
  await transactions.close();
  await database.drop();
});

const guest = (capability: string): Actor => ({ kind: 'anonymous', address: '127.0.0.1', capability });
const stranger = (address: string): Actor => ({ kind: 'anonymous', address });
const happened = async (subjectId: string) =>
  (await pool.query('select 1 from platform.journal where subject_id = $1', [subjectId])).rowCount;

type Asked = { key: string; fingerprint?: string; actor?: Actor; effect?: (ctx: Ctx) => Promise<unknown> };
/** One request: its effect leaves a journal row under the key and answers with the number of the attempt. */
let attempts = 0;
function ask({ key, fingerprint = 'POST /orders {}', actor = guest('mine'), effect }: Asked): Promise<unknown> {
  return transactions.inTransaction(actor, (ctx) =>
    once(ctx, { key, fingerprint }, async () => {
      await announce(ctx, { kind: 'test.happened', subjectId: key, payload: {} });
      attempts += 1;
      return effect ? effect(ctx) : { attempt: attempts };
    }),
  );
}
const refusalOf = (answer: Promise<unknown>) =>
  answer.then(
    () => expect.fail('it was not refused'),
    (error: unknown) => (error instanceof Refusal ? error.code : Promise.reject(error)),
  );

describe('the same key again', () => {
  test('gets the first answer and does nothing more', async () => {
    const first = await ask({ key: 'again' });
    expect(await ask({ key: 'again' })).toEqual(first);
    expect(await happened('again')).toBe(1);
  });

  test('gives back answers of every kind, no body included', async () => {
    for (const [index, answer] of [undefined, null, '', 0, [], { a: 'é"\\' }].entries()) {
      const asked = { key: `answer-${index}`, effect: async () => answer };
      expect(await ask(asked)).toEqual(answer);
      expect(await ask(asked)).toEqual(answer);
    }
  });

  test('with another body is refused, and the first answer stays', async () => {
    const first = await ask({ key: 'other-body' });
    expect(await refusalOf(ask({ key: 'other-body', fingerprint: 'POST /orders {"a":1}' }))).toBe(
      'idempotency_key_reused',
    );
    expect(await ask({ key: 'other-body' })).toEqual(first);
  });

  test('after a refusal tries again: nothing of the first attempt was kept', async () => {
    const refuse = async () => {
      throw new Refusal('sold_out');
    };
    expect(await refusalOf(ask({ key: 'refused', effect: refuse }))).toBe('sold_out');
    expect(await happened('refused')).toBe(0);
    expect(await ask({ key: 'refused' })).toHaveProperty('attempt');
    expect(await happened('refused')).toBe(1);
  });

  test('while the first is still running is told so, and of twenty at once one has the effect', async () => {
    const slow = async () => {
      await new Promise((resume) => setTimeout(resume, 200));
      return 'done';
    };
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => ask({ key: 'at-once', effect: slow })));
    const done = answers.filter((answer) => answer.status === 'fulfilled');
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(done.every(({ value }) => value === 'done')).toBe(true);
    expect(refused.map((error) => error.code)).toEqual(refused.map(() => 'idempotency_in_flight'));
    expect(refused.length).toBeGreaterThan(0);
    expect(await happened('at-once')).toBe(1);
  });
});

describe('an operation that takes more than one transaction', () => {
  const request = (key: string, fingerprint = 'POST /payments {}') => ({ key, fingerprint });
  const asked = (key: string, fingerprint?: string) =>
    transactions.inTransaction(guest('mine'), (ctx) => recall<string>(ctx, request(key, fingerprint)));
  const answered = (key: string, body: string) =>
    transactions.inTransaction(guest('mine'), (ctx) => remember(ctx, request(key), body));

  test('finds the answer it gave, and the first of two that were given stays', async () => {
    expect(await asked('slow')).toBeUndefined();
    await answered('slow', 'first');
    await answered('slow', 'second');
    expect(await asked('slow')).toEqual({ body: 'first' });
    expect(await refusalOf(asked('slow', 'POST /payments {"a":1}'))).toBe('idempotency_key_reused');
  });
});

describe('a key', () => {
  test('belongs to its caller: guessed by another it opens nothing', async () => {
    const callers: Actor[] = [
      guest('mine'),
      guest('yours'),
      stranger('127.0.0.1'),
      stranger('127.0.0.2'),
      system('tidy'),
      {
        kind: 'account',
        address: '127.0.0.1',
        accountId: '0198c0de-0000-7000-8000-000000000001',
        sessionId: 's',
        email: 'a@b.co',
        emailVerified: true,
        superadmin: false,
        memberships: [],
      },
    ];
    const answers = [];
    for (const actor of callers) answers.push(await ask({ key: 'shared', actor }));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(callers.length);
    expect(await happened('shared')).toBe(callers.length);
  });

  test('and its answer lie in the database sealed', async () => {
    await ask({ key: 'sealed', effect: async () => ({ token: 'nobody may read this' }), actor: guest('a capability') });
    const { rows } = await pool.query<{ row: string; sealed: Buffer }>(
      `select r::text as row, body_sealed as sealed from platform.idempotent_request r where key = 'sealed'`,
    );
    expect(rows[0]?.sealed.includes('nobody may read this')).toBe(false);
    expect(rows[0]?.row).not.toContain('a capability');
  });

  test('is 1 to 255 printable ASCII characters', () => {
    for (const key of ['a', '!~', crypto.randomUUID(), 'x'.repeat(255)]) expect(checkKey(key)).toBe(key);
    for (const key of ['', ' ', 'a b', 'x'.repeat(256), 'é', 'a\n', '\0', '\x7f'])
      expect(() => checkKey(key)).toThrow(Refusal);
  });
});

test('an answer is forgotten after thirty days, and not before', async () => {
  for (const key of ['a-month-ago', 'last-week']) await ask({ key });
  await pool.query(
    "update platform.idempotent_request set answered_at = now() - interval '31 days' where key = 'a-month-ago'",
  );
  await pool.query(
    "update platform.idempotent_request set answered_at = now() - interval '29 days' where key = 'last-week'",
  );
  await forgetOldAnswers(transactions.inTransaction);
  const { rows } = await pool.query(
    "select key from platform.idempotent_request where key in ('a-month-ago', 'last-week')",
  );
  expect(rows).toEqual([{ key: 'last-week' }]);
});
