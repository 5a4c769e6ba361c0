import type pg from 'pg';
import { givenAPerformance } from '../../server/testing/given-a-performance.ts';
import { givenARefundPolicy } from '../../server/testing/given-a-refund-policy.ts';

/** An evening whose seats are taken row by row. */
export type Evening = {
  readonly name: string;
  readonly performanceId: string;
  readonly organiserId: string;
  /** Seats beside each other that nobody else is given here; undefined once there are no more. */
  take(count: number): string[] | undefined;
  /** Seats whose buyer is out of time, for somebody else to take. */
  offer(seats: readonly string[]): void;
};

const seatsPerRow = 20;
const evenings = [
  { discountRule: 'keep', currency: 'EUR', step: { backBasisPoints: 10_000, isFeeReturned: true } },
  {
    discountRule: 'claw_back',
    currency: 'EUR',
    step: { backBasisPoints: 5_000, cancellationFeeMinor: 200, isFeeReturned: false },
  },
  {
    discountRule: 're_price',
    currency: 'TND',
    step: { backBasisPoints: 7_500, cancellationFeeMinor: 5_000, isFeeReturned: true },
  },
  { discountRule: 'claw_back', currency: 'JPY', step: { backBasisPoints: 3_333, isFeeReturned: false } },
] as const;

/**
 * Evenings under each rule of refunds, in currencies of 0, 2 and 3 decimals, all with the code TROIS: a tenth off from
 * three places.
 */
export async function setStage(pool: pg.Pool, places: number): Promise<Evening[]> {
  return Promise.all(
    evenings.map(async ({ currency, ...terms }): Promise<Evening> => {
      const rows = Math.ceil(places / evenings.length / (seatsPerRow - 4)) + 1;
      const performance = await givenAPerformance(pool, {
        rows,
        seatsPerRow,
        currency,
        doorsOpen: false,
      });
      await pool.query(
        `insert into pricing.promo_code (organiser_id, code, kind, value, quantity_min) values ($1, 'TROIS', 'percent', 1000, 3)`,
        [performance.organiserId],
      );
      await givenARefundPolicy(pool, performance.performanceId, {
        discountRule: terms.discountRule,
        steps: [{ hoursBefore: 1, ...terms.step }],
      });
      const left = performance.rows.values();
      let row: string[] = [];
      const offered: string[][] = [];
      return {
        name: `${terms.discountRule} ${currency}`,
        performanceId: performance.performanceId,
        organiserId: performance.organiserId,
        take: (count) => {
          const spare = offered.pop();
          if (spare) return spare;
          if (row.length < count) row = [...(left.next().value ?? [])];
          return row.length < count ? undefined : row.splice(0, count);
        },
        offer: (seats) => offered.push([...seats]),
      };
    }),
  );
}
