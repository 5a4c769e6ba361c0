import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Drawing, type Drawn, drawChart } from '../../server/testing/draw-chart.ts';
import type { Chart } from './chart.ts';
import { decideLoneSeats, type LoneSeatVerdict, loneSeatsLeft } from './lone-seat.ts';

const fine = { ok: true } as const;
const draw = (...rows: string[]): Drawn => drawChart({ zones: [rows] });
const decide = ({ chart, states }: Drawn, chosen: number[], mode: 'off' | 'lenient' | 'strict' = 'lenient') =>
  decideLoneSeats(chart, states, chosen, { mode });
const refused = (lone: number[], suggestion: number[] | undefined): LoneSeatVerdict => ({
  ok: false,
  code: 'lone_seat',
  lone,
  suggestion,
});

describe('a lone seat', () => {
  test('lies between the choice and the end of the row, an aisle or a taken seat', () => {
    expect(decide(draw('......'), [1, 2])).toEqual(refused([0], [0, 1]));
    expect(decide(draw('...  ....'), [1, 2])).toEqual(refused([0], [3, 4]));
    expect(decide(draw('....x...'), [1, 2])).toMatchObject({ lone: [0, 3] });
  });

  test('lies between two seats of the choice', () => {
    expect(decide(draw('.....'), [1, 3])).toMatchObject({ lone: [0, 2, 4] });
  });

  test('is none when nobody minds', () => {
    expect(decide(draw('......'), [1, 2], 'off')).toEqual(fine);
  });

  test('was not alone before', () => {
    expect(decide(draw('.x....'), [2, 3])).toEqual(fine);
    expect(decide(draw('.  ....'), [1, 2])).toEqual(fine);
  });

  test('has no available neighbour, of whatever tier or kind', () => {
    expect(decide(draw('xx...wx....'), [2, 3])).toEqual(fine);
  });

  test('is no wheelchair or companion place, which wait for somebody else', () => {
    expect(decide(draw('..w....'), [0, 1])).toEqual(fine);
    expect(decide(draw('..c....'), [0, 1])).toEqual(fine);
  });

  test('is a seat of a table sold by the seat, but none of another table or of one sold whole', () => {
    expect(decide(draw('1111 ..'), [1, 2])).toMatchObject({ lone: [0, 3] });
    expect(decide(draw('1122'), [0, 1])).toEqual(fine);
    expect(decide(draw('..5555'), [0, 1])).toEqual(fine);
    expect(decide(draw('5555 ....'), [0, 1, 2])).toEqual(fine);
  });
});

describe('no sale is lost', () => {
  test('two of the last three may be taken, whichever: one stays alone whatever they do', () => {
    expect(decide(draw('...'), [0, 1])).toEqual(fine);
    expect(decide(draw('...x..x'), [0, 1])).toMatchObject({ ok: false, suggestion: [4, 5] });
    expect(decide(draw('...x.x.'), [0, 1])).toEqual(fine);
  });

  test('nobody is sent apart, to sit on single seats, for the sake of a seat', () => {
    expect(decide(draw('...x.x.x.'), [0, 1])).toEqual(fine);
    const blocks = draw('...x...', '.x.x.x.x.x.');
    expect(decide(blocks, [0, 1, 4, 5])).toEqual(fine);
  });

  test('three and two are not told that three and three would leave nobody alone', () => {
    expect(decide(draw('...x...'), [0, 1, 2, 4, 5])).toEqual(fine);
  });

  test('two and two one behind the other are not sent to two and two elsewhere', () => {
    expect(decide(draw('...xxxxxxxx..', '...xxxxxxxx'), [0, 1, 13, 14])).toEqual(fine);
  });

  test('the last seats of a zone may be taken', () => {
    expect(decide(drawChart({ zones: [['x.x.x'], ['.....']] }), [1, 3])).toEqual(fine);
    expect(decide(drawChart({ zones: [['x..xx'], ['.....']] }), [1, 2], 'strict')).toEqual(fine);
  });

  test('a choice with a wheelchair or companion place is never refused', () => {
    expect(decide(draw('....w.....'), [1, 4], 'strict')).toEqual(fine);
    expect(decide(draw('....c.....'), [1, 4], 'strict')).toEqual(fine);
  });

  test('what another zone has is no reason for lenient, but for strict', () => {
    const drawn = drawChart({ zones: [['...'], ['....']] });
    expect(decide(drawn, [0, 1])).toEqual(fine);
    expect(decide(drawn, [0, 1], 'strict')).toEqual(refused([2], undefined));
  });

  test('seats of two zones are judged zone by zone when lenient, all or nothing when strict', () => {
    const drawn = drawChart({ zones: [['.....'], ['...']] });
    expect(decide(drawn, [1, 2, 5, 6])).toEqual(refused([0, 7], [0, 1, 5, 6]));
    expect(decide(drawn, [0, 1, 5, 6])).toEqual(fine);
    expect(decide(drawn, [1, 2, 5, 6], 'strict')).toEqual(fine);
  });

  test('only what is allowed counts', () => {
    const { chart, states } = draw('...', '', '....');
    const allowed = Uint8Array.of(1, 0);
    for (const mode of ['lenient', 'strict'] as const) {
      expect(decideLoneSeats(chart, states, [0, 1], { mode, allowed })).toEqual(fine);
      expect(decideLoneSeats(chart, states, [0, 1], { mode })).toMatchObject({ ok: false, suggestion: [3, 4] });
    }
  });
});

