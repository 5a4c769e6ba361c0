import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Counted, decideCounts, type LockedCounters } from './hold-counts.rules.ts';

const ada = Buffer.alloc(32, 1);
const bea = Buffer.alloc(32, 2);
const zoneIds = ['fosse', 'cour'] as const;
const keyOf = (count: LockedCounters['allocations'][number]) => `${count.allocationId} ${count.zoneId}`;

const anyZone = fc.record({ used: fc.nat(4), free: fc.nat(4), press: fc.record({ used: fc.nat(3), left: fc.nat(3) }) });
/** Zones with an allocation in each, whose places count in its zone; two quotas, two persons. */
const anyCounters = fc
  .record({
    zones: fc.tuple(anyZone, anyZone),
    quotas: fc.array(fc.record({ used: fc.nat(5), free: fc.nat(5) }), { minLength: 2, maxLength: 2 }),
    persons: fc.tuple(fc.nat(4), fc.nat(4)),
    isOpen: fc.boolean(),
  })
  .map(({ zones, quotas, persons, isOpen }) => {
    const counters: LockedCounters = {
      zones: zones.map(({ used, free, press }, index) => {
        const allocated = isOpen ? press.left : 0;
        const usedInAll = used + press.used;
        const zoneId = zoneIds[index] ?? '';
        return {
          zoneId,
          tierId: 'tier',
          capacity: usedInAll + allocated + free,
          used: usedInAll,
          allocated,
          changeNumber: 0,
        };
      }),
      allocations: zones.map(({ press }, index) => ({
        allocationId: 'press',
        zoneId: zoneIds[index] ?? '',
        quantity: press.used + (isOpen ? press.left : 0),
        used: press.used,
      })),
      quotas: quotas.map(({ used, free }, index) => ({ id: `quota-${index}`, size: used + free, used })),
      persons: persons.map((used, index) => ({ personKey: index === 0 ? ada : bea, used, placeMax: 4 })),
    };
    return { counters, open: new Set(isOpen ? ['press'] : []) };
  });
const anyCounted: fc.Arbitrary<Counted> = fc.record({
  standing: fc.uniqueArray(
    fc.record({
      zoneId: fc.constantFrom(...zoneIds),
      allocationId: fc.constantFrom(null, 'press'),
      places: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 3, selector: ({ zoneId, allocationId }) => `${zoneId} ${allocationId}` },
  ),
  quotas: fc.uniqueArray(
    fc.record({ quotaId: fc.constantFrom('quota-0', 'quota-1'), places: fc.integer({ min: 1, max: 3 }) }),
    { maxLength: 2, selector: ({ quotaId }) => quotaId },
  ),
  persons: fc.uniqueArray(fc.record({ personKey: fc.constantFrom(ada, bea), places: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 2,
    selector: ({ personKey }) => personKey.toString('hex'),
  }),
});

describe('places that are counted', () => {
  test('and given back leave every counter as it was', () => {
    fc.assert(
      fc.property(anyCounters, anyCounted, ({ counters, open }, counted) => {
        const added = decideCounts(counters, counted, 1, open);
        fc.pre(added.ok);
        const back = decideCounts(added.after, counted, -1, open);
        expect(back).toEqual({ ok: true, after: counters });
      }),
      { numRuns: 500 },
    );
  });

  test('have room in every counter, and are refused when one has none', () => {
    fc.assert(
      fc.property(anyCounters, anyCounted, ({ counters, open }, counted) => {
        const placesIn = (zoneId: string, ofAllocation: boolean) =>
          counted.standing
            .filter((one) => one.zoneId === zoneId && (one.allocationId !== null) === ofAllocation)
            .reduce((sum, { places }) => sum + places, 0);
        const hasRoom =
          counters.zones.every(({ zoneId, capacity, used, allocated }) => {
            // Open, its places come out of what is set aside; over, out of what everybody may have.
            const aside = open.has('press') ? placesIn(zoneId, true) : 0;
            const ofAll = placesIn(zoneId, false) + placesIn(zoneId, true) - aside;
            return aside <= allocated && ofAll <= capacity - used - allocated;
          }) &&
          counters.quotas.every(
            ({ id, size, used }) => used + (counted.quotas.find(({ quotaId }) => quotaId === id)?.places ?? 0) <= size,
          ) &&
          counters.persons.every(
            ({ personKey, used, placeMax }) =>
              used + (counted.persons.find((one) => one.personKey === personKey)?.places ?? 0) <= placeMax,
          );
        expect(decideCounts(counters, counted, 1, open).ok).toBe(hasRoom);
      }),
      { numRuns: 1_000 },
    );
  });

  test('keep what an allocation has left: open, its places go back to it; over, to everybody', () => {
    fc.assert(
      fc.property(anyCounters, anyCounted, ({ counters, open }, counted) => {
        const given = decideCounts(counters, counted, -1, open);
        if (!given.ok) throw new Error('giving back was refused');
        for (const count of given.after.allocations) {
          const before = counters.allocations.find((one) => keyOf(one) === keyOf(count));
          const back = counted.standing.find(
            ({ allocationId, zoneId }) => allocationId === count.allocationId && zoneId === count.zoneId,
          );
          const wasLeft = before ? before.quantity - before.used : 0;
          const places = back?.places ?? 0;
          expect(count.quantity - count.used).toBe(wasLeft + (open.has('press') ? places : 0));
          const zone = given.after.zones.find(({ zoneId }) => zoneId === count.zoneId);
          const zoneBefore = counters.zones.find(({ zoneId }) => zoneId === count.zoneId);
          expect(zone?.allocated).toBe((zoneBefore?.allocated ?? 0) + (open.has('press') ? places : 0));
        }
      }),
    );
  });

  test('have the room that an allocation did not use whose time is over', () => {
    const zone = { zoneId: 'fosse', tierId: 'tier', capacity: 5, used: 1, allocated: 3, changeNumber: 0 };
    const allocations = [{ allocationId: 'press', zoneId: 'fosse', quantity: 4, used: 1 }];
    const counters: LockedCounters = { zones: [zone], allocations, quotas: [], persons: [] };
    const counted = { standing: [{ zoneId: 'fosse', allocationId: null, places: 2 }], quotas: [], persons: [] };
    expect(decideCounts(counters, counted, 1, new Set(['press']))).toEqual({ ok: false });
    expect(decideCounts(counters, counted, 1, new Set())).toMatchObject({
      ok: true,
      after: { zones: [{ used: 3, allocated: 0 }], allocations: [{ quantity: 1, used: 1 }] },
    });
  });

  test('in a zone that is not there are refused', () => {
    const nothing: LockedCounters = { zones: [], allocations: [], quotas: [], persons: [] };
    const counted = { standing: [{ zoneId: 'fosse', allocationId: null, places: 1 }], quotas: [], persons: [] };
    expect(decideCounts(nothing, counted, 1, new Set())).toEqual({ ok: false });
  });
});
