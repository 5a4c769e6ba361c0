import { pickBest } from '@tessera/contract/seating/best';
import type { Chart } from '@tessera/contract/seating/chart';
import { chanceFrom } from '../../database/seed/random.ts';
import { readOptions } from '../ground/options.ts';
import { percentile } from '../load/percentiles.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import { bowlChart, sellAtRandom } from './bowl.ts';
import { type PlainSeats, plainPick, plainSeats } from './plain-pick.ts';

const soldPercents = [0, 50, 90, 99];
const quantities = [1, 2, 3, 4, 5, 6, 7, 8];
/** The CPU clock of a thread ticks every 4 ms on some systems; without a wait, the least of a few by the wall clock is as good. */
const repeats = 3;
const sides = ['floor', 'ours', 'plain'] as const;

type Side = (typeof sides)[number];
type Stand = { readonly chart: Chart; readonly seats: PlainSeats };
type Ask = { readonly states: Uint8Array; readonly quantity: number; readonly together: boolean };
type Measured = { readonly cpuMs: number; readonly ordinals: readonly number[] | undefined };

/** The best seats for 1 to 8 in a stadium that is more or less sold out: milliseconds of CPU for one choice. */
export async function bestAvailable(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { samples: '25' }, ['record']);
  const samples = options.numberOf('samples');
  const circumstances = readCircumstances('no database');
  const chart = bowlChart();
  const stand: Stand = { chart, seats: plainSeats(chart) };
  console.error('warming up');
  for (const soldPercent of soldPercents) measureCell(stand, soldPercent, true, 2);
  for (const soldPercent of soldPercents) measureCell(stand, soldPercent, false, 2);
  const rows: Row[] = [];
  for (const soldPercent of soldPercents) {
    for (const together of [true, false]) {
      console.error(`${soldPercent} % sold, ${together ? 'together' : 'apart if need be'}`);
      rows.push(...measureCell(stand, soldPercent, together, samples));
    }
  }
  report(`best-available ${samples} houses × n 1–8`, circumstances, rows, { isRecorded: options.has('record') });
}

/** Every side gets the same houses, each asked for every quantity. Throws when ours and plain differ in one row. */
function measureCell(stand: Stand, soldPercent: number, together: boolean, samples: number): Row[] {
  const chance = chanceFrom(soldPercent + 1);
  const cpuMs: Record<Side, number[]> = { floor: [], ours: [], plain: [] };
  let found = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const states = sellAtRandom(stand.chart, soldPercent, chance);
    for (const quantity of quantities) {
      const ask: Ask = { states, quantity, together };
      const answers = sides.map((side) => measure(side, stand, ask));
      sides.forEach((side, index) => {
        cpuMs[side].push(answers[index]?.cpuMs ?? Number.NaN);
      });
      const [, ours, plain] = answers;
      if (ours?.ordinals) found += 1;
      compareAnswers(stand.chart, ours?.ordinals, plain?.ordinals);
    }
  }
  return sides.map((side) => ({
    'sold %': soldPercent,
    wish: together ? 'together' : 'apart if need be',
    side,
    'p50 ms': percentile(cpuMs[side], 0.5),
    'p95 ms': percentile(cpuMs[side], 0.95),
    'p99 ms': percentile(cpuMs[side], 0.99),
    'max ms': percentile(cpuMs[side], 1),
    choices: cpuMs[side].length,
    'found %': side === 'floor' ? '' : Math.round((found / cpuMs[side].length) * 100),
  }));
}

function measure(side: Side, stand: Stand, ask: Ask): Measured {
  let cpuMs = Number.POSITIVE_INFINITY;
  let ordinals: readonly number[] | undefined;
  for (let time = 0; time < repeats; time += 1) {
    const startedAt = performance.now();
    ordinals = answer(side, stand, ask);
    cpuMs = Math.min(cpuMs, performance.now() - startedAt);
  }
  return { cpuMs, ordinals };
}

function answer(
  side: Side,
  { chart, seats }: Stand,
  { states, quantity, together }: Ask,
): readonly number[] | undefined {
  if (side === 'floor') return countFree(states) > 0 ? [] : undefined;
  if (side === 'plain') return plainPick(seats, states, chart.focus, { quantity, together });
  const pick = pickBest(chart, states, { quantity, together, loneSeats: 'lenient' });
  return pick.ok ? pick.ordinals : undefined;
}

function countFree(states: Uint8Array): number {
  let free = 0;
  for (let seat = 0; seat < states.length; seat += 1) if (states[seat] === 0) free += 1;
  return free;
}

function compareAnswers(chart: Chart, ours: readonly number[] | undefined, plain: readonly number[] | undefined): void {
  const isOneRow = (seats: readonly number[] | undefined) =>
    seats?.every(
      (seat, index) =>
        index === 0 || (seat === (seats[0] ?? 0) + index && chart.rowOf[seat] === chart.rowOf[seats[0] ?? 0]),
    ) ?? false;
  if (!isOneRow(ours) && !isOneRow(plain)) return;
  if (distanceOf(chart, ours) !== distanceOf(chart, plain))
    throw new Error(`ours chose ${ours?.join(' ')} and plain ${plain?.join(' ')}`);
}

function distanceOf({ x, y, focus }: Chart, seats: readonly number[] | undefined): number | undefined {
  return seats?.reduce(
    (sum, seat) => sum + Math.round(Math.hypot((x[seat] ?? 0) - focus.x, (y[seat] ?? 0) - focus.y) * 1000),
    0,
  );
}
