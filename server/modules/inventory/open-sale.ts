import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance, markSaleOpen } from '../catalogue/index.ts';
import { tellSeats } from './seat-news.ts';
import { createStock } from './stock.store.ts';

/** Puts a performance on sale: its seats and standing places come into being. Throws sale_state. */
export async function openSale(ctx: Ctx, performanceId: string): Promise<void> {
  const performance = await findPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  await markSaleOpen(ctx, performanceId);
  await createStock(ctx, performanceId, performance.mappingId);
  await tellSeats(ctx, { performanceId, seats: [], zones: [], isReset: true });
}
