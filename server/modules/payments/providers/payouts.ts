/** What a provider says of an organiser's account. */
export type AccountStanding = {
  readonly detailsSubmitted: boolean;
  readonly chargesEnabled: boolean;
  /** What arrives there is sent on to a bank. */
  readonly payoutsEnabled: boolean;
  readonly receivesTransfers: boolean;
  /** What the provider still wants to know, in its own words. */
  readonly currentlyDue: readonly string[];
  readonly disabledReason: string | null;
};
export type AccountRequest = {
  /** Our id: the idempotency key at the provider. */
  readonly payoutAccountId: string;
  readonly organiserId: string;
  /** ISO 3166. */
  readonly country: string;
};
export type OnboardingRequest = {
  readonly providerAccountId: string;
  /** Where the organiser comes back to, and where one goes whose link has been used. */
  readonly returnUrl: string;
  readonly refreshUrl: string;
};

export type TransferRequest = {
  /** Our id: the idempotency key at the provider, and what the transfer is found by. */
  readonly payoutId: string;
  readonly providerAccountId: string;
  readonly amountMinor: number;
  readonly currency: string;
};
export type TransferFact = {
  readonly kind: 'transfer';
  /** Ours; null: a transfer that we did not ask for. */
  readonly payoutId: string | null;
  readonly transferId: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** What of it came back. */
  readonly reversedMinor: number;
};
/** The provider will not send it, now or later under this id. */
export type RefusedTransfer = {
  readonly kind: 'refused';
  readonly reason: 'balance_insufficient' | 'account_not_ready' | 'account_gone' | 'refused';
};

/**
 * Sends what the platform owes to accounts that organisers have at the same provider. Every call may be made again with the same
 * ids and must then have one effect; ProviderDown means that nobody knows what happened. No function is called while a
 * transaction is open.
 */
export type PayoutsAtProvider = {
  /** Where organisers can have an account: ISO 3166. */
  readonly countries: readonly string[];
  openAccount(request: AccountRequest): Promise<{ readonly providerAccountId: string }>;
  /** A page of the provider's where the organiser says who it is; good for one visit. */
  onboard(request: OnboardingRequest): Promise<{ readonly url: string; readonly expiresAt: Date }>;
  /** null: there is no such account any more, or not for us. */
  askAccount(providerAccountId: string): Promise<AccountStanding | null>;
  send(request: TransferRequest): Promise<TransferFact | RefusedTransfer>;
  /** The transfer of a payout, however long ago it was sent; null: there is none. */
  findTransfer(payoutId: string): Promise<TransferFact | null>;
  askTransfer(transferId: string): Promise<TransferFact | null>;
};

/** What a webhook says something about. It is believed in nothing: the provider is asked. */
export type PayoutMention =
  | { readonly kind: 'account'; readonly providerAccountId: string }
  | { readonly kind: 'transfer'; readonly transferId: string };
