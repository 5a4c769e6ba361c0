import { expect, test } from 'vitest';
import { bestWish, lowestTier, sharedTariffs, tariffWish, tiersOf, usualOffer } from './offers.ts';
import type { Offer, Performance } from './wire.ts';

const offer = (tier: string, kind: Offer['tariff']['kind'], amountMinor: number, more: Partial<Offer> = {}): Offer => ({
  id: `${tier}-${kind}`,
  tier: { id: tier, code: tier, name: { fr: tier }, position: tier === 'gold' ? 1 : 2 },
  tariff: { id: kind, code: kind, name: { fr: kind }, condition: null, kind, quantityMin: kind === 'group' ? 5 : 1 },
  price: { amountMinor, currency: 'EUR' },
  feesIncluded: { amountMinor: 300, currency: 'EUR' },
  onSale: true,
  saleOpensAt: null,
  saleClosesAt: null,
  placesLeft: null,
  isHidden: false,
  ...more,
});
const offers = [
  offer('balcony', 'full', 2000),
  offer('balcony', 'child', 900),
  offer('gold', 'child', 2000),
  offer('gold', 'full', 4500),
  offer('gold', 'early_bird', 4000, { onSale: false }),
  offer('gold', 'group', 3500),
];
const tiers = tiersOf({ offers });
const [gold, balcony] = tiers;

test('a buyer who says nothing is never offered a price that asks for a proof', () => {
  expect(gold && usualOffer(gold, 2)?.id).toBe('gold-full');
  expect(lowestTier(tiers, 2)?.id).toBe('balcony');
});

test('a group price counts from the number of places it asks for, a price whose time is over never', () => {
  expect([4, 5].map((quantity) => gold && usualOffer(gold, quantity)?.id)).toEqual(['gold-full', 'gold-group']);
});

test('a hold names the tariffs that are not the full one, and only those', () => {
  expect(tariffWish(balcony, 3)).toEqual({});
  expect(tariffWish(balcony, 3, { child: 1, full: 0 })).toEqual({ tariffs: [{ tariff: 'child', quantity: 1 }] });
  expect(tariffWish(gold, 6, { child: 2 })).toEqual({
    tariffs: [
      { tariff: 'child', quantity: 2 },
      { tariff: 'group', quantity: 4 },
    ],
  });
});

test('people of one basket choose among the tariffs that every tier in it has on sale', () => {
  expect(sharedTariffs(tiers).map(({ id }) => id)).toEqual(['child', 'full']);
});

test('standing places are counted, seats are picked by the server', () => {
  const zone = {
    id: 'pit',
    code: 'P',
    name: 'Pit',
    group: null,
    kind: 'standing',
    tier: 'balcony',
    capacity: 9,
    remaining: 9,
  } as const;
  const performance: Pick<Performance, 'zones'> = { zones: [zone] };
  expect(bestWish(performance, balcony, 2)).toEqual({ zone: 'pit', quantity: 2 });
  expect(bestWish({ zones: [{ ...zone, kind: 'seated' }] }, balcony, 2)).toEqual({
    best: { quantity: 2, tier: 'balcony' },
  });
});

test('an early bird with too few places left for everybody is not what they pay', () => {
  const early = offer('pit', 'early_bird', 1500, { placesLeft: 3 });
  const [pit] = tiersOf({ offers: [offer('pit', 'full', 2000), early] });
  expect([1, 3, 4].map((quantity) => pit && usualOffer(pit, quantity)?.id)).toEqual([
    'pit-early_bird',
    'pit-early_bird',
    'pit-full',
  ]);
  const [gone] = tiersOf({ offers: [offer('pit', 'full', 2000), { ...early, placesLeft: 0 }] });
  expect(sharedTariffs(gone ? [gone] : []).map(({ kind }) => kind)).toEqual(['full']);
});
