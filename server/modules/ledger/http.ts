import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findOrganiser } from '../identity/index.ts';
import { type AccountBalance, listBalances, listPayouts, listSent, type Payout, type SentSum } from './payout.store.ts';
import { recordPayout } from './record-payout.ts';
import type { LedgerAccount } from './rules.ts';

const payoutsMax = 100;

export function ledgerRoutes(routes: Routes): void {
  routes.inTransaction('getBalances', allow('director', 'admin'), async (ctx, { params, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const balances = await listBalances(ctx, organiserId);
    const sent = await listSent(ctx, organiserId);
    const payouts = await listPayouts(ctx, organiserId, payoutsMax);
    return { items: describeBalances(balances, sent), payouts: payouts.map(describePayout) };
  });

  routes.inTransaction('recordPayout', allow('superadmin'), async (ctx, { params, body, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const { amount, transferReference } = body;
    return describePayout(await recordPayout(ctx, { organiserId, ...amount, transferReference }));
  });
}

/** As people say it: what is owed or earned is positive. */
function describeBalances(
  balances: readonly AccountBalance[],
  sent: readonly SentSum[],
): Reply<'getBalances'>['items'] {
  return [...Map.groupBy(balances, ({ currency }) => currency)].map(([code, own]) => {
    const currency = code as Currency;
    const balanceOf = (account: LedgerAccount) => own.find((row) => row.account === account)?.balanceMinor ?? 0;
    const debit = (account: LedgerAccount) => ({ amountMinor: balanceOf(account), currency });
    const credit = (account: LedgerAccount) => ({ amountMinor: 0 - balanceOf(account), currency });
    const sentMinor = sent.find((row) => row.currency === currency)?.sentMinor ?? 0;
    return {
      currency,
      atProviders: debit('provider_clearing'),
      undecided: credit('order_clearing'),
      due: credit('organiser_payable'),
      underWay: credit('payout_clearing'),
      paidOut: { amountMinor: sentMinor - balanceOf('paid_out'), currency },
      bookingFees: credit('platform_fee'),
      commission: credit('commission'),
      giftCards: credit('gift_card_liability'),
      providerFees: debit('provider_fee'),
    };
  });
}

function describePayout({ id, amountMinor, currency, transferReference, recordedAt }: Payout): Reply<'recordPayout'> {
  return {
    id,
    amount: { amountMinor, currency: currency as Currency },
    transferReference,
    recordedAt: recordedAt.toISOString(),
  };
}
