import { z } from 'zod';
import { Id, Instant, LocalText } from './values.ts';

export const Suspension = z.enum(['unpaid', 'lost', 'dispute', 'other']);

export const Ticket = z
  .object({
    id: Id,
    order: Id,
    orderReference: z.string(),
    serial: z.string(),
    code: z.string().nullable(),
    status: z.enum(['valid', 'void']),
    isSuspended: z.boolean(),
    suspendedFor: Suspension.nullable().describe('Why nobody is let in by it for now; null unless it is suspended'),
    rotation: z
      .object({
        key: z.string(),
        stepMs: z.int(),
        isRequired: z.boolean().describe('The code alone, as on paper, opens no door'),
      })
      .nullable()
      .describe('Where codes change all the time: the key, base64url, of RFC 6238 with SHA-1 and eight digits'),
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
