import type { Deadlines } from './deadlines.ts';
import type { Target } from './targets.ts';

/** Where the buyers meet, until so many attempts are made or the time is over. */
export type Market = {
  readonly targets: readonly Target[];
  readonly ports: readonly (() => number)[];
  readonly deadlines: Deadlines;
  isOpen(): boolean;
  /** One attempt less is left. False: none was. */
  takeAttempt(): boolean;
  /** From 0 to 1, whichever of attempts and time is nearer to its end. */
  progress(): number;
};

type Terms = Pick<Market, 'targets' | 'ports' | 'deadlines'> & {
  readonly attempts: number;
  readonly minutes: number;
};

/** Opens at once. */
export function openMarket({ attempts, minutes, ...ground }: Terms): Market {
  const startedAt = Date.now();
  let taken = 0;
  const progress = (): number => Math.max(taken / attempts, (Date.now() - startedAt) / (minutes * 60_000));
  return {
    ...ground,
    progress,
    isOpen: () => progress() < 1,
    takeAttempt: () => {
      if (progress() >= 1) return false;
      taken += 1;
      return true;
    },
  };
}
