import { afterCommit } from '../../platform/after-commit.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { lockParts, returnToCards, shareBack } from '../gift-cards/index.ts';
import { returnPlaces } from '../inventory/index.ts';
import { postReturn } from '../ledger/index.ts';
import { voidTickets } from '../tickets/index.ts';
import { orderTakenBack, orderUnpaid } from './announcements.ts';
import { listCancellations } from './cancellation.store.ts';
import { listLines, lockOrder, type Order, saveClosed } from './store.ts';

/**
 * The money that tickets were given for does not come: they let nobody in any more, their places are free for others, what gift
 * cards paid is theirs again, and the books are as if nothing had been sold. Safe to repeat.
 */
export async function takeBackUnpaid(ctx: Ctx, orderId: string, paymentId: string): Promise<void> {
  const order = await takeBack(ctx, orderId, paymentId);
  if (!order) return;
  await saveClosed(ctx, orderId, { status: 'cancelled', reason: 'money_not_taken' });
  await announce(ctx, orderUnpaid(order, paymentId));
  afterCommit(ctx, () => crashPoint('take-back.committed'));
  crashPoint('take-back.saved');
}

/** All that was left of an order's money went back from the provider's own pages: what it paid for is taken back. Safe to repeat. */
export async function takeBackRefunded(ctx: Ctx, orderId: string, paymentId: string): Promise<void> {
  const order = await takeBack(ctx, orderId, paymentId);
  if (!order) return;
  await saveClosed(ctx, orderId, { status: 'refunded', reason: 'refunded_at_provider', paymentId });
  await announce(ctx, orderTakenBack(order, paymentId));
}

async function takeBack(ctx: Ctx, orderId: string, paymentId: string): Promise<Order | undefined> {
  const order = await lockOrder(ctx, orderId);
  if ((order?.status !== 'confirmed' && order?.status !== 'part_refunded') || order.paymentId !== paymentId)
    return undefined;
  const parts = await lockParts(ctx, [orderId]);
  const lines = await listLines(ctx, orderId);
  const cancelled = (await listCancellations(ctx, orderId)).filter(({ status }) => status === 'done');
  const sum = (of: 'priceMinor' | 'feeMinor') =>
    lines.reduce((total, line) => total + line[of], 0) - cancelled.reduce((total, part) => total + part[of], 0);
  await returnPlaces(
    ctx,
    order.holdId,
    lines.filter(({ state }) => state === 'live').map(({ place }) => place),
  );
  await voidTickets(ctx, orderId, order.organiserId);
  await postReturn(ctx, {
    returnId: paymentId,
    orderId,
    organiserId: order.organiserId,
    currency: order.currency,
    priceMinor: sum('priceMinor'),
    feesMinor: sum('feeMinor'),
  });
  const { organiserId, currency, buyerEmail: email, locale } = order;
  const back = shareBack(parts, order.totalMinor);
  await returnToCards(ctx, { reference: orderId, organiserId, currency, email, locale, back, moreMinor: 0 });
  return order;
}
