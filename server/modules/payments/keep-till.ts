import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { cashMoved, tillClosed, tillOpened } from './announcements.ts';
import { chained } from './chain-hash.ts';
import { placeInChain, type TillEntry } from './till.rules.ts';
import { lockChainEnd, lockTill, saveTill, saveTillClosed, saveTillEntry, sumTill, type Till } from './till.store.ts';

/** Opens a till with the cash that is in it. Throws till_open: this person has one open here. */
export async function openTill(
  ctx: Ctx,
  wish: { readonly organiserId: string; readonly name: string; readonly currency: string; readonly floatMinor: number },
): Promise<Till> {
  const { floatMinor, ...named } = wish;
  const till = await saveTill(ctx, { ...named, openedBy: personOf(ctx) });
  if (!till) throw new Refusal('till_open');
  await record(ctx, till, { kind: 'float', cashMinor: floatMinor });
  await announce(ctx, tillOpened(till, floatMinor));
  return till;
}

/** Cash that is put in or taken out and is neither sale nor refund. Throws what ownTill does, till_short. */
export async function moveCash(
  ctx: Ctx,
  tillId: string,
  {
    kind,
    amountMinor,
    note,
  }: { readonly kind: 'pay_in' | 'pay_out'; readonly amountMinor: number; readonly note: string },
): Promise<void> {
  const till = await ownTill(ctx, tillId);
  const cashMinor = kind === 'pay_out' ? -amountMinor : amountMinor;
  await expectCash(ctx, till, amountMinor, kind === 'pay_out');
  await record(ctx, till, { kind, cashMinor, note });
  await announce(ctx, cashMoved(till, cashMinor, note));
}

/**
 * Closes a till with what was counted: the difference to what should be there is kept, whatever it is. `mayCloseOthers`: a
 * till that somebody left open. Throws not_found, till_closed, till_of_another.
 */
export async function closeTill(
  ctx: Ctx,
  tillId: string,
  wish: { readonly countedMinor: number; readonly note: string; readonly mayCloseOthers: boolean },
): Promise<void> {
  const till = wish.mayCloseOthers ? await openTillOf(ctx, tillId) : await ownTill(ctx, tillId);
  const { countedMinor, note } = wish;
  const { cashMinor: expectedMinor } = await sumTill(ctx, tillId);
  await record(ctx, till, { kind: 'close', countedMinor, note });
  await saveTillClosed(ctx, tillId, { by: personOf(ctx), expectedMinor, countedMinor });
  await announce(ctx, tillClosed(till, { expectedMinor, countedMinor }));
}

/** A till of the person who asks, open and locked. Throws not_found, till_closed, till_of_another. */
export async function ownTill(ctx: Ctx, tillId: string): Promise<Till> {
  const till = await openTillOf(ctx, tillId);
  if (till.openedBy !== personOf(ctx)) throw new Refusal('till_of_another');
  return till;
}

async function openTillOf(ctx: Ctx, tillId: string): Promise<Till> {
  const till = await lockTill(ctx, tillId);
  if (!till) throw new Refusal('not_found');
  if (till.closedAt !== null) throw new Refusal('till_closed');
  return till;
}

export async function expectCash(ctx: Ctx, till: Till, amountMinor: number, isTaken = true): Promise<void> {
  if (isTaken && (await sumTill(ctx, till.id)).cashMinor < amountMinor) throw new Refusal('till_short');
}

type Happened = Pick<TillEntry, 'kind'> &
  Partial<
    Pick<
      TillEntry,
      'cashMinor' | 'terminalMinor' | 'givenMinor' | 'receipt' | 'paymentId' | 'refundId' | 'countedMinor' | 'note'
    >
  >;

/** Writes what happened at a till, tied to everything before it. The till is locked. */
export async function record(ctx: Ctx, till: Till, happened: Happened): Promise<void> {
  const { organiserId, currency, id: tillId } = till;
  const entry: TillEntry = {
    organiserId,
    currency,
    tillId,
    cashMinor: 0,
    terminalMinor: 0,
    givenMinor: null,
    receipt: null,
    paymentId: null,
    refundId: null,
    countedMinor: null,
    note: '',
    ...happened,
    recordedBy: personOf(ctx),
    recordedAt: ctx.now,
  };
  const end = await lockChainEnd(ctx, organiserId, currency);
  const placed = placeInChain(entry, end);
  const hash = chained(end.lastHash, placed.sealed);
  await saveTillEntry(ctx, { ...entry, ...placed, previousHash: end.lastHash, hash });
}

function personOf({ actor }: Ctx): string {
  if (actor.kind !== 'account') throw new Refusal('role_missing');
  return actor.accountId;
}
