import type { Announcement } from '../../platform/announcement.ts';
import type { Order } from './store.ts';

export const orderConfirmedKind = 'orders.order_confirmed';
export const orderUnpaidKind = 'orders.order_unpaid';
export const orderRefundedKind = 'orders.order_refunded';
export const ticketsCancelledKind = 'orders.tickets_cancelled';
export const cancellationRejectedKind = 'orders.cancellation_rejected';

type About = Pick<Order, 'id' | 'organiserId'>;

export function orderPlaced(order: Order): Announcement {
  const { reference, totalMinor, currency } = order;
  return tell('orders.order_placed', order, { reference, totalMinor, currency });
}

/** It pays a part of the order, or what is left of it. */
export function giftCardApplied(order: About, giftCardId: string, amountMinor: number): Announcement {
  return tell('orders.gift_card_applied', order, { giftCardId, amountMinor });
}

export function giftCardRemoved(order: About, giftCardId: string, amountMinor: number): Announcement {
  return tell('orders.gift_card_removed', order, { giftCardId, amountMinor });
}

/** late: the money came after the hold had ended. otherSeats: and the seats are not those that were held. */
export function orderConfirmed(
  order: About,
  facts: { readonly late: boolean; readonly otherSeats: boolean },
): Announcement {
  return tell(orderConfirmedKind, order, facts);
}

/** Money came that gives no tickets, and goes back. */
export function orderRefunded(
  order: About,
  refund: {
    readonly reason: string;
    readonly paymentId: string;
    readonly amountMinor: number;
    /** It was only promised, and let go of. */
    readonly notCharged?: boolean;
  },
): Announcement {
  return tell(orderRefundedKind, order, refund);
}

/** Tickets were given for money that did not come: they are void. */
export function orderUnpaid(order: About, paymentId: string): Announcement {
  return tell(orderUnpaidKind, order, { reason: 'money_not_taken', paymentId });
}

/** Its money went back from the provider's own pages. */
export function orderTakenBack(order: About, paymentId: string): Announcement {
  return tell(orderUnpaidKind, order, { reason: 'refunded_at_provider', paymentId });
}

/** Tickets of a paid or free order were given up; refundMinor is on its way back. */
export function ticketsCancelled(
  order: About,
  facts: { readonly cancellationId: string; readonly refundMinor: number; readonly ticketCount: number },
): Announcement {
  return tell(ticketsCancelledKind, order, facts);
}

export function cancellationRequested(order: About, cancellationId: string, refundMinor: number): Announcement {
  return tell('orders.cancellation_requested', order, { cancellationId, refundMinor });
}

export function cancellationRejected(order: About, cancellationId: string, note: string): Announcement {
  return tell(cancellationRejectedKind, order, { cancellationId, note });
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
