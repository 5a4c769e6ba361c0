import type { Ctx } from '../../platform/context.ts';
import { type AwaitedTransfer, findAwaitedTransfer, findOfferedAccount, saveTransfer } from './bank.store.ts';
import { transferDeadline } from './transfer.rules.ts';

export type TransferOffer = { readonly bankAccountId: string; readonly until: Date };

/** Whether something can be paid by transfer, to which account and until when. */
export async function offerTransfer(
  ctx: Ctx,
  wish: { readonly organiserId: string; readonly currency: string; readonly orderedAt: Date; readonly startsAt: Date },
): Promise<TransferOffer | undefined> {
  const account = await findOfferedAccount(ctx, wish.organiserId, wish.currency);
  const until = account && transferDeadline({ now: ctx.now, ...wish, daysToPay: account.daysToPay });
  return until && { bankAccountId: account.id, until };
}

/** Notes which account the buyer of a payment is told; told once, it stays so. */
export async function awaitTransfer(ctx: Ctx, paymentId: string, offer: TransferOffer): Promise<void> {
  await saveTransfer(ctx, paymentId, offer.bankAccountId);
}

/** What a buyer who pays by transfer has to be told, while it is waited for. */
export async function awaitedTransfer(ctx: Ctx, paymentId: string): Promise<AwaitedTransfer | undefined> {
  return findAwaitedTransfer(ctx, paymentId);
}
