import type { Announcement } from '../../platform/announcement.ts';
import type { Order } from './store.ts';

export const orderConfirmedKind = 'orders.order_confirmed';
export const orderRefundedKind = 'orders.order_refunded';

type About = Pick<Order, 'id' | 'organiserId'>;

export function orderPlaced(order: About, reference: string, totalMinor: number, currency: string): Announcement {
  return tell('orders.order_placed', order, { reference, totalMinor, currency });
}

export function orderConfirmed(order: About, late: boolean): Announcement {
  return tell(orderConfirmedKind, order, { late });
}

/** Money came that gives no tickets, and goes back. */
export function orderRefunded(
  order: About,
  refund: { readonly reason: string; readonly paymentId: string; readonly amountMinor: number },
): Announcement {
  return tell(orderRefundedKind, order, refund);
}

export function orderReopened(order: About): Announcement {
  return tell('orders.order_reopened', order, {});
}

export function orderCancelled(order: About): Announcement {
  return tell('orders.order_cancelled', order, {});
}

export function orderExpired(order: About): Announcement {
  return tell('orders.order_expired', order, {});
}

function tell(kind: string, { id, organiserId }: About, payload: Record<string, unknown>): Announcement {
  return { kind, subjectId: id, organiserId, payload };
}
