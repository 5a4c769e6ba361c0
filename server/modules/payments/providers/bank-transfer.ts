import { creditorReference } from '@tessera/contract/creditor-reference';
import { isCurrency } from '@tessera/contract/money';
import type { PaymentProvider } from './provider.ts';

/**
 * Transfers to the organiser's own account. Nobody stands behind it who could be asked or who reports: what came is read from
 * statements of the account (import-statement.ts), and money goes back by hand.
 */
export function bankTransferProvider(): PaymentProvider {
  return {
    name: 'bank_transfer',
    manner: 'transfer',
    captures: 'at_once',
    refunds: 'partial',
    takes: isCurrency,
    start: async ({ paymentId }) => ({
      providerPaymentId: creditorReference(randomBitsOf(paymentId)),
      next: { kind: 'none' },
    }),
    readWebhook: async () => ({ ok: false }),
    // Nobody has to be told that we wait no longer. Money that comes all the same is late money.
    void: async ({ paymentId, providerPaymentId }) => ({
      kind: 'cancelled',
      paymentId,
      providerPaymentId,
      amountMinor: 0,
      currency: 'EUR',
    }),
  };
}

/** The last 60 bits of a UUID are drawn in each of its versions. */
function randomBitsOf(paymentId: string): bigint {
  return BigInt(`0x${paymentId.replaceAll('-', '').slice(-15)}`);
}
