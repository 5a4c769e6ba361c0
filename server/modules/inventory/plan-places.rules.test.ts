import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chart, press, seatCount, usualTerms } from '../../testing/trial-stock.ts';
import type { SaleTerms } from './holding.rules.ts';
import { type BestWish, type Hall, type PlaceWish, type Plan, planPlaces } from './plan-places.rules.ts';
import type { Allocation } from './stock-books.rules.ts';

const ordinalOf = new Map(Array.from(chart.seatIds, (id, ordinal) => [id, ordinal]));
const hallWith = (...taken: number[]): Hall => ({
  chart,
  ordinalOf,
  standingZoneIds: new Set(['pit']),
  states: Uint8Array.from({ length: seatCount }, (_, ordinal) => (taken.includes(ordinal) ? 1 : 0)),
});
const plan = (hall: Hall, wish: PlaceWish, terms: SaleTerms = usualTerms, allocation?: Allocation): Plan =>
  planPlaces(hall, terms, wish, allocation);
const best = (quantity: number, more: Partial<BestWish> = {}): BestWish => ({
  best: true,
  quantity,
  together: true,
  ...more,
});
const ordinalsOf = (planned: Plan): readonly number[] =>
  planned.ok && 'ordinals' in planned.places ? planned.places.ordinals : [];
const codeOf = (planned: Plan): string => (planned.ok ? 'ok' : planned.refusal.code);
const zoneAt = (ordinal: number) => chart.rows[chart.rowOf[ordinal] ?? -1]?.zone;

describe('named places', () => {
  test('are the seats of those ids, as they were named, whoever has them', () => {
    expect(plan(hallWith(1), { seatIds: [chart.seatIds[3] ?? 0, chart.seatIds[1] ?? 0] })).toEqual({
      ok: true,
      places: { ordinals: [3, 1], isOurChoice: false },
    });
  });

  test('that are no seats of the house are named in the refusal', () => {
    expect(plan(hallWith(), { seatIds: [chart.seatIds[0] ?? 0, 999] })).toEqual({
      ok: false,
      refusal: { code: 'invalid', unknown: [999] },
    });
  });

  test('of a standing zone are so many, of a seated zone the best ones in it', () => {
    expect(plan(hallWith(), { zoneId: 'pit', quantity: 2 })).toEqual({
      ok: true,
      places: { zoneId: 'pit', quantity: 2 },
    });
    const seated = plan(hallWith(), { zoneId: 'zone-1', quantity: 2 });
    expect(seated).toMatchObject({ ok: true, places: { isOurChoice: true } });
    expect(ordinalsOf(seated).map(zoneAt)).toEqual([1, 1]);
  });
});

