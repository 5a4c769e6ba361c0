import type { HeldEntry } from './journal.ts';

/** [from, until), in milliseconds. */
export type Claim = { readonly from: number; readonly until: number; readonly places: number };

/** When the places were certainly this buyer's: from being told until the deadline or until giving them back. */
export function certainSpan({ toldAt, deadline, releaseAskedAt }: HeldEntry): Omit<Claim, 'places'> {
  return { from: toldAt, until: Math.min(deadline, releaseAskedAt ?? deadline) };
}

/** When they may have been: from asking until the last deadline or until being told that they are given back. */
export function possibleSpan({ askedAt, deadlineMax, releaseToldAt }: HeldEntry): Omit<Claim, 'places'> {
  // Instants of the database are finer than a millisecond.
  return { from: askedAt, until: Math.min(deadlineMax, releaseToldAt ?? deadlineMax) + 1 };
}

/** How many places are claimed, as time passes. */
export type Course = {
  readonly mostAtOnce: number;
  /** The most at any instant of a stretch, both ends included. */
  mostWithin(from: number, until: number): number;
};

export function courseOf(claims: readonly Claim[]): Course {
  const steps = claims
    .filter(({ from, until }) => from < until)
    .flatMap(({ from, until, places }) => [
      { at: from, change: places },
      { at: until, change: -places },
    ])
    .sort((a, b) => a.at - b.at || a.change - b.change);
  const instants = Float64Array.from(steps, ({ at }) => at);
  const levels = new Float64Array(steps.length);
  let level = 0;
  let mostAtOnce = 0;
  for (const [index, { change }] of steps.entries()) {
    level += change;
    levels[index] = level;
    mostAtOnce = Math.max(mostAtOnce, level);
  }
  return {
    mostAtOnce,
    mostWithin: (from, until) => {
      let index = firstAtOrAfter(instants, from);
      let most = levels[index - 1] ?? 0;
      for (; index < instants.length && (instants[index] ?? 0) <= until; index += 1) {
        most = Math.max(most, levels[index] ?? 0);
      }
      return most;
    },
  };
}

function firstAtOrAfter(instants: Float64Array, instant: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] ?? 0) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
