import type { Input, Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance } from '../catalogue/index.ts';
import { findFirstPlacesLeft } from '../inventory/index.ts';
import { findPriceBook, linesOf, offersFor, usablePromo } from '../pricing/index.ts';
import { findOpening } from './find-opening.ts';

type Query = Pick<Input<'getQuote'>['query'], 'offer' | 'promo' | 'code'> & { readonly quantity: number };

/**
 * The price of places before anything is held. Throws not_found, too_many_places { max }, no_such_offer, code_needed, and
 * what keeps either code from being used.
 */
export async function describeQuote(ctx: Ctx, performanceId: string, query: Query): Promise<Reply<'getQuote'>> {
  const performance = await findPerformance(ctx, performanceId);
  if (performance?.event.state !== 'published') throw new Refusal('not_found');
  if (query.quantity > performance.placesPerOrderMax) {
    throw new Refusal('too_many_places', undefined, { max: performance.placesPerOrderMax });
  }
  const book = await findPriceBook(ctx, performanceId);
  const opening = await findOpening(ctx, performance, query.code);
  const left = await findFirstPlacesLeft(ctx, performanceId);
  const assigned = offersFor(book, { offerId: query.offer, quantity: query.quantity }, { now: ctx.now, left, opening });
  const promo = query.promo
    ? await usablePromo(ctx, performance, { list: book.offers, offers: assigned.offers, code: query.promo })
    : undefined;
  const lines = linesOf(book, assigned, promo);
  const currency = performance.currency as Currency;
  const money = (amountMinor: number) => ({ amountMinor, currency });
  return {
    lines: lines.map((line) => ({
      offer: line.offer.id,
      tier: line.offer.tierName,
      tariff: line.offer.tariffName,
      quantity: line.quantity,
      unitPrice: money(line.unitPriceMinor),
      total: money(line.totalMinor),
      discount: money(line.discountMinor),
      feesIncluded: money(line.feesMinor),
      taxIncluded: money(line.taxMinor),
      trace: line.trace.map(({ rule, words, amountMinor }) => ({ rule, words, amount: money(amountMinor) })),
    })),
    missed: assigned.missed.map(({ offer, asked, left: placesLeft }) => ({
      offer: offer.id,
      tier: offer.tierName,
      tariff: offer.tariffName,
      asked,
      left: placesLeft,
    })),
    total: money(lines.reduce((total, line) => total + line.totalMinor, 0)),
    priceListVersion: book.version,
  };
}
