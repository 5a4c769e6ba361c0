import type { Chance } from '../../database/seed/random.ts';

/** What Stripe tells of a payment, by its names of events. The last three change nothing here. */
export type Told =
  | 'payment_intent.requires_action'
  | 'payment_intent.processing'
  | 'payment_intent.payment_failed'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.succeeded'
  | 'checkout.session.expired'
  | 'payment_intent.created'
  | 'checkout.session.completed'
  | 'charge.succeeded';

/** What becomes of a payment at Stripe, and what is told of it. */
export type Story = {
  readonly name: string;
  /** How many of a hundred. */
  readonly percent: number;
  /** Where its money stands at Stripe before the first word of it arrives. */
  readonly atStripe: 'open' | 'promised' | 'taken' | 'ran out';
  /** The evening is called off before the first word of the money arrives. */
  readonly isCalledOff?: true;
  tell(chance: Chance): readonly Told[];
};

const tried: readonly Told[] = ['payment_intent.created', 'payment_intent.requires_action'];
const promised: readonly Told[] = ['payment_intent.amount_capturable_updated', 'checkout.session.completed'];
const taken: readonly Told[] = ['payment_intent.succeeded', 'charge.succeeded'];

export const stories: readonly Story[] = [
  { name: 'paid', percent: 45, atStripe: 'taken', tell: () => [...tried, ...promised, ...taken] },
  {
    name: 'paid after declines',
    percent: 20,
    atStripe: 'taken',
    tell: (chance) => [...tried, ...declines(chance), 'payment_intent.processing', ...promised, ...taken],
  },
  { name: 'promised, taken by us', percent: 10, atStripe: 'promised', tell: () => [...tried, ...promised] },
  { name: 'declined', percent: 9, atStripe: 'open', tell: (chance) => [...tried, ...declines(chance)] },
  { name: 'ran out', percent: 6, atStripe: 'ran out', tell: () => [...tried, 'checkout.session.expired'] },
  // No provider should tell this; the money counts.
  { name: 'ran out and paid', percent: 5, atStripe: 'taken', tell: () => ['checkout.session.expired', ...taken] },
  {
    name: 'paid, called off',
    percent: 5,
    atStripe: 'taken',
    isCalledOff: true,
    tell: () => [...promised, ...taken],
  },
];

function declines(chance: Chance): Told[] {
  return Array.from({ length: chance.between(1, 3) }, () => 'payment_intent.payment_failed');
}

const byPercent = stories.flatMap((story) => Array.from({ length: story.percent }, () => story));

export function pickStory(chance: Chance): Story {
  return chance.pick(byPercent);
}

export type Ending = {
  readonly payment: 'captured' | 'cancelled' | 'pending';
  readonly order: 'confirmed' | 'refunded' | 'pending' | 'paying';
};

/** Where a payment and its order stand once all was told, in whatever order: money wins, then the end of the page. */
export function endingOf(told: readonly Told[], isCalledOff: boolean): Ending {
  if (told.includes('payment_intent.succeeded') || told.includes('payment_intent.amount_capturable_updated'))
    return { payment: 'captured', order: isCalledOff ? 'refunded' : 'confirmed' };
  if (told.includes('checkout.session.expired')) return { payment: 'cancelled', order: 'pending' };
  return { payment: 'pending', order: 'paying' };
}
