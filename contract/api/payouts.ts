import { z } from 'zod';
import { CurrencyCode, Id, Instant, Money } from './values.ts';

export const PayoutAccount = z
  .object({
    provider: z.string(),
    country: z.string(),
    state: z
      .enum(['opening', 'incomplete', 'in_review', 'rejected', 'ready'])
      .describe('incomplete: the organiser has something to say to the provider; ready: it can be paid out to'),
    detailsSubmitted: z.boolean(),
    chargesEnabled: z.boolean(),
    payoutsEnabled: z.boolean(),
    currentlyDue: z.array(z.string()).describe('What the provider wants to know, in its own words'),
    disabledReason: z.string().nullable(),
    askedAt: Instant.nullable().describe('When the provider was last asked'),
  })
  .meta({ id: 'PayoutAccount' });

export const PayoutAccountPage = z
  .object({
    provider: z.string().nullable().describe('Where accounts are; null: organisers are paid by bank transfer'),
    countries: z.array(z.string()).describe('Where an account can be opened: ISO 3166'),
    currencies: z.array(CurrencyCode).describe('What can be sent; anything else is paid out by bank transfer'),
    account: PayoutAccount.nullable(),
  })
  .meta({ id: 'PayoutAccountPage' });

export const OpenPayoutAccount = z
  .strictObject({ country: z.string().regex(/^[A-Z]{2}$/) })
  .meta({ id: 'OpenPayoutAccount' });

export const PayoutOnboarding = z
  .object({ url: z.string().describe('A page of the provider’s, good for one visit'), expiresAt: Instant })
  .meta({ id: 'PayoutOnboarding' });

export const RequestPayout = z
  .strictObject({
    amount: Money.refine(({ amountMinor }) => amountMinor > 0, { error: 'not_positive', path: ['amountMinor'] }),
  })
  .meta({ id: 'RequestPayout' });

export const AccountPayout = z
  .object({
    id: Id,
    provider: z.string(),
    amount: Money,
    state: z.enum(['requested', 'sent', 'failed', 'reversed']),
    reversed: Money.describe('What of it came back'),
    failureReason: z.enum(['balance_insufficient', 'account_not_ready', 'account_gone', 'refused']).nullable(),
    transfer: z.string().nullable().describe('Its id at the provider'),
    requestedAt: Instant,
    sentAt: Instant.nullable(),
  })
  .meta({ id: 'AccountPayout' });

export const AccountPayouts = z
  .object({
    items: z.array(AccountPayout).describe('The hundred newest'),
    differences: z
      .array(
        z.object({
          payout: Id,
          kinds: z.array(
            z.enum([
              'not_on_statement',
              'not_in_books',
              'sent_twice',
              'other_amount',
              'other_currency',
              'reversal_not_on_statement',
              'reversal_not_in_books',
            ]),
          ),
          here: z.object({ sentMinor: z.int(), reversedMinor: z.int() }),
          there: z.object({ sentMinor: z.int(), reversedMinor: z.int() }),
        }),
      )
      .describe('Payouts that the provider’s statement tells otherwise; a hundred at most'),
    strange: z
      .array(
        z.object({
          provider: z.string(),
          line: z.string(),
          bookedAt: Instant,
          transfer: z.string(),
          amountMinor: z.int(),
          currency: z.string(),
        }),
      )
      .describe('Transfers of none of our payouts, for the superadmin; a hundred at most'),
  })
  .meta({ id: 'AccountPayouts' });
