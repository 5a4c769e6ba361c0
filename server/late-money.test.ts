import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Books,
  type Cashier,
  type Cell,
  cells,
  comings,
  contradictionsIn,
  doJobs,
  type Ending,
  endingOf,
  givenACashier,
  hear,
  providerThat,
  startPayingLate,
  takings,
} from './testing/late-money.ts';

/**
 * Money that comes late, or of which nobody knows: every combination of how the provider takes money, when its word comes, whose
 * the places are by then and how we hear of it ends in tickets or in the money back, never both and never neither.
 */
let cashier: Cashier;
beforeAll(async () => {
  cashier = await givenACashier();
}, 120_000);
afterAll(() => cashier.close());

/** While the hold is alive nobody else can have its places: what another does then finds them taken. */
function expectedOf({ coming, claim }: Cell): 'tickets' | 'money back' {
  if (claim === 'event cancelled') return 'money back';
  return coming === 'before D' || claim === 'free' ? 'tickets' : 'money back';
}

const reasonOf = ({ claim }: Cell) => (claim === 'event cancelled' ? 'performance_cancelled' : 'seats_gone');

async function play(cell: Cell): Promise<{ ending: Ending; books: Books; paymentId: string }> {
  const books = providerThat(cell.captures);
  const paying = await startPayingLate(cashier, cell);
  await hear(cashier, cell, paying);
  await doJobs(cashier, books, paying.payment.id);
  return { ending: await endingOf(cashier, paying), books, paymentId: paying.payment.id };
}

test('the matrix is whole: 2 ways to take money × 5 instants × 4 fates of the places × 5 ways to hear of it', () => {
  expect(new Set(cells.map((cell) => Object.values(cell).join())).size).toBe(200);
});

describe.each(takings)('money taken %s', (captures) => {
  test.each(comings)('whose word comes %s', { timeout: 120_000 }, async (coming) => {
    for (const cell of cells.filter((one) => one.captures === captures && one.coming === coming)) {
      const what = Object.values(cell).join(', ');
      const { ending, books, paymentId } = await play(cell);
      expect(ending.clearing, what).toBe(0);
      if (expectedOf(cell) === 'tickets') {
        expect(ending, what).toMatchObject({
          order: 'confirmed',
          tickets: 2,
          payment: 'captured',
          captured: 9_600,
          refunded: 0,
        });
        expect(ending.told, what).toEqual(['orders.order_confirmed']);
        if (captures === 'separate') expect(books.taken.get(paymentId), what).toBe(9_600);
        expect([books.released.size, books.refunded.size], what).toEqual([0, 0]);
        continue;
      }
      expect(ending.tickets, what).toBe(0);
      if (captures === 'separate') {
        expect(ending, what).toMatchObject({ order: 'expired', payment: 'cancelled', captured: 0 });
        expect(ending.told, what).toEqual([`orders.order_refunded ${reasonOf(cell)} not charged`]);
        expect([books.released.size, books.taken.size], what).toEqual([1, 0]);
      } else {
        expect(ending, what).toMatchObject({
          order: 'refunded',
          payment: 'captured',
          captured: 9_600,
          refunded: 9_600,
        });
        expect(ending.told, what).toEqual([`orders.order_refunded ${reasonOf(cell)}`]);
        expect(books.refunded.get(paymentId), what).toBe(9_600);
      }
    }
  });
});

test('afterwards nothing contradicts itself', async () => {
  expect(await contradictionsIn(cashier)).toEqual([]);
});
