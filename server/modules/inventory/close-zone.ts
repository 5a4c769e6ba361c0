import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { lockPerformance } from '../catalogue/index.ts';
import { saveZoneClosed, saveZoneOpen } from './allocation.store.ts';
import { zoneClosed, zoneOpened } from './announcements.ts';
import { tellSeats } from './seat-news.ts';
import { isZoneInStock } from './stock.store.ts';

/** Takes a zone off sale for one performance; what is held or sold there stays so. Closing twice is no error. Throws not_found. */
export async function closeZone(ctx: Ctx, performanceId: string, zoneId: string): Promise<void> {
  const performance = await lockPerformance(ctx, performanceId);
  if (!performance || !(await isZoneInStock(ctx, performanceId, zoneId))) throw new Refusal('not_found');
  if (!(await saveZoneClosed(ctx, performanceId, zoneId))) return;
  await tellSeats(ctx, { performanceId, seats: [], zones: [], isReset: true });
  await announce(ctx, zoneClosed(performanceId, performance.organiserId, zoneId));
}

/** Puts it on sale again. Opening one that is open is no error. Throws not_found. */
export async function openZone(ctx: Ctx, performanceId: string, zoneId: string): Promise<void> {
  const performance = await lockPerformance(ctx, performanceId);
  if (!performance || !(await isZoneInStock(ctx, performanceId, zoneId))) throw new Refusal('not_found');
  if (!(await saveZoneOpen(ctx, performanceId, zoneId))) return;
  await tellSeats(ctx, { performanceId, seats: [], zones: [], isReset: true });
  await announce(ctx, zoneOpened(performanceId, performance.organiserId, zoneId));
}
