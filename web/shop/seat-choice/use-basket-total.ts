import type { Money } from '@tessera/contract/money';
import { useEffect } from 'react';
import { useFetcher } from 'react-router';
import type { loader as basketPrice } from '../basket-price.ts';
import { type TariffCounts, type Tier, usualOffer } from '../offers.ts';
import type { Performance, Quote } from '../wire.ts';

export type TierCount = { readonly tier: Tier; readonly quantity: number };

/**
 * What to ask the price of. undefined when it cannot be known before the places are held:
 * with several tiers, who sits where decides what a reduced tariff costs.
 */
export function linesOf(parts: readonly TierCount[], counts: TariffCounts): readonly string[] | undefined {
  const asked = Object.entries(counts).filter(([, count]) => count > 0);
  if (parts.length > 1 && asked.length > 0) return undefined;
  const lines = parts.flatMap(({ tier, quantity }) => {
    const others = quantity - asked.reduce((total, [, count]) => total + count, 0);
    const reduced = asked.map(
      ([tariff, count]) => [tier.offers.find((offer) => offer.tariff.id === tariff), count] as const,
    );
    return [...reduced, [usualOffer(tier, quantity), others] as const].filter(([, count]) => count > 0);
  });
  if (lines.some(([offer]) => !offer)) return undefined;
  return lines.map(([offer, count]) => `${offer?.id}:${count}`);
}

type BasketPrice = { readonly total?: Money; readonly missed?: Quote['missed'] };

/** What the server asks for a basket; without a total until that is known. */
export function useBasketTotal(
  { id, event }: Pick<Performance, 'id' | 'event'>,
  lines: readonly string[] | undefined,
): BasketPrice {
  const fetcher = useFetcher<typeof basketPrice>();
  const { load } = fetcher;
  const query = lines && lines.length > 0 ? lines.map((line) => `line=${encodeURIComponent(line)}`).join('&') : '';
  const address = query && `/e/${event.slug}/p/${id}/price?${query}`;
  useEffect(() => {
    if (address) load(address).catch(() => undefined);
  }, [address, load]);
  const { data: priced } = fetcher;
  return query && fetcher.state === 'idle' && priced?.total ? { total: priced.total, missed: priced.missed } : {};
}
