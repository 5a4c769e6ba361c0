import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { RefundPolicy, RefundStep } from './refund-policy.rules.ts';

/** Policies from before there were fees of cancelling have none. */
type SavedStep = Omit<RefundStep, 'cancellationFeeMinor'> & Partial<RefundStep>;
type Saved = Omit<RefundPolicy, 'steps'> & { readonly steps: readonly SavedStep[] };

const columns = sql`id, version, discount_rule, steps, needs_approval, approval_above_minor from pricing.refund_policy`;

/** As it was published; undefined for an order without one. */
export async function findRefundPolicy(ctx: Ctx, policyId: string | null): Promise<RefundPolicy | undefined> {
  if (policyId === null) return undefined;
  const found = await sql<Saved>`select ${columns} where id = ${policyId}`.execute(tx(ctx));
  return found.rows[0] && asPublished(found.rows[0]);
}

/** The one that new orders of a performance get. */
export async function findPolicyInForce(ctx: Ctx, performanceId: string): Promise<RefundPolicy | undefined> {
  const found = await sql<Saved>`
    select ${columns} where performance_id = ${performanceId} order by version desc limit 1`.execute(tx(ctx));
  return found.rows[0] && asPublished(found.rows[0]);
}

function asPublished({ steps, ...policy }: Saved): RefundPolicy {
  return { ...policy, steps: steps.map((step) => ({ cancellationFeeMinor: 0, ...step })) };
}

/** undefined: somebody else published a version at this moment. */
export async function saveRefundPolicy(
  ctx: Ctx,
  performanceId: string,
  policy: Omit<RefundPolicy, 'id'>,
): Promise<string | undefined> {
  const row = await tx(ctx)
    .insertInto('pricing.refundPolicy')
    .values({ ...policy, performanceId, steps: JSON.stringify(policy.steps) })
    .onConflict((conflict) => conflict.columns(['performanceId', 'version']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}
