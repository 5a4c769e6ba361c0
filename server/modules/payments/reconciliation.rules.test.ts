import { describe, expect, test } from 'vitest';
import { type Difference, differencesOf, type Standing } from './reconciliation.rules.ts';

const agreed: Standing = {
  currency: 'EUR',
  capturedMinor: 9_600,
  isCaptureDue: true,
  refundedMinor: 4_800,
  refundedDueMinor: 4_800,
  theirs: { currencies: ['EUR'], captureCount: 1, capturedMinor: 9_600, refundedMinor: 4_800 },
};
const nothingThere = { currencies: [], captureCount: 0, capturedMinor: 0, refundedMinor: 0 };
const unpaid = { ...agreed, capturedMinor: 0, isCaptureDue: false, refundedMinor: 0, refundedDueMinor: 0 };

describe('a payment beside its provider’s statement', () => {
  const cases: readonly [string, Standing, Difference[]][] = [
    ['agrees', agreed, []],
    ['that nobody paid agrees with no line', { ...unpaid, theirs: nothingThere }, []],
    [
      'taken and given back a moment ago may be missing there',
      { ...agreed, isCaptureDue: false, refundedDueMinor: 0, theirs: nothingThere },
      [],
    ],
    ['with a refund under way agrees before it is there', { ...agreed, refundedMinor: 9_600 }, []],
    [
      'with a refund under way agrees once it is there',
      { ...agreed, refundedMinor: 9_600, theirs: { ...agreed.theirs, refundedMinor: 9_600 } },
      [],
    ],
    [
      'is missing there',
      { ...agreed, refundedMinor: 0, refundedDueMinor: 0, theirs: nothingThere },
      ['not_on_statement'],
    ],
    ['is not in our books', { ...unpaid, theirs: { ...agreed.theirs, refundedMinor: 0 } }, ['not_in_books']],
    [
      'was taken twice',
      { ...agreed, theirs: { ...agreed.theirs, captureCount: 2, capturedMinor: 19_200 } },
      ['taken_twice'],
    ],
    ['is another amount', { ...agreed, theirs: { ...agreed.theirs, capturedMinor: 9_601 } }, ['other_amount']],
    ['is in another currency', { ...agreed, theirs: { ...agreed.theirs, currencies: ['CAD'] } }, ['other_currency']],
    [
      'is in two currencies',
      { ...agreed, theirs: { ...agreed.theirs, currencies: ['CAD', 'EUR'] } },
      ['other_currency'],
    ],
    [
      'went back by our books only',
      { ...agreed, theirs: { ...agreed.theirs, refundedMinor: 0 } },
      ['refund_not_on_statement'],
    ],
    [
      'went back there only',
      { ...agreed, theirs: { ...agreed.theirs, refundedMinor: 9_600 } },
      ['refund_not_in_books'],
    ],
  ];
  test.each(cases)('%s', (_what, standing, expected) => {
    expect(differencesOf(standing)).toEqual(expected);
  });
});
