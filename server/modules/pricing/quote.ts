import { Refusal } from '../../platform/refusal.ts';
import { assignOffers, buyerPrice, buyerTax, type Offer, type TraceStep, traceOf } from './rules.ts';
import type { PriceBook } from './store.ts';

export type QuoteLine = {
  readonly offer: Offer;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly totalMinor: number;
  readonly feesMinor: number;
  readonly taxMinor: number;
  readonly trace: readonly TraceStep[];
};

/** What `quantity` places of an offer cost now, by the same rules that price a hold. Throws `no_such_offer`. */
export function quoteFor(book: PriceBook, offerId: string, quantity: number, now: Date): QuoteLine[] {
  const asked = book.offers.find(({ id }) => id === offerId);
  if (!asked) throw new Refusal('no_such_offer');
  const tiers = Array.from({ length: quantity }, () => asked.tierId);
  const assigned = assignOffers(book.offers, tiers, [{ tariff: asked.tariffId, quantity }], now);
  if (!assigned.ok) throw new Refusal(assigned.code);
  return linesOf(book, assigned.offers);
}

/** One line an offer, in the order the offers first appear. */
export function linesOf(book: PriceBook, offers: readonly Offer[]): QuoteLine[] {
  const distinct = [...new Map(offers.map((offer) => [offer.id, offer])).values()];
  return distinct.map((offer) => {
    const quantity = offers.filter(({ id }) => id === offer.id).length;
    const full = book.offers.find(({ tierId, tariffKind }) => tierId === offer.tierId && tariffKind === 'full');
    return {
      offer,
      quantity,
      unitPriceMinor: buyerPrice(offer),
      totalMinor: buyerPrice(offer) * quantity,
      feesMinor: offer.feeMinor * quantity,
      taxMinor: buyerTax(offer) * quantity,
      trace: traceOf(offer, full),
    };
  });
}
