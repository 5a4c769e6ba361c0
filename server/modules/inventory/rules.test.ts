import { describe, expect, test } from 'vitest';
import { canBeSoldTo, decideExtension, decideSales, extensionsMax, holdStatus, type LockedSeat } from './rules.ts';

const seat = (seatId: number, facts: Partial<LockedSeat> = {}): LockedSeat => ({
  seatId,
  state: 'free',
  holdId: null,
  isFree: true,
  ...facts,
});
describe('a hold', () => {
  const states = ['active', 'released', 'expired', 'sold'] as const;

  test('whose time is over is expired though nothing wrote it down; a sold or released one stays what it is', () => {
    const told = states.flatMap((state) =>
      [true, false].map((isAlive) => holdStatus({ state, isAlive, extensionCount: 0 })),
    );
    expect(told).toEqual(['active', 'expired', 'released', 'released', 'expired', 'expired', 'sold', 'sold']);
  });

  test('is extended while it lives, ten times', () => {
    for (const state of states)
      for (const isAlive of [true, false])
        for (let extensionCount = 0; extensionCount <= extensionsMax + 1; extensionCount += 1) {
          const decision = decideExtension({ state, isAlive, extensionCount });
          expect(decision.ok).toBe(state === 'active' && isAlive && extensionCount < 10);
          if (decision.ok) continue;
          const isOver = state === 'expired' || (state === 'active' && !isAlive);
          const expected = isOver ? 'hold_expired' : state !== 'active' ? 'hold_ended' : 'extension_limit';
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

describe('holds that are sold together', () => {
  const held = (seatId: number, holdId: string, isFree = false) => seat(seatId, { state: 'held', holdId, isFree });
  const wanting = (holds: Record<string, number[]>) => Object.entries(holds).map(([id, seatIds]) => ({ id, seatIds }));

  test('get all their seats or none', () => {
    const seats = [held(1, 'a'), held(2, 'a'), held(3, 'b'), seat(4, { state: 'sold', holdId: 'x', isFree: false })];
    expect([...decideSales(wanting({ a: [1, 2], b: [3, 4], c: [5], standing: [] }), seats)]).toEqual(['a', 'standing']);
  });

  test('get a seat that is free to both only once: who is asked first', () => {
    const seats = [held(1, 'b', true), held(2, 'b', true)];
    expect([...decideSales(wanting({ a: [1], b: [1, 2], c: [2] }), seats)]).toEqual(['a', 'c']);
    expect([...decideSales(wanting({ b: [1, 2], a: [1], c: [2] }), seats)]).toEqual(['b']);
  });
});
