import type { Chance } from '../../database/seed/random.ts';
import { type Ending, endingOf, pickStory, type Story, type Told } from './stories.ts';

export type PlannedPayment = {
  readonly story: Story;
  readonly told: readonly Told[];
  readonly ending: Ending;
  readonly placeCount: number;
};
export type Plan = {
  readonly payments: readonly PlannedPayment[];
  /** Events of the same Stripe account that have nothing to do with us. */
  readonly strangeEvents: number;
};

const strangeShare = 0.02;
const placesMax = 3;

/** Payments of every story, until that many events tell of them. */
export function planEvents(events: number, chance: Chance): Plan {
  const payments: PlannedPayment[] = [];
  let left = events - Math.ceil(events * strangeShare);
  for (;;) {
    const story = pickStory(chance);
    const told = story.tell(chance);
    if (told.length > left) break;
    left -= told.length;
    const ending = endingOf(told, story.isCalledOff === true);
    payments.push({ story, told, ending, placeCount: chance.between(1, placesMax) });
  }
  return { payments, strangeEvents: left + Math.ceil(events * strangeShare) };
}
