import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { type Limits, lockPerformance, saveLimits } from '../catalogue/index.ts';
import { limitsSet } from './announcements.ts';
import { expireHolds } from './expire-holds.ts';
import { countPersons, lockCountedHolds } from './quota.store.ts';

/**
 * Sets what one order and one person may have, and how seats left alone are treated. What people have already counts, and
 * stays theirs even if it is more than the new limit. Throws not_found.
 */
export async function setLimits(ctx: Ctx, performanceId: string, limits: Limits): Promise<void> {
  const performance = await lockPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  await lockCountedHolds(ctx, performanceId);
  await expireHolds(ctx, performanceId);
  await saveLimits(ctx, performanceId, limits);
  if (limits.placesPerPersonMax !== null) await countPersons(ctx, performanceId, limits.placesPerPersonMax);
  await announce(ctx, limitsSet(performanceId, performance.organiserId, limits));
}
