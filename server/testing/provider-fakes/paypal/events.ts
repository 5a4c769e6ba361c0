import type { Order } from './orders.ts';
import { showAuthorization, showCapture, showOrder, showRefund } from './show.ts';
import { eventOf } from './webhooks.ts';

/** The bodies of PayPal's events about an order as it stands. */
export function eventsOf(url: string, orderOf: (orderId: string) => Order) {
  return {
    order: (type: string, orderId: string) => eventOf(type, showOrder(url, orderOf(orderId))),
    reversedApproval: (orderId: string) => eventOf('CHECKOUT.PAYMENT-APPROVAL.REVERSED', { order_id: orderId }),
    authorization: (type: string, orderId: string) => {
      const [authorization] = orderOf(orderId).authorizations;
      return eventOf(type, authorization && showAuthorization(url, authorization));
    },
    capture: (type: string, orderId: string) => {
      const [capture] = orderOf(orderId).captures;
      return eventOf(type, capture && showCapture(url, capture));
    },
    /** An authorisation that the stand-in does not keep. */
    authorised: (custom_id: string, order_id: string, value: string) =>
      eventOf('PAYMENT.AUTHORIZATION.CREATED', {
        id: 'AUTH-1',
        status: 'CREATED',
        amount: { currency_code: 'EUR', value },
        custom_id,
        supplementary_data: { related_ids: { order_id } },
      }),
    refund: (type: string, orderId: string) => {
      const refund = orderOf(orderId).refunds.at(-1);
      return eventOf(type, refund && showRefund(url, refund));
    },
    dispute: (type: string, orderId: string, status: string, outcome?: string) => {
      const [capture] = orderOf(orderId).captures;
      return eventOf(type, {
        dispute_id: `PP-D-${orderId}`,
        status,
        dispute_amount: capture?.amount,
        ...(outcome === undefined ? {} : { dispute_outcome: { outcome_code: outcome } }),
        disputed_transactions: [{ seller_transaction_id: capture?.id }],
      });
    },
  };
}
