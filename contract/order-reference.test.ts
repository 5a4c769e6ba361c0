import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderReference, readOrderReference } from './order-reference.ts';

const prefix = fc.stringMatching(/^[A-Z]{2,4}$/);
const year = fc.integer({ min: 2020, max: 2999 });
const random30 = fc.nat(2 ** 30 - 1);
/** Any UTF-16 at all, lone surrogates included; half of it ASCII. */
const anyText = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength })
    .map((units) => units.map((unit) => String.fromCharCode(unit)).join(''));

/** What people write for a digit or letter they half see or half hear. */
const mistaken: Readonly<Record<string, string>> = { '0': 'O', '1': 'I', V: 'U' };

describe('an order reference', () => {
  test('has six letters that cannot be taken for one another, and fits the table', () => {
    fc.assert(
      fc.property(prefix, year, random30, (letters, of, random) => {
        expect(orderReference(letters, of, random)).toMatch(/^[A-Z]{2,4}[0-9]{4}-[0-9A-HJKMNP-TV-Z]{6}$/);
      }),
    );
  });

  test('differs for each of the random numbers', () => {
    fc.assert(
      fc.property(random30, random30, (a, b) => {
        expect(orderReference('MC', 2026, a) === orderReference('MC', 2026, b)).toBe(a === b);
      }),
    );
    expect(orderReference('MC', 2026, 0)).toBe('MC2026-000000');
    expect(orderReference('MC', 2026, 2 ** 30 - 1)).toBe('MC2026-ZZZZZZ');
  });

  test('is read back as typed, in lower case, with blanks, without its dash, and with look-alikes', () => {
    fc.assert(
      fc.property(prefix, year, random30, (letters, of, random) => {
        const reference = orderReference(letters, of, random);
        const [head = '', tail = ''] = reference.split('-');
        const misread = tail.replace(/[01V]/g, (letter) => mistaken[letter] ?? letter);
        const typed = [
          reference,
          reference.toLowerCase(),
          `  ${reference}\n`,
          `${head} ${tail}`,
          `${head}${tail}`,
          `${head}–${tail}`,
          `${letters}-${of}-${tail}`,
          `${letters} ${of} - ${tail.slice(0, 3)} ${tail.slice(3)}`,
          `${head}-${misread}`,
          `${head}-${misread.toLowerCase()}`,
          `${head}-${tail.replaceAll('1', 'l')}`,
          `${letters}${String(of).replaceAll('0', 'O')}-${tail}`,
          reference.replace(/[0-9A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
        ];
        expect(typed.map(readOrderReference)).toEqual(typed.map(() => reference));
      }),
    );
  });

  test.each([
    '',
    'MC',
    'MC2026',
    'MC2026-7KQ4X',
    'MC2026-7KQ4XDD',
    '2026-7KQ4XD',
    'M2026-7KQ4XD',
    'ABCDE2026-7KQ4XD',
    'MC2026-7KQ4X!',
  ])('%j is none', (typed) => {
    expect(readOrderReference(typed)).toBeUndefined();
  });

  test('whatever is typed is either a well-formed reference or none, never an error', () => {
    fc.assert(
      fc.property(anyText(200), (typed) => {
        const read = readOrderReference(typed);
        if (read !== undefined) expect(readOrderReference(read)).toBe(read);
      }),
    );
  });
});
