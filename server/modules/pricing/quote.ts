import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { type PricedPlace, type PromoTerms, priceCart, type TraceStep } from './price-cart.rules.ts';
import { decidePromo, plainCode } from './promo.rules.ts';
import { findPromo } from './promo.store.ts';
import { assignOffers, type FirstPlacesLeft, type MissedOffer, type Offer } from './rules.ts';
import type { PriceBook } from './store.ts';
import { type Opening, openedOffers, whyNotOffered } from './unlock.rules.ts';

export type QuoteLine = {
  readonly offer: Offer;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly totalMinor: number;
  readonly discountMinor: number;
  readonly feesMinor: number;
  readonly taxMinor: number;
  /** Of one place. */
  readonly trace: readonly TraceStep[];
};
type QuoteTerms = { readonly now: Date; readonly left: FirstPlacesLeft; readonly opening: Opening | undefined };

/**
 * The offers that `quantity` places of an offer would get now, by the same rules that price a hold, and those they miss.
 * Throws no_such_offer, code_needed.
 */
export function offersFor(
  book: PriceBook,
  { offerId, quantity }: { readonly offerId: string; readonly quantity: number },
  { now, left, opening }: QuoteTerms,
): { readonly offers: readonly Offer[]; readonly missed: readonly MissedOffer[] } {
  const asked = book.offers.find(({ id }) => id === offerId);
  if (!asked) throw new Refusal('no_such_offer');
  const tiers = Array.from({ length: quantity }, () => asked.tierId);
  const wishes = [{ tariff: asked.tariffId, quantity }];
  const assigned = assignOffers(openedOffers(book.offers, opening), tiers, wishes, { now, left });
  if (!assigned.ok) throw new Refusal(whyNotOffered(book.offers, tiers, wishes, { now, left }));
  return assigned;
}

/**
 * One line for places of one offer at one price, in the order in which they first appear: a discount that cannot be shared
 * out evenly makes two lines. What was missed is told in the trace, and costs nothing.
 */
export function linesOf(
  book: PriceBook,
  { offers, missed }: ReturnType<typeof offersFor>,
  promo: PromoTerms | undefined,
): QuoteLine[] {
  const alike = Map.groupBy(
    priceCart(book.offers, offers, promo),
    ({ offer, priceMinor, taxMinor }) => `${offer.id} ${priceMinor} ${taxMinor}`,
  );
  return [...alike.values()].flatMap((places) => (places[0] ? [lineOf(places[0], places.length, missed)] : []));
}

function lineOf(place: PricedPlace, quantity: number, missed: readonly MissedOffer[]): QuoteLine {
  const unitPriceMinor = place.priceMinor + place.feeMinor;
  const steps = missed.filter(({ offer }) => offer.tierId === place.offer.tierId).map(missedStep);
  return {
    offer: place.offer,
    quantity,
    unitPriceMinor,
    totalMinor: unitPriceMinor * quantity,
    discountMinor: place.discountMinor * quantity,
    feesMinor: place.feeMinor * quantity,
    taxMinor: place.taxMinor * quantity,
    trace: [...place.trace.slice(0, 1), ...steps, ...place.trace.slice(1)],
  };
}

function missedStep({ offer: { tariffName }, asked, left }: MissedOffer): TraceStep {
  const words = {
    fr: `${tariffName.fr} : il en reste ${left}, pas ${asked}`,
    en: `${tariffName.en ?? tariffName.fr}: ${left} left, not ${asked}`,
  };
  return { rule: 'early_bird_missed', words, amountMinor: 0 };
}

/** Terms of a code that could be applied now. Throws what keeps it from being applied. */
export async function usablePromo(
  ctx: Ctx,
  { id: performanceId, organiserId, currency }: Performance,
  cart: { readonly list: readonly Offer[]; readonly offers: readonly Offer[]; readonly code: string },
): Promise<PromoTerms> {
  const promo = await findPromo(ctx, organiserId, plainCode(cart.code));
  const places = priceCart(cart.list, cart.offers, promo?.terms);
  const decision = decidePromo(promo, { performanceId, organiserId, currency, places }, ctx.now);
  if (!decision.ok) throw new Refusal(decision.code, undefined, decision.facts);
  if (!promo) throw new Refusal('promo_unknown');
  return promo.terms;
}
