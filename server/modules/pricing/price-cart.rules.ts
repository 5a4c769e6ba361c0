import { containedTax, shareOf, splitByWeight } from '@tessera/contract/money';
import type { LocalText } from '@tessera/contract/text';
import type { Offer } from './rules.ts';

/** What a promo code does, as it was when it was applied. */
export type PromoTerms = {
  readonly code: string;
  /**
   * percent: of each place; fixed_order: off the whole; fixed_place: off each place; set_price: each place costs this;
   * unlock: nothing, it opens offers.
   */
  readonly kind: 'percent' | 'fixed_order' | 'fixed_place' | 'set_price' | 'unlock';
  /** percent: basis points (1000 is 10 %); else minor units. */
  readonly value: number;
  /** Codes of the tiers and tariffs it is for; none: all of them. */
  readonly tierCodes: readonly string[];
  readonly tariffCodes: readonly string[];
  /** So many places it is for must be in the cart. */
  readonly quantityMin: number;
};

/** One step from the full price to what the buyer pays. */
export type TraceStep = { readonly rule: string; readonly words: LocalText; readonly amountMinor: number };

export type PricedPlace = {
  readonly offer: Offer;
  /** After every discount, without the fee. */
  readonly priceMinor: number;
  /** This place's share of what the code takes off. */
  readonly discountMinor: number;
  readonly feeMinor: number;
  readonly absorbedFeeMinor: number;
  /** Contained in price and fee, rounded half to even, each rate by itself. */
  readonly taxMinor: number;
  /** The amounts add up to price + fee. */
  readonly trace: readonly TraceStep[];
};

/**
 * What the places of a cart cost, in minor units of the currency of their performance. The rules apply in this order: the
 * full price of the tier; the tariff's difference to it (early bird wins over group, see assignOffers); the code, of which
 * each place keeps its exact share; the booking fee; then the taxes contained in the result.
 * `offers` of the price list name the full prices the trace begins with.
 */
export function priceCart(
  list: readonly Offer[],
  places: readonly Offer[],
  promo: PromoTerms | undefined,
): readonly PricedPlace[] {
  const discounts = promo ? discountsOf(places, promo) : places.map(() => 0);
  return places.map((offer, place) => {
    const discountMinor = discounts[place] ?? 0;
    const priceMinor = offer.priceMinor - discountMinor;
    const { feeMinor, absorbedFeeMinor } = offer;
    const full = list.find(({ tierId, tariffKind }) => tierId === offer.tierId && tariffKind === 'full');
    const taxMinor = taxOf(offer, priceMinor);
    const trace = traceOf(offer, full ?? offer, { discountMinor, code: promo?.code ?? '' });
    return { offer, priceMinor, discountMinor, feeMinor, absorbedFeeMinor, taxMinor, trace };
  });
}

/** What the buyer pays for all of them. */
export function totalOf(places: readonly Pick<PricedPlace, 'priceMinor' | 'feeMinor'>[]): number {
  return places.reduce((total, { priceMinor, feeMinor }) => total + priceMinor + feeMinor, 0);
}

export function isPromoFor(
  { tierCodes, tariffCodes }: Pick<PromoTerms, 'tierCodes' | 'tariffCodes'>,
  offer: Offer,
): boolean {
  return (
    (tierCodes.length === 0 || tierCodes.includes(offer.tierCode)) &&
    (tariffCodes.length === 0 || tariffCodes.includes(offer.tariffCode))
  );
}

/** What a code takes off each place, in their order; a place never costs less than nothing, and none costs more than before. */
function discountsOf(places: readonly Offer[], promo: PromoTerms): number[] {
  const prices = places.map((offer) => (isPromoFor(promo, offer) ? offer.priceMinor : 0));
  if (places.filter((offer) => isPromoFor(promo, offer)).length < promo.quantityMin) return places.map(() => 0);
  switch (promo.kind) {
    case 'percent':
      return splitByWeight(shareOf(sum(prices), promo.value), prices);
    case 'fixed_order':
      return splitByWeight(Math.min(promo.value, sum(prices)), prices);
    case 'fixed_place':
      return prices.map((price) => Math.min(promo.value, price));
    case 'set_price':
      return prices.map((price) => Math.max(0, price - promo.value));
    case 'unlock':
      return prices.map(() => 0);
  }
}

function taxOf(offer: Offer, priceMinor: number): number {
  const { feeMinor, taxBasisPoints, feeTaxBasisPoints } = offer;
  if (feeTaxBasisPoints === null) return containedTax(priceMinor + feeMinor, taxBasisPoints);
  return containedTax(priceMinor, taxBasisPoints) + containedTax(feeMinor, feeTaxBasisPoints);
}

function traceOf(offer: Offer, base: Offer, promo: { discountMinor: number; code: string }): TraceStep[] {
  const steps: TraceStep[] = [{ rule: 'base', words: base.tariffName, amountMinor: base.priceMinor }];
  if (offer.priceMinor !== base.priceMinor) {
    steps.push({ rule: offer.tariffKind, words: offer.tariffName, amountMinor: offer.priceMinor - base.priceMinor });
  }
  if (promo.discountMinor > 0) {
    steps.push({ rule: 'promo', words: promoWords(promo.code), amountMinor: -promo.discountMinor });
  }
  if (offer.feeMinor > 0) steps.push({ rule: 'fee', words: feeWords, amountMinor: offer.feeMinor });
  return steps;
}

function promoWords(code: string): LocalText {
  return { fr: `Code ${code}`, en: `Code ${code}` };
}
const feeWords = { fr: 'Frais de réservation', en: 'Booking fee' };

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
