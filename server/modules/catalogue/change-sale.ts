import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { saleClosed, saleOpened } from './announcements.ts';
import { decideClosing, decideOpening } from './rules.ts';
import { lockPerformance, type Performance, saveSaleState } from './store.ts';

/** Puts a planned or closed performance on sale. Throws `sale_state`. */
export async function markSaleOpen(ctx: Ctx, performanceId: string): Promise<void> {
  const performance = await locked(ctx, performanceId);
  const decision = decideOpening(performance.state);
  if (!decision.ok) throw new Refusal(decision.code);
  await saveSaleState(ctx, performanceId, 'on_sale');
  await announce(ctx, saleOpened(performanceId, performance.organiserId));
}

/** Stops a sale; what is held stays held and may be paid. Throws `sale_state`. */
export async function closeSale(ctx: Ctx, performanceId: string): Promise<void> {
  const performance = await locked(ctx, performanceId);
  const decision = decideClosing(performance.state);
  if (!decision.ok) throw new Refusal(decision.code);
  await saveSaleState(ctx, performanceId, 'closed');
  await announce(ctx, saleClosed(performanceId, performance.organiserId));
}

async function locked(ctx: Ctx, performanceId: string): Promise<Performance> {
  const performance = await lockPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  return performance;
}
