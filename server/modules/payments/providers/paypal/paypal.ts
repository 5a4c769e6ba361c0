import { toDecimal } from '@tessera/contract/money';
import type { PaymentFact, RefundFact } from '../../rules.ts';
import { type PaymentProvider, ProviderDown, type RefundRequest, type StartRequest } from '../provider.ts';
import { type Answer, type PaypalClient, paypalClient } from './client.ts';
import { factsOfEvent } from './events.ts';
import {
  type Authorization,
  factOfOrder,
  factOfRefund,
  failureOf,
  isLetGo,
  letGoId,
  Order,
  Refund,
  refundMarkOf,
} from './records.ts';
import { demand, read, refusal } from './replies.ts';
import { lagSeconds, readPaypalStatement } from './statement.ts';
import { webhookReader } from './webhook.ts';

export type PaypalSettings = {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** PayPal's id of our webhook: part of what it signs. */
  readonly webhookId: string;
  readonly certificateOrigins: readonly string[];
};

/** PayPal's currencies among those we sell in. TND, KWD and MAD are not. */
const currencies = ['CAD', 'CHF', 'EUR', 'GBP', 'JPY', 'USD'];
const locales: Record<string, string> = { fr: 'fr-FR', en: 'en-GB' };

/**
 * PayPal, Orders v2. The buyer approves on PayPal's page; approving moves nothing: we authorise when we hear of it, by webhook
 * or poll, so an order that came too late costs nobody anything.
 */
export function paypalProvider(settings: PaypalSettings): PaymentProvider {
  const client = paypalClient(settings);
  const verified = webhookReader(settings);
  return {
    name: 'paypal',
    captures: 'separate',
    refunds: 'partial',
    takes: (currency) => currencies.includes(currency),
    start: async (request) => {
      const order = read(Order, demand(await createOrder(client, request)));
      const url = order.links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')?.href;
      return { providerPaymentId: order.id, next: url ? { kind: 'redirect', url } : { kind: 'none' } };
    },
    readWebhook: async (delivery) => {
      const event = await verified(delivery);
      if (!event) return { ok: false };
      const base = { ok: true, eventId: event.id, kind: event.event_type } as const;
      try {
        return { ...base, ...(await factsOfEvent(client, event)) };
      } catch (error) {
        // Money in a currency that we do not sell in is not about us.
        if (error instanceof RangeError) return { ...base, facts: [] };
        throw error;
      }
    },
    poll: async ({ paymentId, providerPaymentId }) => {
      const order = await findOrder(client, providerPaymentId);
      if (!order) return [];
      const about = { paymentId, providerPaymentId };
      const refunds = order.purchase_units[0]?.payments?.refunds ?? [];
      return [await authorised(client, order, paymentId), ...refunds.map((refund) => factOfRefund(refund, about))];
    },
    capture: async ({ paymentId, providerPaymentId, amountMinor, currency }) => {
      const order = await knownOrder(client, providerPaymentId);
      const fact = await authorised(client, order, paymentId);
      const authorization = fact.kind === 'authorised' ? await authorizationOf(client, order.id) : undefined;
      if (!authorization) return fact;
      const answer = await client.call({
        method: 'POST',
        path: `/v2/payments/authorizations/${authorization.id}/capture`,
        key: `payment:${paymentId}:capture`,
        body: { amount: amountOf(amountMinor, currency), final_capture: true, invoice_id: paymentId },
      });
      const after = factOfOrder(await knownOrder(client, providerPaymentId), paymentId);
      if (answer.ok || after.kind !== 'authorised') return after;
      return { ...after, kind: 'failed', failureCode: failureOf(answer.issues) };
    },
    void: async ({ paymentId, providerPaymentId }) => letGo(client, paymentId, providerPaymentId),
    refund: async (request) => refund(client, request),
    statement: { lagSeconds, read: (request) => readPaypalStatement(client, request) },
  };
}

async function createOrder(client: PaypalClient, request: StartRequest): Promise<Answer> {
  const { paymentId, amountMinor, currency, description, returnUrl, locale } = request;
  return client.call({
    method: 'POST',
    path: '/v2/checkout/orders',
    key: `payment:${paymentId}:create`,
    body: {
      intent: 'AUTHORIZE',
      purchase_units: [
        {
          reference_id: 'default',
          custom_id: paymentId,
          invoice_id: paymentId,
          description: description.slice(0, 127),
          amount: amountOf(amountMinor, currency),
        },
      ],
      payment_source: {
        paypal: {
          experience_context: {
            locale: locales[locale ?? 'fr'] ?? 'en-GB',
            shipping_preference: 'NO_SHIPPING',
            user_action: 'PAY_NOW',
            payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED',
            return_url: returnUrl,
            cancel_url: returnUrl,
          },
        },
      },
    },
  });
}

