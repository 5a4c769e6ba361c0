import { z } from 'zod';
import { CurrencyCode, Id, Instant, Money, PersonName } from './values.ts';

/** The balances of an organiser in one currency. */
export const Balance = z
  .object({
    currency: CurrencyCode,
    atProviders: Money.describe('Taken less given back, less what the providers kept'),
    undecided: Money.describe('Taken for orders that are not decided yet, or owed to buyers whose refund failed'),
    due: Money.describe('What the platform owes the organiser'),
    underWay: Money.describe('Of what was due, what is about to be sent to the organiser’s account'),
    paidOut: Money.describe('What it has sent, less what came back'),
    bookingFees: Money.describe('Booking fees that buyers paid the platform'),
    commission: Money.describe('What the organiser pays the platform'),
    giftCards: Money.describe('What holders of its gift cards can still buy for'),
    providerFees: Money.describe('What the providers kept; the platform bears it'),
  })
  .meta({ id: 'Balance' });
export const Payout = z
  .object({ id: Id, amount: Money, transferReference: z.string(), recordedAt: Instant })
  .meta({ id: 'Payout' });
export const Balances = z
  .object({
    items: z.array(Balance),
    payouts: z.array(Payout).describe('Those made by bank transfer, the hundred newest'),
  })
  .meta({ id: 'Balances' });

export const RecordPayout = z
  .strictObject({
    amount: Money.refine(({ amountMinor }) => amountMinor > 0, { error: 'not_positive', path: ['amountMinor'] }),
    transferReference: PersonName.refine((text) => text !== '', { error: 'empty' }).describe(
      'Of the transfer at the bank; one payout each',
    ),
  })
  .meta({ id: 'RecordPayout' });

const periodDaysMax = 31;
/** Days of UTC, both included. */
export const StatementPeriod = z
  .strictObject({ from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to, { error: 'ends_before_it_begins', path: ['to'] })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < periodDaysMax * 86_400_000, {
    error: 'too_long',
    path: ['to'],
  });

const amounts = z.object({ capturedMinor: z.int(), refundedMinor: z.int() });
export const Reconciliation = z
  .object({
    statements: z
      .array(z.object({ provider: z.string(), completeUntil: Instant, readAt: Instant }))
      .describe('How far the statement of each provider is read'),
    days: z
      .array(
        z.object({
          provider: z.string(),
          day: z.iso.date(),
          currency: z.string(),
          lines: z.int(),
          capturedMinor: z.int(),
          refundedMinor: z.int(),
          feesMinor: z.int(),
        }),
      )
      .describe('What the providers booked for the organiser, a day of UTC each'),
    differences: z
      .array(
        z.object({
          payment: Id,
          order: z.string(),
          provider: z.string(),
          currency: z.string(),
          kinds: z.array(
            z.enum([
              'not_on_statement',
              'not_in_books',
              'taken_twice',
              'other_amount',
              'other_currency',
              'refund_not_on_statement',
              'refund_not_in_books',
            ]),
          ),
          here: amounts,
          there: amounts,
        }),
      )
      .describe('Payments with something in this time whose sums are not the same here and there; 500 at most'),
    strange: z
      .array(
        z.object({
          provider: z.string(),
          line: z.string(),
          bookedAt: Instant,
          providerPayment: z.string(),
          amountMinor: z.int(),
          currency: z.string(),
        }),
      )
      .describe('Movements of none of our payments, for the superadmin; 500 at most'),
  })
  .meta({ id: 'Reconciliation' });

export const StatementReadings = z
  .object({
    items: z.array(
      z.object({
        provider: z.string(),
        completeUntil: Instant.nullable().describe('null: the provider did not answer, or not to the end'),
        newLines: z.int(),
      }),
    ),
  })
  .meta({ id: 'StatementReadings' });
