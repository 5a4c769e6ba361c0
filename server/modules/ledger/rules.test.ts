import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isBalanced,
  type Leg,
  legsOfCapture,
  legsOfGiftCardIssue,
  legsOfGiftCardRefund,
  legsOfGiftCardSpend,
  legsOfRefund,
  legsOfReturn,
  legsOfSale,
} from './rules.ts';

const sale = fc
  .integer({ min: 1, max: 1_000_000_000 })
  .chain((total) => fc.record({ total: fc.constant(total), fees: fc.nat(total) }));
const on = (legs: readonly Leg[], account: Leg['account']) =>
  legs.filter((leg) => leg.account === account).reduce((total, { amountMinor }) => total + amountMinor, 0);

describe('the books', () => {
  test('balance at every step, whatever was paid', () => {
    fc.assert(
      fc.property(sale, ({ total, fees }) => {
        for (const legs of [
          legsOfCapture(total, 'provider'),
          legsOfSale(total, fees),
          legsOfRefund(total, 'provider'),
          legsOfGiftCardIssue(total),
          legsOfGiftCardSpend(total),
          legsOfGiftCardRefund(total),
        ]) {
          expect(isBalanced(legs)).toBe(true);
          expect(legs.some(({ amountMinor }) => amountMinor === 0)).toBe(false);
        }
      }),
    );
  });

  test('after a sale owe the organiser the total without the fees, the platform the fees, and nothing else is open', () => {
    fc.assert(
      fc.property(sale, ({ total, fees }) => {
        const legs = [...legsOfCapture(total, 'provider'), ...legsOfSale(total, fees)];
        expect(on(legs, 'order_clearing')).toBe(0);
        expect(on(legs, 'provider_clearing')).toBe(total);
        expect(on(legs, 'organiser_payable') + total).toBe(fees);
        expect(on(legs, 'platform_fee') + fees).toBe(0);
      }),
    );
  });

  test('after a sale whose money the organiser took itself, have it owe the fees and nothing owed to it', () => {
    fc.assert(
      fc.property(sale, ({ total, fees }) => {
        const legs = [...legsOfCapture(total, 'organiser'), ...legsOfSale(total, fees)];
        expect(on(legs, 'order_clearing')).toBe(0);
        expect(on(legs, 'provider_clearing')).toBe(0);
        expect(on(legs, 'organiser_payable')).toBe(fees);
      }),
    );
  });

  test('after a refund of undecided money are as before it came', () => {
    fc.assert(
      fc.property(sale, ({ total }) => {
        const legs = [...legsOfCapture(total, 'provider'), ...legsOfRefund(total, 'provider')];
        expect(on(legs, 'order_clearing')).toBe(0);
        expect(on(legs, 'provider_clearing')).toBe(0);
      }),
    );
  });

  test('of a sale that a gift card paid in part are those of any sale, and are as before when all of it is given back', () => {
    fc.assert(
      fc.property(sale, fc.nat(1_000_000_000), ({ total, fees }, most) => {
        const byCard = Math.min(most, total);
        const paid = [...legsOfCapture(total - byCard, 'provider'), ...legsOfGiftCardSpend(byCard)];
        const sold = [...legsOfGiftCardIssue(byCard), ...paid, ...legsOfSale(total, fees)];
        expect([on(sold, 'order_clearing'), on(sold, 'gift_card_liability') + 0]).toEqual([0, 0]);
        // The card was the organiser's own money.
        expect(on(sold, 'organiser_payable')).toBe(byCard + fees - total);
        const back = [...legsOfRefund(total - byCard, 'provider'), ...legsOfGiftCardRefund(byCard)];
        const all = [...sold, ...legsOfReturn(total - fees, fees), ...back];
        expect([on(all, 'order_clearing'), on(all, 'provider_clearing'), on(all, 'platform_fee')]).toEqual([0, 0, 0]);
        expect(on(all, 'gift_card_liability')).toBe(0 - byCard);
      }),
    );
  });

  test('refuse legs that do not add up, and a single leg', () => {
    expect(isBalanced([{ account: 'platform_fee', amountMinor: 0 }])).toBe(false);
    expect(isBalanced([])).toBe(false);
    expect(isBalanced([...legsOfCapture(100, 'provider'), { account: 'platform_fee', amountMinor: 1 }])).toBe(false);
  });
});
