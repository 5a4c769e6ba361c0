import type { Ctx } from '../../platform/context.ts';
import { post } from './post.ts';
import { postCommission } from './post-commission.ts';
import { legsOfSale } from './rules.ts';

/** What a confirmed order sold, in minor units of one currency. */
export type Sale = {
  readonly orderId: string;
  readonly organiserId: string;
  readonly currency: string;
  /** What the buyer paid: every fee and tax included. */
  readonly totalMinor: number;
  /** Booking fees passed on to the buyer, contained in the total. */
  readonly feesMinor: number;
  readonly placeCount: number;
};

/** Books a confirmed order, once: what it paid leaves order_clearing for those it belongs to, and the platform takes its commission by the organiser's plan. An order that cost nothing is not booked. */
export async function postSale(
  ctx: Ctx,
  { orderId, organiserId, currency, totalMinor, feesMinor, placeCount }: Sale,
): Promise<void> {
  if (totalMinor === 0) return;
  const legs = legsOfSale(totalMinor, feesMinor);
  if (!(await post(ctx, { kind: 'sale', reference: orderId, organiserId, currency, legs }))) return;
  await postCommission(ctx, { orderId, organiserId, currency, priceMinor: totalMinor - feesMinor, placeCount });
}
