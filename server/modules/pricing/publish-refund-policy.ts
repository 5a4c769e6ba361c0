import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { refundPolicyPublished } from './announcements.ts';
import type { RefundPolicy } from './refund-policy.rules.ts';
import { findPolicyInForce, saveRefundPolicy } from './refund-policy.store.ts';

/** What new orders of a performance are sold under; orders that are placed keep theirs. Throws contended. */
export async function publishRefundPolicy(
  ctx: Ctx,
  performance: Pick<Performance, 'id' | 'organiserId'>,
  wish: Omit<RefundPolicy, 'id' | 'version'>,
): Promise<RefundPolicy> {
  const version = ((await findPolicyInForce(ctx, performance.id))?.version ?? 0) + 1;
  const id = await saveRefundPolicy(ctx, performance.id, { ...wish, version });
  if (id === undefined) throw new Refusal('contended');
  const policy = { ...wish, id, version };
  await announce(ctx, refundPolicyPublished(performance, policy));
  return policy;
}
