import { z } from 'zod';
import { Id, Instant } from './values.ts';

export const incidentKinds = ['medical', 'security', 'technical', 'crowd', 'other'] as const;
export const incidentSeverities = ['minor', 'serious', 'critical'] as const;
export const incidentStates = ['open', 'handled', 'closed'] as const;

const line = (max: number) =>
  z
    .string()
    .max(max)
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text.replace(/[\n\r\t]/g, '')), {
      error: 'control_character',
    });

export const ReportIncident = z
  .strictObject({
    kind: z.enum(incidentKinds),
    severity: z.enum(incidentSeverities),
    gate: Id.nullable().default(null),
    zone: Id.nullable().default(null),
    words: line(1000)
      .refine((text) => text.length > 0, { error: 'too_small' })
      .describe('What happened; for staff only, as it may tell of persons'),
  })
  .meta({ id: 'ReportIncident' });

export const ChangeIncident = z
  .strictObject({
    state: z.enum(incidentStates),
    note: line(500).optional().describe('What was done; for staff only'),
  })
  .meta({ id: 'ChangeIncident' });

/** What of an incident tells of no person. */
export const IncidentFacts = z
  .object({
    id: Id,
    kind: z.enum(incidentKinds),
    severity: z.enum(incidentSeverities),
    state: z.enum(incidentStates),
    gate: z.string().nullable(),
    zone: z.string().nullable(),
    reportedAt: Instant,
    changedAt: Instant,
  })
  .meta({ id: 'IncidentFacts' });

export const Incident = IncidentFacts.extend({
  words: z.string(),
  reportedBy: z.string().nullable().describe('A name of staff, or of a device'),
  changes: z.array(
    z.object({ state: z.enum(incidentStates), note: z.string(), at: Instant, by: z.string().nullable() }),
  ),
}).meta({ id: 'Incident' });
export const IncidentList = z
  .object({
    items: z.array(Incident),
    places: z.object({
      gates: z.array(z.object({ id: Id, name: z.string() })),
      zones: z.array(z.object({ id: Id, name: z.string() })),
    }),
  })
  .meta({ id: 'IncidentList' });
