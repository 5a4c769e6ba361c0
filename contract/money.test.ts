import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  containedTax,
  currencies,
  exponentOf,
  formatMoney,
  fromDecimal,
  money,
  shareOf,
  splitByWeight,
  sum,
  toDecimal,
} from './money.ts';

const amount = fc.maxSafeInteger();
const currency = fc.constantFrom(...currencies);
const basisPoints = fc.integer({ min: 0, max: 10_000 });

describe('an amount', () => {
  test('is a whole number of minor units that a double holds exactly, or nothing', () => {
    for (const wrong of [0.1, 45.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)]) {
      expect(() => money(wrong, 'EUR')).toThrow(RangeError);
    }
    expect(money(2 ** 53 - 1, 'EUR').amountMinor).toBe(2 ** 53 - 1);
  });

  test('is of a currency Tessera sells in, with the decimals of ISO 4217', () => {
    expect(Object.fromEntries(currencies.map((code) => [code, exponentOf(code)]))).toEqual({
      CAD: 2,
      CHF: 2,
      EUR: 2,
      GBP: 2,
      JPY: 0,
      KWD: 3,
      MAD: 2,
      TND: 3,
      USD: 2,
    });
    for (const wrong of ['XXX', 'eur', '', 'constructor', '__proto__'])
      expect(() => money(1, wrong)).toThrow(RangeError);
  });

  test('adds up exactly, or throws instead of rounding', () => {
    fc.assert(
      fc.property(amount, amount, currency, (a, b, of) => {
        const exact = BigInt(a) + BigInt(b);
        const fits = exact >= BigInt(Number.MIN_SAFE_INTEGER) && exact <= BigInt(Number.MAX_SAFE_INTEGER);
        if (fits) expect(BigInt(add(money(a, of), money(b, of)).amountMinor)).toBe(exact);
        else expect(() => add(money(a, of), money(b, of))).toThrow(RangeError);
      }),
    );
  });

  test('is never added to an amount of another currency', () => {
    expect(() => add(money(1, 'EUR'), money(1, 'TND'))).toThrow(RangeError);
    expect(() => sum([money(1, 'EUR'), money(1, 'TND')], 'EUR')).toThrow(RangeError);
    expect(sum([], 'JPY')).toEqual({ amountMinor: 0, currency: 'JPY' });
  });
});

describe('rounding', () => {
  test('is half to even, for what is owed as for what is given back', () => {
    // 10 % of 5, 15, 25, 35: all exact halves.
    expect([5, 15, 25, 35, -5, -15, -25, -35].map((minor) => shareOf(minor, 1_000))).toEqual([
      0, 2, 2, 4, 0, -2, -2, -4,
    ]);
    // 100 % contained tax halves the amount.
    expect([1, 3, 5, 7, -1, -3].map((minor) => containedTax(minor, 10_000))).toEqual([0, 2, 2, 4, 0, -2]);
  });

  test('of a contained tax is to the nearest whole unit at any size, ties to the even one', () => {
    fc.assert(
      fc.property(amount, basisPoints, (minor, rate) => {
        isNearestEven(containedTax(minor, rate), BigInt(minor) * BigInt(rate), BigInt(10_000 + rate));
      }),
    );
  });

  test('of a share is to the nearest whole unit at any size, ties to the even one', () => {
    fc.assert(
      fc.property(amount, basisPoints, (minor, rate) => {
        isNearestEven(shareOf(minor, rate), BigInt(minor) * BigInt(rate), 10_000n);
      }),
    );
  });

  test('never makes a tax of more than the amount, and none where the rate is zero', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), basisPoints, (minor, rate) => {
        const tax = containedTax(minor, rate);
        expect(tax).toBeGreaterThanOrEqual(0);
        expect(tax).toBeLessThanOrEqual(minor);
        expect(containedTax(minor, 0)).toBe(0);
        expect(containedTax(-minor, rate)).toBe(tax === 0 ? 0 : -tax);
      }),
    );
  });

  test('gives the taxes of a till receipt', () => {
    expect(containedTax(4_800, 550)).toBe(250);
    expect(containedTax(25_500, 1_900)).toBe(4_071);
    expect(containedTax(11_900, 1_900)).toBe(1_900);
  });
});

