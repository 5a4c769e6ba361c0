import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorsInDraft, type OfferDraft, type PriceListDraft, type PriceListGround } from './price-list.rules.ts';
import type { TariffKind } from './rules.ts';

const kinds = ['full', 'reduced', 'child', 'resident', 'member', 'early_bird', 'group', 'vip'] as const;
const ground: PriceListGround = {
  currency: 'EUR',
  placesPerOrderMax: 10,
  tierCodes: new Set(['gold', 'silver']),
  tariffKinds: new Map<string, TariffKind>([['full', 'full']]),
};
const plain: OfferDraft = {
  tier: 'gold',
  tariff: 'full',
  priceMinor: 4_500,
  feeMinor: 300,
  absorbedFeeMinor: 0,
  taxBasisPoints: 550,
  feeTaxBasisPoints: null,
  quantityMin: 1,
  placesMax: null,
  isHidden: false,
  saleOpensAt: null,
  saleClosesAt: null,
};
const tariffOf = (code: string, kind: TariffKind) => ({ code, kind, name: { fr: code }, condition: null });
const draftOf = (...offers: OfferDraft[]): PriceListDraft => ({
  basedOn: 1,
  currency: 'EUR',
  tariffs: kinds.filter((kind) => offers.some(({ tariff }) => tariff === kind)).map((kind) => tariffOf(kind, kind)),
  offers,
});

const instant = fc.option(fc.constantFrom(new Date('2027-01-01'), new Date('2027-02-01')), { nil: null });
const anyOffer: fc.Arbitrary<OfferDraft> = fc.record({
  tier: fc.constantFrom('gold', 'silver', 'moon'),
  tariff: fc.constantFrom(...kinds),
  priceMinor: fc.nat(100_000_000),
  feeMinor: fc.nat(100_000_000),
  absorbedFeeMinor: fc.nat(100_000_000),
  taxBasisPoints: fc.nat(10_000),
  feeTaxBasisPoints: fc.constant(null),
  quantityMin: fc.integer({ min: 1, max: 12 }),
  placesMax: fc.option(fc.integer({ min: 1, max: 50 }), { nil: null }),
  isHidden: fc.boolean(),
  saleOpensAt: instant,
  saleClosesAt: instant,
});

test('a list that may be published has each offer once, of tiers there are, at amounts the database takes', () => {
  fc.assert(
    fc.property(fc.array(anyOffer, { minLength: 1, maxLength: 4 }), (offers) => {
      if (errorsInDraft(draftOf(...offers), ground).length > 0) return;
      expect(new Set(offers.map(({ tier, tariff }) => `${tier} ${tariff}`)).size).toBe(offers.length);
      for (const offer of offers) {
        expect(ground.tierCodes.has(offer.tier)).toBe(true);
        expect(offer.absorbedFeeMinor).toBeLessThanOrEqual(offer.priceMinor);
        expect(offer.priceMinor + offer.feeMinor).toBeLessThanOrEqual(100_000_000);
        expect(offer.placesMax === null || offer.tariff === 'early_bird').toBe(true);
        expect(offer.quantityMin).toBeLessThanOrEqual(ground.placesPerOrderMax);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('every error points at a field that is there', () => {
  fc.assert(
    fc.property(fc.array(anyOffer, { minLength: 1, maxLength: 4 }), (offers) => {
      const body: unknown = draftOf(...offers);
      for (const { pointer } of errorsInDraft(draftOf(...offers), ground)) {
        const found = pointer
          .split('/')
          .slice(2)
          .reduce((part, key) => (part === undefined ? part : Object(part)[key]), body);
        expect(found, pointer).not.toBeUndefined();
      }
    }),
  );
});

test('one good list is found good, so that the rest means something', () => {
  const early = { ...plain, tariff: 'early_bird', placesMax: 50, priceMinor: 3_900 };
  const group = { ...plain, tariff: 'group', quantityMin: 10, priceMinor: 3_600 };
  expect(errorsInDraft(draftOf(plain, early, group, { ...plain, tier: 'silver' }), ground)).toEqual([]);
});
