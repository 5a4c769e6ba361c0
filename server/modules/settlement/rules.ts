export type PayoutState = 'requested' | 'sent' | 'failed' | 'reversed';

/** What the provider said of an account when it was last asked. */
export type AccountFacts = {
  readonly providerAccountId: string | null;
  readonly detailsSubmitted: boolean;
  readonly payoutsEnabled: boolean;
  readonly receivesTransfers: boolean;
  readonly currentlyDue: readonly string[];
  readonly disabledReason: string | null;
};
export type AccountState = 'opening' | 'incomplete' | 'in_review' | 'rejected' | 'ready';

/** Only a ready account is sent money: it takes transfers, and what arrives there goes on to a bank. */
export function accountStateOf(account: AccountFacts): AccountState {
  if (account.providerAccountId === null) return 'opening';
  if (account.receivesTransfers && account.payoutsEnabled) return 'ready';
  if (account.disabledReason?.startsWith('rejected')) return 'rejected';
  return account.detailsSubmitted && account.currentlyDue.length === 0 ? 'in_review' : 'incomplete';
}

export type PayoutFacts = {
  readonly state: PayoutState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly transferId: string | null;
  readonly reversedMinor: number;
};
export type TransferFacts = {
  readonly transferId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reversedMinor: number;
};
/** isNewlySent: it is now known to be sent. backMinor: what of it came back since we last looked. */
export type TransferDecision = { readonly isNewlySent: boolean; readonly backMinor: number } | 'mismatch';

/**
 * What a transfer at the provider changes. Money that has gone counts as sent, also after a failure. The same again, or an
 * older answer, changes nothing. Another transfer than the one we know, or another amount, is left to be looked at.
 */
export function decideTransfer(payout: PayoutFacts, transfer: TransferFacts): TransferDecision {
  const isSame = payout.transferId === null || payout.transferId === transfer.transferId;
  const isExact = payout.amountMinor === transfer.amountMinor && payout.currency === transfer.currency;
  if (!isSame || !isExact || transfer.reversedMinor > transfer.amountMinor) return 'mismatch';
  return {
    isNewlySent: payout.state === 'requested' || payout.state === 'failed',
    backMinor: Math.max(0, transfer.reversedMinor - payout.reversedMinor),
  };
}

const firstPauseSeconds = 2;
const longestPauseSeconds = 900;

/** How long after a try that nobody knows the outcome of the next one is made: twice as long each time. */
export function pauseSeconds(tries: number): number {
  return Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** Math.min(tries - 1, 20));
}
