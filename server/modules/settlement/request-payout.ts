import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { postPayoutRequest } from '../ledger/index.ts';
import type { Providers } from '../payments/index.ts';
import { findAccountOf } from './account.store.ts';
import { payoutRequested } from './announcements.ts';
import { type Payout, savePayout } from './payout.store.ts';
import { accountStateOf } from './rules.ts';

export type PayoutWish = {
  readonly organiserId: string;
  readonly amountMinor: number;
  readonly currency: string;
};

/**
 * Sets aside what is to be sent to the organiser's account; sending it is a job. Throws payout_account_not_ready,
 * payout_by_transfer, payout_exceeds_due.
 */
export async function requestPayout(ctx: Ctx, providers: Providers, wish: PayoutWish): Promise<Payout> {
  const { organiserId, amountMinor, currency } = wish;
  const account = await findAccountOf(ctx, organiserId);
  if (!account || accountStateOf(account) !== 'ready') throw new Refusal('payout_account_not_ready');
  const provider = providers.get(account.provider);
  if (!provider?.payouts || !provider.takes(currency)) throw new Refusal('payout_by_transfer');
  const requestedBy = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  const payout = await savePayout(ctx, {
    organiserId,
    payoutAccountId: account.id,
    provider: account.provider,
    amountMinor,
    currency,
    requestedBy,
  });
  await postPayoutRequest(ctx, payout);
  await announce(ctx, payoutRequested(payout));
  return payout;
}
