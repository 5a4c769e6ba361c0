import type { Ctx } from '../../platform/context.ts';
import { commissionOf, givenBackBy, legsOfCommission } from './commission.rules.ts';
import {
  countTickets,
  findPlan,
  lockOrderCommission,
  type NewOrderCommission,
  saveOrderCommissions,
  saveReturned,
} from './commission.store.ts';
import { post, postAll } from './post.ts';

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

/** Takes the platform's commission of orders just sold. To be called once for an order. */
export async function postCommissions(ctx: Ctx, taken: readonly Taken[]): Promise<void> {
  const own = Map.groupBy(
    taken.filter(({ priceMinor }) => priceMinor !== 0),
    ({ organiserId, currency }) => `${organiserId} ${currency}`,
  );
  const commissions: NewOrderCommission[] = [];
  // In the order of their sellers: counting tickets holds a seller's month.
  for (const [, sold] of [...own].sort(([a], [b]) => (a < b ? -1 : 1)))
    commissions.push(...(await commissionsOf(ctx, sold)));
  await saveOrderCommissions(ctx, commissions);
  await postAll(
    ctx,
    commissions
      .filter(({ commissionMinor }) => commissionMinor > 0)
      .map(({ orderId: reference, organiserId, currency, commissionMinor }) => {
        return { kind: 'commission', reference, organiserId, currency, legs: legsOfCommission(commissionMinor) };
      }),
  );
}

/** Of one seller and currency, in their order. */
async function commissionsOf(ctx: Ctx, sold: readonly Taken[]): Promise<NewOrderCommission[]> {
  const [first] = sold;
  const found = first && (await findPlan(ctx, first.organiserId, first.currency));
  if (!found) return [];
  const count = sold.reduce((total, { placeCount }) => total + placeCount, 0);
  const isStepped = found.plan.kind === 'stepped';
  let soldBefore = isStepped ? await countTickets(ctx, first.organiserId, first.currency, count) : 0;
  return sold.map(({ orderId, organiserId, currency, priceMinor, placeCount }) => {
    const commissionMinor = commissionOf(found.plan, { priceMinor, placeCount, soldBefore });
    if (isStepped) soldBefore += placeCount;
    return { orderId, organiserId, currency, planId: found.id, priceMinor, commissionMinor };
  });
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
