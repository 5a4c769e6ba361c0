import { type Chance, chanceFrom } from '../../database/seed/random.ts';
import type { Deadlines } from './deadlines.ts';
import type { Target } from './targets.ts';

/** Where the buyers meet, until so many attempts are made or the time is over, and enough nodes were killed. */
export type Market = {
  readonly targets: readonly Target[];
  readonly ports: readonly (() => number)[];
  readonly deadlines: Deadlines;
  isOpen(): boolean;
  /** Where somebody wants to go next: most go where everybody goes at the moment. */
  pickTarget(chance: Chance): Target;
  /** One attempt less is left. False: none was. */
  takeAttempt(): boolean;
  /** From 0 to 1 and on, whichever of attempts and time is nearer to its end. */
  progress(): number;
};

type Terms = Pick<Market, 'targets' | 'ports' | 'deadlines'> & {
  readonly attempts: number;
  readonly minutes: number;
  /** Whether enough nodes were killed: a slow machine takes longer for it. */
  readonly isTriedEnough: () => boolean;
};

const rushMs = 2_000;
const rushShare = 0.7;

/** Opens at once. */
export function openMarket({ attempts, minutes, isTriedEnough, ...ground }: Terms): Market {
  const startedAt = Date.now();
  const weighted = ground.targets.flatMap((target) => Array.from({ length: target.weight }, () => target));
  let taken = 0;
  const progress = (): number => Math.max(taken / attempts, (Date.now() - startedAt) / (minutes * 60_000));
  const isOpen = (): boolean => progress() < 1 || !isTriedEnough();
  return {
    ...ground,
    progress,
    isOpen,
    pickTarget: (chance) => {
      const rush = Math.floor((Date.now() - startedAt) / rushMs);
      return (chance.next() < rushShare ? chanceFrom(rush) : chance).pick(weighted);
    },
    takeAttempt: () => {
      if (!isOpen()) return false;
      taken += 1;
      return true;
    },
  };
}