describe('in writing', () => {
  test('an amount has every decimal of its currency', () => {
    expect(toDecimal(money(4_500, 'EUR'))).toBe('45.00');
    expect(toDecimal(money(25_500, 'TND'))).toBe('25.500');
    expect(toDecimal(money(1_200, 'JPY'))).toBe('1200');
    expect(toDecimal(money(-5, 'EUR'))).toBe('-0.05');
    expect(toDecimal(money(0, 'KWD'))).toBe('0.000');
  });

  test('an amount can be read back exactly at any size', () => {
    fc.assert(
      fc.property(amount, currency, (minor, of) => {
        const decimal = toDecimal(money(minor, of));
        expect(Number(decimal.replace('.', '')) + 0).toBe(minor + 0);
        expect(decimal.split('.')[1]?.length ?? 0).toBe(exponentOf(of));
      }),
    );
  });

  test('an amount is shown in the words of the language, every digit of it', () => {
    const shown = (minor: number, of: string, locale: string) =>
      formatMoney(money(minor, of), locale).replace(/[\u00a0\u202f]/g, ' ');
    expect(shown(4_500, 'EUR', 'fr')).toBe('45,00 €');
    expect(shown(4_500, 'EUR', 'en')).toBe('€45.00');
    expect(shown(25_500, 'TND', 'fr')).toBe('25,500 TND');
    expect(shown(1_200, 'JPY', 'en')).toBe('¥1,200');
    expect(shown(Number.MAX_SAFE_INTEGER, 'EUR', 'fr')).toBe('90 071 992 547 409,91 €');
  });
});

/** `rounded` is the whole number nearest to numerator / denominator, and the even one of two that are equally near. */
function isNearestEven(rounded: number, numerator: bigint, denominator: bigint): void {
  const twiceOff = 2n * (BigInt(rounded) * denominator - numerator);
  const distance = twiceOff < 0n ? -twiceOff : twiceOff;
  expect(distance <= denominator).toBe(true);
  if (distance === denominator) expect(BigInt(rounded) % 2n).toBe(0n);
  expect(Object.is(rounded, -0)).toBe(false);
}

describe('a split amount', () => {
  test('adds up exactly, each part within one minor unit of its share, and nothing goes to a weight of nothing', () => {
    const weights = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.nat(10_000_000), weights, (whole, shares) => {
        const total = shares.reduce((all, weight) => all + weight, 0);
        fc.pre(total > 0);
        const parts = splitByWeight(whole, shares);
        expect(parts.reduce((all, part) => all + part, 0)).toBe(whole);
        for (const [index, part] of parts.entries())
          expect(Math.abs(part - (whole * (shares[index] ?? 0)) / total)).toBeLessThan(1);
      }),
    );
    expect(splitByWeight(1_000, [0, 1, 0])).toEqual([0, 1_000, 0]);
  });

  test('gives what is left over to the largest remainders, the earlier of equal ones first', () => {
    expect(splitByWeight(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitByWeight(5, [3, 1, 4])).toEqual([2, 1, 2]);
    expect(splitByWeight(0, [0, 0])).toEqual([0, 0]);
    expect(() => splitByWeight(1, [0, 0])).toThrow(RangeError);
  });
});

describe('an amount read from a decimal text', () => {
  test('is the one that was written, in every currency', () => {
    fc.assert(
      fc.property(amount, currency, (amountMinor, of) => {
        const written = money(amountMinor, of);
        expect(fromDecimal(toDecimal(written), of)).toEqual(written);
      }),
    );
  });

  test('may lack decimals or have zeros too many, and nothing else', () => {
    expect(fromDecimal('45', 'EUR').amountMinor).toBe(4500);
    expect(fromDecimal('45.5', 'EUR').amountMinor).toBe(4550);
    expect(fromDecimal('-0.00', 'EUR').amountMinor).toBe(0);
    expect(fromDecimal('4500.00', 'JPY').amountMinor).toBe(4500);
    for (const wrong of ['', '45.001', '45,00', '1e3', ' 45', '+45', '4 500', '.5', '5.', 'NaN', '9'.repeat(16)])
      expect(() => fromDecimal(wrong, 'EUR')).toThrow(RangeError);
    expect(() => fromDecimal('45.5', 'JPY')).toThrow(RangeError);
  });
});
