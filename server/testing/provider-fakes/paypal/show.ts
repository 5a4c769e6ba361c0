import {
  type Authorization,
  amountOf,
  type Capture,
  cents,
  feeOf,
  type Link,
  type Order,
  type Refund,
} from './orders.ts';

/** An order as PayPal shows it with `Prefer: return=representation`. */
export function showOrder(url: string, order: Order) {
  const { id, status, intent, amount, custom_id, invoice_id } = order;
  const links: Link[] = [{ rel: 'self', href: `${url}/v2/checkout/orders/${id}`, method: 'GET' }];
  if (status === 'PAYER_ACTION_REQUIRED')
    links.push({ rel: 'payer-action', href: `${url}/checkoutnow?token=${id}`, method: 'GET' });
  const payments = {
    ...(order.authorizations.length
      ? { authorizations: order.authorizations.map((one) => showAuthorization(url, one)) }
      : {}),
    ...(order.captures.length ? { captures: order.captures.map((one) => showCapture(url, one)) } : {}),
    ...(order.refunds.length ? { refunds: order.refunds.map((one) => showRefund(url, one)) } : {}),
  };
  const unit = { reference_id: 'default', amount, custom_id, invoice_id };
  return {
    id,
    intent,
    status,
    payment_source: { paypal: {} },
    purchase_units: [Object.keys(payments).length ? { ...unit, payments } : unit],
    links,
  };
}

export function showAuthorization(url: string, { order, ...authorization }: Authorization) {
  const self = `${url}/v2/payments/authorizations/${authorization.id}`;
  return {
    ...authorization,
    supplementary_data: { related_ids: { order_id: order } },
    links: [
      { rel: 'self', href: self, method: 'GET' },
      { rel: 'capture', href: `${self}/capture`, method: 'POST' },
      { rel: 'void', href: `${self}/void`, method: 'POST' },
    ],
  };
}

export function showCapture(url: string, { order, reason, ...capture }: Capture) {
  const self = `${url}/v2/payments/captures/${capture.id}`;
  const fee = feeOf(capture.amount);
  const net = amountOf(cents(capture.amount) - cents(fee), fee.currency_code);
  const isPaid = ['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(capture.status);
  return {
    ...capture,
    ...(reason === undefined ? {} : { status_details: { reason } }),
    final_capture: true,
    ...(isPaid
      ? { seller_receivable_breakdown: { gross_amount: capture.amount, paypal_fee: fee, net_amount: net } }
      : {}),
    supplementary_data: { related_ids: { order_id: order } },
    links: [
      { rel: 'self', href: self, method: 'GET' },
      { rel: 'refund', href: `${self}/refund`, method: 'POST' },
      { rel: 'up', href: `${url}/v2/checkout/orders/${order}`, method: 'GET' },
    ],
  };
}

export function showRefund(url: string, { capture, ...refund }: Refund) {
  return {
    ...refund,
    links: [
      { rel: 'self', href: `${url}/v2/payments/refunds/${refund.id}`, method: 'GET' },
      { rel: 'up', href: `${url}/v2/payments/captures/${capture}`, method: 'GET' },
    ],
  };
}
