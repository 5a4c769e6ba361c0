import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Drawing, type Drawn, drawChart } from '../../server/testing/draw-chart.ts';
import { type BestPick, type BestWish, pickBest, runAround } from './best.ts';
import type { Chart } from './chart.ts';
import { decideLoneSeats } from './lone-seat.ts';

const pair: BestWish = { quantity: 2, together: true, loneSeats: 'lenient' };
const draw = (...rows: string[]): Drawn => drawChart({ zones: [rows] });
const pick = (drawn: Drawn, wish: Partial<BestWish>) => pickBest(drawn.chart, drawn.states, { ...pair, ...wish });
const seatsOf = (found: BestPick) => (found.ok ? found.ordinals : found.code);

describe('in one row', () => {
  test('the seats nearest to the focal point win', () => {
    expect(pick(draw('..........'), { quantity: 3 })).toEqual({
      ok: true,
      ordinals: [4, 5, 6],
      togetherness: 'one_row',
      leavesLoneSeat: false,
    });
  });

  test('a choice further away wins over one that leaves a seat alone', () => {
    expect(pick(draw('xxxx...xxx', 'xxxxxxxx..'), {})).toMatchObject({ ordinals: [18, 19], leavesLoneSeat: false });
  });

  test('a seat is left alone when there is no other choice, in every mode', () => {
    for (const loneSeats of ['off', 'lenient', 'strict'] as const)
      expect(pick(draw('xxxx...xxx'), { loneSeats })).toMatchObject({ ordinals: [4, 5], leavesLoneSeat: true });
  });

  test('an aisle, a taken seat and another table end a run', () => {
    expect(seatsOf(pick(draw('.. ..x..11'), { quantity: 3 }))).toBe('not_enough_together');
  });

  test('between equals the shorter run is broken up', () => {
    const drawn = drawChart({ zones: [['.... x ..x']], focus: { x: -0.5, y: 0 } });
    expect(seatsOf(pick(drawn, { quantity: 2 }))).toEqual([2, 3]);
    const mirrored = drawChart({ zones: [['....xxx..x']], focus: { x: 0, y: 0 } });
    expect(seatsOf(pick(mirrored, { quantity: 2 }))).toEqual([7, 8]);
  });

  test('seats of rows that are not allowed are left out', () => {
    expect(seatsOf(pick(draw('..........', '..........'), { allowed: Uint8Array.of(0, 1) }))).toEqual([15, 16]);
  });

  test('wheelchair and companion places are not proposed', () => {
    expect(seatsOf(pick(draw('...wc.cww.'), { quantity: 4 }))).toBe('not_enough_together');
    expect(seatsOf(pick(draw('wcwc'), { quantity: 1 }))).toBe('sold_out');
  });

  test('a table sold whole is proposed to a party of its size and to nobody else', () => {
    const drawn = draw('5555 666');
    expect(pick(drawn, { quantity: 4 })).toMatchObject({ ordinals: [0, 1, 2, 3], togetherness: 'one_row' });
    expect(pick(drawn, { quantity: 3 })).toMatchObject({ ordinals: [4, 5, 6] });
    expect(pick(drawn, { quantity: 2, together: false })).toEqual({ ok: false, code: 'sold_out' });
    expect(pick(drawn, { quantity: 5, together: false })).toMatchObject({ code: 'not_enough_together', largest: 4 });
    drawn.states[1] = 1;
    expect(pick(drawn, { quantity: 3 })).toMatchObject({ ordinals: [4, 5, 6] });
    expect(pick(drawn, { quantity: 4 })).toMatchObject({ code: 'not_enough_together', largest: 3 });
  });

  test('the seats of a table sold by the seat are a row', () => {
    expect(seatsOf(pick(draw('1111'), { quantity: 2 }))).toEqual([2, 3]);
  });
});

