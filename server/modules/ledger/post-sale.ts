import type { Ctx } from '../../platform/context.ts';
import { postAll } from './post.ts';
import { postCommissions } from './post-commission.ts';
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

/** Books confirmed orders, each once: what it paid leaves order_clearing for those it belongs to, and the platform takes its commission by the organiser's plan. An order that cost nothing is not booked. */
export async function postSales(ctx: Ctx, sales: readonly Sale[]): Promise<void> {
  const paid = sales.filter(({ totalMinor }) => totalMinor !== 0);
  const areNew = await postAll(
    ctx,
    paid.map(({ orderId: reference, organiserId, currency, totalMinor, feesMinor }) => {
      return { kind: 'sale', reference, organiserId, currency, legs: legsOfSale(totalMinor, feesMinor) };
    }),
  );
  await postCommissions(
    ctx,
    paid
      .filter((_, index) => areNew[index])
      .map(({ orderId, organiserId, currency, totalMinor, feesMinor, placeCount }) => {
        return { orderId, organiserId, currency, priceMinor: totalMinor - feesMinor, placeCount };
      }),
  );
}