describe('the best places', () => {
  test('of two wishes that come together are not the same', () => {
    const hall = hallWith();
    const given = [best(3), best(3), best(3), best(3)].flatMap((wish) => [...ordinalsOf(plan(hall, wish))]);
    expect(new Set(given).size).toBe(12);
  });

  test('are not those somebody named just before', () => {
    const hall = hallWith();
    const first = ordinalsOf(plan(hallWith(), best(2)));
    plan(hall, { seatIds: first.map((ordinal) => chart.seatIds[ordinal] ?? 0) });
    expect(ordinalsOf(plan(hall, best(2))).some((ordinal) => first.includes(ordinal))).toBe(false);
  });

  test('are refused with the largest party that could sit together, or as sold out', () => {
    const hall = hallWith(0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    expect(plan(hall, best(3))).toEqual({ ok: false, refusal: { code: 'not_enough_together', largest: 2 } });
    expect(codeOf(plan(hall, best(2)))).toBe('ok');
    expect(codeOf(plan(hall, best(1)))).toBe('sold_out');
  });

  test('are not on sale in a closed zone, in a zone without a tier, at a price nobody sells, or in a standing zone', () => {
    const closed = { ...usualTerms, closedZoneIds: new Set(['zone-0', 'zone-1']) };
    const untiered = { ...usualTerms, tierOfZone: new Map() };
    expect(codeOf(plan(hallWith(), best(1), closed))).toBe('not_on_sale');
    expect(codeOf(plan(hallWith(), best(1), untiered))).toBe('not_on_sale');
    expect(codeOf(plan(hallWith(), best(1, { maxPriceMinor: 999 })))).toBe('not_on_sale');
    expect(codeOf(plan(hallWith(), best(1, { maxPriceMinor: 1_000 })))).toBe('ok');
    expect(codeOf(plan(hallWith(), best(1, { zoneId: 'pit' })))).toBe('not_on_sale');
    expect(codeOf(plan(hallWith(), best(1, { tierId: 'standing' })))).toBe('not_on_sale');
  });

  test('for more than one order may have are refused as such, whatever is left', () => {
    const refusal = { code: 'too_many_places', max: 6 };
    expect(plan(hallWith(), best(7))).toEqual({ ok: false, refusal });
    expect(plan(hallWith(), { zoneId: 'zone-1', quantity: 7 })).toEqual({ ok: false, refusal });
  });

  test('leave nobody alone where the performance minds, and may for those who have a code', () => {
    // A single seat, two beside each other and three: two and two would leave one alone.
    const hall = () => hallWith(0, 1, 2, 3, 4, 5, 6, 7, 9, 12);
    const terms = { ...usualTerms, loneSeats: 'lenient' as const };
    const four = best(4, { together: false });
    expect(ordinalsOf(plan(hall(), four, terms))).toEqual([8, 13, 14, 15]);
    expect(ordinalsOf(plan(hall(), four, terms, press))).toEqual([10, 11, 14, 15]);
  });

  test('are free, distinct, as many as wished, on sale and where they were wished, whatever is left', () => {
    const anyTaken = fc.uniqueArray(fc.nat(seatCount - 1));
    const anyWish = fc.record({
      quantity: fc.integer({ min: 1, max: 6 }),
      together: fc.boolean(),
      zoneId: fc.constantFrom(undefined, 'zone-0', 'zone-1'),
      tierId: fc.constantFrom(undefined, 'stalls', 'gallery'),
    });
    const anyClosed = fc.constantFrom<string[][]>([], ['zone-0'], ['zone-1']);
    const anyMode = fc.constantFrom<SaleTerms['loneSeats'][]>('off', 'lenient', 'strict');
    fc.assert(
      fc.property(anyTaken, anyWish, anyClosed, anyMode, (taken, wished, closed, loneSeats) => {
        const hall = hallWith(...taken);
        const wish: BestWish = { best: true, ...wished };
        const planned = plan(hall, wish, { ...usualTerms, loneSeats, closedZoneIds: new Set(closed) });
        const zones = [0, 1].filter(
          (zone) =>
            !closed.includes(`zone-${zone}`) &&
            (wish.zoneId === undefined || wish.zoneId === `zone-${zone}`) &&
            (wish.tierId === undefined || (wish.tierId === 'stalls') === (zone === 0)),
        );
        const isFree = (ordinal: number) => !taken.includes(ordinal) && zones.includes(zoneAt(ordinal) ?? -1);
        const free = Array.from({ length: seatCount }, (_, ordinal) => ordinal).filter(isFree);
        if (planned.ok) {
          const ordinals = ordinalsOf(planned);
          expect(new Set(ordinals).size).toBe(wish.quantity);
          expect(ordinals.every(isFree)).toBe(true);
          expect(ordinals.every((ordinal) => hall.states[ordinal] === 1)).toBe(true);
        } else if (zones.length === 0) expect(planned.refusal.code).toBe('not_on_sale');
        else if (!wish.together) expect(free.length).toBeLessThan(wish.quantity);
        else if (planned.refusal.code === 'sold_out') expect(free).toEqual([]);
        else expect(planned.refusal).toMatchObject({ code: 'not_enough_together' });
      }),
      { numRuns: 500 },
    );
  });
});