describe('in rows one behind the other', () => {
  test('eight with no run of eight sit four and four, before anything more scattered', () => {
    const drawn = draw('xxx....xxx', 'xxx....xxx', '.......xxx');
    expect(pick(drawn, { quantity: 8, together: false })).toMatchObject({
      ordinals: [3, 4, 5, 6, 13, 14, 15, 16],
      togetherness: 'rows_behind',
    });
  });

  test('the larger half may sit in front or behind', () => {
    expect(seatsOf(pick(draw('xx..xxx', 'xx...xx'), { quantity: 5 }))).toEqual([2, 3, 9, 10, 11]);
    expect(seatsOf(pick(draw('xx...xx', 'xx..xxx'), { quantity: 5 }))).toEqual([2, 3, 4, 9, 10]);
  });

  test('the middles are at most a seat apart', () => {
    expect(pick(draw('..xxxxx', 'x..xxxx'), { quantity: 4 })).toMatchObject({ togetherness: 'rows_behind' });
    expect(pick(draw('..xxxxx', 'xx..xxx'), { quantity: 4 })).toMatchObject({ ok: false, largest: 2 });
  });

  test('in curved rows what counts is where the seats stand, not their places in the row', () => {
    const ends = (back: number): Drawing => ({
      zones: [[`${'x'.repeat(22)}..`, `${'x'.repeat(back)}..`]],
      radius: 3,
    });
    expect(pick(drawChart(ends(25)), { quantity: 4 })).toMatchObject({ togetherness: 'rows_behind' });
    expect(pick(drawChart(ends(22)), { quantity: 4 })).toMatchObject({ ok: false });
  });

  test('a row between two others keeps them apart, and so does the border of a zone', () => {
    expect(seatsOf(pick(draw('xx..', '', 'xx..'), { quantity: 4 }))).toBe('not_enough_together');
    expect(seatsOf(pick(drawChart({ zones: [['xx..'], ['xx..']] }), { quantity: 4 }))).toBe('not_enough_together');
  });

  test('between equals the shorter runs are broken up', () => {
    const drawn = draw('x...xxx..xx', 'x...xxx..xx');
    expect(seatsOf(pick(drawn, { quantity: 4, loneSeats: 'off' }))).toEqual([7, 8, 18, 19]);
  });

  test('nine sit in three rows when two do not do; eight do not', () => {
    const drawn = draw('xx...', 'xx...', 'xx...');
    expect(pick(drawn, { quantity: 9 })).toMatchObject({ ordinals: [2, 3, 4, 7, 8, 9, 12, 13, 14] });
    expect(pick(drawn, { quantity: 8 })).toMatchObject({ ok: false, largest: 6 });
  });

  test('tables are not rows behind each other', () => {
    expect(seatsOf(pick(draw('11', '22'), { quantity: 4 }))).toBe('not_enough_together');
  });
});

describe('apart', () => {
  test('the party stays in one zone when one has seats for all', () => {
    const drawn = drawChart({ zones: [['.x.xxxxxxx'], ['.x.x.x.x.x']] });
    expect(pick(drawn, { quantity: 4, together: false })).toMatchObject({
      ordinals: [12, 14, 16, 18],
      togetherness: 'same_zone',
    });
    expect(pick(drawn, { quantity: 4 })).toEqual({ ok: false, code: 'not_enough_together', largest: 1 });
  });

  test('over several zones it is in as few pieces as can be, then as near', () => {
    const drawn = drawChart({ zones: [['.x.x.xxxx'], ['xx...xx'], ['xx..']] });
    expect(pick(drawn, { quantity: 5, together: false })).toMatchObject({
      ordinals: [11, 12, 13, 18, 19],
      togetherness: 'split',
    });
  });

  test('a lone seat is avoided unless the mode is off', () => {
    const drawn = drawChart({ zones: [['.x...x.x.']], focus: { x: 0.25, y: 0 } });
    const wish = { quantity: 4, together: false };
    expect(pick(drawn, { ...wish, loneSeats: 'off' })).toMatchObject({ ordinals: [3, 4, 6, 8], leavesLoneSeat: true });
    expect(pick(drawn, wish)).toMatchObject({ ordinals: [2, 3, 4, 6], leavesLoneSeat: false });
  });

  test('strict would rather leave the zone than a seat alone', () => {
    const drawn = drawChart({ zones: [['..x..'], ['.x']] });
    const wish = { quantity: 3, together: false };
    expect(pick(drawn, wish)).toMatchObject({ togetherness: 'same_zone', leavesLoneSeat: true });
    expect(pick(drawn, { ...wish, loneSeats: 'strict' })).toMatchObject({ ordinals: [3, 4, 5], leavesLoneSeat: false });
  });

  test('more than there are is refused with the most that sit together', () => {
    expect(pick(draw('...x.'), { quantity: 5, together: false })).toMatchObject({ ok: false, largest: 3 });
    expect(pick(draw('xxx'), { quantity: 5, together: false })).toEqual({ ok: false, code: 'sold_out' });
  });
});

