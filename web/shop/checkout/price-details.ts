import { type Money, sum } from '@tessera/contract/money';
import type { RouterContextProvider } from 'react-router';
import { maybe } from '../../client/read.ts';
import type { Hold, Quote } from '../wire.ts';

export type PriceDetails = {
  readonly lines: Quote['lines'];
  readonly feesIncluded: Money;
  readonly taxIncluded: Money;
};

/** What is inside the price of a hold. null when today's prices are not those the hold was made at: then only its total counts. */
export async function priceDetails(context: Readonly<RouterContextProvider>, hold: Hold): Promise<PriceDetails | null> {
  const byOffer = [...Map.groupBy(hold.places, ({ offer }) => offer)];
  const quotes = await Promise.all(
    byOffer.map(([offer, places]) =>
      maybe(context, 'getQuote', {
        params: { performanceId: hold.performance },
        query: { offer, quantity: places.length },
      }),
    ),
  );
  const lines = quotes.flatMap((quote) => quote?.lines ?? []);
  const { currency } = hold.total;
  const total = sum(
    lines.map((line) => line.total),
    currency,
  );
  if (quotes.includes(undefined) || total.amountMinor !== hold.total.amountMinor) return null;
  return {
    lines,
    feesIncluded: sum(
      lines.map((line) => line.feesIncluded),
      currency,
    ),
    taxIncluded: sum(
      lines.map((line) => line.taxIncluded),
      currency,
    ),
  };
}
