import { expect, test } from 'vitest';
import { isIban } from './check-digits.ts';

test('an IBAN whose digits were swapped, or that is cut, is not one', () => {
  expect(isIban('FR1420041010050500013M02606')).toBe(true);
  expect(isIban('FR1420041010050500013M02660')).toBe(false);
  for (const wrong of ['', 'FR14', 'FR14 2004 1010 0505 0001 3M02 606', 'fr1420041010050500013m02606'])
    expect(isIban(wrong)).toBe(false);
});
