import { describe, expect, test } from 'vitest';
import { chart, over, press, seatAt, stockOf, usualTerms } from '../../testing/trial-stock.ts';
import { decideHolds, type HoldAsk, type SaleTerms, type Verdict } from './holding.rules.ts';
import type { Quota, Stock } from './stock-books.rules.ts';

const seats = (...ordinals: number[]): HoldAsk => ({
  places: { ordinals, isOurChoice: false },
  tariffs: [],
  allocation: undefined,
  person: undefined,
  unlock: undefined,
  totalMaxMinor: undefined,
});
const ourChoice = (...ordinals: number[]): HoldAsk => ({ ...seats(), places: { ordinals, isOurChoice: true } });
const standing = (quantity: number): HoldAsk => ({ ...seats(), places: { zoneId: 'pit', quantity } });
const quotaOf = (id: string, size: number, used = 0, ...scopes: Partial<Quota['scopes'][number]>[]): Quota => ({
  id,
  name: id,
  size,
  used,
  isFirstPlaces: false,
  scopes: scopes.map((scope) => ({ tierId: null, tariffId: null, zoneId: null, ...scope })),
});
/** `held`, `again` with why, or the code of the refusal. */
function wordOf(verdict: Verdict): string {
  if (verdict.kind === 'held') return 'held';
  return verdict.kind === 'again' ? `again ${verdict.why}` : verdict.code;
}
const decide = (asks: readonly HoldAsk[], stock: Stock = stockOf(), terms: SaleTerms = usualTerms): string[] =>
  decideHolds(terms, stock, asks).verdicts.map(wordOf);

describe('who asks for seats', () => {
  test('gets them in the order of arrival: whoever comes later finds what is left', () => {
    expect(decide([seats(0, 1), seats(1, 2), seats(2, 3)])).toEqual(['held', 'seats_taken', 'held']);
  });

  test('is told which ones were taken, and only those', () => {
    const [verdict] = decideHolds(usualTerms, stockOf({ seats: [seatAt(0), seatAt(1, { isOurs: false })] }), [
      seats(0, 1),
    ]).verdicts;
    expect(verdict).toMatchObject({ code: 'seats_taken', facts: { seats: [String(chart.seatIds[1])] } });
  });

  test('is never refused a seat somebody else is at: it is asked again', () => {
    const stock = stockOf({ seats: [seatAt(0), seatAt(1, { isOurs: false, isBusy: true })] });
    expect(decide([seats(0, 1), seats(0)], stock)).toEqual(['again busy', 'held']);
  });

  test('is asked again when others were faster at seats we chose, and refused when he named them himself', () => {
    const stock = stockOf({ seats: [seatAt(0, { isOurs: false }), seatAt(1)] });
    expect(decide([ourChoice(0, 1), seats(0, 1)], stock)).toEqual(['again lost_race', 'seats_taken']);
  });

  test('does not get those of a closed zone', () => {
    const terms = { ...usualTerms, closedZoneIds: new Set(['zone-1', 'pit']) };
    expect(decide([seats(12), seats(0, 12), seats(0), standing(1)], stockOf(), terms)).toEqual([
      'seats_taken',
      'seats_taken',
      'held',
      'not_on_sale',
    ]);
  });

  test('gets those set aside only with the code of their allocation, until it is over', () => {
    const aside = [
      seatAt(0, { allocationId: 'press' }),
      seatAt(1, { allocationId: 'house' }),
      seatAt(2, { allocationId: 'over' }),
      seatAt(3),
    ];
    const withCode = (ask: HoldAsk): HoldAsk => ({ ...ask, allocation: press });
    const asks = [seats(0), seats(1), withCode(seats(1)), withCode(seats(0, 3)), seats(2)];
    expect(decide(asks, stockOf({ seats: aside }))).toEqual([
      'seats_taken',
      'seats_taken',
      'seats_taken',
      'held',
      'held',
    ]);
  });

  test('does not get those of an allocation that was made since the terms were read', () => {
    const stock = stockOf({ seats: [seatAt(0, { allocationId: 'younger' }), seatAt(1)] });
    expect(decide([seats(0), ourChoice(0, 1), seats(1)], stock)).toEqual(['seats_taken', 'again lost_race', 'held']);
  });

  test('has the allocation noted only when some of them come from it', () => {
    const stock = stockOf({
      seats: [seatAt(0, { allocationId: 'press' }), seatAt(1), seatAt(2, { allocationId: 'over' })],
    });
    const asks = [seats(0), seats(1), { ...seats(2), allocation: over }].map((ask, index) =>
      index < 2 ? { ...ask, allocation: press } : ask,
    );
    expect(decideHolds(usualTerms, stock, asks).verdicts).toMatchObject([
      { allocationId: 'press' },
      { allocationId: null },
      { allocationId: null },
    ]);
  });

  test('may not leave a seat alone where the performance minds, unless they were set aside for him', () => {
    const terms = { ...usualTerms, loneSeats: 'lenient' as const };
    const idsOf = (...ordinals: number[]) => ordinals.map((ordinal) => String(chart.seatIds[ordinal]));
    const [alone] = decideHolds(terms, stockOf(), [seats(1, 2)]).verdicts;
    expect(alone).toMatchObject({ code: 'lone_seat', facts: { lone: idsOf(0), suggestion: idsOf(0, 1) } });
    expect(decide([{ ...seats(1, 2), allocation: press }], stockOf(), terms)).toEqual(['held']);
  });
});

