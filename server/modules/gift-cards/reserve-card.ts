import { readGiftCardCode } from '@tessera/contract/gift-card-code';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { hashOf } from './code.ts';
import { coverRest, paidByCards } from './part.rules.ts';
import { listParts, lockParts, saveReserved, saveReturned } from './part.store.ts';
import { decideReservation } from './rules.ts';
import { type Card, findCardByHash, lockCard } from './store.ts';

export type ReservationWish = {
  readonly code: string;
  readonly reference: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly totalMinor: number;
};
export type Reservation = { readonly cardId: string; readonly amountMinor: number };

/**
 * Reserves what more a card can pay of an order (reference), which is locked; nothing more when it is on the order already and
 * can pay no more. Throws gift_card_unknown, gift_card_blocked, gift_card_ended, gift_card_currency, gift_card_empty,
 * order_covered.
 */
export async function reserveCard(ctx: Ctx, { code, totalMinor, ...wish }: ReservationWish): Promise<Reservation> {
  const found = await findByCode(ctx, code);
  const card = found && (await lockCard(ctx, found.id));
  const parts = await listParts(ctx, [wish.reference]);
  const hasThisCard = parts.some(({ cardId, state }) => cardId === card?.id && state === 'reserved');
  const decision = decideReservation(card, { ...wish, leftMinor: totalMinor - paidByCards(parts), hasThisCard });
  if (!decision.ok) throw new Refusal(decision.code);
  if (!card) throw new Refusal('gift_card_unknown');
  const reservation = { cardId: card.id, amountMinor: decision.amountMinor };
  if (reservation.amountMinor > 0) await saveReserved(ctx, { reference: wish.reference, ...reservation });
  return reservation;
}

export async function findByCode(ctx: Ctx, typed: string): Promise<Card | undefined> {
  const code = readGiftCardCode(typed);
  return code === undefined ? undefined : findCardByHash(ctx, hashOf(ctx, code));
}

/** The buyer takes a card off an order that is not paid. Returns what was reserved. Throws not_found when it never was on it. */
export async function takeOff(ctx: Ctx, reference: string, cardId: string): Promise<number> {
  const part = (await lockParts(ctx, [reference])).find((one) => one.cardId === cardId);
  if (!part) throw new Refusal('not_found');
  if (part.state !== 'reserved') return 0;
  const { amountMinor } = part;
  await saveReturned(ctx, { reference, cardId, amountMinor }, 'taken_off');
  return amountMinor;
}

/** Orders ended unpaid: what was reserved for them is on its cards again. Safe to repeat. */
export async function endReservations(ctx: Ctx, references: readonly string[]): Promise<void> {
  if (references.length === 0) return;
  for (const { reference, cardId, amountMinor, state } of await lockParts(ctx, references)) {
    if (state === 'reserved') await saveReturned(ctx, { reference, cardId, amountMinor }, 'returned');
  }
}

/**
 * Money for a part of an order has come: has its cards reserve exactly the rest, also when they had given it back. Whether they
 * can; if not, nothing changes.
 */
export async function reserveRest(ctx: Ctx, reference: string, restMinor: number): Promise<boolean> {
  const changes = coverRest(await lockParts(ctx, [reference]), restMinor);
  if (!changes) return false;
  for (const { cardId, fromMinor, toMinor } of changes) {
    const amountMinor = Math.abs(toMinor - fromMinor);
    if (toMinor > fromMinor) await saveReserved(ctx, { reference, cardId, amountMinor });
    else await saveReturned(ctx, { reference, cardId, amountMinor }, 'returned');
  }
  return true;
}
