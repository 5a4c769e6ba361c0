import { isCurrency } from '@tessera/contract/money';
import type { PaymentProvider } from './provider.ts';

/**
 * Cash and the card terminal of a counter. What is tendered is taken at once (take-tender.ts), under the id given here; nothing
 * is asked for over a network, and money goes back by hand.
 */
export function counterProvider(): PaymentProvider {
  return {
    name: 'counter',
    manner: 'counter',
    captures: 'at_once',
    refunds: 'partial',
    takes: isCurrency,
    start: async ({ paymentId }) => ({ providerPaymentId: counterPaymentId(paymentId), next: { kind: 'none' } }),
    readWebhook: async () => ({ ok: false }),
  };
}

export function counterPaymentId(paymentId: string): string {
  return `counter:${paymentId}`;
}
