import { creditorReference } from '@tessera/contract/creditor-reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideEntry, type ExpectedTransfer, transferDeadline } from './transfer.rules.ts';

const now = new Date('2026-03-02T10:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

describe('until when the money of a transfer must have come', () => {
  const deadline = (startsAt: Date, daysToPay = 5, orderedAt = now) =>
    transferDeadline({ now, orderedAt, startsAt, daysToPay });

  test('so many days after the order', () => {
    expect(deadline(inDays(30))).toEqual(inDays(5));
    expect(deadline(inDays(30), 12)).toEqual(inDays(12));
  });
  test('never past 48 hours before the start', () => {
    expect(deadline(inDays(9), 30)).toEqual(inDays(7));
    expect(deadline(inDays(7), 5)).toEqual(inDays(5));
    expect(deadline(inDays(7), 6)).toEqual(inDays(5));
  });
  test('not by transfer when the performance is less than seven days away, to the millisecond', () => {
    expect(deadline(new Date(inDays(7).getTime() - 1))).toBeUndefined();
    expect(deadline(inDays(7))).toBeDefined();
    expect(deadline(inDays(-1))).toBeUndefined();
  });
  test('choosing it again later gains no time, and nothing is offered once it is over', () => {
    expect(deadline(inDays(30), 5, inDays(-4))).toEqual(inDays(1));
    expect(deadline(inDays(30), 5, inDays(-5))).toBeUndefined();
  });
  test('is always to come and always leaves two days to sell the places again', () => {
    const days = fc.double({ min: -40, max: 400, noNaN: true });
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: -40, max: 0, noNaN: true }),
        (start, toPay, ordered) => {
          const until = deadline(inDays(start), toPay, inDays(ordered));
          if (!until) return;
          expect(until.getTime()).toBeGreaterThan(now.getTime());
          expect(until.getTime()).toBeLessThanOrEqual(inDays(start - 2).getTime());
        },
      ),
    );
  });
});

describe('which payment money that came is for', () => {
  const reference = creditorReference(77n);
  const transfer: ExpectedTransfer = {
    paymentId: 'ours',
    reference,
    amountMinor: 9_600,
    currency: 'EUR',
    isPaid: false,
  };
  const decide = (credit: object, more: Partial<ExpectedTransfer> = {}) =>
    decideEntry(
      { amountMinor: 9_600, currency: 'EUR', remittance: `Billets ${reference}`, ...credit },
      new Map([[reference, { ...transfer, ...more }]]),
    );

  test('the one of its reference, to the cent', () => {
    expect(decide({})).toEqual({ ok: true, paymentId: 'ours' });
  });
  test.each([
    ['a cent less', { amountMinor: 9_599 }, 'other_amount'],
    ['a cent more', { amountMinor: 9_601 }, 'other_amount'],
    ['another currency', { currency: 'CHF' }, 'other_currency'],
    ['no reference', { remittance: 'Billets' }, 'no_reference'],
    ['a reference nobody was told', { remittance: creditorReference(78n) }, 'unknown_reference'],
    ['two references', { remittance: `${reference} ${creditorReference(78n)}` }, 'several_references'],
  ])('none, for %s', (_what, credit, reason) => {
    expect(decide(credit)).toEqual({ ok: false, reason });
  });
  test('none when the money for it is here already', () => {
    expect(decide({}, { isPaid: true })).toEqual({ ok: false, reason: 'paid_already' });
  });
});
