import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCovered, quotaSharesAfter, quotaSharesOf } from './quota.rules.ts';

const stalls = { zoneId: 'parterre', tierId: 'gold', tariffId: 'full' };
const anyPlace = fc.record({
  zoneId: fc.constantFrom('parterre', 'balcon'),
  tierId: fc.constantFrom('gold', 'silver'),
  tariffId: fc.constantFrom('full', 'child'),
});
const anyScope = fc.record({
  zoneId: fc.constantFrom(null, 'parterre', 'balcon'),
  tierId: fc.constantFrom(null, 'gold', 'silver'),
  tariffId: fc.constantFrom(null, 'full', 'child'),
});
const anyQuotas = fc
  .array(fc.array(anyScope, { maxLength: 3 }), { maxLength: 4 })
  .map((quotas) => quotas.map((scopes, index) => ({ id: `quota-${index}`, scopes })));
const anyPlaces = fc.array(anyPlace, { maxLength: 8 });
const any = { zoneId: null, tierId: null, tariffId: null };

describe('a quota covers', () => {
  test('every place when it has no scope, or one that is open to all sides', () => {
    expect([isCovered({ scopes: [] }, stalls), isCovered({ scopes: [any] }, stalls)]).toEqual([true, true]);
  });

  test('a place that fits all that one of its scopes says, not a bit of each', () => {
    const goldFull = { ...any, tierId: 'gold', tariffId: 'full' };
    expect(isCovered({ scopes: [goldFull] }, stalls)).toBe(true);
    expect(isCovered({ scopes: [goldFull] }, { ...stalls, tariffId: 'child' })).toBe(false);
    const goldChildOrSilver = {
      scopes: [
        { ...any, tierId: 'gold', tariffId: 'child' },
        { ...any, tierId: 'silver' },
      ],
    };
    expect(isCovered(goldChildOrSilver, stalls)).toBe(false);
    expect(isCovered(goldChildOrSilver, { ...stalls, tierId: 'silver' })).toBe(true);
    expect(isCovered({ scopes: [{ ...any, zoneId: 'balcon' }] }, stalls)).toBe(false);
  });

  test('as many places as it covers one by one, however many of its scopes they fit', () => {
    fc.assert(
      fc.property(anyQuotas, anyPlaces, (quotas, places) => {
        const shares = quotaSharesOf(quotas, places);
        for (const quota of quotas) {
          const counted = places.filter((place) => isCovered(quota, place)).length;
          expect(shares.filter(({ quotaId }) => quotaId === quota.id)).toEqual(
            counted === 0 ? [] : [{ quotaId: quota.id, places: counted }],
          );
        }
      }),
    );
  });
});

describe('what a hold counts after some of its places went back', () => {
  test('is what is left of it, and nothing once nothing is left', () => {
    fc.assert(
      fc.property(anyQuotas, anyPlaces, fc.nat(8), (quotas, places, keep) => {
        const before = quotaSharesOf(quotas, places);
        const kept = places.slice(0, keep);
        const after = quotaSharesAfter(quotas, before, kept);
        expect(after.filter((share) => share.places > 0)).toEqual(quotaSharesOf(quotas, kept));
        expect(quotaSharesAfter(quotas, before, places)).toEqual(before);
        expect(quotaSharesAfter(quotas, before, []).map((share) => share.places)).toEqual(before.map(() => 0));
      }),
    );
  });

  test('never grows, though the quota covers more of it than it did then', () => {
    fc.assert(
      fc.property(anyQuotas, anyPlaces, anyPlaces, (quotas, then, now) => {
        const before = quotaSharesOf(quotas, then);
        for (const [index, share] of quotaSharesAfter(quotas, before, now).entries()) {
          expect(share.quotaId).toBe(before[index]?.quotaId);
          expect(share.places).toBeLessThanOrEqual(before[index]?.places ?? 0);
        }
      }),
    );
  });

  test('knows nothing of quotas that came later', () => {
    expect(quotaSharesAfter([{ id: 'new', scopes: [] }], [], [stalls])).toEqual([]);
  });
});
