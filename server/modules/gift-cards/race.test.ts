import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '../../platform/actor.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { transactionsWithLocks, transactionsWithoutLocks } from '../../testing/without-locks.ts';
import { codeOf } from './code.ts';
import { issueAsGoodwill } from './issue-card.ts';
import { endReservations, reserveCard } from './reserve-card.ts';
import { spendReserved } from './spend-reserved.ts';
import { findCard } from './store.ts';

let database: TestDatabase;
let organiserId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  organiserId = (await givenAPerformance(database.url)).organiserId;
});
afterAll(() => database.drop());

const actor = system('the race');
const totalMinor = 1_000;

async function issue(inTransaction: InTransaction) {
  return inTransaction(actor, async (ctx) => {
    const to = { organiserId, currency: 'EUR', email: 'ada@example.org', locale: 'fr' as const };
    const cardId = await issueAsGoodwill(ctx, { ...to, amountMinor: 5 * totalMinor, endsAt: null, note: '' });
    return { cardId, code: codeOf(ctx, cardId) };
  });
}

/** Everybody's order at once. What each was told: the amount, or why not. */
async function reserveAtOnce(inTransaction: InTransaction, code: string, references: readonly string[]) {
  const wish = { code, organiserId, currency: 'EUR', totalMinor };
  const told = await Promise.allSettled(
    references.map((reference) => inTransaction(actor, (ctx) => reserveCard(ctx, { ...wish, reference }))),
  );
  return told.map((one) => {
    if (one.status === 'fulfilled') return String(one.value.amountMinor);
    return one.reason instanceof Refusal ? one.reason.code : String(one.reason.constraint ?? one.reason);
  });
}

const orders = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
const standing = (inTransaction: InTransaction, cardId: string) =>
  inTransaction(actor, async (ctx) => {
    const found = await findCard(ctx, cardId);
    return [found?.balanceMinor, found?.reservedMinor];
  });
const count = (told: readonly string[], what: string) => told.filter((one) => one === what).length;

test('twenty orders at once for a card that pays five: five have it, the others are told that it is empty', async () => {
  const { inTransaction, close } = transactionsWithLocks(database.url);
  const { cardId, code } = await issue(inTransaction);
  const references = orders(20);
  const told = await reserveAtOnce(inTransaction, code, references);
  expect([count(told, '1000'), count(told, 'gift_card_empty')]).toEqual([5, 15]);
  // Spent and returned at once, each twice: each reservation ends once, in one way.
  await Promise.all(
    references.flatMap((reference) => [
      inTransaction(actor, (ctx) => spendReserved(ctx, [reference])),
      inTransaction(actor, (ctx) => endReservations(ctx, [reference])),
      inTransaction(actor, (ctx) => spendReserved(ctx, [reference])),
    ]),
  );
  const [balance = 0, reserved] = await standing(inTransaction, cardId);
  expect(reserved).toBe(0);
  const again = await reserveAtOnce(inTransaction, code, orders(20));
  expect(count(again, '1000')).toBe(balance / totalMinor);
  await close();
});

test('without the lock more is reserved than is on the card, which the table refuses', async () => {
  const locked = transactionsWithLocks(database.url);
  const { inTransaction, close } = transactionsWithoutLocks(database.url);
  const refused: string[] = [];
  for (let round = 0; round < 10 && count(refused, 'card_is_never_overdrawn') === 0; round += 1) {
    const { cardId, code } = await issue(locked.inTransaction);
    refused.push(...(await reserveAtOnce(inTransaction, code, orders(20))));
    expect((await standing(locked.inTransaction, cardId))[0]).toBeGreaterThanOrEqual(0);
  }
  expect(count(refused, 'card_is_never_overdrawn')).toBeGreaterThan(0);
  await close();
  await locked.close();
});
