import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance, saleState } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { findFirstPlacesLeft, remainingByZone, type SeatMaps } from '../inventory/index.ts';
import {
  buyerPrice,
  type FirstPlacesLeft,
  findPriceBook,
  firstPlacesKey,
  isAnyClosed,
  isOnSale,
  type Offer,
  openedOffers,
} from '../pricing/index.ts';
import { findMapping, listZones } from '../venues/index.ts';
import { findOpening } from './find-opening.ts';
import { availability, bestSale } from './rules.ts';
import type { StockCount } from './stock-board.ts';
import type { EventRow, PerformanceRow } from './store.ts';

type EventCard = Reply<'listEvents'>['items'][number];
type PerformanceCard = Reply<'getEvent'>['performances'][number];

export function describePerformanceCard(
  row: PerformanceRow,
  stock: StockCount | undefined,
  now: Date,
): PerformanceCard {
  const { remaining, capacity } = stock ?? { remaining: 0, capacity: 0 };
  return {
    id: row.id,
    venue: { name: row.venueName, city: row.city, country: row.country },
    doorsAt: row.doorsAt.toISOString(),
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    timeZone: row.timeZone,
    currency: row.currency as Currency,
    sale: {
      state: saleState(row, now, remaining),
      opensAt: row.saleOpensAt.toISOString(),
      closesAt: row.saleClosesAt.toISOString(),
    },
    fromPrice:
      row.fromPriceMinor === null ? null : { amountMinor: row.fromPriceMinor, currency: row.currency as Currency },
    availability: availability(remaining, capacity),
  };
}

export function describeEventCard(event: EventRow, performances: readonly PerformanceCard[], now: Date): EventCard {
  const toCome = performances.filter(({ endsAt }) => endsAt > now.toISOString());
  const shown = toCome.length > 0 ? toCome : performances;
  // Price and places left are those of the performances whose sale is told: a cancelled one is no bargain.
  const sale = bestSale(shown.map((card) => card.sale.state)) ?? 'past';
  const told = shown.filter((card) => card.sale.state === sale);
  const cheapest = told
    .flatMap(({ fromPrice }) => (fromPrice ? [fromPrice] : []))
    .sort((a, b) => a.amountMinor - b.amountMinor)[0];
  const levels = ['plenty', 'few', 'last', 'none'] as const;
  return {
    id: event.id,
    slug: event.slug,
    title: event.title,
    summary: event.summary,
    category: event.category,
    poster: event.poster,
    organiser: { slug: event.organiserSlug, name: event.organiserName },
    cities: [...new Set(shown.map(({ venue }) => venue.city))],
    firstStartsAt: shown[0]?.startsAt ?? event.sortAt.toISOString(),
    firstTimeZone: shown[0]?.timeZone ?? 'UTC',
    lastTimeZone: shown.at(-1)?.timeZone ?? 'UTC',
    lastStartsAt: shown.at(-1)?.startsAt ?? event.sortAt.toISOString(),
    performanceCount: shown.length,
    fromPrice: cheapest ?? null,
    availability: levels.find((level) => told.some((card) => card.availability === level)) ?? 'none',
    sale,
  };
}

/**
 * A performance as a buyer sees it who gave this code or none, with exact numbers of places left. Throws not_found, and what
 * keeps the code from opening anything.
 */
export async function describePerformance(
  ctx: Ctx,
  performanceId: string,
  code: string | undefined,
  seatMaps: Pick<SeatMaps, 'of'>,
): Promise<Reply<'getPerformance'>> {
  const performance = await findPerformance(ctx, performanceId);
  if (performance?.event.state !== 'published') throw new Refusal('not_found');
  const mapping = await findMapping(ctx, performance.mappingId);
  const organiser = await findOrganiser(ctx, performance.organiserId);
  if (!mapping || !organiser) throw new Refusal('not_found');
  const book = await findPriceBook(ctx, performanceId);
  const opening = await findOpening(ctx, performance, code);
  const first = await findFirstPlacesLeft(ctx, performanceId);
  const left = await remainingByZone(ctx, performanceId);
  const zones = (await listZones(ctx, performance.mappingId)).map((zone) => ({
    ...zone,
    tier: book.tierOfZone.get(zone.id) ?? null,
    remaining: left.get(zone.id) ?? 0,
  }));
  const remaining = zones.reduce((total, zone) => total + zone.remaining, 0);
  const capacity = zones.reduce((total, zone) => total + (zone.tier ? zone.capacity : 0), 0);
  const { slug, name, legalName } = organiser;
  const { id, event } = performance;
  return {
    id,
    event: { ...event, category: event.category as EventCard['category'] },
    organiser: { slug, name, legalName },
    venue: mapping.venue,
    mapping: { id: mapping.id, name: mapping.name, version: mapping.version },
    seatMap: (await seatMaps.of(ctx, mapping.id)).address,
    doorsAt: performance.doorsAt.toISOString(),
    startsAt: performance.startsAt.toISOString(),
    endsAt: performance.endsAt.toISOString(),
    timeZone: performance.timeZone,
    currency: performance.currency as Currency,
    sale: {
      state: saleState(performance, ctx.now, remaining),
      opensAt: performance.saleOpensAt.toISOString(),
      closesAt: performance.saleClosesAt.toISOString(),
    },
    holdMinutes: performance.holdMinutes,
    placesPerOrderMax: performance.placesPerOrderMax,
    placesPerPersonMax: performance.placesPerPersonMax,
    loneSeats: performance.loneSeats,
    availability: availability(remaining, capacity),
    serverTime: ctx.now.toISOString(),
    zones: zones.map(({ id, code, name, group, kind, tier, capacity, remaining }) => ({
      id,
      code,
      name,
      group,
      kind,
      tier,
      capacity,
      remaining,
    })),
    offers: openedOffers(book.offers, opening).map((offer) =>
      describeOffer(offer, { currency: performance.currency as Currency, now: ctx.now, first }),
    ),
    takesCode: isAnyClosed(book.offers, ctx.now),
  };
}

type OfferGround = { readonly currency: Currency; readonly now: Date; readonly first: FirstPlacesLeft };

function describeOffer(offer: Offer, { currency, now, first }: OfferGround) {
  const left = offer.placesMax === null ? undefined : first.get(firstPlacesKey(offer));
  return {
    id: offer.id,
    tier: { id: offer.tierId, code: offer.tierCode, name: offer.tierName, position: offer.tierPosition },
    tariff: {
      id: offer.tariffId,
      code: offer.tariffCode,
      name: offer.tariffName,
      condition: offer.tariffCondition,
      kind: offer.tariffKind,
      quantityMin: offer.quantityMin,
    },
    price: { amountMinor: buyerPrice(offer), currency },
    feesIncluded: { amountMinor: offer.feeMinor, currency },
    onSale: isOnSale(offer, now),
    saleOpensAt: offer.saleOpensAt?.toISOString() ?? null,
    saleClosesAt: offer.saleClosesAt?.toISOString() ?? null,
    placesLeft: left ?? null,
    isHidden: offer.isHidden,
  };
}
