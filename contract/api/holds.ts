import { z } from 'zod';
import { Id, Instant, LocalText, Money, SeatId } from './values.ts';

const quantity = z.int().min(1).max(100);

/** Exactly one way of naming the places. tariffs: which tariff for how many; places not covered are full price. */
export const HoldSeats = z
  .strictObject({
    seats: z.array(SeatId).min(1).max(100).optional(),
    zone: Id.optional(),
    quantity: quantity.optional(),
    best: z
      .strictObject({
        quantity,
        tier: Id.optional(),
        zone: Id.optional(),
        maxPriceMinor: z.int().min(0).max(100_000_000).optional(),
        together: z.literal(true).optional(),
        wheelchairs: z.int().min(1).max(20).optional().describe('So many of them are wheelchair places'),
      })
      .optional(),
    tariffs: z
      .array(z.strictObject({ tariff: Id, quantity }))
      .max(10)
      .optional(),
    code: z.string().min(1).max(64).optional().describe('Opens the places set aside for whoever knows it'),
  })
  .superRefine((wish, context) => {
    const ways = [wish.seats, wish.zone ?? wish.quantity, wish.best].filter((way) => way !== undefined);
    if (ways.length !== 1) context.addIssue({ code: 'custom', message: 'one_of_seats_zone_best', path: [] });
    if ((wish.zone === undefined) !== (wish.quantity === undefined)) {
      context.addIssue({ code: 'custom', message: 'zone_and_quantity', path: [wish.zone ? 'quantity' : 'zone'] });
    }
    if (wish.seats && new Set(wish.seats).size !== wish.seats.length) {
      context.addIssue({ code: 'custom', message: 'duplicate_seat', path: ['seats'] });
    }
  })
  .meta({ id: 'HoldSeats' });

export const HeldPlace = z
  .object({
    id: z.string().describe('The seat id; for a standing place, the zone id and its count'),
    zone: z.object({ id: Id, name: z.string(), kind: z.enum(['seated', 'standing']) }),
    row: z.string().nullable(),
    number: z.string().nullable(),
    flags: z.array(z.string()),
    offer: Id,
    tier: LocalText,
    tariff: LocalText,
    price: Money,
  })
  .meta({ id: 'HeldPlace' });

export const Hold = z
  .object({
    id: Id,
    performance: Id,
    token: z
      .string()
      .optional()
      .describe('The capability that opens this hold and its order; told once, when the hold is made'),
    status: z.enum(['active', 'expired', 'released', 'sold']),
    expiresAt: Instant,
    serverTime: Instant,
    extensionsLeft: z.int(),
    places: z.array(HeldPlace),
    total: Money,
  })
  .meta({ id: 'Hold' });

export const GetQuote = z.strictObject({
  offer: Id,
  quantity: z.coerce.number().int().min(1).max(100),
  promo: z.string().max(40).optional(),
});

export const Quote = z
  .object({
    lines: z.array(
      z.object({
        offer: Id,
        tier: LocalText,
        tariff: LocalText,
        quantity: z.int(),
        unitPrice: Money,
        total: Money,
        feesIncluded: Money,
        taxIncluded: Money,
        trace: z.array(z.object({ rule: z.string(), words: LocalText, amount: Money })),
      }),
    ),
    total: Money,
    priceListVersion: z.int(),
  })
  .meta({ id: 'Quote' });
