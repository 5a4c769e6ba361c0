import { z } from 'zod';
import { chartFlags } from '../seating/chart.ts';
import { shownStates } from '../seating/seat-states.ts';
import { OfferCode, tariffKinds } from './prices.ts';
import { loneSeatModes } from './stock.ts';
import { CurrencyCode, Cursor, Id, Instant, Limit, LocalText, Money, SeatId, Slug } from './values.ts';

export const categories = [
  'football',
  'basketball',
  'concert',
  'show',
  'theatre',
  'conference',
  'cinema',
  'masterclass',
  'club',
] as const;

export const SaleState = z.enum(['not_open', 'open', 'closed', 'sold_out', 'cancelled', 'postponed', 'past']);
/** plenty: more than 20 % left; few: at most 20 %; last: at most 5 % or 20 places. */
export const Availability = z.enum(['plenty', 'few', 'last', 'none']);

export const PerformanceCard = z
  .object({
    id: Id,
    venue: z.object({ name: z.string(), city: z.string(), country: z.string() }),
    doorsAt: Instant,
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string(),
    currency: CurrencyCode,
    sale: z.object({ state: SaleState, opensAt: Instant, closesAt: Instant }),
    fromPrice: Money.nullable().describe('The lowest price a buyer can pay now, every fee included'),
    availability: Availability,
  })
  .meta({ id: 'PerformanceCard' });

export const EventCard = z
  .object({
    id: Id,
    slug: Slug,
    title: LocalText,
    summary: LocalText,
    category: z.enum(categories),
    poster: z.string(),
    organiser: z.object({ slug: Slug, name: z.string() }),
    cities: z.array(z.string()),
    firstStartsAt: Instant,
    firstTimeZone: z.string().describe('Where the first of them is'),
    lastStartsAt: Instant,
    lastTimeZone: z.string(),
    performanceCount: z.int(),
    fromPrice: Money.nullable(),
    availability: Availability,
    sale: SaleState,
  })
  .meta({ id: 'EventCard' });

export const EventPage = z.object({ items: z.array(EventCard), next: Cursor.nullable() }).meta({ id: 'EventPage' });

export const EventDetail = z
  .object({
    id: Id,
    slug: Slug,
    title: LocalText,
    summary: LocalText,
    description: LocalText,
    category: z.enum(categories),
    poster: z.string(),
    refundRule: LocalText,
    ageMinimum: z.int().nullable(),
    organiser: z.object({ slug: Slug, name: z.string(), legalName: z.string() }),
    performances: z.array(PerformanceCard),
  })
  .meta({ id: 'Event' });

export const ListEvents = z.strictObject({
  q: z.string().max(100).optional(),
  city: z.string().max(80).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  category: z.enum(categories).optional(),
  maxPriceMinor: z.coerce.number().int().min(0).max(100_000_000).optional(),
  available: z.enum(['true', 'false']).optional(),
  cursor: Cursor.optional(),
  limit: Limit,
});

export const Offer = z
  .object({
    id: Id,
    tier: z.object({ id: Id, code: z.string(), name: LocalText, position: z.int() }),
    tariff: z.object({
      id: Id,
      code: z.string(),
      name: LocalText,
      condition: LocalText.nullable(),
      kind: z.enum(tariffKinds),
      quantityMin: z.int(),
    }),
    price: Money.describe('What the buyer pays for one place, every fee and tax included'),
    feesIncluded: Money,
    onSale: z.boolean(),
    saleOpensAt: Instant.nullable().describe('null: it is, or was, on sale with the performance'),
    saleClosesAt: Instant.nullable(),
    placesLeft: z.int().nullable().describe('At this price; null: as many as there are'),
    isHidden: z.boolean().describe('The code that was given opened it'),
  })
  .meta({ id: 'Offer' });

export const PerformanceDetail = z
  .object({
    id: Id,
    event: z.object({
      id: Id,
      slug: Slug,
      title: LocalText,
      poster: z.string(),
      category: z.enum(categories),
      refundRule: LocalText,
    }),
    organiser: z.object({ slug: Slug, name: z.string(), legalName: z.string() }),
    venue: z.object({
      id: Id,
      name: z.string(),
      address: z.string(),
      city: z.string(),
      country: z.string(),
      accessNote: LocalText.nullable(),
    }),
    mapping: z.object({ id: Id, name: z.string(), version: z.int() }),
    seatMap: z.string().describe('Address of the geometry: getSeatMapByAddress'),
    doorsAt: Instant,
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string(),
    currency: CurrencyCode,
    sale: z.object({ state: SaleState, opensAt: Instant, closesAt: Instant }),
    holdMinutes: z.int(),
    placesPerOrderMax: z.int(),
    placesPerPersonMax: z.int().nullable().describe('In all orders together; null: no limit'),
    loneSeats: z.enum(loneSeatModes),
    availability: Availability,
    serverTime: Instant,
    zones: z.array(
      z.object({
        id: Id,
        code: z.string(),
        name: z.string(),
        group: z.string().nullable().describe('The stand or floor the zone is part of'),
        kind: z.enum(['seated', 'standing']),
        tier: Id.nullable(),
        capacity: z.int(),
        remaining: z.int(),
      }),
    ),
    offers: z.array(Offer),
    takesCode: z.boolean().describe('Some prices are for whoever knows a code'),
  })
  .meta({ id: 'Performance' });
export const GetPerformance = z.strictObject({ code: OfferCode.optional() });

export const Seat = z
  .object({
    id: SeatId,
    ordinal: z.int(),
    zone: Id,
    row: z.string(),
    number: z.string(),
    tier: Id,
    flags: z.array(z.enum(chartFlags)),
    state: z.enum(shownStates),
  })
  .meta({ id: 'Seat' });

export const SeatList = z.object({ version: z.string(), items: z.array(Seat) }).meta({ id: 'SeatList' });
export const ListSeats = z.strictObject({ zone: Id.optional() });

/** Geometry as JSON; coordinates in metres. Immutable for a `version`. */
export const SeatMap = z
  .object({
    version: z.string(),
    width: z.number(),
    height: z.number(),
    focalPoint: z.object({ x: z.number(), y: z.number() }),
    zones: z.array(z.object({ id: Id, code: z.string(), name: z.string(), kind: z.enum(['seated', 'standing']) })),
    seats: z.array(
      z.object({
        id: SeatId,
        ordinal: z.int(),
        zone: Id,
        row: z.string(),
        number: z.string(),
        x: z.number(),
        y: z.number(),
      }),
    ),
  })
  .meta({ id: 'SeatMap' });
