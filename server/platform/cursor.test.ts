import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { transactionsWithLocks } from '../testing/without-locks.ts';
import { system } from './actor.ts';
import type { Ctx } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { Refusal } from './refusal.ts';

let database: TestDatabase;
let transactions: ReturnType<typeof transactionsWithLocks>;

beforeAll(async () => {
  database = await createTestDatabase();
  transactions = transactionsWithLocks(database.url);
});
afterAll(async () => {
  await transactions.close();
  await database.drop();
});

const withCtx = (check: (ctx: Ctx) => void) => transactions.inTransaction(system('test'), async (ctx) => check(ctx));
const point = fc.record({
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }).map((date) => date.toISOString()),
  id: fc.uuid(),
});

function isRefused(ctx: Ctx, list: string, cursor: string): boolean {
  try {
    readCursor(ctx, list, cursor);
    return false;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.code).toBe('invalid');
    expect(error.facts).toEqual({ errors: [{ pointer: '/querystring/cursor', code: 'invalid_cursor' }] });
    return true;
  }
}

describe('a cursor', () => {
  test('leads back to where the page ended, and fits into an address', () =>
    withCtx((ctx) => {
      fc.assert(
        fc.property(point, (end) => {
          const cursor = writeCursor(ctx, 'events', end);
          expect(readCursor(ctx, 'events', cursor)).toEqual(end);
          expect(cursor).toMatch(/^[\w-]{1,500}$/);
        }),
      );
    }));

  test('of one list is refused by another', () =>
    withCtx((ctx) => {
      fc.assert(
        fc.property(point, (end) => {
          expect(isRefused(ctx, 'orders', writeCursor(ctx, 'events', end))).toBe(true);
        }),
      );
    }));

  test('changed in any letter, cut or lengthened is refused', () =>
    withCtx((ctx) => {
      const letter = fc.constantFrom(...'ABCXYZabcxyz0189-_=.+/ ');
      fc.assert(
        fc.property(point, fc.nat(200), letter, fc.nat(2), (end, at, added, removed) => {
          const cursor = writeCursor(ctx, 'events', end);
          const changed = cursor.slice(0, at) + added + cursor.slice(at + removed);
          expect(isRefused(ctx, 'events', changed)).toBe(changed !== cursor);
        }),
        { numRuns: 500 },
      );
    }));

  test('made up by somebody else is refused', () =>
    withCtx((ctx) => {
      const now = new Date(0).toISOString();
      const signature = ctx.secrets.sign(`events ${now} x`);
      const madeUp = [
        '',
        ' ',
        `${now} x`,
        `${now} x ${signature.slice(1)}`,
        `${now} y ${signature}`,
        `${now} x ${signature} z`,
      ];
      for (const text of madeUp) expect(isRefused(ctx, 'events', Buffer.from(text).toString('base64url'))).toBe(true);
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), (text) => {
          expect(isRefused(ctx, 'events', text)).toBe(true);
        }),
      );
    }));
});