/** Authorises an order that the buyer approved, unless we let it go; tells how the payment stands. */
async function authorised(client: PaypalClient, order: Order, paymentId: string): Promise<PaymentFact> {
  const fact = factOfOrder(order, paymentId);
  if (order.status !== 'APPROVED' || isLetGo(order)) return fact;
  const answer = await client.call({
    method: 'POST',
    path: `/v2/checkout/orders/${order.id}/authorize`,
    key: `payment:${paymentId}:authorise`,
    body: {},
  });
  const after = await knownOrder(client, order.id);
  if (isLetGo(after)) return letGo(client, paymentId, order.id);
  const standing = factOfOrder(after, paymentId);
  if (answer.ok || standing.kind !== 'pending') return standing;
  if (answer.issues.includes('ORDER_NOT_APPROVED')) return standing;
  const isExpired = answer.issues.includes('ORDER_EXPIRED');
  return isExpired
    ? { ...standing, kind: 'cancelled' }
    : { ...standing, kind: 'failed', failureCode: failureOf(answer.issues) };
}

/** Marks the order so that nobody authorises it any more, then voids what was authorised already. */
async function letGo(client: PaypalClient, paymentId: string, orderId: string): Promise<PaymentFact> {
  const marked = await client.call({
    method: 'PATCH',
    path: `/v2/checkout/orders/${orderId}`,
    body: [{ op: 'replace', path: "/purchase_units/@reference_id=='default'/custom_id", value: letGoId(paymentId) }],
  });
  const order = await knownOrder(client, orderId);
  const fact = factOfOrder(order, paymentId);
  if (fact.kind === 'pending' && !marked.ok) throw new ProviderDown('paypal', refusal(marked));
  const authorization = fact.kind === 'authorised' ? order.purchase_units[0]?.payments?.authorizations[0] : undefined;
  if (!authorization) return fact;
  await client.call({
    method: 'POST',
    path: `/v2/payments/authorizations/${authorization.id}/void`,
    key: `payment:${paymentId}:void`,
    body: {},
  });
  return factOfOrder(await knownOrder(client, orderId), paymentId);
}

async function refund(client: PaypalClient, request: RefundRequest): Promise<RefundFact> {
  const { refundId, paymentId, providerPaymentId, amountMinor, currency } = request;
  const about = { paymentId, providerPaymentId };
  const capture = (await knownOrder(client, providerPaymentId)).purchase_units[0]?.payments?.captures[0];
  const none = {
    kind: 'refund',
    refundId,
    ...about,
    providerRefundId: `none:${refundId}`,
    amountMinor,
    currency,
  } as const;
  if (!capture) return { ...none, status: 'failed' };
  const answer = await client.call({
    method: 'POST',
    path: `/v2/payments/captures/${capture.id}/refund`,
    key: `refund:${refundId}`,
    body: { amount: amountOf(amountMinor, currency), invoice_id: refundId, custom_id: refundMarkOf(refundId) },
  });
  if (answer.ok) return { ...factOfRefund(read(Refund, answer.body), about), refundId };
  const made = (await knownOrder(client, providerPaymentId)).purchase_units[0]?.payments?.refunds;
  const ours = made?.find(({ custom_id: mark }) => mark === refundMarkOf(refundId));
  return ours ? factOfRefund(ours, about) : { ...none, status: 'failed' };
}

async function authorizationOf(client: PaypalClient, orderId: string): Promise<Authorization | undefined> {
  return (await knownOrder(client, orderId)).purchase_units[0]?.payments?.authorizations[0];
}

async function findOrder(client: PaypalClient, orderId: string): Promise<Order | undefined> {
  const answer = await client.call({ method: 'GET', path: `/v2/checkout/orders/${encodeURIComponent(orderId)}` });
  if (!answer.ok && answer.status === 404) return undefined;
  return read(Order, demand(answer));
}

async function knownOrder(client: PaypalClient, orderId: string): Promise<Order> {
  const order = await findOrder(client, orderId);
  if (!order) throw new ProviderDown('paypal', new Error(`no order ${orderId}`));
  return order;
}

function amountOf(amountMinor: number, currency: string): { currency_code: string; value: string } {
  return { currency_code: currency, value: toDecimal({ amountMinor, currency }) };
}
