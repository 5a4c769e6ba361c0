import { expect, test } from 'vitest';
import { eventJsonLd } from './event-json-ld.ts';
import type { EventFacts, PerformanceCard } from './wire.ts';

const card: PerformanceCard = {
  id: 'p1',
  venue: { name: 'Salle Atlas', city: 'Lyon', country: 'FR' },
  doorsAt: '2027-03-14T18:00:00.000Z',
  startsAt: '2027-03-14T19:00:00.000Z',
  endsAt: '2027-03-14T21:00:00.000Z',
  timeZone: 'Europe/Paris',
  currency: 'TND',
  sale: { state: 'open', opensAt: '2027-01-01T00:00:00.000Z', closesAt: '2027-03-14T19:00:00.000Z' },
  fromPrice: { amountMinor: 25500, currency: 'TND' },
  availability: 'few',
};
const event: EventFacts = {
  id: 'e1',
  slug: 'nuit-bleue',
  title: { fr: 'Nuit bleue', en: 'Blue Night' },
  summary: { fr: 'Un soir' },
  description: { fr: '' },
  category: 'concert',
  poster: 'waves',
  refundRule: { fr: '' },
  ageMinimum: null,
  organiser: { slug: 'atlas', name: 'Atlas', legalName: 'Atlas SARL' },
  performances: [card, { ...card, id: 'p2', sale: { ...card.sale, state: 'cancelled' }, fromPrice: null }],
};

test('search engines read the price a buyer pays, with every decimal of its currency, and which dates are off', () => {
  const [first, second] = eventJsonLd(event, undefined, 'https://shop.test', 'en');
  expect(first).toMatchObject({
    '@type': 'Event',
    name: 'Blue Night',
    url: 'https://shop.test/e/nuit-bleue?p=p1',
    eventStatus: 'https://schema.org/EventScheduled',
    offers: [{ price: '25.500', priceCurrency: 'TND', availability: 'https://schema.org/LimitedAvailability' }],
  });
  expect(second).toMatchObject({ eventStatus: 'https://schema.org/EventCancelled', offers: [] });
});