describe('with wheelchairs', () => {
  test('the companion gets the seat beside it', () => {
    expect(pick(draw('wcwc......'), { wheelchairs: 1 })).toMatchObject({ ordinals: [2, 3], togetherness: 'one_row' });
  });

  test('it is not the only companion seat of another place if it need not be', () => {
    expect(seatsOf(pick(draw('xxwcwcwc'), { wheelchairs: 1 }))).toEqual([4, 5]);
    expect(seatsOf(pick(draw('xxcwcwcwxxx'), { wheelchairs: 1 }))).toEqual([4, 5]);
  });

  test('a seat that belongs to the place comes before one that only touches it', () => {
    const { chart, states } = draw('cwc');
    const linked = { ...chart, companionOf: Int32Array.of(1, -1, -1) };
    expect(seatsOf(pickBest(linked, states, { ...pair, wheelchairs: 1 }))).toEqual([0, 1]);
    const ofAnother = drawChart({ zones: [['wcw']], focus: { x: -3, y: 0 } });
    const { chart: another, states: free } = ofAnother;
    const itsOwn = { ...another, companionOf: Int32Array.of(-1, 2, -1) };
    expect(seatsOf(pickBest(itsOwn, free, { ...pair, wheelchairs: 1 }))).toEqual([1, 2]);
  });

  test('two wheelchair users get a companion seat each before one gets two', () => {
    expect(seatsOf(pick(draw('xxccwwccxx'), { quantity: 4, wheelchairs: 2 }))).toEqual([3, 4, 5, 6]);
  });

  test('more companions than there are seats for sit on the nearest ordinary seats', () => {
    expect(pick(draw('....xxxxx.', 'xx.xxwcxxx'), { quantity: 4, wheelchairs: 1 })).toMatchObject({
      ordinals: [3, 12, 15, 16],
      togetherness: 'same_zone',
    });
  });

  test('a place with companion seats comes before a nearer one without', () => {
    expect(seatsOf(pick(draw('...w...', '.wc....'), { wheelchairs: 1 }))).toEqual([8, 9]);
  });

  test('so does one of another zone, and a place with an ordinary seat beside it', () => {
    expect(seatsOf(pick(drawChart({ zones: [['...w...'], ['.wc....']] }), { wheelchairs: 1 }))).toEqual([8, 9]);
    const party = { quantity: 3, wheelchairs: 2 };
    expect(seatsOf(pick(drawChart({ zones: [['...ww.'], ['...wwc']] }), party))).toEqual([9, 10, 11]);
    expect(seatsOf(pick(draw('xxxxxwxxx.', '.wxxxxxxxx'), { wheelchairs: 1 }))).toEqual([10, 11]);
  });

  test('a party that wants to be together stays in one zone', () => {
    const drawn = drawChart({ zones: [['xxw'], ['xxw']] });
    expect(pick(drawn, { wheelchairs: 2 })).toEqual({ ok: false, code: 'not_enough_together', largest: 0 });
    expect(pick(drawn, { wheelchairs: 2, together: false })).toMatchObject({ togetherness: 'split' });
    expect(pick(drawn, { wheelchairs: 1 })).toMatchObject({ code: 'not_enough_together', largest: 1 });
    expect(pick(drawn, { quantity: 3, wheelchairs: 3 })).toEqual({ ok: false, code: 'sold_out' });
  });
});

