import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { payoutRecorded } from './announcements.ts';
import { lockOwed, type Payout, savePayout } from './payout.store.ts';
import { post } from './post.ts';
import { decidePayout, legsOfPayout } from './rules.ts';

export type PayoutWish = {
  readonly organiserId: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Of the transfer at the bank; one payout each. */
  readonly transferReference: string;
};

/** Books money the platform has sent to an organiser. Throws payout_exceeds_due, payout_exists. */
export async function recordPayout(ctx: Ctx, wish: PayoutWish): Promise<Payout> {
  const { organiserId, amountMinor, currency } = wish;
  const owedMinor = await lockOwed(ctx, organiserId, currency);
  const recordedBy = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  const payout = await savePayout(ctx, { ...wish, recordedBy });
  if (!payout) throw new Refusal('payout_exists');
  if (decidePayout(owedMinor, amountMinor) !== 'pay') throw new Refusal('payout_exceeds_due');
  await post(ctx, { kind: 'payout', reference: payout.id, organiserId, currency, legs: legsOfPayout(amountMinor) });
  await announce(ctx, payoutRecorded(organiserId, payout));
  return payout;
}
