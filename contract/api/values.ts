import { z } from 'zod';
import { currencies } from '../money.ts';
import { locales } from '../text.ts';

export const Id = z.uuid();
export const SeatId = z
  .string()
  .regex(/^[1-9][0-9]{0,14}$/)
  .describe('A seat of a mapping, the same for every performance on it');
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(120);
/** There was no year 0, and PostgreSQL knows none. */
export const Instant = z.iso
  .datetime()
  .refine((text) => !text.startsWith('0000'), { error: 'no_such_year' })
  .describe('RFC 3339, UTC');
export const Locale = z.enum(locales);
export const CurrencyCode = z.enum(currencies);
export const Money = z
  .strictObject({ amountMinor: z.int().describe('whole minor units: cents, millimes'), currency: CurrencyCode })
  .meta({ id: 'Money' });
export const LocalText = z.object({ fr: z.string(), en: z.string().optional() }).meta({ id: 'LocalText' });

/** One address, nothing that could be read as two or as a header. Stored as typed, compared in lower case. */
export const Email = z
  .string()
  .max(254)
  .regex(/^[^\s@"(),:;<>[\\\]\p{Cc}]{1,64}@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.[\p{L}]{2,63}$/u)
  .describe('One e-mail address');

/** A person's name as a line of text: trimmed, NFC, without control or direction-changing characters. */
export const PersonName = z
  .string()
  .max(120)
  .transform((name) => name.normalize('NFC').trim())
  .refine((name) => !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(name), { error: 'control_character' })
  .refine((name) => !/\p{Mn}{4,}/u.test(name), { error: 'too_many_marks' });

export const Cursor = z.string().min(1).max(500).describe('Opaque; from `next` of the page before');
export const Limit = z.coerce.number().int().min(1).max(200).default(50);
