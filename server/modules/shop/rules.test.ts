import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { availability, bestSale } from './rules.ts';

const levels = ['none', 'last', 'few', 'plenty'];

describe('how full a performance is', () => {
  test.each([
    [100, 'plenty'],
    [21, 'plenty'],
    [20, 'few'],
    [6, 'few'],
    [5, 'last'],
    [1, 'last'],
    [0, 'none'],
  ])('%i %% left is told as %s', (percent, word) => {
    for (const capacity of [1_000, 45_000]) expect(availability((capacity * percent) / 100, capacity)).toBe(word);
  });

  test('the thresholds belong to the fuller side, to the place', () => {
    expect([201, 200, 51, 50].map((remaining) => availability(remaining, 1_000))).toEqual([
      'plenty',
      'few',
      'few',
      'last',
    ]);
  });

  test('twenty places are the last ones in any hall, even an empty small one', () => {
    expect([21, 20, 1].map((remaining) => availability(remaining, 100))).toEqual(['plenty', 'last', 'last']);
    expect(availability(20, 20)).toBe('last');
    expect(availability(0, 0)).toBe('none');
  });

  test('never sounds fuller when places come back', () => {
    fc.assert(
      fc.property(fc.nat(50_000), fc.nat(50_000), (capacity, remaining) => {
        const [now, then] = [remaining, remaining + 1].map((left) => levels.indexOf(availability(left, capacity)));
        expect(then).toBeGreaterThanOrEqual(now ?? 0);
        expect(availability(remaining, capacity) === 'none').toBe(remaining === 0);
      }),
    );
  });
});

describe('the sale of an event', () => {
  test('is the best news among its performances, in whatever order they are listed', () => {
    const states = ['open', 'not_open', 'sold_out', 'postponed', 'closed', 'cancelled', 'past'] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { minLength: 1 }), (told) => {
        const best = states.find((state) => told.includes(state));
        expect(bestSale(told)).toBe(best);
      }),
    );
    expect(bestSale([])).toBeUndefined();
  });
});
