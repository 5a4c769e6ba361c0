import type { DiscountRule } from './kept-price.rules.ts';

export type RefundStep = {
  /** Until so many hours before the start. */
  readonly hoursBefore: number;
  /** What goes back of the price: 5000 is half of it. */
  readonly backBasisPoints: number;
  /** Kept of that for each ticket, in minor units of the performance's currency. */
  readonly cancellationFeeMinor: number;
  readonly isFeeReturned: boolean;
};

/** What a buyer who cancels gets back, as it was published when the order was placed. */
export type RefundPolicy = {
  readonly id: string;
  readonly version: number;
  readonly discountRule: DiscountRule;
  readonly steps: readonly RefundStep[];
  /** Staff look at every cancellation before it is done. */
  readonly needsApproval: boolean;
  /** A second person looks at what gives back more than this; null: never. */
  readonly approvalAboveMinor: number | null;
};

/** The first step whose time is not over. Undefined: nothing goes back any more. */
export function stepAt({ steps }: RefundPolicy, startsAt: Date, now: Date): RefundStep | undefined {
  return inOrder(steps).find((step) => now < untilOf(step, startsAt));
}

/** From the earliest end to the latest. */
export function inOrder(steps: readonly RefundStep[]): readonly RefundStep[] {
  return [...steps].sort((a, b) => b.hoursBefore - a.hoursBefore);
}

export function untilOf({ hoursBefore }: Pick<RefundStep, 'hoursBefore'>, startsAt: Date): Date {
  return new Date(startsAt.getTime() - hoursBefore * 3_600_000);
}
