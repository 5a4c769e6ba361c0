import { toDecimal } from '@tessera/contract/money';
import { referenceOf } from './bank-transfer.rules.ts';
import type { PaymentProvider } from './provider.ts';

export type BankTransferSettings = { readonly iban: string; readonly bic: string; readonly beneficiary: string };

/** The buyer pays from a bank, days later. What has arrived is told by the bank's statements, which staff bring in. */
export function bankTransferProvider({ iban, bic, beneficiary }: BankTransferSettings): PaymentProvider {
  return {
    name: 'transfer',
    channel: 'transfer',
    captures: 'at_once',
    refunds: 'by_hand',
    takes: (currency) => currency === 'EUR',
    start: async ({ paymentId, amountMinor, currency, expiresAt }) => {
      const reference = referenceOf(paymentId);
      const amount = toDecimal({ amountMinor, currency });
      const payBefore = expiresAt.toISOString();
      const facts = { iban, bic, beneficiary, amount, currency, reference, payBefore };
      return { providerPaymentId: reference, next: { kind: 'instructions', facts } };
    },
    readWebhook: async () => ({ ok: false }),
  };
}
