import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid } from '../../platform/refusal.ts';
import { legsOfGiftCardIssue, legsOfGiftCardRefund, post } from '../ledger/index.ts';
import { giftCardIssued } from './announcements.ts';
import { codeOf, hashOf } from './code.ts';
import { type NewCard, newCardId, saveCard } from './store.ts';

export type CardWish = Pick<NewCard, 'organiserId' | 'currency' | 'email' | 'locale'> & {
  readonly amountMinor: number;
};

/** The organiser gives somebody a card, at its own expense. Throws invalid when it has ended already. */
export async function issueAsGoodwill(ctx: Ctx, wish: CardWish & Pick<NewCard, 'endsAt' | 'note'>): Promise<string> {
  if (wish.endsAt !== null && wish.endsAt <= ctx.now) throw invalid('endsAt', 'past');
  const { cardId, movementId } = await issue(ctx, { ...wish, source: 'goodwill' }, null);
  const { organiserId, currency, amountMinor } = wish;
  const legs = legsOfGiftCardIssue(amountMinor);
  await post(ctx, { kind: 'gift_card_issue', reference: movementId, organiserId, currency, legs });
  return cardId;
}

/** What goes back for an order (reference) comes on a new card. Whoever calls it has moved the amount to order_clearing. */
export async function issueAsRefund(ctx: Ctx, wish: CardWish, reference: string): Promise<void> {
  const { movementId } = await issue(ctx, { ...wish, source: 'refund', endsAt: null, note: '' }, reference);
  const { organiserId, currency, amountMinor } = wish;
  const legs = legsOfGiftCardRefund(amountMinor);
  await post(ctx, { kind: 'gift_card_refund', reference: movementId, organiserId, currency, legs });
}

async function issue(
  ctx: Ctx,
  { amountMinor, ...wish }: CardWish & Pick<NewCard, 'endsAt' | 'note' | 'source'>,
  reference: string | null,
): Promise<{ readonly cardId: string; readonly movementId: string }> {
  const id = await newCardId(ctx);
  const code = codeOf(ctx, id);
  const issuedBy = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  const card = {
    ...wish,
    id,
    initialMinor: amountMinor,
    issuedBy,
    codeHash: hashOf(ctx, code),
    codeEnd: code.slice(-4),
  };
  const movementId = await saveCard(ctx, card, reference);
  await announce(ctx, giftCardIssued(card, reference));
  return { cardId: id, movementId };
}
