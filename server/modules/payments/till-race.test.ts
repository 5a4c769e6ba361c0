import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import type { Actor } from '../../platform/actor.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { givenAnAccount } from '../../testing/given-an-account.ts';
import { transactionsWithLocks, transactionsWithoutLocks } from '../../testing/without-locks.ts';
import { moveCash, openTill } from './keep-till.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

/** Twelve people of one organiser, each with a till. */
async function givenTills(inTransaction: InTransaction) {
  const { organiserId } = await givenAPerformance(database.url);
  return Promise.all(
    Array.from({ length: 12 }, async () => {
      const { accountId, email } = await givenAnAccount(database.url);
      const actor: Actor = {
        kind: 'account',
        address: '127.0.0.1',
        accountId,
        sessionId: crypto.randomUUID(),
        email,
        emailVerified: true,
        superadmin: false,
        memberships: [],
      };
      const wish = { organiserId, name: 'Guichet', currency: 'EUR', floatMinor: 1_000 };
      const { id } = await inTransaction(actor, (ctx) => openTill(ctx, wish));
      return { actor, tillId: id };
    }),
  );
}

/** How many of them could put cash in, all at once. */
async function putCashIn(inTransaction: InTransaction, tills: Awaited<ReturnType<typeof givenTills>>): Promise<number> {
  const put = { kind: 'pay_in', amountMinor: 100, note: 'Monnaie' } as const;
  const told = await Promise.allSettled(
    tills.map(({ actor, tillId }) => inTransaction(actor, (ctx) => moveCash(ctx, tillId, put))),
  );
  return told.filter(({ status }) => status === 'fulfilled').length;
}

test('twelve tills that are used at once write one chain', async () => {
  const { inTransaction, close } = transactionsWithLocks(database.url);
  const tills = await givenTills(inTransaction);
  for (let round = 0; round < 5; round += 1) expect(await putCashIn(inTransaction, tills)).toBe(12);
  expect(await audit(database.url)).toEqual([]);
  await close();
});

test('without the lock on its end they write the same number twice, which the table refuses', async () => {
  const locked = transactionsWithLocks(database.url);
  const tills = await givenTills(locked.inTransaction);
  const { inTransaction, close } = transactionsWithoutLocks(database.url);
  let put = 0;
  for (let round = 0; round < 10; round += 1) put += await putCashIn(inTransaction, tills);
  expect(put).toBeLessThan(120);
  await close();
  await locked.close();
});
