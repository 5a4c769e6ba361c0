import { isPromoFor, type PromoTerms } from './price-cart.rules.ts';
import type { PromoCode, PromoRefusal } from './promo.rules.ts';
import { assignOffers, type Offer, type OfferRefusal } from './rules.ts';

/** What a code opens: the tiers and tariffs it is for; none: all of them. */
export type Opening = Pick<PromoTerms, 'tierCodes' | 'tariffCodes'>;

/** The offers somebody may have: hidden ones, and those whose sale has not begun for everybody, with a code that opens them. */
export function openedOffers(list: readonly Offer[], opening: Opening | undefined): readonly Offer[] {
  return list.flatMap((offer) => {
    const isOpened = opening !== undefined && isPromoFor(opening, offer);
    if (offer.isHidden && !isOpened) return [];
    return [isOpened && offer.saleOpensAt !== null ? { ...offer, saleOpensAt: null } : offer];
  });
}

/** Offers nobody has without a code at this moment: whether a field for one is worth showing. */
export function isAnyClosed(list: readonly Offer[], now: Date): boolean {
  return list.some(
    ({ isHidden, saleOpensAt, saleClosesAt }) =>
      (isHidden || (saleOpensAt !== null && saleOpensAt > now)) && (saleClosesAt === null || saleClosesAt > now),
  );
}

/** Why a wish that was refused was: a code would have made it possible, or nothing would. */
export function whyNotOffered(list: readonly Offer[], ...[placeTiers, wishes, at]: Asking): OfferRefusal {
  const seen = list.map((offer) => ({ ...offer, isHidden: false }));
  return assignOffers(seen, placeTiers, wishes, at).ok ? 'code_needed' : 'no_such_offer';
}
type Asking = [
  placeTiers: Parameters<typeof assignOffers>[1],
  wishes: Parameters<typeof assignOffers>[2],
  at: Parameters<typeof assignOffers>[3],
];

export type UnlockRefusal =
  | Extract<PromoRefusal, 'promo_not_started' | 'promo_ended' | 'promo_used_up'>
  | 'code_unknown';
type UnlockDecision =
  | { readonly ok: true; readonly promo: PromoCode }
  | { readonly ok: false; readonly code: UnlockRefusal; readonly facts?: Readonly<Record<string, unknown>> };

/** Whether a code opens offers of a performance now; the first thing that stands in the way otherwise. */
export function decideUnlock(
  promo: PromoCode | undefined,
  { organiserId, performanceId }: { readonly organiserId: string; readonly performanceId: string },
  now: Date,
): UnlockDecision {
  const isKnown =
    promo?.terms.kind === 'unlock' &&
    promo.organiserId === organiserId &&
    (promo.performanceId === null || promo.performanceId === performanceId);
  return promo && isKnown ? decideUse(promo, now) : { ok: false, code: 'code_unknown' };
}

/** Whether a code that opens something here may be used once more; to be asked again under its lock. */
export function decideUse(promo: PromoCode, now: Date): UnlockDecision {
  if (promo.startsAt !== null && promo.startsAt > now)
    return { ok: false, code: 'promo_not_started', facts: { startsAt: promo.startsAt.toISOString() } };
  if (promo.isClosed || (promo.endsAt !== null && promo.endsAt <= now)) return { ok: false, code: 'promo_ended' };
  if (promo.usesMax !== null && promo.uses >= promo.usesMax) return { ok: false, code: 'promo_used_up' };
  return { ok: true, promo };
}
