import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chart, over, press, seatAt, seatCount, stockOf, usualTerms } from '../../testing/trial-stock.ts';
import { decideHolds, type HoldAsk, type SaleTerms, zoneIdAt } from './holding.rules.ts';
import type { Stock } from './stock-books.rules.ts';

const anyScope = fc.record({
  tierId: fc.constantFrom(null, 'stalls', 'gallery', 'standing'),
  tariffId: fc.constantFrom(null, 'full', 'reduced'),
  zoneId: fc.constantFrom(null, 'zone-0', 'zone-1', 'pit'),
});
const anyQuota = fc
  .record({ size: fc.nat(12), used: fc.nat(12), scopes: fc.array(anyScope, { maxLength: 2 }) })
  .map(({ size, used, scopes }) => ({ size, used: Math.min(size, used), scopes }));
const anySeat = fc.record({
  isOurs: fc.boolean(),
  isBusy: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  allocationId: fc.constantFrom(null, null, null, 'press', 'house', 'over'),
});
const anyStock: fc.Arbitrary<Stock> = fc
  .record({
    seats: fc.array(anySeat, { minLength: seatCount, maxLength: seatCount }),
    free: fc.nat(4),
    used: fc.nat(4),
    press: fc.record({ used: fc.nat(2), left: fc.nat(3) }),
    over: fc.record({ used: fc.nat(2), left: fc.nat(3) }),
    isBusy: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    quotas: fc.array(anyQuota, { maxLength: 3 }),
    adaUsed: fc.nat(4),
  })
  .map((wish) => {
    const used = wish.used + wish.press.used + wish.over.used;
    const allocated = wish.press.left + wish.over.left;
    return stockOf({
      seats: wish.seats.map(({ isOurs, isBusy, allocationId }, ordinal) =>
        seatAt(ordinal, { isOurs: isOurs && !isBusy, isBusy, allocationId }),
      ),
      zones: wish.isBusy
        ? new Map()
        : new Map([['pit', { tierId: 'standing', capacity: used + allocated + wish.free, used, allocated }]]),
      busyZoneIds: new Set(wish.isBusy ? ['pit'] : []),
      allocated: new Map(
        (['press', 'over'] as const).map((id) => [
          `${id} pit`,
          { quantity: wish[id].used + wish[id].left, used: wish[id].used },
        ]),
      ),
      quotas: wish.quotas.map((quota, index) => ({
        ...quota,
        id: `quota-${index}`,
        name: `Quota ${index}`,
        isFirstPlaces: false,
      })),
      persons: new Map([['ada', { used: wish.adaUsed, placeMax: 4 }]]),
    });
  });
const anyAsk: fc.Arbitrary<HoldAsk> = fc.record({
  places: fc.oneof(
    fc
      .record({
        ordinals: fc.uniqueArray(fc.nat(seatCount - 1), { minLength: 1, maxLength: 4 }),
        isOurChoice: fc.boolean(),
      })
      .map(({ ordinals, isOurChoice }) => ({ ordinals, isOurChoice })),
    fc.integer({ min: 1, max: 7 }).map((quantity) => ({ zoneId: 'pit', quantity })),
  ),
  tariffs: fc
    .array(fc.constantFrom('full', 'reduced', 'child'), { maxLength: 2 })
    .map((tariffs) => tariffs.map((tariff) => ({ tariff, quantity: 1 }))),
  allocation: fc.constantFrom(undefined, undefined, press, over),
  person: fc.constantFrom(undefined, 'ada'),
  unlock: fc.constant(undefined),
  totalMaxMinor: fc.constant(undefined),
});
const anyTerms: fc.Arbitrary<SaleTerms> = fc
  .record({
    loneSeats: fc.constantFrom<SaleTerms['loneSeats'][]>('off', 'lenient', 'strict'),
    closed: fc.constantFrom<string[][]>([], [], ['zone-1'], ['pit']),
  })
  .map(({ loneSeats, closed }) => ({ ...usualTerms, loneSeats, closedZoneIds: new Set(closed) }));
const anyAsks = fc.array(anyAsk, { minLength: 1, maxLength: 12 });

/** The stock as the next transaction would find it. */
function stockAfter(stock: Stock, { verdicts, after }: ReturnType<typeof decideHolds>): Stock {
  const given = new Set(
    verdicts.flatMap((one) => (one.kind === 'held' ? one.places : [])).map(({ ordinal }) => ordinal),
  );
  return {
    ...stock,
    seats: new Map(
      [...stock.seats].map(([ordinal, seat]) => [ordinal, given.has(ordinal) ? { ...seat, isOurs: false } : seat]),
    ),
    zones: new Map([...stock.zones, ...after.zones]),
    allocated: new Map([...stock.allocated, ...after.allocated]),
    quotas: stock.quotas.map((quota) => ({ ...quota, used: after.quotas.get(quota.id) ?? quota.used })),
    persons: new Map([...stock.persons, ...after.persons]),
  };
}