describe('around a seat', () => {
  const around = ({ chart, states }: Drawn, ordinal: number, quantity: number) =>
    runAround(chart, states, ordinal, quantity, 'lenient')?.ordinals;

  test('the run has the seat in it and leaves nobody alone', () => {
    expect(around(draw('...........'), 1, 2)).toEqual([0, 1]);
    expect(around(draw('...........'), 3, 2)).toEqual([3, 4]);
    expect(around(draw('...........'), 9, 3)).toEqual([8, 9, 10]);
  });

  test('there is none on a taken seat, in too short a run, on a wheelchair place, or where the rule would refuse it', () => {
    expect(around(draw('.x...'), 1, 1)).toBeUndefined();
    expect(around(draw('.x...'), 2, 4)).toBeUndefined();
    expect(around(draw('wc...'), 0, 1)).toBeUndefined();
    expect(around(draw('...x....'), 1, 2)).toBeUndefined();
    expect(around(draw('...x'), 1, 2)).toEqual([1, 2]);
  });

  test('a seat of a table sold whole means the table', () => {
    expect(around(draw('5555'), 1, 4)).toEqual([0, 1, 2, 3]);
    expect(around(draw('5555'), 1, 2)).toBeUndefined();
  });

  test('it is the best of all windows with the seat in them', () => {
    fc.assert(
      fc.property(anyDrawing, fc.nat(60), fc.integer({ min: 1, max: 6 }), (drawing, at, quantity) => {
        const drawn = drawChart(drawing);
        const seat = at % Math.max(1, drawn.chart.seatCount);
        const windows = everyWindow(drawn, quantity, () => true).filter((seats) => seats.includes(seat));
        const expected = bestOf(drawn, windows, (seats) => [loneBy(drawn, seats).length > 0 ? 1 : 0]);
        const found = runAround(drawn.chart, drawn.states, seat, quantity, 'off');
        if (isWhole(drawn.chart, seat)) return;
        expect(found?.ordinals).toEqual(expected);
        expect(found?.leavesLoneSeat).toBe(expected && loneBy(drawn, expected).length > 0);
      }),
      { numRuns: 2_000 },
    );
  });
});

const rowOf = (parts: fc.Arbitrary<string>) =>
  fc.array(parts, { maxLength: 7 }).map((found) => found.join('').slice(0, 9));
const quietRow = rowOf(
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('.', '.', '..', '...', 'x', 'x', 'xx') },
    { weight: 2, arbitrary: fc.constantFrom(' ', 'w', 'c', 'W') },
  ),
);
/** Hardly two seats that touch. */
const busyRow = rowOf(fc.constantFrom('.x', 'x', '..x', '.w', ' .', 'xx'));
/** Three in the middle or so, as in the rows before and behind. */
const blockRow = fc.constantFrom('xx...', 'x...x', '..x...', 'xx....', 'x....xx', '');
/** Up to two zones of three rows, straight or curved, some shifted by half a seat; now and then with tables. */
const anyDrawing: fc.Arbitrary<Drawing> = fc
  .record({
    zones: fc.array(
      fc.oneof(...[quietRow, busyRow, blockRow].map((row) => fc.array(row, { minLength: 1, maxLength: 3 }))),
      { minLength: 1, maxLength: 2 },
    ),
    tables: fc.option(fc.constantFrom('11', '111 22', '555', '5555 666', '55 111'), { freq: 4, nil: undefined }),
    focus: fc.record({ x: fc.integer({ min: -6, max: 6 }).map((half) => half / 4), y: fc.constantFrom(0, 0.2, 3) }),
    radius: fc.option(fc.constantFrom(2, 6, 30), { nil: undefined }),
    shifts: fc.array(fc.constantFrom(0, 0.25, 0.5), { maxLength: 3 }),
  })
  .map(({ zones, tables, radius, ...drawing }) => ({
    ...drawing,
    ...(radius === undefined ? {} : { radius }),
    zones: tables === undefined ? zones : [...zones, [tables]],
  }));
const anyWish = fc
  .record({
    quantity: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 5 }) },
      { weight: 1, arbitrary: fc.integer({ min: 6, max: 12 }) },
    ),
    together: fc.boolean(),
    loneSeats: fc.constantFrom('off', 'lenient', 'strict'),
    denied: fc.array(fc.nat(6), { maxLength: 2 }),
  })
  .map(({ quantity, together, loneSeats, denied }) => ({
    // Every combination of so many seats would take the test too long.
    wish: { quantity, together: together || quantity > 5, loneSeats } as const,
    denied,
  }));

