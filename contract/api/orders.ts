import { z } from 'zod';
import { Cancellation, RefundPolicy } from './cancellations.ts';
import { TraceStep } from './holds.ts';
import { Cursor, Email, Id, Instant, Limit, Locale, LocalText, Money, PersonName } from './values.ts';

export const PlaceOrder = z
  .strictObject({
    hold: Id,
    buyer: z.strictObject({ email: Email, name: PersonName.optional(), locale: Locale.optional() }),
    attendees: z
      .array(z.strictObject({ place: z.int().min(0).max(99), name: PersonName }))
      .max(100)
      .optional(),
    promoCode: z.string().min(1).max(40).optional(),
    acceptEquivalentSeats: z
      .boolean()
      .optional()
      .describe(
        'Should money that comes late find the seats gone: others of the same zone, together, instead of the money back',
      ),
  })
  .meta({ id: 'PlaceOrder' });

export const orderStatuses = [
  'pending',
  'paying',
  'confirmed',
  'expired',
  'cancelled',
  'refunded',
  'part_refunded',
] as const;

export const OrderTicket = z
  .object({
    id: Id,
    serial: z.string(),
    code: z.string().nullable().describe('The text of the QR code; null once the ticket is void'),
    isSuspended: z.boolean(),
    rotating: z.enum(['off', 'preferred', 'required']).describe('Whether its page shows a code that changes'),
    place: z.string(),
    holder: z.string(),
    status: z.enum(['valid', 'void']),
  })
  .meta({ id: 'OrderTicket' });

export const OrderLine = z
  .object({
    place: z.int(),
    zone: z.string(),
    row: z.string().nullable(),
    number: z.string().nullable(),
    flags: z.array(z.string()),
    tier: LocalText,
    tariff: LocalText,
    attendee: z.string(),
    price: Money,
    feesIncluded: Money,
    taxIncluded: Money,
    discount: Money.describe('Its share of what was taken off; the price is after it'),
    trace: z.array(TraceStep),
    isCancelled: z.boolean().describe('Its ticket was cancelled'),
  })
  .meta({ id: 'OrderLine' });

/** reserved: until the order is paid or ends; its money is on no other order meanwhile. */
export const OrderGiftCard = z
  .object({
    id: Id,
    end: z.string().describe('The last four symbols of its code'),
    amount: Money,
    state: z.enum(['reserved', 'spent']),
  })
  .meta({ id: 'OrderGiftCard' });

/** Where the buyer sends the money of a payment by transfer. */
const Transfer = z.object({
  holder: z.string(),
  iban: z.string(),
  bic: z.string().nullable(),
  reference: z.string().describe('Creditor reference (ISO 11649), which must go with the transfer'),
  amount: Money,
  until: Instant.describe('When the money must have come'),
  scanText: z
    .string()
    .nullable()
    .describe('Text of the QR code that banking apps read (EPC069-12); null when not in euro'),
});

export const Order = z
  .object({
    id: Id,
    reference: z.string(),
    organiser: Id,
    status: z.enum(orderStatuses),
    closingReason: z.string().nullable().describe('Why an order that is not confirmed ended, e.g. seats_gone_refunded'),
    hasOtherSeats: z
      .boolean()
      .describe('The payment came late, the seats were gone, and the buyer got others of the same zone as agreed'),
    performance: z.object({
      id: Id,
      eventSlug: z.string(),
      title: LocalText,
      venue: z.string(),
      address: z.string(),
      city: z.string(),
      doorsAt: Instant,
      startsAt: Instant,
      endsAt: Instant,
      timeZone: z.string(),
      gates: z.array(z.string()),
    }),
    hold: Id,
    buyer: z.object({ email: z.string(), name: z.string(), locale: Locale }),
    lines: z.array(OrderLine),
    total: Money,
    giftCards: z.array(OrderGiftCard).describe('Gift cards that pay a part of it'),
    toPay: Money.describe('What is left of the total for a payment'),
    refunded: Money,
    placedAt: Instant,
    expiresAt: Instant,
    confirmedAt: Instant.nullable(),
    serverTime: Instant,
    payment: z
      .object({
        id: Id,
        provider: z.string(),
        status: z.enum(['opening', 'pending', 'authorised', 'captured', 'failed', 'cancelled']),
        failure: z.string().nullable(),
      })
      .nullable(),
    transfer: Transfer.nullable().describe('What is waited for while it is paid by transfer'),
    providers: z.array(z.string()).describe('Payment providers offered for this order'),
    tickets: z.array(OrderTicket),
    refundPolicy: RefundPolicy.nullable().describe(
      'As published when the order was placed; null: tickets cannot be cancelled',
    ),
    cancellations: z.array(Cancellation).describe('The newest first'),
  })
  .meta({ id: 'Order' });

export const OrderSummary = z
  .object({
    id: Id,
    reference: z.string(),
    status: z.enum(orderStatuses),
    title: LocalText,
    venue: z.string(),
    city: z.string(),
    startsAt: Instant,
    timeZone: z.string(),
    placeCount: z.int(),
    total: Money,
    placedAt: Instant,
    buyer: z.string().describe('The buyer’s address, for staff; the caller’s own otherwise'),
  })
  .meta({ id: 'OrderSummary' });
export const OrderPage = z.object({ items: z.array(OrderSummary), next: Cursor.nullable() }).meta({ id: 'OrderPage' });

/**
 * Without organiser: the caller's own orders. With it: the organiser's, for its agents, directors and admins. reference: only
 * the order of that reference, as a person types it.
 */
export const ListOrders = z.strictObject({
  organiser: Id.optional(),
  reference: z.string().min(1).max(40).optional(),
  cursor: Cursor.optional(),
  limit: Limit,
});

export const PayOrder = z
  .strictObject({ provider: z.string().min(1).max(40), returnUrl: z.string().max(500) })
  .meta({ id: 'PayOrder' });

export const Payment = z
  .object({
    id: Id,
    status: z.enum(['opening', 'pending', 'authorised', 'captured', 'failed', 'cancelled']),
    next: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('redirect'), url: z.string() }),
      z.object({ kind: z.literal('none') }),
    ]),
  })
  .meta({ id: 'Payment' });

export const JournalEntry = z
  .object({ at: Instant, kind: z.string(), actor: z.string(), payload: z.record(z.string(), z.unknown()) })
  .meta({ id: 'JournalEntry' });
export const Journal = z.object({ items: z.array(JournalEntry) }).meta({ id: 'Journal' });