describe('who asks for standing places', () => {
  const zones = (used: number, allocated = 0) =>
    new Map([['pit', { tierId: 'standing', capacity: 5, used, allocated }]]);

  test('gets as many as are left, and is told how many that are', () => {
    expect(decide([standing(3), standing(3), standing(2), standing(1)])).toEqual([
      'held',
      'not_enough_together',
      'held',
      'sold_out',
    ]);
    const { verdicts } = decideHolds(usualTerms, stockOf({ zones: zones(2) }), [standing(4)]);
    expect(verdicts).toMatchObject([{ facts: { largest: 3 }, isCount: true }]);
  });

  test('is asked again while somebody else is at the counter', () => {
    const stock = stockOf({ zones: new Map(), busyZoneIds: new Set(['pit']) });
    expect(decideHolds(usualTerms, stock, [standing(1)]).verdicts).toEqual([
      { kind: 'again', why: 'busy', zoneId: 'pit' },
    ]);
  });

  test('gets those set aside with the code and no others, and the counters say so', () => {
    const stock = stockOf({ zones: zones(2, 2), allocated: new Map([['press pit', { quantity: 2, used: 0 }]]) });
    const withCode: HoldAsk = { ...standing(2), allocation: press };
    const { verdicts, after } = decideHolds(usualTerms, stock, [standing(2), withCode, withCode, standing(1)]);
    expect(verdicts.map(wordOf)).toEqual(['not_enough_together', 'held', 'sold_out', 'held']);
    expect(after.zones.get('pit')).toMatchObject({ used: 5, allocated: 0 });
    expect(after.allocated.get('press pit')).toEqual({ quantity: 2, used: 2 });
  });

  test('gets what an allocation that is over did not use', () => {
    const stock = stockOf({ zones: zones(1, 4), allocated: new Map([['over pit', { quantity: 5, used: 1 }]]) });
    const { verdicts, after } = decideHolds(usualTerms, stock, [standing(4)]);
    expect(verdicts.map(wordOf)).toEqual(['held']);
    expect(after.zones.get('pit')).toMatchObject({ used: 5, allocated: 0 });
    expect(after.allocated.get('over pit')).toEqual({ quantity: 1, used: 1 });
  });
});

describe('a quota', () => {
  test('lets in as many as it has room for, of what it covers', () => {
    const stock = stockOf({ quotas: [quotaOf('reduced', 2, 1, { tariffId: 'reduced' })] });
    const reduced = (ask: HoldAsk, quantity = 1): HoldAsk => ({ ...ask, tariffs: [{ tariff: 'reduced', quantity }] });
    const asks = [reduced(seats(0, 1), 2), reduced(seats(0, 1)), seats(2), reduced(seats(3))];
    expect(decide(asks, stock)).toEqual(['quota_reached', 'held', 'held', 'quota_reached']);
  });

  test('that is nested in another needs room in both, and says how many are left where there are too few', () => {
    const stock = stockOf({ quotas: [quotaOf('stalls', 3, 0, { tierId: 'stalls' }), quotaOf('all', 4, 0)] });
    const asks = [seats(0, 1), seats(2, 3), seats(12, 13), standing(1), seats(2)];
    const { verdicts } = decideHolds(usualTerms, stock, asks);
    expect(verdicts.map(wordOf)).toEqual(['held', 'quota_reached', 'held', 'quota_reached', 'quota_reached']);
    expect(verdicts[1]).toMatchObject({ facts: { left: 1 }, isCount: true });
    expect(verdicts[4]).toMatchObject({ facts: { left: 0 } });
  });
});

describe('one person', () => {
  test('gets no more places than one may have, however many requests they come in; a guest is not counted yet', () => {
    const stock = stockOf({ persons: new Map([['ada', { used: 1, placeMax: 4 }]]) });
    const ada = (ask: HoldAsk): HoldAsk => ({ ...ask, person: 'ada' });
    const asks = [ada(seats(0, 1)), ada(standing(2)), ada(standing(1)), seats(2, 3), ada(seats(4))];
    const { verdicts, after } = decideHolds(usualTerms, stock, asks);
    expect(verdicts.map(wordOf)).toEqual(['held', 'person_limit', 'held', 'held', 'person_limit']);
    expect(verdicts[1]).toMatchObject({ facts: { max: 4, already: 3 }, isCount: true });
    expect(after.persons.get('ada')).toEqual({ used: 4, placeMax: 4 });
  });
});

test('outside the sale, beyond what one order may have, or at a tariff nobody sells, there is nothing', () => {
  expect(decide([seats(0), standing(1)], stockOf(), { ...usualTerms, isOpen: false })).toEqual(
    Array(2).fill('sale_not_open'),
  );
  expect(decide([seats(0, 1, 2, 3, 4, 5, 6), standing(7)])).toEqual(Array(2).fill('too_many_places'));
  const wishes = [[{ tariff: 'child', quantity: 1 }], [{ tariff: 'full', quantity: 3 }]];
  expect(decide(wishes.map((tariffs) => ({ ...seats(0, 1), tariffs })))).toEqual(Array(2).fill('no_such_offer'));
});
