/** Amounts are whole minor units (cents, millimes, yen) with their ISO 4217 currency. Arithmetic on money happens here only. */
export type Money = { readonly amountMinor: number; readonly currency: string };

/** Decimals by ISO 4217. Not taken from Intl: ICU disagrees with the standard for some currencies. */
const exponents = { CAD: 2, CHF: 2, EUR: 2, GBP: 2, JPY: 0, KWD: 3, MAD: 2, TND: 3, USD: 2 } as const;
export type Currency = keyof typeof exponents;
export const currencies = Object.keys(exponents) as [Currency, ...Currency[]];

export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(exponents, text);
}

/** Decimals of a currency: EUR 2, TND 3, JPY 0. Throws RangeError for a currency Tessera does not sell in. */
export function exponentOf(currency: string): number {
  if (!isCurrency(currency)) throw new RangeError(`unknown currency ${currency}`);
  return exponents[currency];
}

/** Throws RangeError unless the amount is an integer that a double holds exactly. */
export function money(amountMinor: number, currency: string): Money {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`${amountMinor} is not a whole number of minor units`);
  exponentOf(currency);
  return { amountMinor, currency };
}

/** Throws RangeError when the currencies differ: an amount is never converted. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} do not add up`);
  return money(a.amountMinor + b.amountMinor, a.currency);
}

/** The sum of amounts of one currency; zero of that currency for none. */
export function sum(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce(add, money(0, currency));
}

/**
 * The tax contained in a tax-included amount, rounded half to even.
 * taxBasisPoints: 550 is 5.5 %. Exact at any size: the product is computed with bigint.
 */
export function containedTax(amountMinor: number, taxBasisPoints: number): number {
  return divideHalfEven(BigInt(amountMinor) * BigInt(taxBasisPoints), BigInt(10_000 + taxBasisPoints));
}

/** A share of an amount in basis points (250 is 2.5 %), rounded half to even. */
export function shareOf(amountMinor: number, basisPoints: number): number {
  return divideHalfEven(BigInt(amountMinor) * BigInt(basisPoints), 10_000n);
}

/**
 * An amount in parts that add up to it exactly, in proportion to the weights: each part is rounded down, and the minor units
 * left over go to the largest remainders, the earlier of equal ones first. All weights zero: the amount must be zero too.
 */
export function splitByWeight(amountMinor: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  if (whole === 0n) {
    if (amountMinor !== 0) throw new RangeError(`${amountMinor} cannot be split over nothing`);
    return weights.map(() => 0);
  }
  const parts = weights.map((weight, index) => {
    const product = BigInt(amountMinor) * BigInt(weight);
    return { index, part: product / whole, rest: product % whole };
  });
  let left = BigInt(amountMinor) - parts.reduce((total, { part }) => total + part, 0n);
  for (const share of [...parts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1))) {
    if (left === 0n) break;
    share.part += 1n;
    left -= 1n;
  }
  return parts.map(({ part }) => Number(part));
}

/** The amount as a decimal string without grouping: 4500 EUR → "45.00", 25500 TND → "25.500". */
export function toDecimal({ amountMinor, currency }: Money): string {
  const exponent = exponentOf(currency);
  const digits = Math.abs(amountMinor)
    .toString()
    .padStart(exponent + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/**
 * The amount that a decimal text says, exactly: "45.00" or "45" EUR → 4500. Throws RangeError for any other shape, and for
 * decimals that the currency does not have unless they are zeros.
 */
export function fromDecimal(text: string, currency: string): Money {
  const exponent = exponentOf(currency);
  const [, sign = '', whole, decimals = ''] = /^(-?)(\d{1,16})(?:\.(\d{1,15}))?$/.exec(text) ?? [];
  if (whole === undefined || /[1-9]/.test(decimals.slice(exponent))) {
    throw new RangeError(`"${text}" is not an amount in ${currency}`);
  }
  const digits = Number(whole + decimals.slice(0, exponent).padEnd(exponent, '0'));
  return money(sign === '-' && digits !== 0 ? -digits : digits, currency);
}

/** The amount in the words of a language: 4500 EUR in "fr" → "45,00 €". Every decimal of the currency is shown. */
export function formatMoney(amount: Money, locale: string): string {
  const exponent = exponentOf(amount.currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: amount.currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  return format.format(toDecimal(amount) as Intl.StringNumericLiteral);
}

function divideHalfEven(numerator: bigint, denominator: bigint): number {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = n / d;
  const twice = (n % d) * 2n;
  const up = twice > d || (twice === d && quotient % 2n === 1n);
  const rounded = Number(up ? quotient + 1n : quotient);
  return negative && rounded !== 0 ? -rounded : rounded;
}
