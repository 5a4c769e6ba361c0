import { toDecimal } from '@tessera/contract/money';
import { inLocale, type Locale } from '@tessera/contract/text';
import type { LocalizedWords } from '../languages/use-language.ts';
import { posterPath } from './poster/poster.tsx';
import type { EventFacts, Performance, PerformanceCard, SaleState } from './wire.ts';

type JsonLd = { [key: string]: JsonLd | JsonLd[] | string };

/** One schema.org Event per date, its prices with every fee; the chosen date with each of its offers. */
export function eventJsonLd(
  event: EventFacts,
  chosen: Performance | undefined,
  origin: string,
  locale: Locale,
): JsonLd[] {
  return event.performances.map((card) => {
    const url = `${origin}/e/${event.slug}?p=${card.id}`;
    return {
      '@context': 'https://schema.org',
      '@type': 'Event',
      name: words(event.title, locale),
      description: words(event.summary, locale),
      image: origin + posterPath(event),
      url,
      startDate: card.startsAt,
      endDate: card.endsAt,
      doorTime: card.doorsAt,
      eventStatus: `https://schema.org/${statusOf(card.sale.state)}`,
      eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
      location: placeOf(card, chosen),
      organizer: { '@type': 'Organization', name: event.organiser.name },
      offers: offersOf(card, chosen, url, locale),
    };
  });
}

function placeOf({ venue, id }: PerformanceCard, chosen: Performance | undefined): JsonLd {
  const street: { streetAddress?: string } = chosen?.id === id ? { streetAddress: chosen.venue.address } : {};
  return {
    '@type': 'Place',
    name: venue.name,
    address: { '@type': 'PostalAddress', addressLocality: venue.city, addressCountry: venue.country, ...street },
  };
}

function offersOf(card: PerformanceCard, chosen: Performance | undefined, url: string, locale: Locale): JsonLd[] {
  const facts = {
    '@type': 'Offer',
    url,
    priceCurrency: card.currency,
    availability: `https://schema.org/${stockOf(card)}`,
    validFrom: card.sale.opensAt,
  };
  if (chosen?.id === card.id) {
    return chosen.offers
      .filter(({ onSale, placesLeft, isHidden }) => onSale && placesLeft !== 0 && !isHidden)
      .map((offer) => ({
        ...facts,
        name: `${words(offer.tier.name, locale)} · ${words(offer.tariff.name, locale)}`,
        price: toDecimal(offer.price),
      }));
  }
  return card.fromPrice ? [{ ...facts, price: toDecimal(card.fromPrice) }] : [];
}

function statusOf(sale: SaleState): string {
  if (sale === 'cancelled') return 'EventCancelled';
  return sale === 'postponed' ? 'EventPostponed' : 'EventScheduled';
}

function stockOf({ sale, availability }: PerformanceCard): string {
  if (sale.state === 'not_open') return 'PreOrder';
  if (sale.state !== 'open' || availability === 'none') return 'SoldOut';
  return availability === 'plenty' ? 'InStock' : 'LimitedAvailability';
}

function words({ fr, en }: LocalizedWords, locale: Locale): string {
  return inLocale(en === undefined ? { fr } : { fr, en }, locale);
}
