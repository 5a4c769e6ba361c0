import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { bankEntrySettled } from './announcements.ts';
import { type BankEntry, lockTransfers, saveEntrySettled } from './bank.store.ts';
import { tellCaptured } from './import-statement.ts';
import { doubtAbout } from './transfer.rules.ts';

/** Staff say which payment money is for. The entry is locked. Throws entry_settled, not_found, entry_not_exact { reason }. */
export async function assignEntry(
  ctx: Ctx,
  entry: BankEntry,
  wish: { paymentId: string; note: string },
): Promise<void> {
  if (entry.state !== 'unmatched') throw new Refusal('entry_settled');
  const [transfer] = await lockTransfers(ctx, entry.organiserId, { paymentId: wish.paymentId });
  if (!transfer) throw new Refusal('not_found');
  const reason = doubtAbout(entry, transfer);
  if (reason) throw new Refusal('entry_not_exact', undefined, { reason });
  await settle(ctx, entry, { state: 'matched', ...wish });
  await tellCaptured(ctx, entry.bankAccountId, entry, transfer.paymentId);
}

/** Staff have sent money back that is for nothing here. The entry is locked. Throws entry_settled. */
export async function returnEntry(ctx: Ctx, entry: BankEntry, note: string): Promise<void> {
  if (entry.state !== 'unmatched') throw new Refusal('entry_settled');
  await settle(ctx, entry, { state: 'sent_back', paymentId: null, note });
}

type Settled = { readonly state: 'matched' | 'sent_back'; readonly paymentId: string | null; readonly note: string };

async function settle(ctx: Ctx, entry: BankEntry, settled: Settled): Promise<void> {
  const by = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  await saveEntrySettled(ctx, entry.id, { ...settled, by });
  await announce(ctx, bankEntrySettled(entry, settled));
}
