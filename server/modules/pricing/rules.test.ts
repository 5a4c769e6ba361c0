import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullOffer } from '../../testing/full-offer.ts';
import { assignOffers, buyerPrice, type FirstPlacesLeft, isOnSale, type Offer } from './rules.ts';

const now = new Date('2026-07-01T12:00:00Z');
const fromNow = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

function offerOf(tariffKind: Offer['tariffKind'], facts: Partial<Offer> = {}): Offer {
  const { tierId = 'gold' } = facts;
  return {
    ...fullOffer,
    id: `${tierId} ${tariffKind}`,
    tierId,
    tierCode: tierId,
    tierName: { fr: tierId },
    tariffId: tariffKind,
    tariffCode: tariffKind,
    tariffName: { fr: tariffKind },
    tariffKind,
    ...facts,
  };
}
const full = offerOf('full');
const earlyBird = offerOf('early_bird', { priceMinor: 3_900, saleClosesAt: fromNow(60) });
const group = offerOf('group', { priceMinor: 3_600, quantityMin: 10 });
const child = offerOf('child', { priceMinor: 2_250 });

const gold = (count: number) => Array.from({ length: count }, () => 'gold');
/** The tariffs given, place by place, or the refusal. */
function given(
  offers: readonly Offer[],
  tiers: readonly string[],
  wishes: Parameters<typeof assignOffers>[2] = [],
  at = now,
  left: FirstPlacesLeft = new Map(),
) {
  const assigned = assignOffers(offers, tiers, wishes, { now: at, left });
  return assigned.ok ? assigned.offers.map(({ tariffId }) => tariffId) : assigned.code;
}

describe('without a wish', () => {
  test('a place costs the full price', () => {
    expect(given([child, full, group], gold(2))).toEqual(['full', 'full']);
  });

  test('early bird wins while it lasts, to its last instant and not after', () => {
    const offers = [full, earlyBird];
    expect(given(offers, gold(1))).toEqual(['early_bird']);
    expect(given(offers, gold(1), [], new Date(fromNow(60).getTime() - 1))).toEqual(['early_bird']);
    expect(given(offers, gold(1), [], fromNow(60))).toEqual(['full']);
  });

  test('early bird wins over group, even where group is cheaper', () => {
    expect(given([full, group, earlyBird], gold(10))).toEqual(gold(10).map(() => 'early_bird'));
  });

  test('group is from its quantity on, for every place', () => {
    expect(given([full, group], gold(9))).toEqual(gold(9).map(() => 'full'));
    expect(given([full, group], gold(10))).toEqual(gold(10).map(() => 'group'));
    expect(given([full, group], gold(11))).toEqual(gold(11).map(() => 'group'));
  });

  test('places that are wished at another tariff do not make the group larger', () => {
    const wishes = [{ tariff: 'child', quantity: 2 }];
    expect(given([full, group, child], gold(11), wishes)).toEqual(['child', 'child', ...gold(9).map(() => 'full')]);
    expect(given([full, group, child], gold(12), wishes)).toEqual(['child', 'child', ...gold(10).map(() => 'group')]);
  });

  test('a tier with a VIP price only costs that', () => {
    expect(given([offerOf('vip')], gold(1))).toEqual(['vip']);
  });

  test('each place is priced by its own tier', () => {
    const silver = offerOf('full', { tierId: 'silver', priceMinor: 3_000 });
    const assigned = assignOffers([full, silver], ['gold', 'silver', 'gold'], [], { now, left: new Map() });
    expect(assigned.ok && assigned.offers.map(buyerPrice)).toEqual([4_800, 3_300, 4_800]);
  });
});

