import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canBeSoldTo,
  decideExtension,
  decideHold,
  decidePlaceCount,
  decideStandingHold,
  extensionsMax,
  holdStatus,
  type LockedSeat,
} from './rules.ts';

const seat = (seatId: number, facts: Partial<LockedSeat> = {}): LockedSeat => ({
  seatId,
  state: 'free',
  holdId: null,
  isFree: true,
  ...facts,
});
const lockedSeats = fc.uniqueArray(
  fc.record({
    seatId: fc.integer({ min: 1, max: 30 }),
    state: fc.constantFrom('free', 'held', 'sold', 'off'),
    holdId: fc.constant(null),
    isFree: fc.boolean(),
  }),
  { selector: ({ seatId }) => seatId },
);
const wanted = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 10 });

describe('named seats', () => {
  test('are all given or none, and the refusal names exactly those in the way', () => {
    fc.assert(
      fc.property(wanted, lockedSeats, (seatIds, locked) => {
        const decision = decideHold(seatIds, locked);
        const free = (id: number) => locked.some(({ seatId, isFree }) => seatId === id && isFree);
        const known = (id: number) => locked.some(({ seatId }) => seatId === id);
        expect(decision.ok).toBe(seatIds.every(free));
        if (decision.ok) return;
        const inTheWay =
          decision.code === 'no_such_seats' ? seatIds.filter((id) => !known(id)) : seatIds.filter((id) => !free(id));
        expect(decision.seatIds).toEqual(inTheWay);
        expect(inTheWay.length).toBeGreaterThan(0);
      }),
    );
  });

  test('that are none of this performance are told apart from taken ones', () => {
    expect(decideHold([1, 2], [seat(1, { isFree: false })])).toEqual({
      ok: false,
      code: 'no_such_seats',
      seatIds: [2],
    });
    expect(decideHold([1], [seat(1, { state: 'held', isFree: false })])).toEqual({
      ok: false,
      code: 'seats_taken',
      seatIds: [1],
    });
  });
});

describe('unnumbered places', () => {
  test('are given exactly while there are enough of them', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 100 }), (capacity, taken, quantity) => {
        const used = Math.min(taken, capacity);
        const decision = decideStandingHold(quantity, { capacity, used });
        expect(decision.ok).toBe(used + quantity <= capacity);
        if (decision.ok) return;
        expect(decision).toEqual(
          used === capacity
            ? { ok: false, code: 'sold_out' }
            : { ok: false, code: 'not_enough', left: capacity - used },
        );
      }),
    );
    expect(decideStandingHold(1, undefined)).toEqual({ ok: false, code: 'sold_out' });
  });

  test('of an order are no more than its most', () => {
    expect([9, 10, 11].map((count) => decidePlaceCount(count, 10).ok)).toEqual([true, true, false]);
  });
});

describe('a hold', () => {
  const states = ['active', 'released', 'sold'] as const;

  test('whose time is over is expired though nothing wrote it down; a sold or released one stays what it is', () => {
    const told = states.flatMap((state) =>
      [true, false].map((isAlive) => holdStatus({ state, isAlive, extensionCount: 0 })),
    );
    expect(told).toEqual(['active', 'expired', 'released', 'released', 'sold', 'sold']);
  });

  test('is extended while it lives, ten times', () => {
    for (const state of states)
      for (const isAlive of [true, false])
        for (let extensionCount = 0; extensionCount <= extensionsMax + 1; extensionCount += 1) {
          const decision = decideExtension({ state, isAlive, extensionCount });
          expect(decision.ok).toBe(state === 'active' && isAlive && extensionCount < 10);
          if (decision.ok) continue;
          const expected = state !== 'active' ? 'hold_ended' : isAlive ? 'extension_limit' : 'hold_expired';
          expect(decision.code).toBe(expected);
        }
  });

  test('can be sold its seats while they are its own or nobody’s, and never seats off sale or of another', () => {
    const sellable = (facts: Partial<LockedSeat>) => canBeSoldTo('mine', seat(1, facts));
    expect(sellable({ state: 'held', holdId: 'mine', isFree: false })).toBe(true);
    expect(sellable({ state: 'held', holdId: 'mine', isFree: true })).toBe(true);
    expect(sellable({ state: 'sold', holdId: 'mine', isFree: false })).toBe(true);
    expect(sellable({ state: 'free', isFree: true })).toBe(true);
    expect(sellable({ state: 'held', holdId: 'theirs', isFree: true })).toBe(true);
    expect(sellable({ state: 'held', holdId: 'theirs', isFree: false })).toBe(false);
    expect(sellable({ state: 'sold', holdId: 'theirs', isFree: false })).toBe(false);
    expect(sellable({ state: 'off', holdId: 'mine', isFree: false })).toBe(false);
    expect(sellable({ state: 'off', isFree: false })).toBe(false);
  });
});
