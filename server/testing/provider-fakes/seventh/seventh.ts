import { createHmac } from 'node:crypto';
import { type PaymentFact, type PaymentProvider, ProviderDown } from '../../../modules/payments/providers/provider.ts';

type Snapshot = { readonly id: string; readonly ours: string; readonly paid: boolean; readonly amountMinor: number };

/** A provider in one file, as somebody would add it: a hosted page, money taken at once, JSON over HTTP, signed webhooks. */
export function seventhProvider({ url, secret }: { readonly url: string; readonly secret: string }): PaymentProvider {
  const ask = async (path: string, body?: object): Promise<unknown> => {
    try {
      const response = await fetch(`${url}${path}`, {
        method: body ? 'POST' : 'GET',
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(5_000),
      });
      if (response.status === 409) return undefined;
      if (!response.ok) throw new Error(`status ${response.status}`);
      return await response.json();
    } catch (error) {
      throw new ProviderDown('seventh', error);
    }
  };
  const factOf = ({ id, ours, paid, amountMinor }: Snapshot): PaymentFact => ({
    kind: paid ? 'captured' : 'pending',
    paymentId: ours,
    providerPaymentId: id,
    amountMinor,
    currency: 'EUR',
  });
  return {
    name: 'seventh',
    captures: 'at_once',
    refunds: 'partial',
    takes: (currency) => currency === 'EUR',
    start: async ({ paymentId, amountMinor }) => {
      const { id } = (await ask('/payments', { ours: paymentId, amountMinor })) as Snapshot;
      return { providerPaymentId: id, next: { kind: 'redirect', url: `${url}/pay/${id}` } };
    },
    readWebhook: async ({ headers, body, now }) => {
      const [sentAt = '', signature] = String(headers.seventh ?? '').split('.');
      const expected = createHmac('sha256', secret).update(`${sentAt}.${body}`).digest('hex');
      if (signature !== expected || Math.abs(now.getTime() - Number(sentAt)) > 300_000) return { ok: false };
      const told: unknown = body.startsWith('{') ? JSON.parse(body) : undefined;
      if (typeof told !== 'object' || told === null || !('payment' in told) || !('id' in told)) return { ok: false };
      return { ok: true, eventId: String(told.id), kind: 'payment', facts: [factOf(told.payment as Snapshot)] };
    },
    poll: async ({ providerPaymentId }) => [factOf((await ask(`/payments/${providerPaymentId}`)) as Snapshot)],
    refund: async ({ refundId, paymentId, providerPaymentId, amountMinor, currency }) => {
      const made = await ask(`/payments/${providerPaymentId}/refunds`, { refundId, amountMinor });
      const providerRefundId = made ? `back-${refundId}` : `refused-${refundId}`;
      const status = made ? 'succeeded' : 'failed';
      return {
        kind: 'refund',
        refundId,
        paymentId,
        providerPaymentId,
        providerRefundId,
        status,
        amountMinor,
        currency,
      };
    },
  };
}
