import { z } from 'zod';
import { Id, Instant, Money, PersonName } from './values.ts';

const minor = z.int().min(1).max(1_000_000_000);
const Terminal = z.strictObject({
  amountMinor: minor,
  receipt: z
    .string()
    .trim()
    .regex(/^[\w./-]{1,40}$/)
    .describe('The number on the slip of the card terminal'),
});

export const OpenTill = z
  .strictObject({
    name: PersonName.refine((name) => name !== '', { error: 'empty' }).describe('Where it stands'),
    float: Money.refine(({ amountMinor }) => amountMinor >= 0 && amountMinor <= 1_000_000_000, {
      error: 'out_of_range',
    }),
  })
  .meta({ id: 'OpenTill' });
export const MoveCash = z
  .strictObject({
    kind: z.enum(['pay_in', 'pay_out']),
    amountMinor: minor,
    note: z.string().trim().min(1).max(200).describe('Why'),
  })
  .meta({ id: 'MoveCash' });
/** Counted without being told what should be there. */
export const CloseTill = z
  .strictObject({ countedMinor: z.int().min(0).max(1_000_000_000), note: z.string().trim().max(200).default('') })
  .meta({ id: 'CloseTill' });

export const Till = z
  .object({
    id: Id,
    organiser: Id,
    name: z.string(),
    openedBy: Id,
    openedAt: Instant,
    closedAt: Instant.nullable(),
    float: Money,
    saleCount: z.int(),
    closing: z
      .object({
        expected: Money.describe('Float, sales and refunds in cash, and what was put in or taken out'),
        counted: Money,
        difference: Money.describe('Counted less expected'),
        cashSales: Money,
        terminalSales: Money,
        cashRefunds: Money,
        terminalRefunds: Money,
        perpetual: Money.describe('Everything sold at the organiser’s tills in this currency so far'),
        hash: z.string().describe('Of the last entry; keep it outside the database'),
      })
      .nullable()
      .describe('null while it is open: its count is blind'),
  })
  .meta({ id: 'Till' });

/**
 * cash: what the buyer hands over, which may be more than is due. terminal: what the card terminal took. Neither: gift
 * cards pay it all.
 */
export const TenderOrder = z
  .strictObject({ till: Id, cash: z.strictObject({ givenMinor: minor }).optional(), terminal: Terminal.optional() })
  .meta({ id: 'TenderOrder' });
export const Tendered = z
  .object({
    payment: Id.nullable().describe('null: gift cards paid it all'),
    paid: Money.describe('What gift cards paid included'),
    giftCards: Money.describe('What of it gift cards paid'),
    cash: Money,
    terminal: Money,
    change: Money.describe('To be given back now'),
  })
  .meta({ id: 'Tendered' });

/** A transfer is sent at the bank; money of the counter goes back as it came, in one or two parts. */
export const SettleRefund = z
  .strictObject({
    till: Id.optional(),
    cash: z.strictObject({ amountMinor: minor }).optional(),
    terminal: Terminal.optional(),
    note: z.string().trim().max(200).default(''),
  })
  .meta({ id: 'SettleRefund' });
