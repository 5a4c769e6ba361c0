import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { findPerformance } from '../catalogue/index.ts';
import { holdsExpired } from './announcements.ts';
import { giveBackCounts } from './hold-counts.ts';
import { tellSeats } from './seat-news.ts';
import { saveHoldsEnded, takeDeadHolds } from './store.ts';

const most = 1_000;

/**
 * Takes back what holds whose time is over still count in zones, quotas and limits, each hold once. Seats need it not:
 * they are free from the deadline on. Returns how many holds there were, a thousand at most.
 */
export async function expireHolds(ctx: Ctx, performanceId: string): Promise<number> {
  const holdIds = await takeDeadHolds(ctx, performanceId, most);
  if (holdIds.length === 0) return 0;
  const zones = await giveBackCounts(ctx, performanceId, holdIds);
  await saveHoldsEnded(ctx, holdIds, 'expired');
  if (zones.length > 0) await tellSeats(ctx, { performanceId, seats: [], zones });
  const performance = await findPerformance(ctx, performanceId);
  if (performance) await announce(ctx, holdsExpired(performanceId, performance.organiserId, holdIds));
  return holdIds.length;
}
