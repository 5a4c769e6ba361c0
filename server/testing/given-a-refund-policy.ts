import type pg from 'pg';
import type { RefundPolicy, RefundStep } from '../modules/pricing/refund-policy.rules.ts';

/** Steps without a fee for cancelling are saved as those were that were published before there was one. */
type GivenPolicy = Partial<Omit<RefundPolicy, 'steps'>> & {
  readonly steps?: readonly (Omit<RefundStep, 'cancellationFeeMinor'> & Partial<RefundStep>)[];
};

/** What new orders of a performance are sold under; all goes back until the start, unless told otherwise. */
export async function givenARefundPolicy(
  pool: pg.Pool,
  performanceId: string,
  policy: GivenPolicy = {},
): Promise<void> {
  const steps = policy.steps ?? [{ hoursBefore: 0, backBasisPoints: 10_000, isFeeReturned: true }];
  await pool.query(
    `insert into pricing.refund_policy (performance_id, version, discount_rule, steps, needs_approval, approval_above_minor)
     select $1, count(*) + 1, $2, $3, $4, $5 from pricing.refund_policy where performance_id = $1`,
    [
      performanceId,
      policy.discountRule ?? 'keep',
      JSON.stringify(steps),
      policy.needsApproval ?? false,
      policy.approvalAboveMinor ?? null,
    ],
  );
}
