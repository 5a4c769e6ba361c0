import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Performance } from '../catalogue/index.ts';
import { postSales } from '../ledger/index.ts';
import { issueTickets } from '../tickets/index.ts';
import { orderConfirmed } from './announcements.ts';
import { listLinesByOrder, type Order, saveConfirmed } from './store.ts';

type Bought = {
  readonly order: Order;
  readonly performance: Performance;
  /** null: it costs nothing. */
  readonly paymentId: string | null;
  readonly facts: Parameters<typeof orderConfirmed>[1];
};

/** What comes of places just sold: the orders are confirmed, their tickets issued, their money booked. */
export async function giveTickets(ctx: Ctx, bought: readonly Bought[]): Promise<void> {
  const linesByOrder = await listLinesByOrder(
    ctx,
    bought.map(({ order }) => order.id),
  );
  const linesOf = ({ id }: Order) => linesByOrder.get(id) ?? [];
  await saveConfirmed(
    ctx,
    bought.map(({ order, paymentId }) => ({ orderId: order.id, paymentId })),
  );
  await issueTickets(
    ctx,
    bought.map(({ order, performance }) => ({
      orderId: order.id,
      orderReference: order.reference,
      organiserId: order.organiserId,
      performance,
      accountId: order.accountId,
      openedBy: order.holdId,
      lines: linesOf(order).map(({ id, place, zoneId, seatId, attendeeName, tariffName, offerId }) => {
        return { id, place, zoneId, seatId, holderName: attendeeName, tariffName, offerId };
      }),
    })),
  );
  crashPoint('confirm.issued');
  await postSales(
    ctx,
    bought.map(({ order }) => ({
      orderId: order.id,
      organiserId: order.organiserId,
      currency: order.currency,
      totalMinor: order.totalMinor,
      feesMinor: linesOf(order).reduce((total, { feeMinor }) => total + feeMinor, 0),
      placeCount: linesOf(order).length,
    })),
  );
  for (const { order, facts } of bought) await announce(ctx, orderConfirmed(order, facts));
}