describe('over random charts', () => {
  test('it is what trying every possibility finds', () => {
    fc.assert(
      fc.property(anyDrawing, anyWish, (drawing, { wish, denied }) => {
        const drawn = drawChart(drawing);
        const allowed = Uint8Array.from(drawn.chart.rows, (_, index) => (denied.includes(index) ? 0 : 1));
        const before = [...drawn.states];
        const found = pickBest(drawn.chart, drawn.states, { ...wish, allowed });
        expect(found).toEqual(tryEverything(drawn, { ...wish, allowed }));
        expect(pickBest(drawn.chart, drawn.states, { ...wish, allowed })).toEqual(found);
        expect([...drawn.states]).toEqual(before);
        if (found.ok)
          expect(decideLoneSeats(drawn.chart, drawn.states, found.ordinals, { mode: wish.loneSeats, allowed })).toEqual(
            { ok: true },
          );
      }),
      { numRuns: 10_000 },
    );
  });

  test('so it is for nine and more in blocks of a few rows', () => {
    const blocks = fc.array(blockRow, { minLength: 2, maxLength: 5 });
    const quantities = fc.integer({ min: 9, max: 11 });
    fc.assert(
      fc.property(blocks, quantities, fc.constantFrom('off', 'lenient', 'strict'), (rows, quantity, loneSeats) => {
        const { chart, states } = draw(...rows);
        const wish = { quantity, together: true, loneSeats, allowed: new Uint8Array(rows.length).fill(1) } as const;
        const found = pickBest(chart, states, wish);
        expect(found).toEqual(tryEverything({ chart, states }, wish));
        if (found.ok) expect(decideLoneSeats(chart, states, found.ordinals, { mode: loneSeats })).toEqual({ ok: true });
      }),
      { numRuns: 2_000 },
    );
  });

  test('a party with wheelchairs gets so many wheelchair places and nothing that is taken', () => {
    fc.assert(
      fc.property(anyDrawing, anyWish, fc.integer({ min: 1, max: 3 }), (drawing, { wish }, wheelchairs) => {
        const drawn = drawChart(drawing);
        const { chart, states } = drawn;
        const quantity = Math.max(wish.quantity, wheelchairs);
        const found = pickBest(chart, states, { ...wish, quantity, wheelchairs });
        if (!found.ok) return;
        expect(new Set(found.ordinals).size).toBe(quantity);
        expect(found.ordinals.every((seat) => states[seat] === 0 && !isWhole(chart, seat))).toBe(true);
        expect(found.ordinals.filter((seat) => (chart.flags[seat] ?? 0) & 1)).toHaveLength(wheelchairs);
        if (wish.together) expect(found.togetherness).not.toBe('split');
        expect(decideLoneSeats(chart, states, found.ordinals, { mode: 'strict' }).ok).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The stated order, tried out the plain way. */
function tryEverything(drawn: Drawn, wish: BestWish): BestPick {
  const { chart } = drawn;
  const isAllowed = (seat: number) => wish.allowed?.[chart.rowOf[seat] ?? 0] === 1;
  const open = chart.numbers.map((_, seat) => seat).filter((seat) => isPickable(drawn, seat) && isAllowed(seat));
  const minds = wish.loneSeats !== 'off';
  const loneCount = (seats: readonly number[]) => (minds ? loneBy(drawn, seats).length : 0);
  const anyLone = (seats: readonly number[]) => [loneBy(drawn, seats).length > 0 ? 1 : 0];
  const answer = (ordinals: number[], togetherness: 'one_row' | 'rows_behind' | 'same_zone' | 'split'): BestPick => ({
    ok: true,
    ordinals,
    togetherness,
    leavesLoneSeat: loneBy(drawn, ordinals).length > 0,
  });
  const together = (quantity: number) => {
    const windows = everyWindow(drawn, quantity, isAllowed);
    const tables = [5, 6, 7, 8, 9]
      .map((table) => chart.numbers.map((_, seat) => seat).filter((seat) => chart.tableOf[seat] === table - 1))
      .filter(
        (seats) => seats.length === quantity && seats.every((seat) => drawn.states[seat] === 0 && isAllowed(seat)),
      );
    const oneRow = bestOf(drawn, [...windows, ...tables], anyLone);
    if (oneRow) return answer(oneRow, 'one_row');
    const two = everySplit(drawn, quantity, 2, isAllowed);
    const three = quantity >= 9 ? everySplit(drawn, quantity, 3, isAllowed) : [];
    const behind = bestOf(drawn, two.length > 0 ? two : three, minds ? anyLone : () => []);
    return behind && answer(behind, 'rows_behind');
  };
  const found = together(wish.quantity);
  if (found) return found;
  if (!wish.together) {
    const zones = [...new Set(open.map((seat) => zoneOf(chart, seat)))];
    const inZones = zones.flatMap((zone) =>
      combinations(
        open.filter((seat) => zoneOf(chart, seat) === zone),
        wish.quantity,
      ),
    );
    const sameZone = leastOf(drawn, inZones, (seats) => [loneCount(seats)]);
    if (sameZone && (wish.loneSeats !== 'strict' || loneCount(sameZone) === 0)) return answer(sameZone, 'same_zone');
    const all = combinations(open, wish.quantity);
    const anywhere = leastOf(drawn, all, (seats) => [loneCount(seats), piecesIn(drawn.chart, seats)]);
    if (sameZone && anywhere && loneCount(anywhere) > 0) return answer(sameZone, 'same_zone');
    if (anywhere) return answer(anywhere, 'split');
  }
  for (let largest = wish.quantity - 1; largest > 0; largest -= 1)
    if (together(largest)) return { ok: false, code: 'not_enough_together', largest };
  return { ok: false, code: 'sold_out' };
}

function isWhole(chart: Chart, seat: number): boolean {
  return (chart.tableOf[seat] ?? -1) >= 4;
}

function isOrdinary(chart: Chart, seat: number): boolean {
  return (chart.flags[seat] ?? 0) % 4 === 0 && !isWhole(chart, seat);
}

function isPickable({ chart, states }: Drawn, seat: number): boolean {
  return states[seat] === 0 && isOrdinary(chart, seat);
}

function zoneOf(chart: Chart, seat: number): number {
  return chart.rows[chart.rowOf[seat] ?? -1]?.zone ?? -1;
}

function touch(chart: Chart, a: number, b: number): boolean {
  const apart = Math.abs((chart.positions[a] ?? 0) - (chart.positions[b] ?? 0));
  return apart === 1 && chart.rowOf[a] === chart.rowOf[b] && chart.tableOf[a] === chart.tableOf[b];
}

function loneBy({ chart, states }: Drawn, chosen: readonly number[]): number[] {
  const all = chart.numbers.map((_, seat) => seat);
  const free = all.filter((seat) => states[seat] === 0);
  const left = free.filter((seat) => !chosen.includes(seat));
  const hasCompany = (seat: number, among: number[]) => among.some((other) => touch(chart, seat, other));
  return left.filter((seat) => isOrdinary(chart, seat) && hasCompany(seat, free) && !hasCompany(seat, left));
}

/** Every run of so many pickable seats. */
function everyWindow(drawn: Drawn, quantity: number, isAllowed: (seat: number) => boolean): number[][] {
  const { chart } = drawn;
  return chart.numbers
    .map((_, first) => Array.from({ length: quantity }, (_, index) => first + index))
    .filter((seats) => seats.every((seat) => seat < chart.seatCount && isPickable(drawn, seat) && isAllowed(seat)))
    .filter((seats) => seats.every((seat, index) => index === 0 || touch(chart, seat - 1, seat)));
}

function everySplit(
  drawn: Drawn,
  quantity: number,
  rowCount: number,
  isAllowed: (seat: number) => boolean,
): number[][] {
  const { chart } = drawn;
  const [small, large] = [Math.floor(quantity / rowCount), Math.ceil(quantity / rowCount)];
  if (small === 0) return [];
  const windows = [...new Set([small, large])]
    .flatMap((size) => everyWindow(drawn, size, isAllowed))
    .filter(([first]) => chart.tableOf[first ?? 0] === -1);
  let chains: number[][][] = windows.map((window) => [window]);
  for (let depth = 1; depth < rowCount; depth += 1) {
    chains = chains.flatMap((chain) =>
      windows.filter((window) => isBehind(chart, chain.at(-1) ?? [], window)).map((window) => [...chain, window]),
    );
  }
  return chains.map((chain) => chain.flat().sort((a, b) => a - b)).filter(({ length }) => length === quantity);
}

function isBehind(chart: Chart, front: number[], back: number[]): boolean {
  const rowIn = (seats: number[]) => chart.rows[chart.rowOf[seats[0] ?? 0] ?? 0] ?? expect.fail('a seat has a row');
  const [frontRow, backRow] = [rowIn(front), rowIn(back)];
  if (frontRow.zone !== backRow.zone || backRow.position - frontRow.position !== 1) return false;
  const at = (seat: number) => ({ x: chart.x[seat] ?? 0, y: chart.y[seat] ?? 0, place: chart.positions[seat] ?? 0 });
  const middleOf = (seats: number[]) => ({
    x: seats.reduce((sum, seat) => sum + at(seat).x, 0) / seats.length,
    y: seats.reduce((sum, seat) => sum + at(seat).y, 0) / seats.length,
  });
  // One seat further on both sides, where the row has one.
  const span = (seats: number[]) => {
    const wider = [(seats[0] ?? 0) - 1, ...seats, (seats.at(-1) ?? 0) + 1].filter(
      (seat) => chart.rowOf[seat] === chart.rowOf[seats[0] ?? 0],
    );
    return [at(wider[0] ?? 0), at(wider.at(-1) ?? 0)] as const;
  };
  const [from, to] = span(front)[0] === undefined || frontRow.count === 1 ? span(back) : span(front);
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return false;
  const [a, b] = [middleOf(front), middleOf(back)];
  const aside = ((b.x - a.x) * (to.x - from.x) + (b.y - a.y) * (to.y - from.y)) / length;
  return Math.abs(aside) <= (length / (to.place - from.place)) * 1.01;
}

function piecesIn(chart: Chart, seats: readonly number[]): number {
  return seats.filter((seat, index) => index === 0 || !touch(chart, seats[index - 1] ?? 0, seat)).length;
}

function distanceOf(chart: Chart, seats: readonly number[]): number {
  return seats.reduce((sum, seat) => {
    const metres = Math.sqrt(((chart.x[seat] ?? 0) - chart.focus.x) ** 2 + ((chart.y[seat] ?? 0) - chart.focus.y) ** 2);
    return sum + Math.round(metres * 1000);
  }, 0);
}

/** Squares of the lengths of all free runs of the chart. */
function wholeness({ chart, states }: Drawn, without: readonly number[]): number {
  let [sum, run] = [0, 0];
  chart.numbers.forEach((_, seat) => {
    const isFree = states[seat] === 0 && !without.includes(seat);
    if (!isFree || !touch(chart, seat - 1, seat)) {
      sum += run ** 2;
      run = 0;
    }
    if (isFree) run += 1;
  });
  return sum + run ** 2;
}

type Rank = (seats: readonly number[]) => number[];

/** By rank, then distance, then how little is broken up, then ordinals. */
function bestOf(drawn: Drawn, choices: number[][], rank: Rank): number[] | undefined {
  return leastOf(drawn, choices, rank, (seats) => [wholeness(drawn, []) - wholeness(drawn, seats)]);
}

function leastOf({ chart }: Drawn, choices: number[][], rank: Rank, then: Rank = () => []): number[] | undefined {
  let best: { seats: number[]; keys: number[] } | undefined;
  for (const seats of choices) {
    const keys = [...rank(seats), distanceOf(chart, seats), ...then(seats), ...seats];
    const differing = keys.findIndex((key, index) => key !== best?.keys[index]);
    if (best === undefined || (differing >= 0 && (keys[differing] ?? 0) < (best.keys[differing] ?? 0)))
      best = { seats, keys };
  }
  return best?.seats;
}

function combinations(seats: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return seats.flatMap((seat, index) => combinations(seats.slice(index + 1), count - 1).map((rest) => [seat, ...rest]));
}
