import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCorrected, isNewer, knownState, shownState } from './seat-board.rules.ts';

describe('what is shown of a seat', () => {
  test('is held until its deadline and not at it', () => {
    expect([shownState(1, 1_000, 999), shownState(1, 1_000, 1_000)]).toEqual([1, 0]);
    expect([shownState(4, 1_000, 999), shownState(4, 1_000, 1_000)]).toEqual([1, 3]);
  });

  test('is never more than it is: a seat that is set aside, sold or off does not become available with time', () => {
    fc.assert(
      fc.property(fc.constantFrom(2, 3, 4), fc.nat(), fc.nat(), (state, until, now) => {
        expect(shownState(state, until, now)).not.toBe(0);
      }),
    );
  });
});

test('a seat that is set aside is off when it is free and when its hold is over, and otherwise what it is', () => {
  expect([0, 1, 2, 3].map((state) => knownState(state, true))).toEqual([3, 4, 2, 3]);
  expect([0, 1, 2, 3].map((state) => knownState(state, false))).toEqual([0, 1, 2, 3]);
});

describe('of two changes', () => {
  const seat = (state: number, changeNumber: number) => ({ state, heldUntilMs: 0, changeNumber });

  test('the one with the higher number is believed, in whatever order they are heard', () => {
    expect(isNewer(seat(1, 5), seat(0, 4))).toBe(true);
    expect(isNewer(seat(1, 4), seat(0, 5))).toBe(false);
    expect(isNewer(seat(1, 5), seat(0, 5))).toBe(false);
  });

  test('what was read from the database is believed at the same number, and not when it is older', () => {
    expect(isCorrected(seat(1, 5), seat(0, 5))).toBe(true);
    expect(isCorrected(seat(0, 5), seat(0, 5))).toBe(false);
    expect(isCorrected(seat(1, 4), seat(0, 5))).toBe(false);
    expect(isCorrected(seat(0, 6), seat(0, 5))).toBe(true);
  });
});
