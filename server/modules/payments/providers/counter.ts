import { isCurrency } from '@tessera/contract/money';
import type { PaymentProvider } from './provider.ts';

/** Money that staff take with their own hands: in cash, or at a card terminal that is not connected to us. */
export function counterProvider(name: 'cash' | 'terminal'): PaymentProvider {
  return {
    name,
    channel: 'counter',
    captures: 'at_once',
    refunds: 'by_hand',
    takes: isCurrency,
    start: async ({ paymentId }) => ({ providerPaymentId: `${name}:${paymentId}`, next: { kind: 'none' } }),
    readWebhook: async () => ({ ok: false }),
  };
}
