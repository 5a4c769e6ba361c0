import type { Ctx } from '../../platform/context.ts';
import { commissionOf, givenBackBy, legsOfCommission } from './commission.rules.ts';
import { countTickets, findPlan, lockOrderCommission, saveOrderCommission, saveReturned } from './commission.store.ts';
import { post } from './post.ts';

type Taken = {
  readonly orderId: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly priceMinor: number;
  readonly placeCount: number;
};
type GivenBack = {
  readonly returnId: string;
  readonly orderId: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly priceMinor: number;
};

/** Takes the platform's commission of an order just sold. To be called once for an order. */
export async function postCommission(
  ctx: Ctx,
  { orderId, organiserId, currency, priceMinor, placeCount }: Taken,
): Promise<void> {
  if (priceMinor === 0) return;
  const found = await findPlan(ctx, organiserId, currency);
  if (!found) return;
  const soldBefore = found.plan.kind === 'stepped' ? await countTickets(ctx, organiserId, currency, placeCount) : 0;
  const commissionMinor = commissionOf(found.plan, { priceMinor, placeCount, soldBefore });
  await saveOrderCommission(ctx, { orderId, organiserId, currency, planId: found.id, priceMinor, commissionMinor });
  if (commissionMinor === 0) return;
  const legs = legsOfCommission(commissionMinor);
  await post(ctx, { kind: 'commission', reference: orderId, organiserId, currency, legs });
}

/** Gives back the commission of what was just returned. To be called once for a return. */
export async function postCommissionReturn(
  ctx: Ctx,
  { returnId, orderId, organiserId, currency, priceMinor }: GivenBack,
): Promise<void> {
  const order = await lockOrderCommission(ctx, orderId);
  if (!order) return;
  const amountMinor = givenBackBy(order, priceMinor);
  await saveReturned(ctx, orderId, {
    returnedPriceMinor: order.returnedPriceMinor + priceMinor,
    givenBackMinor: order.givenBackMinor + amountMinor,
  });
  if (amountMinor === 0) return;
  const legs = legsOfCommission(-amountMinor);
  await post(ctx, { kind: 'commission_return', reference: returnId, organiserId, currency, legs });
}
