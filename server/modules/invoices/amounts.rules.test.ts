import { containedTax } from '@tessera/contract/money';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountsOf, dayOf, isWithin, numberOf, type PaidLine } from './amounts.rules.ts';

const rate = fc.constantFrom(0, 210, 550, 1000, 1900, 2000);
const priced = fc
  .record({ priceMinor: fc.nat(100_000), feeMinor: fc.nat(5_000), taxBasisPoints: rate })
  .map((line) => ({ ...line, taxMinor: containedTax(line.priceMinor + line.feeMinor, line.taxBasisPoints) }));
const order = fc
  .array(priced, { minLength: 1, maxLength: 40 })
  .map((lines): PaidLine[] =>
    lines.map((line, index) => ({ ...line, orderLineId: `line ${index}`, description: `Seat ${index}` })),
  );
const wording = { feeWord: 'Booking fee', exemptionReason: 'Art. 261 CGI' };
const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

describe('the amounts of an invoice', () => {
  test('are what was paid and the tax the order contains, to the minor unit', () => {
    fc.assert(
      fc.property(order, (paid) => {
        const { lines, taxes, totals } = amountsOf(paid, wording);
        const grossMinor = total(paid.map(({ priceMinor, feeMinor }) => priceMinor + feeMinor));
        const taxMinor = total(paid.map((line) => line.taxMinor));
        expect(totals).toEqual({ grossMinor, taxMinor, netMinor: grossMinor - taxMinor });
        expect(total(taxes.map(({ netMinor }) => netMinor))).toBe(totals.netMinor);
        expect(total(taxes.map((tax) => tax.taxMinor))).toBe(totals.taxMinor);
        for (const line of lines) {
          expect(line.netMinor + line.taxMinor).toBe(line.grossMinor);
          expect(line.netMinor).toBeGreaterThanOrEqual(0);
          expect(line.taxMinor).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('have a tax at each rate within a unit of the rate’s share of the net amount, for up to forty places', () => {
    fc.assert(
      fc.property(order, (paid) => {
        for (const { netMinor, taxMinor, taxBasisPoints } of amountsOf(paid, wording).taxes)
          expect(Math.abs((netMinor * taxBasisPoints) / 10_000 - taxMinor)).toBeLessThan(100);
      }),
    );
  });

  test('keep a fee taxed at a rate of its own apart', () => {
    const paid = { orderLineId: 'a', description: 'Seat 1', priceMinor: 10_550, feeMinor: 1_200, taxBasisPoints: 550 };
    const { taxes } = amountsOf([{ ...paid, taxMinor: 550, feeTax: { taxMinor: 200, basisPoints: 2000 } }], wording);
    expect(taxes).toEqual([
      { taxCategory: 'S', taxBasisPoints: 2000, netMinor: 1_000, taxMinor: 200, exemptionReason: '' },
      { taxCategory: 'S', taxBasisPoints: 550, netMinor: 10_000, taxMinor: 550, exemptionReason: '' },
    ]);
  });

  test('without tax are exempt for the reason the seller gives, or zero rated when it gives none', () => {
    const paid = {
      orderLineId: 'a',
      description: 'Seat',
      priceMinor: 100,
      feeMinor: 0,
      taxMinor: 0,
      taxBasisPoints: 0,
    };
    expect(amountsOf([paid], wording).taxes).toMatchObject([{ taxCategory: 'E', exemptionReason: 'Art. 261 CGI' }]);
    expect(amountsOf([paid], { ...wording, exemptionReason: '' }).taxes).toMatchObject([
      { taxCategory: 'Z', exemptionReason: '' },
    ]);
  });
});

describe('what may be credited', () => {
  const ticket = { orderLineId: 'a', part: 'ticket', grossMinor: 100 } as const;
  test('is each part once, and in pieces up to its amount', () => {
    expect(
      isWithin(
        [ticket],
        [
          { ...ticket, grossMinor: 40 },
          { ...ticket, grossMinor: 60 },
        ],
      ),
    ).toBe(true);
    expect(
      isWithin(
        [ticket],
        [
          { ...ticket, grossMinor: 40 },
          { ...ticket, grossMinor: 61 },
        ],
      ),
    ).toBe(false);
  });
  test('is nothing that was not invoiced', () => {
    expect(isWithin([ticket], [{ ...ticket, part: 'fee', grossMinor: 1 }])).toBe(false);
  });
});

test('a document is numbered in its own series and year', () => {
  expect(numberOf('ME', 'invoice', 2026, 42)).toBe('ME-F-2026-000042');
  expect(numberOf('ME', 'credit_note', 2027, 1)).toBe('ME-A-2027-000001');
});

test('the day of issue is the seller’s: New Year comes to Tokyo first', () => {
  const instant = new Date('2026-12-31T20:00:00Z');
  expect(dayOf(instant, 'Europe/Paris')).toBe('2026-12-31');
  expect(dayOf(instant, 'Asia/Tokyo')).toBe('2027-01-01');
});
