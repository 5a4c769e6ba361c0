import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { postPayoutFailed, postPayoutReversed, postPayoutSent } from '../ledger/index.ts';
import type { RefusedTransfer, TransferFact } from '../payments/index.ts';
import { payoutFailed, payoutMismatched, payoutReversed, payoutSent } from './announcements.ts';
import { lockPayout, type Payout, saveFailed, saveReversed, saveSent } from './payout.store.ts';
import { decideTransfer } from './rules.ts';

/**
 * What the provider says of a payout, whatever way we learnt it, and its books. The same again changes nothing. Whether it fits
 * what we know; if not, somebody has to look.
 */
export async function applyTransfer(
  ctx: Ctx,
  payoutId: string,
  fact: TransferFact | RefusedTransfer,
): Promise<boolean> {
  const payout = await lockPayout(ctx, payoutId);
  if (!payout) return false;
  if (fact.kind === 'refused') {
    await fail(ctx, payout, fact.reason);
    return true;
  }
  const decision = decideTransfer(payout, fact);
  if (decision === 'mismatch') {
    await announce(ctx, payoutMismatched(payout, fact));
    return false;
  }
  if (decision.isNewlySent) {
    await saveSent(ctx, payout.id, fact.transferId);
    await postPayoutSent(ctx, payout, { hadFailed: payout.state === 'failed' });
    await announce(ctx, payoutSent(payout, fact.transferId));
  }
  const { backMinor } = decision;
  if (backMinor === 0) return true;
  await saveReversed(ctx, payout.id, fact.reversedMinor);
  await postPayoutReversed(ctx, payout, { backMinor, reversedMinor: fact.reversedMinor });
  await announce(ctx, payoutReversed(payout, backMinor));
  return true;
}

/** Money that is known to be sent has not failed, whoever says so. */
async function fail(ctx: Ctx, payout: Payout, reason: RefusedTransfer['reason']): Promise<void> {
  if (payout.state !== 'requested') return;
  await saveFailed(ctx, payout.id, reason);
  await postPayoutFailed(ctx, payout);
  await announce(ctx, payoutFailed(payout, reason));
}