describe('a wish', () => {
  test('is given out in the order of the places', () => {
    const wishes = [
      { tariff: 'full', quantity: 1 },
      { tariff: 'child', quantity: 2 },
    ];
    expect(given([full, child], gold(4), wishes)).toEqual(['full', 'child', 'child', 'full']);
  });

  test('for the full price still gets the early bird: nobody pays more for having said so', () => {
    expect(given([full, earlyBird], gold(2), [{ tariff: 'full', quantity: 2 }])).toEqual(['early_bird', 'early_bird']);
  });

  test('for a group price needs the group', () => {
    expect(given([full, group], gold(9), [{ tariff: 'group', quantity: 9 }])).toBe('no_such_offer');
    expect(given([full, group], gold(10), [{ tariff: 'group', quantity: 9 }])).toBe('no_such_offer');
    expect(given([full, group], gold(10), [{ tariff: 'group', quantity: 10 }])).toEqual(gold(10).map(() => 'group'));
  });

  test('for what is not sold here, not sold now, or for more places than there are is refused', () => {
    const closed = offerOf('child', { saleClosesAt: now });
    const later = offerOf('child', { saleOpensAt: fromNow(1) });
    const elsewhere = offerOf('child', { tierId: 'silver' });
    for (const offers of [[full], [full, closed], [full, later], [full, elsewhere]]) {
      expect(given(offers, gold(1), [{ tariff: 'child', quantity: 1 }])).toBe('no_such_offer');
    }
    expect(given([full, child], gold(1), [{ tariff: 'child', quantity: 2 }])).toBe('no_such_offer');
    expect(given([child], gold(1))).toBe('no_such_offer');
    expect(given([], gold(1))).toBe('no_such_offer');
  });
});

describe('a sale window', () => {
  test('is open from its first instant up to its last, without it', () => {
    const offer = offerOf('full', { saleOpensAt: fromNow(0), saleClosesAt: fromNow(10) });
    const open = [-1, 0, 5, 10, 11].map((minutes) => isOnSale(offer, fromNow(minutes)));
    expect(open).toEqual([false, true, true, false, false]);
    expect(isOnSale(full, new Date(0))).toBe(true);
  });
});

const tiers = ['gold', 'silver'] as const;
const kinds = ['full', 'reduced', 'child', 'resident', 'member', 'early_bird', 'group', 'vip'] as const;
const instant = fc.option(fc.integer({ min: -2, max: 2 }).map(fromNow), { nil: null });
const offer = fc
  .record({
    kind: fc.constantFrom(...kinds),
    tierId: fc.constantFrom(...tiers),
    quantityMin: fc.integer({ min: 1, max: 4 }),
    priceMinor: fc.nat(100_000_000),
    feeMinor: fc.nat(100_000_000),
    taxBasisPoints: fc.nat(10_000),
    saleOpensAt: instant,
    saleClosesAt: instant,
  })
  .map(({ kind, quantityMin, ...facts }) =>
    offerOf(kind, { ...facts, quantityMin: kind === 'group' ? quantityMin : 1 }),
  );
const book = fc.uniqueArray(offer, { selector: ({ id }) => id, maxLength: 12 });
const places = fc.array(fc.constantFrom(...tiers), { minLength: 1, maxLength: 8 });
const wishes = fc.array(fc.record({ tariff: fc.constantFrom(...kinds), quantity: fc.integer({ min: 1, max: 4 }) }), {
  maxLength: 3,
});

