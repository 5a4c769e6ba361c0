import type { Ctx } from '../../platform/context.ts';
import { post } from './post.ts';
import { postCommissionReturn } from './post-commission.ts';
import { legsOfReturn } from './rules.ts';

/** What of a confirmed order was given back, in minor units of its currency. */
export type Return = {
  /** Its own id: one return is booked once. */
  readonly returnId: string;
  readonly orderId: string;
  readonly organiserId: string;
  readonly currency: string;
  /** What the buyer gets back of the price of the places, without booking fees. */
  readonly priceMinor: number;
  /** What the buyer gets back of booking fees. */
  readonly feesMinor: number;
};

/** Books places given back: the amount goes to order_clearing, from where a refund sends it to the buyer; the commission taken of it goes back to the organiser. */
export async function postReturn(
  ctx: Ctx,
  { returnId, orderId, organiserId, currency, priceMinor, feesMinor }: Return,
): Promise<void> {
  if (priceMinor + feesMinor === 0) return;
  const isNew = await post(ctx, {
    kind: 'return',
    reference: returnId,
    organiserId,
    currency,
    legs: legsOfReturn(priceMinor, feesMinor),
  });
  if (isNew) await postCommissionReturn(ctx, { returnId, orderId, organiserId, currency, priceMinor });
}
