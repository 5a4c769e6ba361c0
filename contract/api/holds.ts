import { z } from 'zod';
import { OfferCode } from './prices.ts';
import { CurrencyCode, Cursor, Id, Instant, Limit, LocalText, Money, SeatId } from './values.ts';

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
    code: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('Opens the places set aside, or the offers hidden, for whoever knows it'),
    totalMaxMinor: z
      .int()
      .min(0)
      .max(100_000_000_000)
      .optional()
      .describe('The price that was shown: where they cost more by now, nothing is held'),
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

/** One step from the full price to what the buyer pays. */
export const TraceStep = z.object({ rule: z.string(), words: LocalText, amount: Money }).meta({ id: 'TraceStep' });

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
    price: Money.describe('What the buyer pays for it: after discounts, every fee and tax included'),
    discount: Money.describe('Its share of what the promo code takes off'),
    feesIncluded: Money,
    taxIncluded: Money,
    trace: z.array(TraceStep).describe('How the price came about; the amounts add up to it'),
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
    code: z.string().nullable().describe('The code that opened its offers'),
    promo: z.object({ code: z.string(), discount: Money }).nullable(),
    total: Money,
  })
  .meta({ id: 'Hold' });

export const GetQuote = z.strictObject({
  offer: Id,
  quantity: z.coerce.number().int().min(1).max(100),
  promo: z.string().max(40).optional(),
  code: OfferCode.optional(),
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
        discount: Money,
        feesIncluded: Money,
        taxIncluded: Money,
        trace: z.array(TraceStep).describe('Of one place'),
      }),
    ),
    missed: z
      .array(z.object({ offer: Id, tier: LocalText, tariff: LocalText, asked: z.int(), left: z.int() }))
      .describe('Better prices with too few places left for all that were asked for, so that none of them gets them'),
    total: Money,
    priceListVersion: z.int(),
  })
  .meta({ id: 'Quote' });

const promoText = z.string().min(1).max(40);
export const ApplyPromoCode = z.strictObject({ code: promoText }).meta({ id: 'ApplyPromoCode' });

const promoKinds = ['percent', 'fixed_order', 'fixed_place', 'set_price', 'unlock'] as const;
const amount = z.int().min(1).max(100_000_000);
const codes = z.array(z.string().min(1).max(40)).max(50);

export const CreatePromoCode = z
  .strictObject({
    code: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,38}[A-Za-z0-9]$/)
      .describe('Letters, digits, - and _; capitals do not matter'),
    kind: z
      .enum(promoKinds)
      .describe('unlock: takes nothing off, it opens offers that are hidden or not on sale for everybody yet'),
    value: z
      .int()
      .min(0)
      .max(100_000_000)
      .default(0)
      .describe('percent: basis points, 1000 is 10 %; unlock: none; else minor units'),
    currency: CurrencyCode.optional().describe('Needed wherever an amount is; a percentage without budget has none'),
    performance: Id.optional().describe('Without it: every performance of the organiser'),
    tiers: codes.default([]).describe('Codes of the tiers it is for; none: all'),
    tariffs: codes.default([]),
    quantityMin: z.int().min(1).max(100).default(1),
    startsAt: Instant.nullish(),
    endsAt: Instant.nullish(),
    usesMax: z.int().min(1).max(10_000_000).nullish(),
    budgetMinor: amount.nullish(),
    perPersonMax: z.int().min(1).max(1_000).nullish(),
  })
  .superRefine((promo, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', message, path: [path] });
    if (promo.kind === 'percent' && (promo.value < 1 || promo.value > 10_000)) refuse('value', 'not_a_share');
    const isUnlock = promo.kind === 'unlock';
    if (isUnlock && promo.value !== 0) refuse('value', 'takes_nothing_off');
    if (isUnlock && promo.budgetMinor != null) refuse('budgetMinor', 'takes_nothing_off');
    if (isUnlock && promo.quantityMin > 1) refuse('quantityMin', 'takes_nothing_off');
    if (!isUnlock && promo.kind !== 'set_price' && promo.value === 0) refuse('value', 'takes_nothing_off');
    const hasAmount = (promo.kind !== 'percent' && !isUnlock) || promo.budgetMinor != null;
    if (hasAmount && promo.currency === undefined) refuse('currency', 'needed');
    if (promo.startsAt && promo.endsAt && promo.startsAt >= promo.endsAt) refuse('endsAt', 'before_start');
  })
  .meta({ id: 'CreatePromoCode' });

export const PromoCode = z
  .object({
    id: Id,
    performance: Id.nullable(),
    code: z.string(),
    kind: z.enum(promoKinds),
    value: z.int(),
    currency: CurrencyCode.nullable(),
    tiers: z.array(z.string()),
    tariffs: z.array(z.string()),
    quantityMin: z.int(),
    startsAt: Instant.nullable(),
    endsAt: Instant.nullable(),
    usesMax: z.int().nullable(),
    uses: z.int().describe('Orders it was used for, and holds it is applied to now'),
    budgetMinor: z.int().nullable(),
    budgetUsedMinor: z.int(),
    perPersonMax: z.int().nullable(),
    isClosed: z.boolean(),
  })
  .meta({ id: 'PromoCode' });
export const PromoCodePage = z
  .object({ items: z.array(PromoCode), next: Cursor.nullable() })
  .meta({ id: 'PromoCodePage' });
export const ListPage = z.strictObject({ cursor: Cursor.optional(), limit: Limit });