describe('whatever is asked of whatever is left', () => {
  test('the verdicts of a batch are those of the same requests one at a time', () => {
    fc.assert(
      fc.property(anyTerms, anyStock, anyAsks, (terms, stock, asks) => {
        let left = stock;
        const alone = asks.map((ask) => {
          const decision = decideHolds(terms, left, [ask]);
          left = stockAfter(left, decision);
          return decision.verdicts[0];
        });
        const together = decideHolds(terms, stock, asks);
        expect(together.verdicts).toEqual(alone);
        expect(stockAfter(stock, together)).toEqual(left);
      }),
      { numRuns: 500 },
    );
  });

  test('a request that gets nothing changes nothing for those after it', () => {
    fc.assert(
      fc.property(anyTerms, anyStock, anyAsks, (terms, stock, asks) => {
        const all = decideHolds(terms, stock, asks);
        const lucky = asks.filter((_, index) => all.verdicts[index]?.kind === 'held');
        const again = decideHolds(terms, stock, lucky);
        expect(again.verdicts).toEqual(all.verdicts.filter(({ kind }) => kind === 'held'));
        expect(again.after).toEqual(all.after);
      }),
      { numRuns: 500 },
    );
  });

  test('it gives all the places or none, nothing twice, and nothing that is not to be had', () => {
    fc.assert(
      fc.property(anyTerms, anyStock, anyAsks, (terms, stock, asks) => {
        const { verdicts } = decideHolds(terms, stock, asks);
        const given = new Set<number>();
        for (const [index, verdict] of verdicts.entries()) {
          const ask = asks[index];
          if (verdict.kind !== 'held' || !ask) continue;
          expect(verdict.places.map(({ tierId }) => tierId)).toEqual(verdict.places.map(({ offer }) => offer.tierId));
          if ('zoneId' in ask.places) {
            expect(verdict.places).toHaveLength(ask.places.quantity);
            expect(terms.closedZoneIds.has('pit') || stock.busyZoneIds.has('pit')).toBe(false);
            continue;
          }
          expect(verdict.places.map(({ ordinal }) => ordinal)).toEqual(ask.places.ordinals);
          for (const ordinal of ask.places.ordinals) {
            expect(given.has(ordinal)).toBe(false);
            given.add(ordinal);
            const seat = stock.seats.get(ordinal);
            expect(seat).toMatchObject({ isOurs: true, isBusy: false });
            expect(terms.closedZoneIds.has(zoneIdAt(chart, ordinal))).toBe(false);
            if (seat?.allocationId === 'press') expect(ask.allocation).toBe(press);
            expect(seat?.allocationId).not.toBe('house');
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the counters rise by what was given and never beyond their bounds', () => {
    fc.assert(
      fc.property(anyTerms, anyStock, anyAsks, (terms, stock, asks) => {
        const decision = decideHolds(terms, stock, asks);
        const left = stockAfter(stock, decision);
        const held = decision.verdicts.flatMap((verdict, index) =>
          verdict.kind === 'held' ? [{ ...verdict, ask: asks[index] }] : [],
        );
        const places = held.flatMap((one) => one.places);
        const inPit = held.flatMap((one) => one.places.filter(({ seatId }) => seatId === null).map(() => one));
        const [before, after] = [stock.zones.get('pit'), left.zones.get('pit')];
        if (before && after) {
          expect(after.used - before.used).toBe(inPit.length);
          const ofPress = inPit.filter(({ allocationId }) => allocationId === 'press').length;
          const overLeft = (one: Stock) => {
            const count = one.allocated.get('over pit');
            return count ? count.quantity - count.used : 0;
          };
          expect(after.allocated).toBe(before.allocated - ofPress - overLeft(stock) + overLeft(left));
          expect(overLeft(left)).toBe(0);
          expect(after.used + after.allocated).toBeLessThanOrEqual(after.capacity);
          expect(after.allocated).toBeGreaterThanOrEqual(0);
        }
        for (const count of left.allocated.values()) expect(count.used).toBeLessThanOrEqual(count.quantity);
        for (const quota of left.quotas) {
          const covered = places.filter(
            ({ zoneId, tierId, offer }) =>
              quota.scopes.length === 0 ||
              quota.scopes.some(
                (scope) =>
                  [null, tierId].includes(scope.tierId) &&
                  [null, zoneId].includes(scope.zoneId) &&
                  [null, offer.tariffId].includes(scope.tariffId),
              ),
          );
          const was = stock.quotas.find(({ id }) => id === quota.id)?.used ?? 0;
          expect(quota.used).toBe(was + covered.length);
          expect(quota.used).toBeLessThanOrEqual(quota.size);
        }
        const adas = held.filter(({ ask }) => ask?.person === 'ada').flatMap((one) => one.places).length;
        const ada = left.persons.get('ada');
        expect(ada?.used).toBe((stock.persons.get('ada')?.used ?? 0) + adas);
        expect(ada?.used).toBeLessThanOrEqual(4);
      }),
      { numRuns: 500 },
    );
  });

  test('whoever is refused for a counter finds one that has too little room, and whoever must come again a busy place or a lost choice', () => {
    fc.assert(
      fc.property(anyTerms, anyStock, anyAsk, (terms, stock, ask) => {
        const [verdict] = decideHolds(terms, stock, [ask]).verdicts;
        if (verdict?.kind === 'refused') {
          const isCounter = ['sold_out', 'not_enough_together', 'quota_reached', 'person_limit'].includes(verdict.code);
          expect(verdict.isCount === true).toBe(isCounter);
        }
        const asked = 'ordinals' in ask.places ? ask.places.ordinals : [];
        const isBusy =
          asked.some((ordinal) => stock.seats.get(ordinal)?.isBusy) ||
          ('zoneId' in ask.places && stock.busyZoneIds.has('pit'));
        const isOurs = 'isOurChoice' in ask.places && ask.places.isOurChoice;
        const count = 'zoneId' in ask.places ? ask.places.quantity : asked.length;
        if (count <= terms.placesPerOrderMax) {
          expect(verdict?.kind === 'again' && verdict.why === 'busy').toBe(isBusy);
          if (isOurs && verdict?.kind === 'refused') expect(verdict.code).not.toBe('seats_taken');
        } else expect(verdict).toMatchObject({ code: 'too_many_places' });
      }),
      { numRuns: 1_000 },
    );
  });
});
