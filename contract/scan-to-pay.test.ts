import { expect, test } from 'vitest';
import { scanToPayText } from './scan-to-pay.ts';

const transfer = {
  holder: 'Scène d’essai SAS',
  iban: 'FR1420041010050500013M02606',
  bic: null,
  reference: 'RF18539007547034',
  amount: { amountMinor: 9_605, currency: 'EUR' },
};

test('a SEPA transfer is twelve lines at most, in the order of EPC069-12', () => {
  expect(scanToPayText(transfer)?.split('\n')).toEqual([
    'BCD',
    '002',
    '1',
    'SCT',
    '',
    'Scène d’essai SAS',
    'FR1420041010050500013M02606',
    'EUR96.05',
    '',
    'RF18539007547034',
  ]);
  expect(scanToPayText({ ...transfer, bic: 'PSSTFRPPLYO' })?.split('\n')[4]).toBe('PSSTFRPPLYO');
});
test('a long name is cut to seventy letters, and what is not in euro has no code', () => {
  expect(scanToPayText({ ...transfer, holder: 'x'.repeat(90) })?.split('\n')[5]).toHaveLength(70);
  expect(scanToPayText({ ...transfer, amount: { amountMinor: 25_500, currency: 'TND' } })).toBeUndefined();
});
