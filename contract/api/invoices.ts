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

/** The VAT number is kept as it is typed: whether it is valid never keeps anybody from buying. */
export const InvoiceDetails = z
  .strictObject({
    name: PersonName.refine((name) => name !== '', { error: 'empty' }).describe('The company, or the person'),
    vatId: PersonName.optional(),
    address: PersonName,
    postalCode: PersonName,
    city: PersonName,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .describe('ISO 3166-1 alpha-2'),
  })
  .meta({ id: 'InvoiceDetails' });
