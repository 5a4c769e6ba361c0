import { expect, test } from 'vitest';
import { type Difference, differencesOf, type Standing } from './reconciliation.rules.ts';

const agreed: Standing = {
  currency: 'EUR',
  sentMinor: 9_000,
  isSentDue: true,
  reversedMinor: 1_000,
  isReversalDue: true,
  theirs: { currencies: ['EUR'], sentCount: 1, sentMinor: 9_000, reversedMinor: 1_000 },
};
const nothingThere = { currencies: [], sentCount: 0, sentMinor: 0, reversedMinor: 0 };
const unsent = { ...agreed, sentMinor: 0, isSentDue: false, reversedMinor: 0, isReversalDue: false };
const kept = { ...agreed, reversedMinor: 0, isReversalDue: false };

const cases: readonly [string, Standing, Difference[]][] = [
  ['agrees', agreed, []],
  ['that was not sent agrees with no line', { ...unsent, theirs: nothingThere }, []],
  ['sent a moment ago may be missing there', { ...kept, isSentDue: false, theirs: nothingThere }, []],
  [
    'that came back a moment ago may still be there',
    { ...agreed, isReversalDue: false, theirs: { ...agreed.theirs, reversedMinor: 0 } },
    [],
  ],
  ['is missing there', { ...kept, theirs: nothingThere }, ['not_on_statement']],
  ['is not in our books', { ...unsent, theirs: { ...agreed.theirs, reversedMinor: 0 } }, ['not_in_books']],
  ['was sent twice', { ...agreed, theirs: { ...agreed.theirs, sentCount: 2, sentMinor: 18_000 } }, ['sent_twice']],
  ['is another amount', { ...agreed, theirs: { ...agreed.theirs, sentMinor: 9_001 } }, ['other_amount']],
  ['is in another currency', { ...agreed, theirs: { ...agreed.theirs, currencies: ['CHF'] } }, ['other_currency']],
  ['came back here only', { ...agreed, theirs: { ...agreed.theirs, reversedMinor: 0 } }, ['reversal_not_on_statement']],
  ['came back there only', { ...kept, theirs: agreed.theirs }, ['reversal_not_in_books']],
];

test.each(cases)('a payout beside its provider’s statement %s', (_what, standing, expected) => {
  expect(differencesOf(standing)).toEqual(expected);
});
