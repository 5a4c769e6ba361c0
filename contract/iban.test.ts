import { describe, expect, test } from 'vitest';
import { inGroups, isIban, withoutBlanks } from './iban.ts';

describe('an IBAN', () => {
  // Examples of the registry of SWIFT.
  test.each([
    'FR1420041010050500013M02606',
    'DE89370400440532013000',
    'GB29NWBK60161331926819',
    'TN5910006035183598478831',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
  ])('%s is one', (iban) => {
    expect(isIban(iban)).toBe(true);
  });
  test.each([
    ['a digit changed', 'DE89370400440532013001'],
    ['two digits exchanged', 'DE89370400440532010300'],
    ['other check digits', 'DE98370400440532013000'],
    ['lower case', 'de89370400440532013000'],
    ['blanks', 'DE89 3704 0044 0532 0130 00'],
    ['too short', 'DE8937040044'],
    ['too long', `DE89${'1'.repeat(40)}`],
    ['nothing', ''],
  ])('%s is none', (_what, text) => {
    expect(isIban(text)).toBe(false);
  });
  test('is read as it is pasted and shown in groups of four', () => {
    expect(withoutBlanks(' fr14 2004 1010 0505 0001 3m02 606 ')).toBe('FR1420041010050500013M02606');
    expect(inGroups('FR1420041010050500013M02606')).toBe('FR14 2004 1010 0505 0001 3M02 606');
    expect(inGroups('RF18539007547034')).toBe('RF18 5390 0754 7034');
  });
});
