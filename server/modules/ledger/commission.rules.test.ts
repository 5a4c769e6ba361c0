import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CommissionPlan, commissionOf, givenBackBy, legsOfCommission } from './commission.rules.ts';
import { isBalanced, type Leg, legsOfCapture, legsOfRefund, legsOfReturn, legsOfSale } from './rules.ts';

const plan: fc.Arbitrary<CommissionPlan> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), perTicketMinor: fc.nat(10_000) }),
  fc.record({ kind: fc.constant('percent' as const), basisPoints: fc.nat(10_000) }),
  fc.record({
    kind: fc.constant('stepped' as const),
    steps: fc.uniqueArray(fc.record({ fromTickets: fc.nat(50), basisPoints: fc.nat(10_000) }), {
      selector: ({ fromTickets }) => fromTickets,
      maxLength: 4,
    }),
  }),
);
const places = fc.array(fc.record({ price: fc.nat(1_000_000), fee: fc.nat(2_000) }), { minLength: 1, maxLength: 10 });

describe('a commission', () => {
  test('leaves every account at zero once all places are returned, in whatever parts', () => {
    fc.assert(
      fc.property(plan, places, fc.nat(100), fc.array(fc.nat(3)), (commissionPlan, sold, soldBefore, cuts) => {
        const priceMinor = sold.reduce((total, { price }) => total + price, 0);
        const feesMinor = sold.reduce((total, { fee }) => total + fee, 0);
        fc.pre(priceMinor > 0);
        const commissionMinor = commissionOf(commissionPlan, { priceMinor, placeCount: sold.length, soldBefore });
        const legs: Leg[] = [
          ...legsOfCapture(priceMinor + feesMinor, 'provider'),
          ...legsOfSale(priceMinor + feesMinor, feesMinor),
          ...legsOfCommission(commissionMinor),
        ];
        const order = { priceMinor, commissionMinor, returnedPriceMinor: 0, givenBackMinor: 0 };
        const left = [...sold];
        for (let turn = 0; left.length > 0; turn += 1) {
          const part = left.splice(0, 1 + (cuts[turn] ?? 0));
          const price = part.reduce((total, place) => total + place.price, 0);
          const fees = part.reduce((total, place) => total + place.fee, 0);
          const back = givenBackBy(order, price);
          expect(back).toBeGreaterThanOrEqual(0);
          order.returnedPriceMinor += price;
          order.givenBackMinor += back;
          legs.push(
            ...legsOfReturn(price, fees),
            ...legsOfCommission(-back),
            ...legsOfRefund(price + fees, 'provider'),
          );
        }
        expect(isBalanced(legs)).toBe(true);
        for (const account of new Set(legs.map((leg) => leg.account))) {
          const balance = legs.reduce((total, leg) => total + (leg.account === account ? leg.amountMinor : 0), 0);
          expect(balance, account).toBe(0);
        }
      }),
    );
  });

  test('is never negative and never more than the price', () => {
    fc.assert(
      fc.property(
        plan,
        fc.nat(1_000_000),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(100),
        (p, priceMinor, placeCount, n) => {
          const commission = commissionOf(p, { priceMinor, placeCount, soldBefore: n });
          expect(commission).toBeGreaterThanOrEqual(0);
          expect(commission).toBeLessThanOrEqual(priceMinor);
        },
      ),
    );
  });

  test('of a stepped plan takes each ticket at the rate of its step', () => {
    const steps = [
      { fromTickets: 0, basisPoints: 1_000 },
      { fromTickets: 100, basisPoints: 500 },
    ];
    const stepped = { kind: 'stepped', steps } as const;
    expect(commissionOf(stepped, { priceMinor: 4_000, placeCount: 4, soldBefore: 98 })).toBe(300);
    expect(commissionOf(stepped, { priceMinor: 4_000, placeCount: 4, soldBefore: 100 })).toBe(200);
  });

  test('of a fixed plan is by the ticket, of a percent plan by the price', () => {
    const order = { priceMinor: 4_500, placeCount: 2, soldBefore: 0 };
    expect(commissionOf({ kind: 'fixed', perTicketMinor: 90 }, order)).toBe(180);
    expect(commissionOf({ kind: 'percent', basisPoints: 250 }, order)).toBe(112);
  });
});
