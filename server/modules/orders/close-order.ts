import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance } from '../catalogue/index.ts';
import { endReservations } from '../gift-cards/index.ts';
import { releaseHold, returnPlaces } from '../inventory/index.ts';
import { findPaymentUnderWay, type Providers, requestVoid } from '../payments/index.ts';
import { voidTickets } from '../tickets/index.ts';
import { orderCancelled, orderExpired, orderReopened } from './announcements.ts';
import { decideCancellation, waitsForTransfer } from './rules.ts';
import { listLines, lockOrder, type Order, saveClosed, saveStatus, takeOverdue } from './store.ts';

/**
 * The buyer gives up an order that is not paid, or that cost nothing as long as the doors are shut: its places are free at
 * once, its tickets void, and what gift cards had reserved is theirs again. A transfer that has not come is waited for no
 * longer. Throws order_state, payment_in_progress.
 */
export async function cancelOrder(ctx: Ctx, order: Order, providers: Providers): Promise<void> {
  const performance = await findPerformance(ctx, order.performanceId);
  const areDoorsOpen = performance === undefined || performance.doorsAt <= ctx.now;
  const underWay = await findPaymentUnderWay(ctx, order.id);
  const isTransfer =
    underWay !== undefined && waitsForTransfer(underWay.status, providers.get(underWay.provider)?.manner);
  const status = order.status === 'paying' && isTransfer ? 'pending' : order.status;
  const decision = decideCancellation(status, { isFree: order.totalMinor === 0, areDoorsOpen });
  if (!decision.ok) throw new Refusal(decision.code);
  await endReservations(ctx, [order.id]);
  if (underWay && isTransfer) await requestVoid(ctx, underWay.id, 'order_cancelled');
  if (order.status === 'cancelled') return;
  if (order.status === 'confirmed') {
    const lines = await listLines(ctx, order.id);
    await returnPlaces(
      ctx,
      order.holdId,
      lines.map(({ place }) => place),
    );
    await voidTickets(ctx, order.id, order.organiserId);
  } else await releaseHold(ctx, order.holdId);
  await saveClosed(ctx, order.id, { status: 'cancelled', reason: 'cancelled_by_buyer' });
  await announce(ctx, orderCancelled(order));
}

/** A payment failed or was given up: the order can be paid again while its places are held. Safe to repeat. */
export async function reopenOrder(ctx: Ctx, orderId: string): Promise<void> {
  const order = await lockOrder(ctx, orderId);
  if (order?.status !== 'paying' || (await findPaymentUnderWay(ctx, orderId))) return;
  await saveStatus(ctx, orderId, 'pending');
  await announce(ctx, orderReopened(order));
}

/**
 * Writes down which orders ended unpaid. Their places were free from the deadline on; what gift cards had reserved for them
 * is theirs again from here on.
 */
export async function expireOverdue(ctx: Ctx): Promise<void> {
  const overdue = await takeOverdue(ctx);
  await endReservations(
    ctx,
    overdue.map(({ id }) => id),
  );
  for (const order of overdue) {
    await saveClosed(ctx, order.id, { status: 'expired', reason: 'not_paid_in_time' });
    await announce(ctx, orderExpired(order));
  }
}
