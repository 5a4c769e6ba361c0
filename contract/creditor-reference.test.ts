import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditorReference, creditorReferencesIn } from './creditor-reference.ts';
import { mod97 } from './mod-97.ts';

const drawn = fc.bigInt({ min: 0n, max: 2n ** 60n - 1n });

describe('a creditor reference', () => {
  test('has the check digits of ISO 11649', () => {
    // The example of the standard: RF18 539007547034.
    expect(mod97('539007547034RF18')).toBe(1);
    fc.assert(
      fc.property(drawn, (random) => {
        const reference = creditorReference(random);
        expect(reference).toMatch(/^RF[0-9]{2}[0-9A-HJKMNP-TV-Z]{12}$/);
        expect(mod97(reference.slice(4) + reference.slice(0, 4))).toBe(1);
      }),
    );
  });
  test('is another for another draw', () => {
    fc.assert(
      fc.property(drawn, drawn, (one, other) => {
        expect(creditorReference(one) === creditorReference(other)).toBe(one === other);
      }),
    );
  });
  test('is found whatever stands around it and however it is written', () => {
    const reference = creditorReference(0x123456789abcdefn);
    const grouped = reference.replace(/(.{4})/g, '$1 ');
    for (const text of [
      reference,
      grouped,
      `  ${grouped.toLowerCase()}`,
      `VIREMENT DE MME DURAND ${grouped}BILLETS THEATRE`,
      `RF${reference}`,
      reference.replace(/(.{5})/g, '$1-'),
      `${reference.slice(0, 9)}\n${reference.slice(9)}`,
      reference.replace(/0/g, 'O').replace(/1/g, 'l'),
    ]) {
      expect(creditorReferencesIn(text), text).toEqual([reference]);
    }
  });
  test('is found once when it is written twice, and two when there are two', () => {
    const [one, other] = [creditorReference(1n), creditorReference(2n)];
    expect(creditorReferencesIn(`${one} / ${one}`)).toEqual([one]);
    expect(creditorReferencesIn(`${other}, ${one}`)).toEqual([other, one]);
  });
  // A digit for a letter moves everything before it, and is found out 96 times of 97 only.
  test('with one digit wrong, or one letter, is none', () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 2, max: 15 }), fc.integer({ min: 1, max: 21 }), (random, at, step) => {
        const reference = creditorReference(random);
        const right = reference.charAt(at);
        const alike = /[0-9]/.test(right) ? '0123456789' : 'ABCDEFGHJKMNPQRSTVWXYZ';
        const wrong = alike.charAt((alike.indexOf(right) + step) % alike.length);
        fc.pre(wrong !== right);
        expect(creditorReferencesIn(reference.slice(0, at) + wrong + reference.slice(at + 1))).toEqual([]);
      }),
    );
  });
  test('of somebody else, of nothing, and of nonsense is none of ours', () => {
    for (const text of ['', 'RF', 'RF71 2348 231', 'RF18 5390 0754 70', 'MC2026-7KQ4XD', 'RFRFRFRF'])
      expect(creditorReferencesIn(text), text).toEqual([]);
  });
});
