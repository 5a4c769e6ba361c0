import { Refusal } from '../../platform/refusal.ts';
import { type PricedPlace, type PromoTerms, priceCart, type TraceStep } from './price-cart.rules.ts';
import { assignOffers, type Offer } from './rules.ts';
import type { PriceBook } from './store.ts';

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

/** The offers that `quantity` places of an offer would get now, by the same rules that price a hold. Throws `no_such_offer`. */
export function offersFor(book: PriceBook, offerId: string, quantity: number, now: Date): readonly Offer[] {
  const asked = book.offers.find(({ id }) => id === offerId);
  if (!asked) throw new Refusal('no_such_offer');
  const tiers = Array.from({ length: quantity }, () => asked.tierId);
  const assigned = assignOffers(book.offers, tiers, [{ tariff: asked.tariffId, quantity }], now);
  if (!assigned.ok) throw new Refusal(assigned.code);
  return assigned.offers;
}

/**
 * One line for places of one offer at one price, in the order in which they first appear: a discount that cannot be shared
 * out evenly makes two lines.
 */
export function linesOf(book: PriceBook, offers: readonly Offer[], promo: PromoTerms | undefined): QuoteLine[] {
  const alike = Map.groupBy(
    priceCart(book.offers, offers, promo),
    ({ offer, priceMinor, taxMinor }) => `${offer.id} ${priceMinor} ${taxMinor}`,
  );
  return [...alike.values()].flatMap((places) => (places[0] ? [lineOf(places[0], places.length)] : []));
}

function lineOf(place: PricedPlace, quantity: number): QuoteLine {
  const unitPriceMinor = place.priceMinor + place.feeMinor;
  return {
    offer: place.offer,
    quantity,
    unitPriceMinor,
    totalMinor: unitPriceMinor * quantity,
    discountMinor: place.discountMinor * quantity,
    feesMinor: place.feeMinor * quantity,
    taxMinor: place.taxMinor * quantity,
    trace: place.trace,
  };
}
