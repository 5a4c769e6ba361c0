import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, type Focus, pickBest } from './best.rules.ts';

const focus: Focus = { x: 4.25, y: 0 };

/** A house of two zones of three rows of 8 seats, well or badly filled, some seats reserved; in no particular order. */
const house: fc.Arbitrary<Candidate[]> = fc
  .constantFrom(['free', 'free', 'free', 'taken', 'reserved'], ['free', 'taken', 'taken', 'taken'])
  .chain((states) => fc.array(fc.constantFrom(...states), { minLength: 48, maxLength: 48 }))
  .map(candidatesOf)
  .chain((candidates) => fc.shuffledSubarray(candidates, { minLength: candidates.length }));

function candidatesOf(seats: readonly string[]): Candidate[] {
  return seats.flatMap((state, index) => {
    if (state === 'taken') return [];
    const row = Math.floor(index / 8);
    const numberPosition = index % 8;
    // Ids run against the rows, so that nothing rests on their being in seating order.
    const seatId = 1_000 - index;
    const place = { zoneId: row < 3 ? 'balcon' : 'parterre', rowLabel: String(row % 3), numberPosition };
    return [{ seatId, ...place, x: 0.5 + numberPosition, y: 1 + (row % 3) * 1.25, isReserved: state === 'reserved' }];
  });
}

function isNeighbour(a: Candidate, b: Candidate): boolean {
  return a.zoneId === b.zoneId && a.rowLabel === b.rowLabel && a.numberPosition + 1 === b.numberPosition;
}

/** Every set of neighbours tried one by one; the least cost any of them has. */
function leastCost(free: readonly Candidate[], quantity: number): number | undefined {
  const costs = free.flatMap((first) => {
    const party: Candidate[] = [first];
    while (party.length < quantity) {
      const next = free.find((seat) => isNeighbour(party.at(-1) ?? first, seat));
      if (!next) return [];
      party.push(next);
    }
    return [costOf(party, free)];
  });
  return costs.length > 0 ? Math.min(...costs) : undefined;
}

/** Metres from the middle of the party to the focal point, and three more for each single seat left beside it. */
function costOf(party: readonly Candidate[], free: readonly Candidate[]): number {
  const middle = (of: 'x' | 'y') => party.reduce((total, seat) => total + seat[of], 0) / party.length;
  const before = free.filter((seat) => isNeighbour(seat, party[0] ?? expect.fail('nobody sits')));
  const after = free.filter((seat) => isNeighbour(party.at(-1) ?? expect.fail('nobody sits'), seat));
  const isLone = (beside: readonly Candidate[], outward: (seat: Candidate, next: Candidate) => boolean) =>
    beside.some((seat) => !free.some((next) => outward(seat, next)));
  const lone = (isLone(before, (seat, next) => isNeighbour(next, seat)) ? 1 : 0) + (isLone(after, isNeighbour) ? 1 : 0);
  return Math.hypot(middle('x') - focus.x, middle('y') - focus.y) + lone * 3;
}

/** How many seats stand side by side in each stretch of free seats, the longest first. */
function stretches(free: readonly Candidate[]): number[] {
  const starts = free.filter((seat) => !free.some((other) => isNeighbour(other, seat)));
  const lengths = starts.map((start) => {
    let length = 1;
    for (let seat = start; ; length += 1) {
      const next = free.find((other) => isNeighbour(seat, other));
      if (!next) return length;
      seat = next;
    }
  });
  return lengths.sort((a, b) => b - a);
}

const seated = (free: readonly Candidate[], seatIds: readonly number[]) =>
  seatIds.map((id) => free.find(({ seatId }) => seatId === id) ?? expect.fail(`seat ${id} was not free`));
const party = fc.integer({ min: 1, max: 9 });

