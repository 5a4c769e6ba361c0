import type { Ctx } from '../../platform/context.ts';
import { legsOfGiftCardRefund, post } from '../ledger/index.ts';
import { type CardWish, issueAsRefund } from './issue-card.ts';
import type { Back } from './part.rules.ts';
import { saveGivenBack, saveRefundedTo } from './part.store.ts';

export type Returning = Omit<CardWish, 'amountMinor'> & {
  readonly reference: string;
  /** To the cards that paid, which are locked. */
  readonly back: readonly Back[];
  /** What comes on a new card beside what cards that paid cannot take. */
  readonly moreMinor: number;
};

/** Gives back for an order (reference) on gift cards. Whoever calls it has moved the amount to order_clearing. */
export async function returnToCards(ctx: Ctx, { reference, back, moreMinor, ...to }: Returning): Promise<void> {
  let newCardMinor = moreMinor;
  for (const { cardId, amountMinor, onNewCard } of back) {
    await saveGivenBack(ctx, { reference, cardId, amountMinor });
    if (onNewCard) newCardMinor += amountMinor;
    else {
      const movementId = await saveRefundedTo(ctx, { reference, cardId, amountMinor });
      const { organiserId, currency } = to;
      const legs = legsOfGiftCardRefund(amountMinor);
      await post(ctx, { kind: 'gift_card_refund', reference: movementId, organiserId, currency, legs });
    }
  }
  if (newCardMinor > 0) await issueAsRefund(ctx, { ...to, amountMinor: newCardMinor }, reference);
}
