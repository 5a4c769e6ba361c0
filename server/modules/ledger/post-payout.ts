import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { lockOwed } from './payout.store.ts';
import { post } from './post.ts';
import {
  decidePayout,
  type Leg,
  legsOfPayoutFailed,
  legsOfPayoutRequest,
  legsOfPayoutReversed,
  legsOfPayoutSent,
} from './rules.ts';
import type { Posting } from './store.ts';

/** A payout to an organiser's account at a provider, in minor units of one currency. */
export type BookedPayout = {
  readonly id: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly amountMinor: number;
};

/**
 * Takes it off what the organiser is owed, until it is sent or has failed; other payouts of the organiser wait until the end of
 * the transaction. Throws payout_exceeds_due.
 */
export async function postPayoutRequest(ctx: Ctx, payout: BookedPayout): Promise<void> {
  const owedMinor = await lockOwed(ctx, payout.organiserId, payout.currency);
  if (decidePayout(owedMinor, payout.amountMinor) !== 'pay') throw new Refusal('payout_exceeds_due');
  await book(ctx, payout, 'payout_request', legsOfPayoutRequest(payout.amountMinor));
}

/** Books that it has left the platform's balance, also where that was thought to have failed. */
export async function postPayoutSent(ctx: Ctx, payout: BookedPayout, { hadFailed }: { hadFailed: boolean }) {
  const legs = hadFailed ? legsOfPayoutReversed(-payout.amountMinor) : legsOfPayoutSent(payout.amountMinor);
  await book(ctx, payout, 'payout_sent', legs);
}

/** Books that it will not be sent. */
export async function postPayoutFailed(ctx: Ctx, payout: BookedPayout): Promise<void> {
  await book(ctx, payout, 'payout_failed', legsOfPayoutFailed(payout.amountMinor));
}

/** Books what of it came back: `backMinor` now, `reversedMinor` altogether. */
export async function postPayoutReversed(
  ctx: Ctx,
  payout: BookedPayout,
  { backMinor, reversedMinor }: { readonly backMinor: number; readonly reversedMinor: number },
): Promise<void> {
  const legs = legsOfPayoutReversed(backMinor);
  await book(ctx, { ...payout, id: `${payout.id}:${reversedMinor}` }, 'payout_reversed', legs);
}

async function book(
  ctx: Ctx,
  { id: reference, organiserId, currency }: BookedPayout,
  kind: Posting['kind'],
  legs: readonly Leg[],
): Promise<void> {
  await post(ctx, { kind, reference, organiserId, currency, legs });
}
