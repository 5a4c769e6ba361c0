import { exponentOf } from '@tessera/contract/money';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullOffer as full } from '../../testing/full-offer.ts';
import { isPromoFor, type PricedPlace, type PromoTerms, priceCart, totalOf } from './price-cart.rules.ts';
import { discountOf } from './promo.rules.ts';
import type { Offer } from './rules.ts';

const child: Offer = {
  ...full,
  id: 'gold child',
  tariffId: 'child',
  tariffCode: 'child',
  tariffName: { fr: 'Enfant' },
  tariffKind: 'child',
  priceMinor: 2_250,
};
const ten: PromoTerms = { code: 'DIX', kind: 'percent', value: 1_000, tierCodes: [], tariffCodes: [], quantityMin: 1 };
const prices = (places: readonly PricedPlace[]) => places.map(({ priceMinor }) => priceMinor);

describe('what two places at 45 € and 3 € of fees cost', () => {
  test('without a code: 96 €, taxed together or each at its own rate', () => {
    const places = priceCart([full], [full, full], undefined);
    expect(totalOf(places)).toBe(9_600);
    expect(places[0]?.taxMinor).toBe(250);
    const [apart] = priceCart([full], [{ ...full, feeTaxBasisPoints: 2_000 }], undefined);
    expect(apart?.taxMinor).toBe(235 + 50);
  });

  test('with a tenth off: 9 € off the prices, nothing off the fees', () => {
    const places = priceCart([full], [full, full], ten);
    expect([totalOf(places), discountOf(places)]).toEqual([8_700, 900]);
    expect(places[0]?.trace).toEqual([
      { rule: 'base', words: full.tariffName, amountMinor: 4_500 },
      { rule: 'promo', words: { fr: 'Code DIX', en: 'Code DIX' }, amountMinor: -450 },
      { rule: 'fee', words: { fr: 'Frais de réservation', en: 'Booking fee' }, amountMinor: 300 },
    ]);
  });

  test('is told from the full price on, with the tariff that changed it', () => {
    const [place] = priceCart([full, child], [child], undefined);
    expect(place?.trace.map(({ rule, amountMinor }) => [rule, amountMinor])).toEqual([
      ['base', 4_500],
      ['child', -2_250],
      ['fee', 300],
    ]);
  });
});

describe('a code', () => {
  const cart = [full, child, child];
  const withTerms = (terms: Partial<PromoTerms>) => priceCart([full], cart, { ...ten, ...terms });

  test('off the order is shared to the cent, and never takes more than there is', () => {
    expect(prices(withTerms({ kind: 'fixed_order', value: 1_000 }))).toEqual([4_000, 2_000, 2_000]);
    expect(prices(withTerms({ kind: 'fixed_order', value: 1_001 }))).toEqual([3_999, 2_000, 2_000]);
    expect(totalOf(withTerms({ kind: 'fixed_order', value: 99_999 }))).toBe(900);
  });

  test('off each place takes it off each; a set price makes no place dearer', () => {
    expect(prices(withTerms({ kind: 'fixed_place', value: 1_000 }))).toEqual([3_500, 1_250, 1_250]);
    expect(prices(withTerms({ kind: 'set_price', value: 3_000 }))).toEqual([3_000, 2_250, 2_250]);
  });

  test('for children takes nothing off the others, and one from four places nothing off three', () => {
    expect(prices(withTerms({ tariffCodes: ['child'] }))).toEqual([4_500, 2_025, 2_025]);
    expect(prices(withTerms({ quantityMin: 4 }))).toEqual([4_500, 2_250, 2_250]);
  });
});

const soldIn = ['EUR', 'TND', 'JPY', 'CAD'] as const;