describe('whatever is on sale and wished for', () => {
  test('every place gets an offer of its own tier that is on sale, or the whole wish is refused', () => {
    fc.assert(
      fc.property(book, places, wishes, (offers, placeTiers, wish) => {
        const assigned = assignOffers(offers, placeTiers, wish, { now, left: new Map() });
        if (!assigned.ok) return;
        expect(assigned.offers.map(({ tierId }) => tierId)).toEqual(placeTiers);
        for (const one of assigned.offers) expect(offers.includes(one) && isOnSale(one, now)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('no price that needs N places is given for fewer', () => {
    fc.assert(
      fc.property(book, places, wishes, (offers, placeTiers, wish) => {
        const assigned = assignOffers(offers, placeTiers, wish, { now, left: new Map() });
        if (!assigned.ok) return;
        for (const one of assigned.offers) expect(one.quantityMin).toBeLessThanOrEqual(placeTiers.length);
      }),
      { numRuns: 500 },
    );
  });

  test('a place nobody wished for never gets a price with a condition', () => {
    fc.assert(
      fc.property(book, places, (offers, placeTiers) => {
        const assigned = assignOffers(offers, placeTiers, [], { now, left: new Map() });
        if (!assigned.ok) return;
        for (const { tariffKind } of assigned.offers)
          expect(['reduced', 'child', 'resident', 'member']).not.toContain(tariffKind);
      }),
    );
  });
});

describe('an early bird for the first places', () => {
  const first = offerOf('early_bird', { priceMinor: 3_900, placesMax: 5 });
  const left = (count: number) => new Map([['gold early_bird', count]]);
  const early = (count: number) => gold(count).map(() => 'early_bird');

  test('is for all of the line that fits, and for none of one that does not', () => {
    const offers = [full, first];
    expect(given(offers, gold(3), [], now, left(3))).toEqual(early(3));
    expect(given(offers, gold(3), [], now, left(2))).toEqual(['full', 'full', 'full']);
    expect(given(offers, gold(1), [], now, left(0))).toEqual(['full']);
    expect(assignOffers(offers, gold(3), [], { now, left: left(2) })).toMatchObject({
      missed: [{ offer: first, asked: 3, left: 2 }],
    });
  });

  test('that does not suffice leaves the line to the group, else to a later early bird, else to the full price', () => {
    const later = offerOf('early_bird', {
      id: 'later',
      tariffId: 'later',
      priceMinor: 4_200,
      saleClosesAt: fromNow(60),
    });
    expect(given([full, group, first], gold(10), [], now, left(5))).toEqual(gold(10).map(() => 'group'));
    expect(given([full, group, first, later], gold(10), [], now, left(5))).toEqual(gold(10).map(() => 'later'));
    expect(given([full, group, first], gold(9), [], now, left(5))).toEqual(gold(9).map(() => 'full'));
  });

  test('wished for by name is the same wish as none, while it is on sale', () => {
    const wish = [{ tariff: 'early_bird', quantity: 3 }];
    expect(given([full, first], gold(3), wish, now, left(3))).toEqual(early(3));
    expect(given([full, first], gold(3), wish, now, left(2))).toEqual(['full', 'full', 'full']);
    expect(given([full, { ...first, saleClosesAt: now }], gold(3), wish, now, left(3))).toBe('no_such_offer');
  });

  test('counts the places of its tier that nobody wished otherwise for', () => {
    const wish = [{ tariff: 'child', quantity: 2 }];
    expect(given([full, child, first], gold(4), wish, now, left(2))).toEqual(['child', 'child', ...early(2)]);
    const silver = offerOf('full', { tierId: 'silver' });
    expect(given([full, first, silver], ['gold', 'silver', 'gold'], [], now, left(2))).toEqual([
      'early_bird',
      'full',
      'early_bird',
    ]);
  });

  test('is never given to more places than are left, and in a tier to all that asked or to none', () => {
    const counted = book.map((offers) =>
      offers.map((one) => (one.tariffKind === 'early_bird' ? { ...one, placesMax: 5 } : one)),
    );
    const lefts = fc.record({ gold: fc.nat(4), silver: fc.nat(4) });
    fc.assert(
      fc.property(counted, places, lefts, (offers, placeTiers, count) => {
        const counts = new Map(tiers.map((tier) => [`${tier} early_bird`, count[tier]]));
        const assigned = assignOffers(offers, placeTiers, [], { now, left: counts });
        if (!assigned.ok) return;
        for (const tier of tiers) {
          const own = assigned.offers.filter(({ tierId }) => tierId === tier);
          const given = own.filter(({ tariffKind }) => tariffKind === 'early_bird');
          expect([0, own.length]).toContain(given.length);
          expect(given.length).toBeLessThanOrEqual(count[tier]);
        }
        for (const { offer: one, asked, left: had } of assigned.missed) {
          expect(had).toBeLessThan(asked);
          expect(assigned.offers).not.toContain(one);
        }
      }),
      { numRuns: 500 },
    );
  });
});
