import { describe, expect, test } from 'vitest';
import { type AccountFacts, accountStateOf, decideTransfer, type PayoutFacts, pauseSeconds } from './rules.ts';

const ready: AccountFacts = {
  providerAccountId: 'acct_1',
  detailsSubmitted: true,
  payoutsEnabled: true,
  receivesTransfers: true,
  currentlyDue: [],
  disabledReason: null,
};

test.each([
  ['opening', { ...ready, providerAccountId: null }],
  ['ready', ready],
  // Something may be due later; until then money flows.
  ['ready', { ...ready, currentlyDue: ['company.tax_id'] }],
  ['incomplete', { ...ready, payoutsEnabled: false, detailsSubmitted: false }],
  ['incomplete', { ...ready, payoutsEnabled: false, currentlyDue: ['external_account'] }],
  ['incomplete', { ...ready, receivesTransfers: false, currentlyDue: ['tos_acceptance.date'] }],
  ['in_review', { ...ready, receivesTransfers: false, disabledReason: 'requirements.pending_verification' }],
  ['rejected', { ...ready, payoutsEnabled: false, disabledReason: 'rejected.fraud' }],
] as const)('an account is %s', (state, facts) => {
  expect(accountStateOf(facts)).toBe(state);
});

describe('a transfer at the provider', () => {
  const requested: PayoutFacts = {
    state: 'requested',
    amountMinor: 9_000,
    currency: 'EUR',
    transferId: null,
    reversedMinor: 0,
  };
  const sent: PayoutFacts = { ...requested, state: 'sent', transferId: 'tr_1' };
  const transfer = { transferId: 'tr_1', amountMinor: 9_000, currency: 'EUR', reversedMinor: 0 };

  test.each([
    ['of a requested payout: it is sent', requested, transfer, { isNewlySent: true, backMinor: 0 }],
    [
      'of one that seemed to have failed: it is sent',
      { ...requested, state: 'failed' },
      transfer,
      { isNewlySent: true, backMinor: 0 },
    ],
    ['told again changes nothing', sent, transfer, { isNewlySent: false, backMinor: 0 }],
    ['that partly came back', sent, { ...transfer, reversedMinor: 400 }, { isNewlySent: false, backMinor: 400 }],
    [
      'that came back before we knew it was sent',
      requested,
      { ...transfer, reversedMinor: 9_000 },
      { isNewlySent: true, backMinor: 9_000 },
    ],
    [
      'of which more came back',
      { ...sent, reversedMinor: 400 },
      { ...transfer, reversedMinor: 9_000 },
      { isNewlySent: false, backMinor: 8_600 },
    ],
    [
      'as it stood before some came back',
      { ...sent, reversedMinor: 400 },
      transfer,
      { isNewlySent: false, backMinor: 0 },
    ],
    ['of another amount', requested, { ...transfer, amountMinor: 9_001 }, 'mismatch'],
    ['in another currency', requested, { ...transfer, currency: 'CHF' }, 'mismatch'],
    ['that is a second one', sent, { ...transfer, transferId: 'tr_2' }, 'mismatch'],
    ['of which more came back than went', sent, { ...transfer, reversedMinor: 9_001 }, 'mismatch'],
  ] as const)('%s', (_what, payout, told, expected) => {
    expect(decideTransfer(payout, told)).toEqual(expected);
  });
});

test('what nobody knows the outcome of is tried again after ever longer, up to a quarter of an hour', () => {
  expect([1, 2, 3, 9, 10, 100_000].map(pauseSeconds)).toEqual([2, 4, 8, 512, 900, 900]);
});
