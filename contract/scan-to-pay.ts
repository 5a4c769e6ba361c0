import { type Money, toDecimal } from './money.ts';

type Transfer = {
  readonly holder: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly reference: string;
  readonly amount: Money;
};

/**
 * The text of the QR code that banking apps read (EPC069-12, version 002, UTF-8): a SEPA transfer with its creditor reference.
 * undefined for other currencies than the euro, which is the only one it knows.
 */
export function scanToPayText({ holder, iban, bic, reference, amount }: Transfer): string | undefined {
  if (amount.currency !== 'EUR') return undefined;
  const purpose = '';
  return [
    'BCD',
    '002',
    '1',
    'SCT',
    bic ?? '',
    holder.slice(0, 70),
    iban,
    `EUR${toDecimal(amount)}`,
    purpose,
    reference,
  ].join('\n');
}
