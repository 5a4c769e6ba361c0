import { z } from 'zod';
import { Id, Money, PersonName } from './values.ts';

export const Invoice = z
  .object({
    id: Id,
    kind: z.enum(['invoice', 'credit_note']),
    number: z.string().describe('Its place in the seller’s unbroken series'),
    corrects: z.string().nullable().describe('The number of the invoice a credit note is for'),
    issuedOn: z.iso.date(),
    net: Money,
    tax: Money,
    total: Money,
  })
  .meta({ id: 'Invoice' });
export const InvoiceList = z.object({ items: z.array(Invoice) }).meta({ id: 'InvoiceList' });

const line = PersonName.refine((text) => text !== '', { error: 'empty' });
const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .describe('ISO 3166-1 alpha-2');

/** What invoices say of an organiser. Documents keep what was true when they were issued. */
export const SetSeller = z
  .strictObject({
    legalName: line,
    address: line,
    postalCode: line,
    city: line,
    country,
    registrationId: PersonName.default('').describe('SIREN, SIRET or the like'),
    vatId: PersonName.default(''),
    seriesPrefix: z
      .string()
      .regex(/^[A-Z0-9]{1,8}$/)
      .describe('What the numbers of its invoices begin with'),
    exemptionReason: PersonName.default('').describe('Why no tax is due where the rate is zero; empty: zero-rated'),
    legalMentions: PersonName.default('').describe('What else the law wants at the foot: form, capital, register'),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, { error: 'unknown_time_zone' })
      .default('Europe/Paris')
      .describe('It decides the day and the year of issue'),
  })
  .meta({ id: 'SetSeller' });
export const Seller = z
  .object({
    legalName: z.string(),
    address: z.string(),
    postalCode: z.string(),
    city: z.string(),
    country: z.string(),
    registrationId: z.string(),
    vatId: z.string(),
    seriesPrefix: z.string(),
    exemptionReason: z.string(),
    legalMentions: z.string(),
    timeZone: z.string(),
  })
  .meta({ id: 'Seller' });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The VAT number is kept as it is typed: whether it is valid never keeps anybody from buying. */
export const InvoiceDetails = z
  .strictObject({
    name: PersonName.refine((name) => name !== '', { error: 'empty' }).describe('The company, or the person'),
    vatId: PersonName.optional(),
    address: PersonName,
    postalCode: PersonName,
    city: PersonName,
    country,
  })
  .meta({ id: 'InvoiceDetails' });
