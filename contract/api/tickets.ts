import { z } from 'zod';
import { Id, Instant, LocalText } from './values.ts';

export const Ticket = z
  .object({
    id: Id,
    order: Id,
    orderReference: z.string(),
    serial: z.string(),
    code: z.string().nullable(),
    status: z.enum(['valid', 'void']),
    holder: z.string(),
    title: LocalText,
    venue: z.string(),
    address: z.string(),
    city: z.string(),
    zone: z.string(),
    row: z.string().nullable(),
    number: z.string().nullable(),
    flags: z.array(z.string()),
    tariff: LocalText,
    gates: z.array(z.string()),
    doorsAt: Instant,
    startsAt: Instant,
    timeZone: z.string(),
  })
  .meta({ id: 'Ticket' });

export const AccessPointList = z
  .object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        gate: z.object({ id: Id, code: z.string(), name: z.string() }),
        venue: z.string(),
        performances: z.array(
          z.object({
            id: Id,
            title: LocalText,
            doorsAt: Instant,
            startsAt: Instant,
            endsAt: Instant,
            timeZone: z.string(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'AccessPointList' });

/** id is chosen by the scanner; the same id again is the same scan and gets the same answer. */
export const ScanTickets = z
  .strictObject({
    scans: z
      .array(
        z.strictObject({
          id: Id,
          code: z.string().max(4000),
          scannedAt: Instant,
          direction: z.literal('in').optional().describe('Exits are not recorded yet'),
          offline: z.literal(false).optional().describe('Scans judged without a network are not taken yet'),
        }),
      )
      .min(1)
      .max(50),
  })
  .meta({ id: 'ScanTickets' });

export const ScanResults = z
  .object({
    results: z.array(
      z.object({
        id: Id,
        verdict: z.enum(['admitted', 'refused']),
        reason: z.string().optional(),
        holder: z.string().optional(),
        place: z.string().optional(),
        tariff: LocalText.optional(),
        gates: z.array(z.string()).optional().describe('Where this ticket goes in, when the gate is the wrong one'),
        previous: z.object({ at: Instant, accessPoint: z.string() }).optional(),
      }),
    ),
  })
  .meta({ id: 'ScanResults' });
