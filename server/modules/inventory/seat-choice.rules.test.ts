import type { Chart } from '@tessera/contract/seating/chart';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawChart } from '../../testing/draw-chart.ts';
import { decideSeatChoice } from './seat-choice.rules.ts';

/** Two wheelchair places, each with its companion's seat, an ordinary row, a table sold whole and one sold by the seat. */
const drawn = drawChart({ zones: [['wcwc....', '5555 111']] });
const chart: Chart = {
  ...drawn.chart,
  companionOf: Int32Array.from(drawn.chart.companionOf, (_, ordinal) => (ordinal === 1 ? 0 : ordinal === 3 ? 2 : -1)),
};
const wholeTable = [8, 9, 10, 11];
const free = () => new Uint8Array(chart.seatCount);
const taken = (...ordinals: number[]) => {
  const states = free();
  for (const ordinal of ordinals) states[ordinal] = 1;
  return states;
};
const idsOf = (ordinals: readonly number[]) => ordinals.map((ordinal) => String(chart.seatIds[ordinal]));
const decide = (ordinals: number[], states = free()) => decideSeatChoice(chart, states, ordinals);

describe('a table', () => {
  test('sold whole goes with all its seats, and a choice of some of them is told which they are', () => {
    expect(decide(wholeTable)).toEqual({ ok: true });
    expect(decide([...wholeTable, 4])).toEqual({ ok: true });
    expect(decide([8, 9])).toMatchObject({ ok: false, code: 'whole_table', facts: { seats: idsOf(wholeTable) } });
  });

  test('sold by the seat goes seat by seat', () => {
    expect(decide([12])).toEqual({ ok: true });
  });
});

describe('a companion’s seat', () => {
  test('goes with its wheelchair place while that one is to be had, and alone once it is not', () => {
    expect(decide([0, 1])).toEqual({ ok: true });
    expect(decide([1])).toEqual({
      ok: false,
      code: 'companion_only',
      facts: { seats: idsOf([1]), wheelchair: idsOf([0])[0] },
    });
    expect(decide([1, 2])).toMatchObject({ code: 'companion_only' });
    expect(decide([1], taken(0))).toEqual({ ok: true });
    expect(decide([1], taken(2))).toMatchObject({ code: 'companion_only' });
  });

  test('does not have to be taken with the wheelchair place', () => {
    expect(decide([0])).toEqual({ ok: true });
  });
});

test('whatever is chosen: allowed exactly when no table is broken up and no companion sits without a place that is free', () => {
  const anyOrdinals = fc.uniqueArray(fc.nat(chart.seatCount - 1), { minLength: 1 });
  fc.assert(
    fc.property(anyOrdinals, anyOrdinals, (others, chosen) => {
      const states = taken(...others.filter((ordinal) => !chosen.includes(ordinal)));
      const ofTable = wholeTable.filter((ordinal) => chosen.includes(ordinal)).length;
      const isAlone = (companion: number, place: number) =>
        chosen.includes(companion) && !chosen.includes(place) && states[place] === 0;
      const isFine = (ofTable === 0 || ofTable === 4) && !isAlone(1, 0) && !isAlone(3, 2);
      expect(decideSeatChoice(chart, states, chosen).ok).toBe(isFine);
    }),
    { numRuns: 1_000 },
  );
});
