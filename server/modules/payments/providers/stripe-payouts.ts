import Stripe from 'stripe';
import type { AccountStanding, PayoutsAtProvider, RefusedTransfer, TransferFact, TransferRequest } from './payouts.ts';
import { ProviderDown } from './provider.ts';
import { answered, ifKnown, isNo } from './stripe-client.ts';

/** Between these a platform in Europe may transfer. There are no accounts in Tunisia, among others. */
const countries = [
  ...['AT', 'BE', 'BG', 'CH', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GI', 'GR', 'HR', 'HU', 'IE', 'IT'],
  ...['LI', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
];
const reasons: Readonly<Record<string, RefusedTransfer['reason']>> = {
  balance_insufficient: 'balance_insufficient',
  insufficient_funds: 'balance_insufficient',
  insufficient_capabilities_for_transfer: 'account_not_ready',
  transfers_not_allowed: 'account_not_ready',
  account_invalid: 'account_gone',
  resource_missing: 'account_gone',
};

/** Stripe Connect, charges and transfers apart: buyers pay the platform, and it transfers to the organisers' accounts what it owes. */
export function stripePayouts(stripe: Stripe): PayoutsAtProvider {
  return {
    countries,
    openAccount: ({ payoutAccountId, organiserId, country }) =>
      answered(async () => {
        const account = await stripe.accounts.create(
          {
            country,
            controller: {
              fees: { payer: 'application' },
              losses: { payments: 'application' },
              requirement_collection: 'stripe',
              stripe_dashboard: { type: 'express' },
            },
            capabilities: { transfers: { requested: true } },
            metadata: { organiser_id: organiserId, payout_account_id: payoutAccountId },
          },
          { idempotencyKey: `payout-account:${payoutAccountId}` },
        );
        return { providerAccountId: idOf(account) };
      }),
    onboard: ({ providerAccountId: account, returnUrl, refreshUrl }) =>
      answered(async () => {
        const urls = { return_url: returnUrl, refresh_url: refreshUrl };
        const link = await stripe.accountLinks.create({ account, type: 'account_onboarding', ...urls });
        return { url: link.url, expiresAt: new Date(link.expires_at * 1000) };
      }),
    askAccount: (id) =>
      answered(async () => {
        const account = await unlessGone(() => stripe.accounts.retrieve(id));
        return account ? standingOf(account) : null;
      }),
    send: (request) => answered(() => sendTransfer(stripe, request)),
    findTransfer: (payoutId) =>
      answered(async () => {
        const { data } = await stripe.transfers.list({ transfer_group: payoutId, limit: 10 });
        const transfer = data.find(({ metadata }) => metadata['payout_id'] === payoutId);
        return transfer ? factOfTransfer(transfer) : null;
      }),
    askTransfer: (id) =>
      answered(async () => {
        const transfer = await ifKnown(() => stripe.transfers.retrieve(id));
        return transfer ? factOfTransfer(transfer) : null;
      }),
  };
}

async function sendTransfer(stripe: Stripe, request: TransferRequest): Promise<TransferFact | RefusedTransfer> {
  const { payoutId, providerAccountId: destination, amountMinor: amount, currency } = request;
  try {
    const transfer = await stripe.transfers.create(
      {
        amount,
        currency: currency.toLowerCase(),
        destination,
        transfer_group: payoutId,
        metadata: { payout_id: payoutId },
      },
      { idempotencyKey: `payout:${payoutId}` },
    );
    return factOfTransfer(transfer);
  } catch (error) {
    if (isNo(error) || isGone(error)) return { kind: 'refused', reason: reasons[error.code ?? ''] ?? 'refused' };
    throw error;
  }
}

function factOfTransfer(transfer: Stripe.Transfer): TransferFact {
  return {
    kind: 'transfer',
    payoutId: transfer.metadata['payout_id'] ?? null,
    transferId: idOf(transfer),
    amountMinor: transfer.amount,
    currency: transfer.currency.toUpperCase(),
    reversedMinor: transfer.amount_reversed,
  };
}

function standingOf(account: Stripe.Account): AccountStanding {
  return {
    detailsSubmitted: account.details_submitted,
    chargesEnabled: account.charges_enabled,
    payoutsEnabled: account.payouts_enabled,
    receivesTransfers: account.capabilities?.transfers === 'active',
    currentlyDue: account.requirements?.currently_due ?? [],
    disabledReason: account.requirements?.disabled_reason ?? null,
  };
}

/** The organiser has taken our access away, which Stripe calls a missing permission. */
function isGone(error: unknown): error is InstanceType<typeof Stripe.errors.StripePermissionError> {
  return error instanceof Stripe.errors.StripePermissionError && error.code === 'account_invalid';
}

async function unlessGone<Found>(call: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await ifKnown(call);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function idOf({ id }: { readonly id: unknown }): string {
  if (typeof id !== 'string') throw new ProviderDown('stripe', 'an answer without an id');
  return id;
}
