import { describe, expect, test } from 'vitest';
import { fullOffer } from '../../testing/full-offer.ts';
import { type Bought, type BoughtPlace, type DiscountRule, keptPrices } from './kept-price.rules.ts';
import { type PromoTerms, priceCart } from './price-cart.rules.ts';
import type { Offer } from './rules.ts';

const keptPrice = (...of: Parameters<typeof keptPrices>) => Math.min(...keptPrices(...of));

const full: Offer = { ...fullOffer, priceMinor: 1_000, feeMinor: 0 };
const groupFrom = (quantityMin: number, priceMinor: number): Offer => ({
  ...full,
  id: `gold group ${quantityMin}`,
  tariffId: `group ${quantityMin}`,
  tariffKind: 'group',
  quantityMin,
  priceMinor,
});
const ten = groupFrom(10, 800);
const twenty = groupFrom(20, 600);
const list = [full, twenty, ten];

function boughtOf(offers: readonly Offer[], promo?: PromoTerms): Bought {
  return { list, places: priceCart(list, offers, promo), promo };
}
/** What is kept when only so many stay, from all of them down to none. */
function keptWith(rule: DiscountRule, bought: Bought, counts: readonly number[]): number[] {
  return counts.map((count) => keptPrice(rule, bought, bought.places.slice(0, count)));
}

describe('ten at a group price of 8 € instead of 10 €', () => {
  const bought = boughtOf(Array.from({ length: 10 }, () => ten));

  test('keep: each gives back its 8 €', () => {
    expect(keptWith('keep', bought, [10, 9, 5, 1, 0])).toEqual([8_000, 7_200, 4_000, 800, 0]);
  });

  test.each(['claw_back', 're_price'] as const)(
    '%s: the first two give back nothing, as eight cost 80 € without the group',
    (rule) => {
      expect(keptWith(rule, bought, [10, 9, 8, 7, 1, 0])).toEqual([8_000, 8_000, 8_000, 7_000, 1_000, 0]);
    },
  );
});

describe('twenty at 6 €, where ten cost 8 € each', () => {
  const bought = boughtOf(Array.from({ length: 20 }, () => twenty));

  test('claw_back asks for the full price below twenty; priced anew, they are a group of ten', () => {
    expect(keptWith('claw_back', bought, [20, 19, 12, 11, 10])).toEqual([12_000, 12_000, 12_000, 11_000, 10_000]);
    expect(keptWith('re_price', bought, [20, 19, 15, 14, 10])).toEqual([12_000, 12_000, 12_000, 11_200, 8_000]);
  });

  test('nine cost no more than ten did: giving one back never costs anything', () => {
    expect(keptWith('re_price', bought, [10, 9, 8, 7])).toEqual([8_000, 8_000, 8_000, 7_000]);
  });
});

describe('a code', () => {
  const code = (terms: Partial<PromoTerms>): PromoTerms => ({
    code: 'CODE',
    kind: 'fixed_order',
    value: 900,
    tierCodes: [],
    tariffCodes: [],
    quantityMin: 1,
    ...terms,
  });

  test('of 9 € off the order never makes more go back than was paid for what is cancelled', () => {
    const bought = boughtOf([full, full, full], code({}));
    for (const rule of ['keep', 'claw_back', 're_price'] as const)
      expect(keptWith(rule, bought, [3, 2, 1, 0]), rule).toEqual([2_100, 1_400, 700, 0]);
  });

  test('from three places is lost with the third', () => {
    const bought = boughtOf([full, full, full], code({ kind: 'percent', value: 1_000, quantityMin: 3 }));
    expect(keptWith('keep', bought, [3, 2, 1])).toEqual([2_700, 1_800, 900]);
    expect(keptWith('claw_back', bought, [3, 2, 1])).toEqual([2_700, 2_000, 1_000]);
    expect(keptWith('re_price', bought, [3, 2, 1])).toEqual([2_700, 2_000, 1_000]);
  });
});

test('a hundred places at many prices are answered at once, and never in another sense', () => {
  const offers = Array.from({ length: 100 }, (_, index) => {
    const tier = `tier ${index % 6}`;
    return { ...ten, id: `${tier} ${index % 12}`, tierId: tier, priceMinor: 500 + 10 * (index % 12) };
  });
  const bought = boughtOf(offers);
  let before = keptPrice('claw_back', bought, bought.places);
  for (let left = 99; left >= 0; left -= 9) {
    const kept = keptPrice('claw_back', bought, bought.places.slice(0, left));
    expect(kept).toBeLessThanOrEqual(before);
    before = kept;
  }
  expect(before).toBe(0);
});

/** Every subset, without any cleverness. */
function leastOverAll(rule: 'claw_back' | 're_price', bought: Bought, rest: readonly BoughtPlace[]): number {
  const others = bought.places.filter((place) => !rest.includes(place));
  const sets = Array.from({ length: 2 ** others.length }, (_, bits) => [
    ...rest,
    ...others.filter((_other, index) => bits & (2 ** index)),
  ]);
  const paid = (places: readonly BoughtPlace[]) => places.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  const worth = (places: readonly BoughtPlace[]): number => {
    if (places.length === bought.places.length) return paid(places);
    const isGroup = places.length >= 3;
    const offers = places.map(({ offer }) => (offer.tariffKind === 'group' && !isGroup ? full : offer));
    const alone = priceCart(bought.list, offers, bought.promo);
    const isCodeMet = bought.promo !== undefined && places.length >= bought.promo.quantityMin;
    const value =
      rule === 're_price'
        ? paid(alone)
        : offers.reduce(
            (sum, { priceMinor }, at) => sum + priceMinor - (isCodeMet ? (places[at]?.discountMinor ?? 0) : 0),
            0,
          );
    return Math.max(value, paid(places));
  };
  return Math.min(...sets.map(worth));
}

test('what is kept is the least over every set that contains the rest', () => {
  const three = groupFrom(3, 777);
  const child: Offer = { ...full, id: 'gold child', tariffId: 'child', tariffKind: 'early_bird', priceMinor: 333 };
  const promo: PromoTerms = {
    code: 'CODE',
    kind: 'percent',
    value: 1_250,
    tierCodes: [],
    tariffCodes: [],
    quantityMin: 4,
  };
  const bought: Bought = {
    list: [full, three, child],
    places: priceCart([full, three, child], [three, child, three, three, child], promo),
    promo,
  };
  for (let bits = 0; bits < 32; bits += 1) {
    const rest = bought.places.filter((_, index) => bits & (2 ** index));
    for (const rule of ['claw_back', 're_price'] as const)
      expect(keptPrice(rule, bought, rest), `${rule} ${bits}`).toBe(
        rest.length === 0 ? 0 : leastOverAll(rule, bought, rest),
      );
  }
});
