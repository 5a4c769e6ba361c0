import { type ChartFlag, flagBits } from '@tessera/contract/seating/chart';
import { describe, expect, test } from 'vitest';
import { drawChart } from '../../testing/draw-chart.ts';
import { chooseEquivalent } from './equivalent-seats.rules.ts';

/** Seats of zones from front to back; the party had those marked `x`, `.` are free, `o` somebody else's. */
function choose(zones: readonly (readonly string[])[], flagged: Readonly<Record<number, ChartFlag>> = {}) {
  const letters = zones.flat().join('').replaceAll(' ', '');
  const { chart } = drawChart({ zones: zones.map((rows) => rows.map((row) => row.replaceAll('o', 'x'))) });
  for (const [ordinal, flag] of Object.entries(flagged)) chart.flags[Number(ordinal)] = flagBits([flag]);
  const at = (letter: string) => [...letters].flatMap((one, ordinal) => (one === letter ? [ordinal] : []));
  return chooseEquivalent(chart, at('.'), at('x'));
}

describe('seats for a party whose own are gone', () => {
  test('are as many, touching, the best of the zone', () => {
    expect(choose([['xx..o.....']])).toEqual([5, 6]);
  });
  test('are never apart, and never in another zone', () => {
    expect(choose([['xx.o.o.o.']])).toBeUndefined();
    expect(choose([['xxo'], ['.........']])).toBeUndefined();
  });
  test('do not exist for a party of two zones', () => {
    expect(choose([['x....'], ['x....']])).toBeUndefined();
  });
  test('are not worse to see or sit on than what they had', () => {
    expect(choose([['xx..o..']], { 2: 'restricted_view' })).toEqual([5, 6]);
    expect(choose([['xx..']], { 2: 'limited_legroom' })).toBeUndefined();
    expect(choose([['xx..']], { 0: 'restricted_view', 2: 'restricted_view' })).toEqual([2, 3]);
  });
  test('are nobody’s wheelchair place, and none replaces one', () => {
    expect(choose([['xxww']])).toBeUndefined();
    expect(choose([['xx..']], { 0: 'wheelchair' })).toBeUndefined();
    expect(choose([['xx..']], { 1: 'companion' })).toBeUndefined();
  });
});
