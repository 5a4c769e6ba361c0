import fc from 'fast-check';
import { expect, test } from 'vitest';
import { giftCardCode, readGiftCardCode, showGiftCardCode } from './gift-card-code.ts';

const codes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(giftCardCode);

test('a code is twenty symbols without look-alikes, read in groups of four', () => {
  fc.assert(
    fc.property(codes, (code) => {
      expect(code).toMatch(/^[2-9A-HJKMNP-Z]{20}$/);
      expect(showGiftCardCode(code)).toMatch(/^(.{4}-){4}.{4}$/);
    }),
  );
});

test('it is read however it was typed', () => {
  fc.assert(
    fc.property(codes, (code) => {
      expect(readGiftCardCode(showGiftCardCode(code))).toBe(code);
      expect(readGiftCardCode(` ${showGiftCardCode(code).toLowerCase().replaceAll('-', ' – ')} `)).toBe(code);
    }),
  );
});

test('one wrong symbol, or two neighbours changed over, is found', () => {
  fc.assert(
    fc.property(codes, fc.nat(19), fc.constantFrom(...'23456789ABCDEFGHJKMNPQRSTUVWXYZ'), (code, at, symbol) => {
      const wrong = code.slice(0, at) + symbol + code.slice(at + 1);
      expect(readGiftCardCode(wrong)).toBe(symbol === code[at] ? code : undefined);
      const swapped = code.slice(0, at) + (code[at + 1] ?? '') + (code[at] ?? '') + code.slice(at + 2);
      if (swapped !== code) expect(readGiftCardCode(swapped)).toBeUndefined();
    }),
  );
});

test.each(['', 'K7QX', '0000-0000-0000-0000-0000', 'K7QX-9MTR-B3WD-22HJ-4PAZ-2', 'é'.repeat(20)])(
  'what is no code is none: %s',
  (typed) => expect(readGiftCardCode(typed)).toBeUndefined(),
);
