import { chanceFrom } from '../../database/seed/random.ts';

export const mixes = ['uniform', 'hot 1 %', 'last seats'] as const;
export type Mix = (typeof mixes)[number];

/** How many pairs are left in the mix "last seats". */
export const lastPairs = 50;
const hotShare = 0.01;
const hotRequests = 0.9;

/**
 * Which pair each request asks for; the same for every row of the table.
 * uniform: any pair. hot 1 %: nine requests of ten go to the same hundredth. last seats: 50 pairs, all over the house.
 */
export function askedPairs(mix: Mix, pairCount: number, requests: number): Int32Array<ArrayBuffer> {
  const chance = chanceFrom(45_000);
  const hotCount = Math.floor(pairCount * hotShare);
  const ask: Record<Mix, () => number> = {
    uniform: () => chance.between(0, pairCount - 1),
    'hot 1 %': () => chance.between(0, (chance.next() < hotRequests ? hotCount : pairCount) - 1),
    'last seats': () => lastPair(chance.between(0, lastPairs - 1), pairCount),
  };
  return Int32Array.from({ length: requests }, ask[mix]);
}

export function lastPair(index: number, pairCount: number): number {
  return Math.floor((index * pairCount) / lastPairs);
}