/** Prices as they are asked for: up to about 500 of the currency, in its smallest unit. */
function offerIn(currency: (typeof soldIn)[number]): fc.Arbitrary<Offer> {
  const most = 500 * 10 ** exponentOf(currency);
  return fc
    .record({
      tierCode: fc.constantFrom('gold', 'silver'),
      tariffKind: fc.constantFrom('full', 'reduced', 'child', 'early_bird', 'group'),
      priceMinor: fc.nat(most),
      feeMinor: fc.nat(Math.floor(most / 50)),
      taxBasisPoints: fc.constantFrom(0, 210, 550, 1_000, 1_900, 2_000),
      feeTaxBasisPoints: fc.constantFrom(null, 550, 1_900, 2_000),
    })
    .map((facts) => ({
      ...full,
      ...facts,
      id: `${facts.tierCode} ${facts.tariffKind} ${facts.priceMinor}`,
      tierId: facts.tierCode,
      tariffId: facts.tariffKind,
      tariffCode: facts.tariffKind,
    }));
}
const promoTerms: fc.Arbitrary<PromoTerms> = fc.record({
  code: fc.constant('CODE'),
  kind: fc.constantFrom('percent', 'fixed_order', 'fixed_place', 'set_price'),
  value: fc.integer({ min: 1, max: 10_000 }),
  tierCodes: fc.constantFrom([], ['gold'], ['silver', 'gold']),
  tariffCodes: fc.constantFrom([], ['full'], ['child', 'group']),
  quantityMin: fc.constantFrom(1, 1, 2, 4),
});
const cart = fc.constantFrom(...soldIn).chain((currency) =>
  fc.record({
    currency: fc.constant(currency),
    places: fc.array(offerIn(currency), { minLength: 1, maxLength: 8 }),
    promo: fc.option(promoTerms, { nil: undefined }),
  }),
);

/** What is wrong with how a cart was priced; nothing, as a rule. */
function wrongWith(places: readonly Offer[], promo: PromoTerms | undefined): string | undefined {
  const priced = priceCart(places, places, promo);
  const listed = places.reduce((sum, { priceMinor, feeMinor }) => sum + priceMinor + feeMinor, 0);
  if (totalOf(priced) + discountOf(priced) !== listed) return 'the discount is not what is missing from the list';
  for (const { offer, priceMinor, discountMinor, feeMinor, taxMinor, trace } of priced) {
    const amounts = [priceMinor, discountMinor, feeMinor, taxMinor];
    if (!amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)) return 'not an amount';
    if (taxMinor > priceMinor + feeMinor) return 'more tax than price';
    if (trace.reduce((sum, { amountMinor }) => sum + amountMinor, 0) !== priceMinor + feeMinor)
      return 'the trace tells another price';
    if (discountMinor > 0 && (!promo || !isPromoFor(promo, offer))) return 'a discount for nothing';
  }
  const backwards = priceCart(places, places.toReversed(), promo);
  return totalOf(backwards) === totalOf(priced) ? undefined : 'the order of places makes another total';
}

test('over 100,000 carts in EUR, TND, JPY and CAD everything adds up to the minor unit and nothing is below zero', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(cart, ({ currency, places, promo }) => {
      seen.set(currency, (seen.get(currency) ?? 0) + 1);
      const wrong = wrongWith(places, promo);
      if (wrong) throw new Error(wrong);
    }),
    { numRuns: 100_000 },
  );
  expect([...seen.keys()].toSorted()).toEqual([...soldIn].toSorted());
}, 120_000);

test('a percentage takes its share off the whole, and off no place more than a minor unit beside its own', () => {
  fc.assert(
    fc.property(cart, ({ places, promo }) => {
      if (promo?.kind !== 'percent') return;
      const own = places.filter((offer) => isPromoFor(promo, offer));
      if (own.length < promo.quantityMin) return;
      const priced = priceCart(places, places, promo);
      const whole = own.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
      expect(Math.abs(discountOf(priced) - (whole * promo.value) / 10_000)).toBeLessThanOrEqual(0.5);
      for (const { offer, discountMinor } of priced) {
        const share = isPromoFor(promo, offer) ? (offer.priceMinor * promo.value) / 10_000 : 0;
        expect(Math.abs(discountMinor - share)).toBeLessThan(1.5);
      }
    }),
    { numRuns: 5_000 },
  );
});
