import { z } from 'zod';
import { isIban, withoutBlanks } from '../iban.ts';
import { CurrencyCode, Cursor, Id, Instant, Limit, Money, PersonName } from './values.ts';

const Iban = z
  .string()
  .max(60)
  .transform(withoutBlanks)
  .refine(isIban, { error: 'check_digits' })
  .describe('IBAN; blanks are forgiven, wrong check digits are not');

export const SetBankAccount = z
  .strictObject({
    holder: PersonName.refine((name) => name !== '', { error: 'empty' }).describe(
      'Who buyers pay, as the bank knows them',
    ),
    iban: Iban,
    bic: z
      .string()
      .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/)
      .nullable()
      .default(null),
    daysToPay: z
      .int()
      .min(1)
      .max(30)
      .default(5)
      .describe('How long places are kept; never past 48 hours before the start'),
    isOffered: z.boolean().default(true).describe('false: no new transfers; statements of it are still read'),
  })
  .meta({ id: 'SetBankAccount' });
export const BankAccount = z
  .object({
    id: Id,
    currency: CurrencyCode,
    holder: z.string(),
    iban: z.string(),
    bic: z.string().nullable(),
    daysToPay: z.int(),
    isOffered: z.boolean(),
  })
  .meta({ id: 'BankAccount' });

/** content: the file as text, at most two million characters. */
export const ImportBankStatement = z
  .strictObject({
    format: z
      .enum(['camt053', 'csv'])
      .describe(
        'camt053: ISO 20022, any version. csv: UTF-8 with the columns date, amount, currency, remittance and id',
      ),
    content: z.string().min(1).max(2_000_000),
  })
  .meta({ id: 'ImportBankStatement' });
export const ImportedStatement = z
  .object({
    credits: z.int().describe('Money that came in, by this file'),
    known: z.int().describe('Of it, what an earlier file told already'),
    matched: z.int().describe('New, and the payment it is for was found'),
    unmatched: z.int().describe('New, and left to staff'),
  })
  .meta({ id: 'ImportedStatement' });

export const BankEntry = z
  .object({
    id: Id,
    account: Id,
    bookedOn: z.iso.date(),
    amount: Money,
    remittance: z.string(),
    payer: z.string(),
    state: z.enum(['matched', 'unmatched', 'sent_back']),
    reason: z
      .enum([
        'no_reference',
        'several_references',
        'unknown_reference',
        'other_currency',
        'other_amount',
        'paid_already',
      ])
      .nullable()
      .describe('Why it is not matched by itself'),
    payment: Id.nullable(),
    note: z.string(),
  })
  .meta({ id: 'BankEntry' });
export const BankEntryPage = z
  .object({ items: z.array(BankEntry), next: Cursor.nullable() })
  .meta({ id: 'BankEntryPage' });
export const ListBankEntries = z.strictObject({
  state: z.enum(['matched', 'unmatched', 'sent_back']).optional(),
  cursor: Cursor.optional(),
  limit: Limit,
});

export const AssignBankEntry = z
  .strictObject({
    payment: Id.describe('Payment by transfer of exactly this amount'),
    note: z.string().trim().max(500).default(''),
  })
  .meta({ id: 'AssignBankEntry' });
export const ReturnBankEntry = z
  .strictObject({ note: z.string().trim().min(1).max(500).describe('How it was sent back') })
  .meta({ id: 'ReturnBankEntry' });

export const RefundToSend = z
  .object({
    id: Id,
    order: Id,
    provider: z.string(),
    amount: Money,
    reason: z.string(),
    isRefused: z.boolean().describe('Its provider refused it for good: it goes back another way'),
    requestedAt: Instant,
    payer: z.string().describe('Who paid, where the bank told it; else empty'),
    payerIban: z.string().nullable(),
  })
  .meta({ id: 'RefundToSend' });
export const RefundToSendPage = z
  .object({ items: z.array(RefundToSend), next: Cursor.nullable() })
  .meta({ id: 'RefundToSendPage' });
export const ListRefundsToSend = z.strictObject({ cursor: Cursor.optional(), limit: Limit });
