import { z } from 'zod';
import { Cursor, Email, Id, Instant, Limit, Locale, Money } from './values.ts';

const code = z
  .string()
  .min(1)
  .max(60)
  .describe('As it was mailed; blanks, dashes and small letters are forgiven. Whoever knows it can spend the card');

export const GiftCardCode = z.strictObject({ code }).meta({ id: 'GiftCardCode' });

export const giftCardStates = ['active', 'ended', 'blocked'] as const;

/** What whoever knows its code may know of a gift card. */
export const GiftCardBalance = z
  .object({
    organiser: z.string(),
    end: z.string().describe('The last four symbols of its code'),
    state: z.enum(giftCardStates),
    balance: Money,
    reserved: Money.describe('What orders that are not paid yet have of it'),
    endsAt: Instant.nullable(),
  })
  .meta({ id: 'GiftCardBalance' });

export const IssueGiftCard = z
  .strictObject({
    amount: Money.refine(({ amountMinor }) => amountMinor > 0 && amountMinor <= 1_000_000_000, {
      error: 'out_of_range',
      path: ['amountMinor'],
    }),
    endsAt: Instant.nullable().default(null).describe('null: never'),
    email: Email.describe('Where its code is mailed; nobody else is told it'),
    locale: Locale.default('fr').describe('Of the mail'),
    note: z.string().trim().max(500).default('').describe('For staff'),
  })
  .meta({ id: 'IssueGiftCard' });

export const GiftCard = z
  .object({
    id: Id,
    end: z.string().describe('The last four symbols of its code'),
    source: z.enum(['goodwill', 'refund']),
    state: z.enum(giftCardStates),
    initial: Money,
    balance: Money.describe('What can be spent'),
    reserved: Money.describe('What orders that are not paid yet have of it'),
    endsAt: Instant.nullable(),
    email: z.string(),
    note: z.string(),
    issuedAt: Instant,
  })
  .meta({ id: 'GiftCard' });
export const GiftCardPage = z
  .object({ items: z.array(GiftCard), next: Cursor.nullable() })
  .meta({ id: 'GiftCardPage' });
export const ListGiftCards = z.strictObject({
  end: z.string().min(1).max(20).optional().describe('Only those whose code ends so'),
  cursor: Cursor.optional(),
  limit: Limit,
});

export const GiftCardDetail = GiftCard.extend({
  movements: z
    .array(
      z.object({
        kind: z.enum(['issued', 'reserved', 'returned', 'spent', 'refunded']),
        amount: Money,
        order: Id.nullable(),
        at: Instant,
      }),
    )
    .describe('The newest first, five hundred at most'),
}).meta({ id: 'GiftCardDetail' });

export const BlockGiftCard = z
  .strictObject({ note: z.string().trim().min(1).max(500).describe('Why') })
  .meta({ id: 'BlockGiftCard' });