describe('the suggestion', () => {
  test('is the choice moved by one', () => {
    expect(decide(draw('..........'), [1, 2, 3])).toEqual(refused([0], [0, 1, 2]));
    expect(decide(draw('..........'), [6, 7, 8])).toEqual(refused([9], [7, 8, 9]));
  });

  test('moves rows one behind the other together or not at all', () => {
    const { ok, ...said } = decide(draw('.....', '.....'), [1, 2, 6, 7]);
    expect({ ok, ...said }).toEqual({ ok: false, code: 'lone_seat', lone: [0, 5], suggestion: [0, 1, 5, 6] });
  });

  test('moves only what it must of a choice that does not touch', () => {
    expect(decide(draw('.......', '.......', '.......'), [0, 1, 16, 19])).toEqual(refused([20], [0, 1, 16, 20]));
    expect(decide(draw('.......', '.......'), [1, 2, 11])).toEqual(refused([0], [0, 1, 11]));
  });

  test('keeps the seats of other zones', () => {
    const drawn = drawChart({ zones: [['.....'], ['......']] });
    expect(decide(drawn, [0, 1, 6, 7])).toEqual(refused([5], [0, 1, 5, 6]));
  });
});

const row = fc
  .array(fc.constantFrom('.', '..', '...', '....', 'x', 'xx', ' ', 'w', 'c'), { maxLength: 5 })
  .map((parts) => parts.join('').slice(0, 8));
