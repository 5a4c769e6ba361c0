import type { Ctx } from '../../platform/context.ts';
import { legsOfGiftCardSpend, postAll } from '../ledger/index.ts';
import { lockParts, saveSpent } from './part.store.ts';

/** Orders are confirmed: what cards have reserved for them is spent, and pays for them in the books. */
export async function spendReserved(ctx: Ctx, references: readonly string[]): Promise<void> {
  if (references.length === 0) return;
  await lockParts(ctx, references);
  const spent = await saveSpent(ctx, references);
  await postAll(
    ctx,
    spent.map(({ movementId: reference, organiserId, currency, amountMinor }) => {
      return { kind: 'gift_card_spend', reference, organiserId, currency, legs: legsOfGiftCardSpend(amountMinor) };
    }),
  );
}