describe('the best seats together', () => {
  test('are free neighbours in one row, as near as any party could sit, found as if every set were tried', () => {
    fc.assert(
      fc.property(house, party, (candidates, quantity) => {
        const free = candidates.filter(({ isReserved }) => !isReserved);
        const least = leastCost(free, quantity);
        const pick = pickBest(candidates, quantity, focus, false);
        expect(pick.ok).toBe(least !== undefined);
        if (!pick.ok || least === undefined) return;
        const seats = seated(free, pick.seatIds);
        expect(seats).toHaveLength(quantity);
        expect(seats.slice(1).every((seat, index) => isNeighbour(seats[index] ?? seat, seat))).toBe(true);
        expect(costOf(seats, free)).toBeCloseTo(least, 9);
      }),
      { numRuns: 300 },
    );
  });

  test('are the same seats in whatever order they are looked through', () => {
    fc.assert(
      fc.property(house, party, fc.boolean(), (candidates, quantity, apart) => {
        const ordered = [...candidates].sort((a, b) => a.seatId - b.seatId);
        expect(pickBest(candidates, quantity, focus, apart)).toEqual(pickBest(ordered, quantity, focus, apart));
      }),
    );
  });

  test('are, when there are too few, refused with the largest party that still sits together', () => {
    fc.assert(
      fc.property(house, party, (candidates, quantity) => {
        const pick = pickBest(candidates, quantity, focus, false);
        if (pick.ok || pick.code === 'sold_out') return;
        expect(pickBest(candidates, pick.largest, focus, false).ok).toBe(true);
        expect(pickBest(candidates, pick.largest + 1, focus, false).ok).toBe(false);
        expect(pick.largest).toBeLessThan(quantity);
      }),
    );
  });

  test('never include places for wheelchairs and companions', () => {
    const reserved = candidatesOf(Array.from({ length: 48 }, () => 'reserved'));
    expect(pickBest(reserved, 1, focus, true)).toEqual({ ok: false, code: 'sold_out' });
    expect(pickBest([], 1, focus, true)).toEqual({ ok: false, code: 'sold_out' });
  });

  test('leave no single seat behind where three metres spare it', () => {
    const row = candidatesOf(Array.from({ length: 48 }, (_, index) => (index < 4 ? 'free' : 'taken')));
    // Two of four: the middle pair would leave one on each side, so an outer pair is given.
    const pick = pickBest(row, 2, { x: 2, y: 1 }, false);
    expect(pick.ok && seated(row, pick.seatIds).map(({ numberPosition }) => numberPosition)).toEqual([2, 3]);
  });

  test('between equals are those of the lower id', () => {
    const row = candidatesOf(Array.from({ length: 48 }, (_, index) => (index === 0 || index === 7 ? 'free' : 'taken')));
    expect(pickBest(row, 1, { x: 4, y: 1 }, false)).toEqual({ ok: true, seatIds: [993] });
  });
});

describe('a party that may sit apart', () => {
  test('sits as soon as there are places enough, together if that can be', () => {
    fc.assert(
      fc.property(house, fc.integer({ min: 1, max: 40 }), (candidates, quantity) => {
        const free = candidates.filter(({ isReserved }) => !isReserved);
        const pick = pickBest(candidates, quantity, focus, true);
        expect(pick.ok).toBe(free.length >= quantity);
        if (!pick.ok) return;
        expect(new Set(seated(free, pick.seatIds)).size).toBe(quantity);
        const together = pickBest(candidates, quantity, focus, false);
        if (together.ok) expect(pick).toEqual(together);
      }),
    );
  });

  test('is split into as few groups as can be', () => {
    fc.assert(
      fc.property(house, fc.integer({ min: 2, max: 20 }), (candidates, quantity) => {
        const free = candidates.filter(({ isReserved }) => !isReserved);
        const pick = pickBest(candidates, quantity, focus, true);
        if (!pick.ok) return;
        let unseated = quantity;
        const fewest = stretches(free).filter((length) => {
          const isNeeded = unseated > 0;
          unseated -= length;
          return isNeeded;
        }).length;
        expect(stretches(seated(free, pick.seatIds))).toHaveLength(fewest);
      }),
      { numRuns: 300 },
    );
  });
});