const anyDrawing: fc.Arbitrary<Drawing> = fc.record({
  zones: fc.array(fc.array(row, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
});
/** A run around some seat, so many single seats, or two pieces. */
const anyChoice = fc.record({
  kind: fc.constantFrom('run', 'run', 'singles', 'two runs'),
  quantity: fc.integer({ min: 1, max: 4 }),
  at: fc.array(fc.nat(40), { minLength: 4, maxLength: 4 }),
});

describe('over random charts', () => {
  test('the verdict is the definition, tried out the plain way, and a suggestion keeps what it promises', () => {
    let refusals = 0;
    fc.assert(
      fc.property(
        anyDrawing,
        anyChoice,
        fc.constantFrom('lenient', 'strict'),
        fc.nat(5),
        (drawing, choice, mode, denied) => {
          const drawn = drawChart(drawing);
          const { chart, states } = drawn;
          const chosen = choose(drawn, choice);
          fc.pre(chosen.length > 0);
          const allowed = Uint8Array.from(chart.rows, (_, index) => (index === denied ? 0 : 1));
          const verdict = decideLoneSeats(chart, states, chosen, { mode, allowed });
          const lone = loneBy(drawn, chosen);
          expect(loneSeatsLeft(chart, states, chosen)).toEqual(lone);
          const isFine = chosen.some((seat) => isAccessible(chart, seat)) || lone.length === 0;
          expect(verdict.ok).toBe(isFine || !hasBetter(drawn, chosen, lone, mode, allowed));
          if (verdict.ok) return;
          refusals += 1;
          expect(verdict.lone).toEqual(lone);
          const { suggestion } = verdict;
          if (mode === 'lenient') expect(suggestion).toBeDefined();
          if (!suggestion) return;
          expect(new Set(suggestion).size).toBe(chosen.length);
          expect(suggestion.every((seat) => states[seat] === 0 && !isAccessible(chart, seat))).toBe(true);
          expect(zonesOf(chart, suggestion)).toEqual(zonesOf(chart, chosen));
          expect(loneBy(drawn, suggestion).length).toBeLessThan(lone.length);
          expect(decideLoneSeats(chart, states, suggestion, { mode, allowed })).toEqual(fine);
        },
      ),
      { numRuns: 10_000 },
    );
    expect(refusals).toBeGreaterThan(1_000);
  });
});

function choose({ chart, states }: Drawn, { kind, quantity, at }: { kind: string; quantity: number; at: number[] }) {
  const free = chart.numbers.map((_, seat) => seat).filter((seat) => states[seat] === 0);
  if (free.length === 0) return [];
  const starts = at.map((index) => free[index % free.length] ?? 0);
  const runFrom = (start: number, count: number) => {
    const seats = [start];
    while (seats.length < count) {
      const next = start + seats.length;
      if (states[next] !== 0 || !touch(chart, next - 1, next)) break;
      seats.push(next);
    }
    return seats;
  };
  const [first = 0, second = 0] = starts;
  const seats =
    kind === 'run'
      ? runFrom(first, quantity)
      : kind === 'singles'
        ? starts.slice(0, quantity)
        : [...runFrom(first, Math.min(quantity, 3)), ...runFrom(second, 2)];
  return [...new Set(seats)].sort((a, b) => a - b);
}

/** Whether as many seats as much together leave nobody alone: zone by zone when lenient, else anywhere. */
function hasBetter(drawn: Drawn, chosen: number[], lone: number[], mode: string, allowed: Uint8Array): boolean {
  const { chart, states } = drawn;
  const open = chart.numbers
    .map((_, seat) => seat)
    .filter((seat) => states[seat] === 0 && !isAccessible(chart, seat) && allowed[chart.rowOf[seat] ?? 0] === 1);
  const zones = [...new Set(lone.map((seat) => zoneOf(chart, seat)))];
  const isIn = (zone: number) => (seat: number) => zoneOf(chart, seat) === zone;
  const canMove = zones.map((zone) => existsFor(drawn, chosen.filter(isIn(zone)), open.filter(isIn(zone))));
  if (mode === 'lenient') return canMove.some((can) => can);
  return canMove.every((can) => can) || existsFor(drawn, chosen, open);
}

function existsFor(drawn: Drawn, chosen: number[], open: number[]): boolean {
  const { chart } = drawn;
  const splitsNobody = (seats: number[]) => {
    if (isRowsBehind(chart, chosen)) return sizesOf(chart, seats).length === 1 || isRowsBehind(chart, seats);
    return canHost(sizesOf(chart, seats), sizesOf(chart, chosen));
  };
  return combinations(open, chosen.length).some((seats) => splitsNobody(seats) && loneBy(drawn, seats).length === 0);
}

/** Whether groups of these sizes can sit in pieces of these lengths, each in one. */
function canHost(pieces: number[], [group, ...more]: number[]): boolean {
  if (group === undefined) return true;
  return pieces.some(
    (room, index) =>
      room >= group &&
      canHost(
        pieces.map((other, at) => (at === index ? room - group : other)),
        more,
      ),
  );
}

/** Straight rows of seats half a metre wide. */
function isRowsBehind(chart: Chart, seats: number[]): boolean {
  const rows = [...new Set(seats.map((seat) => chart.rowOf[seat] ?? 0))];
  if (rows.length !== 2 || sizesOf(chart, seats).length !== 2) return false;
  const [front, back] = rows.map((index) => chart.rows[index]);
  const halves = rows.map((index) => seats.filter((seat) => chart.rowOf[seat] === index));
  const [a = 0, b = 0] = halves.map((half) => half.length);
  const [middleOfA = 0, middleOfB = 0] = halves.map(
    (half) => half.reduce((sum, seat) => sum + (chart.positions[seat] ?? 0), 0) / half.length,
  );
  if (front?.zone !== back?.zone || (back?.position ?? 0) - (front?.position ?? 0) !== 1) return false;
  const hasDirection = (front?.count ?? 0) > 1 || (back?.count ?? 0) > 1;
  return hasDirection && Math.abs(a - b) <= 1 && Math.abs(middleOfA - middleOfB) <= 1;
}

function loneBy({ chart, states }: Drawn, chosen: readonly number[]): number[] {
  const free = chart.numbers.map((_, seat) => seat).filter((seat) => states[seat] === 0);
  const left = free.filter((seat) => !chosen.includes(seat));
  const hasCompany = (seat: number, among: number[]) => among.some((other) => touch(chart, seat, other));
  return left.filter((seat) => !isAccessible(chart, seat) && hasCompany(seat, free) && !hasCompany(seat, left));
}

function sizesOf(chart: Chart, seats: readonly number[]): number[] {
  const sizes: number[] = [];
  seats.forEach((seat, index) => {
    if (index > 0 && touch(chart, seats[index - 1] ?? 0, seat)) sizes.push((sizes.pop() ?? 0) + 1);
    else sizes.push(1);
  });
  return sizes;
}

function touch(chart: Chart, a: number, b: number): boolean {
  const apart = Math.abs((chart.positions[a] ?? 0) - (chart.positions[b] ?? 0));
  return apart === 1 && chart.rowOf[a] === chart.rowOf[b] && chart.tableOf[a] === chart.tableOf[b];
}

function isAccessible(chart: Chart, seat: number): boolean {
  return (chart.flags[seat] ?? 0) % 4 !== 0;
}

function zoneOf(chart: Chart, seat: number): number {
  return chart.rows[chart.rowOf[seat] ?? -1]?.zone ?? -1;
}

function zonesOf(chart: Chart, seats: readonly number[]): number[] {
  return seats.map((seat) => zoneOf(chart, seat)).sort();
}

function combinations(seats: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return seats.flatMap((seat, index) => combinations(seats.slice(index + 1), count - 1).map((rest) => [seat, ...rest]));
}
