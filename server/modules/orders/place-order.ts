import { randomInt } from 'node:crypto';
import { orderReference } from '@tessera/contract/order-reference';
import type { Locale } from '@tessera/contract/text';
import { afterCommit } from '../../platform/after-commit.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { Refusal } from '../../platform/refusal.ts';
import { expectWelcome } from '../blacklist/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { applyPromoCode, findHold, lockHold, orderHold, type PricedHold, priceHold } from '../inventory/index.ts';
import { findPolicyInForce } from '../pricing/index.ts';
import { orderPlaced } from './announcements.ts';
import { findOrderOfHold, type NewOrder, type Order, saveLines, saveOrder } from './store.ts';

export type Buyer = { readonly email: string; readonly name: string; readonly locale: Locale };
export type Attendee = { readonly place: number; readonly name: string };
export type OrderWish = {
  readonly attendees: readonly Attendee[];
  readonly promoCode: string | undefined;
  /** Should money that comes late find the seats gone: others of the same zone, together, rather than the money back. */
  readonly acceptsEquivalentSeats: boolean;
};

/**
 * Makes the order of a hold: its places, worded and priced as they were held.
 * A promo code is applied to the hold first, instead of the one it has.
 * Throws hold_expired, hold_ended, ask_organiser { contact }, hold_has_order { order }, person_limit { max }, and what keeps a
 * code from being applied.
 */
export async function placeOrder(
  ctx: Ctx,
  holdId: string,
  buyer: Buyer,
  { attendees, promoCode, acceptsEquivalentSeats }: OrderWish,
): Promise<Order> {
  const held = await findHold(ctx, holdId);
  // Before its hold is locked, as those who pay do: whoever bans the buyer meanwhile waits for both.
  if (held?.isAlive) await expectWelcome(ctx, held, buyer.email);
  // Its places are those the order is for: they stay as they are from here on.
  await lockHold(ctx, holdId);
  const existing = await findOrderOfHold(ctx, holdId);
  if (existing) throw new Refusal('hold_has_order', undefined, { order: existing });
  if (promoCode !== undefined) await applyPromoCode(ctx, holdId, promoCode);
  const priced = await priceHold(ctx, holdId);
  if (priced.status !== 'active') throw new Refusal(priced.status === 'expired' ? 'hold_expired' : 'hold_ended');
  const organiser = await findOrganiser(ctx, priced.organiserId);
  if (!organiser) throw new Refusal('not_found');

  await orderHold(ctx, priced.hold, buyer.email, priced.performance);
  const { actor } = ctx;
  const order = await saveUnderNewReference(ctx, organiser.referencePrefix, {
    organiserId: priced.organiserId,
    performanceId: priced.hold.performanceId,
    holdId,
    accountId: actor.kind === 'account' ? actor.accountId : null,
    buyerEmail: buyer.email,
    buyerName: buyer.name,
    locale: buyer.locale,
    totalMinor: priced.totalMinor,
    currency: priced.currency,
    acceptsEquivalentSeats,
    refundPolicyId: (await findPolicyInForce(ctx, priced.hold.performanceId))?.id ?? null,
  });
  await saveLines(ctx, order.id, linesOf(priced, attendees));
  await announce(ctx, orderPlaced(order));
  afterCommit(ctx, () => crashPoint('order.committed'));
  crashPoint('order.saved');
  return order;
}

function linesOf({ places }: PricedHold, attendees: readonly Attendee[]) {
  return places.map((held) => ({
    place: held.place,
    seatId: held.seatId,
    zoneId: held.zoneId,
    tierId: held.tierId,
    offerId: held.offerId,
    zoneName: held.zoneName,
    rowLabel: held.rowLabel,
    seatNumber: held.seatNumber,
    seatFlags: held.flags,
    tierName: held.offer.tierName,
    tariffName: held.offer.tariffName,
    priceMinor: held.priceMinor,
    feeMinor: held.feeMinor,
    taxMinor: held.taxMinor,
    discountMinor: held.discountMinor,
    absorbedFeeMinor: held.absorbedFeeMinor,
    trace: held.trace,
    attendeeName: attendees.find(({ place }) => place === held.place)?.name ?? '',
  }));
}

const drawsMax = 10;

/** References are drawn, not counted, so that nobody can walk from one to the next; a drawn one that is in use is drawn again. */
async function saveUnderNewReference(ctx: Ctx, prefix: string, order: Omit<NewOrder, 'reference'>): Promise<Order> {
  for (let draw = 0; draw < drawsMax; draw += 1) {
    const reference = orderReference(prefix, ctx.now.getUTCFullYear(), randomInt(2 ** 30));
    const saved = await saveOrder(ctx, { ...order, reference });
    if (saved) return saved;
    const existing = await findOrderOfHold(ctx, order.holdId);
    if (existing) throw new Refusal('hold_has_order', undefined, { order: existing });
  }
  throw new Error(`no free reference for ${prefix} in ${drawsMax} draws`);
}
