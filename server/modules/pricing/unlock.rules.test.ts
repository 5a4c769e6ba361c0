import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullOffer } from '../../testing/full-offer.ts';
import type { PromoCode } from './promo.rules.ts';
import type { Offer } from './rules.ts';
import { decideUnlock, isAnyClosed, openedOffers, whyNotOffered } from './unlock.rules.ts';

const now = new Date('2026-07-01T12:00:00Z');
const fromNow = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const instant = fc.option(fc.integer({ min: -2, max: 2 }).map(fromNow), { nil: null });
const code: fc.Arbitrary<string> = fc.constantFrom('gold', 'silver', 'full', 'member');
const list = fc.uniqueArray(
  fc
    .record({ tierCode: code, tariffCode: code, isHidden: fc.boolean(), saleOpensAt: instant, saleClosesAt: instant })
    .map((facts): Offer => ({ ...fullOffer, ...facts, id: `${facts.tierCode} ${facts.tariffCode}` })),
  { selector: ({ id }) => id, maxLength: 8 },
);
const opening = fc.record({
  tierCodes: fc.array(code, { maxLength: 2 }),
  tariffCodes: fc.array(code, { maxLength: 2 }),
});
const promo: PromoCode = {
  id: 'club',
  organiserId: 'house',
  performanceId: null,
  terms: { code: 'CLUB', kind: 'unlock', value: 0, tierCodes: [], tariffCodes: [], quantityMin: 1 },
  currency: null,
  startsAt: null,
  endsAt: null,
  usesMax: null,
  uses: 0,
  budgetMinor: null,
  budgetUsedMinor: 0,
  perPersonMax: null,
  isClosed: false,
};

test('without a code nobody sees what is hidden, and everything else as it was published', () => {
  fc.assert(
    fc.property(list, (offers) => {
      expect(openedOffers(offers, undefined)).toEqual(offers.filter(({ isHidden }) => !isHidden));
    }),
  );
});

test('a code opens what it is for and nothing else; it never sells anything after its end or at another price', () => {
  fc.assert(
    fc.property(list, opening, (offers, { tierCodes, tariffCodes }) => {
      const opened = openedOffers(offers, { tierCodes, tariffCodes });
      for (const offer of offers) {
        const isFor =
          (tierCodes.length === 0 || tierCodes.includes(offer.tierCode)) &&
          (tariffCodes.length === 0 || tariffCodes.includes(offer.tariffCode));
        const now = opened.find(({ id }) => id === offer.id);
        expect(now !== undefined).toBe(isFor || !offer.isHidden);
        if (now) expect(now).toEqual({ ...offer, saleOpensAt: isFor ? null : offer.saleOpensAt });
      }
    }),
    { numRuns: 300 },
  );
});

test('a code is asked for where it would have helped, and only there', () => {
  const hidden: Offer = { ...fullOffer, isHidden: true };
  const at = { now, left: new Map() };
  expect(whyNotOffered([hidden], ['gold'], [], at)).toBe('code_needed');
  expect(whyNotOffered([hidden], ['silver'], [], at)).toBe('no_such_offer');
  expect(whyNotOffered([{ ...hidden, saleClosesAt: now }], ['gold'], [], at)).toBe('no_such_offer');
});

test('a field for a code is worth showing while something is hidden or has not begun', () => {
  const shows = (facts: Partial<Offer>) => isAnyClosed([fullOffer, { ...fullOffer, ...facts }], now);
  expect(shows({})).toBe(false);
  expect(shows({ isHidden: true })).toBe(true);
  expect(shows({ saleOpensAt: fromNow(1) })).toBe(true);
  expect(shows({ saleOpensAt: now })).toBe(false);
  expect(shows({ isHidden: true, saleClosesAt: now })).toBe(false);
});

test.each([
  ['of the house', {}, 'ok'],
  ['of this evening', { performanceId: 'tonight' }, 'ok'],
  ['of another evening', { performanceId: 'tomorrow' }, 'code_unknown'],
  ['of another house', { organiserId: 'elsewhere' }, 'code_unknown'],
  ['that takes something off', { terms: { ...promo.terms, kind: 'percent' } }, 'code_unknown'],
  ['that starts now', { startsAt: now }, 'ok'],
  ['that starts in a minute', { startsAt: fromNow(1) }, 'promo_not_started'],
  ['that ends now', { endsAt: now }, 'promo_ended'],
  ['that is closed', { isClosed: true }, 'promo_ended'],
  ['with its last use left', { uses: 4, usesMax: 5 }, 'ok'],
  ['without a use left', { uses: 5, usesMax: 5 }, 'promo_used_up'],
] as const)('a code %s: %s → %s', (_what, facts, outcome) => {
  const decision = decideUnlock({ ...promo, ...facts }, { organiserId: 'house', performanceId: 'tonight' }, now);
  expect(decision.ok ? 'ok' : decision.code).toBe(outcome);
});
