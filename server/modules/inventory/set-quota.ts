import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { lockPerformance } from '../catalogue/index.ts';
import { quotaChanged } from './announcements.ts';
import { expireHolds } from './expire-holds.ts';
import type { QuotaScope } from './holding.rules.ts';
import {
  countIntoQuota,
  deleteQuota,
  findQuotaPerformance,
  lockCountedHolds,
  lockQuota,
  saveQuota,
  saveQuotaSize,
  saveQuotaUsed,
} from './quota.store.ts';

type QuotaWish = {
  readonly performanceId: string;
  readonly name: string;
  readonly size: number;
  readonly scopes: readonly QuotaScope[];
};

/** A new quota counts what is held or sold already. Returns its id. Throws not_found, quota_exists, quota_below_used { used }. */
export async function createQuota(ctx: Ctx, wish: QuotaWish): Promise<string> {
  const performance = await lockPerformance(ctx, wish.performanceId);
  if (!performance) throw new Refusal('not_found');
  await lockCountedHolds(ctx, performance.id);
  await expireHolds(ctx, performance.id);
  const quotaId = await saveQuota(ctx, { ...wish, isFirstPlaces: false });
  if (quotaId === undefined) throw new Refusal('quota_exists');
  const used = await countIntoQuota(ctx, wish.performanceId, quotaId);
  if (used > wish.size) throw new Refusal('quota_below_used', undefined, { used });
  await saveQuotaUsed(ctx, quotaId, used);
  await announce(ctx, quotaChanged(quotaId, performance.organiserId, { ...wish, used }));
  return quotaId;
}

/** Throws not_found, quota_below_used { used }: what is held or sold is not taken away by a smaller number. */
export async function resizeQuota(ctx: Ctx, quotaId: string, size: number): Promise<void> {
  const performanceId = await findQuotaPerformance(ctx, quotaId);
  const performance = performanceId === undefined ? undefined : await lockPerformance(ctx, performanceId);
  if (performance) await expireHolds(ctx, performance.id);
  const quota = await lockQuota(ctx, quotaId);
  if (!performance || !quota) throw new Refusal('not_found');
  if (size < quota.used) throw new Refusal('quota_below_used', undefined, { used: quota.used });
  await saveQuotaSize(ctx, quotaId, size);
  await announce(ctx, quotaChanged(quotaId, performance.organiserId, { ...quota, size }));
}

/** Throws not_found. */
export async function removeQuota(ctx: Ctx, quotaId: string): Promise<void> {
  const performanceId = await findQuotaPerformance(ctx, quotaId);
  const performance = performanceId === undefined ? undefined : await lockPerformance(ctx, performanceId);
  if (performance) await lockCountedHolds(ctx, performance.id);
  const quota = await lockQuota(ctx, quotaId);
  if (!performance || !quota) throw new Refusal('not_found');
  await deleteQuota(ctx, quotaId);
  await announce(ctx, quotaChanged(quotaId, performance.organiserId, { ...quota, size: null }));
}
