import type { Currency } from '@tessera/contract/money';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findPerformance } from '../catalogue/index.ts';
import { quoteFor } from './quote.ts';
import { findPriceBook } from './store.ts';

export function pricingRoutes(routes: Routes): void {
  routes.inTransaction('getQuote', allow('anyone'), async (ctx, { params, query }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (performance?.event.state !== 'published') throw new Refusal('not_found');
    if (query.quantity > performance.placesPerOrderMax) {
      throw new Refusal('too_many_places', undefined, { max: performance.placesPerOrderMax });
    }
    // There are no promo codes yet, so no code is known.
    if (query.promo) throw new Refusal('promo_unknown');
    const book = await findPriceBook(ctx, params.performanceId);
    const lines = quoteFor(book, query.offer, query.quantity, ctx.now);
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
        feesIncluded: money(line.feesMinor),
        taxIncluded: money(line.taxMinor),
        trace: line.trace.map(({ rule, words, amountMinor }) => ({ rule, words, amount: money(amountMinor) })),
      })),
      total: money(lines.reduce((total, line) => total + line.totalMinor, 0)),
      priceListVersion: book.version,
    };
  });
}
