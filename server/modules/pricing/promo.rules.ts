import { isPromoFor, type PricedPlace, type PromoTerms } from './price-cart.rules.ts';

export type PromoCode = {
  readonly id: string;
  readonly organiserId: string;
  /** null: every performance of the organiser. */
  readonly performanceId: string | null;
  readonly terms: PromoTerms;
  /** null: a percentage, of any currency. */
  readonly currency: string | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly usesMax: number | null;
  readonly uses: number;
  readonly budgetMinor: number | null;
  readonly budgetUsedMinor: number;
  readonly perPersonMax: number | null;
  readonly isClosed: boolean;
};

export type PromoRefusal =
  | 'promo_unknown'
  | 'promo_not_started'
  | 'promo_ended'
  | 'promo_not_for_these'
  | 'promo_minimum'
  | 'promo_used_up';
type Decision =
  | { readonly ok: true; readonly discountMinor: number }
  | { readonly ok: false; readonly code: PromoRefusal; readonly facts?: Readonly<Record<string, unknown>> };

export type PromoCart = {
  readonly performanceId: string;
  readonly organiserId: string;
  readonly currency: string;
  /** Priced with the code. */
  readonly places: readonly PricedPlace[];
};

/** As it is typed on a phone and kept in the database: no blanks, capitals. */
export function plainCode(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}

/** Whether a code may be applied to a cart, with what it takes off in all; the first thing that stands in the way otherwise. */
export function decidePromo(promo: PromoCode | undefined, cart: PromoCart, now: Date): Decision {
  const isKnown =
    promo !== undefined &&
    promo.organiserId === cart.organiserId &&
    (promo.performanceId === null || promo.performanceId === cart.performanceId) &&
    (promo.currency === null || promo.currency === cart.currency);
  if (!isKnown) return { ok: false, code: 'promo_unknown' };
  if (promo.startsAt !== null && promo.startsAt > now)
    return { ok: false, code: 'promo_not_started', facts: { startsAt: promo.startsAt.toISOString() } };
  if (promo.isClosed || (promo.endsAt !== null && promo.endsAt <= now)) return { ok: false, code: 'promo_ended' };

  const count = cart.places.filter(({ offer }) => isPromoFor(promo.terms, offer)).length;
  if (count === 0) return { ok: false, code: 'promo_not_for_these' };
  if (count < promo.terms.quantityMin)
    return { ok: false, code: 'promo_minimum', facts: { minimum: promo.terms.quantityMin } };
  const discountMinor = discountOf(cart.places);
  if (discountMinor === 0) return { ok: false, code: 'promo_not_for_these' };

  const isUsedUp =
    (promo.usesMax !== null && promo.uses >= promo.usesMax) ||
    (promo.budgetMinor !== null && promo.budgetUsedMinor + discountMinor > promo.budgetMinor);
  return isUsedUp ? { ok: false, code: 'promo_used_up' } : { ok: true, discountMinor };
}

export function discountOf(places: readonly Pick<PricedPlace, 'discountMinor'>[]): number {
  return places.reduce((total, { discountMinor }) => total + discountMinor, 0);
}
