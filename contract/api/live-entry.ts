import { z } from 'zod';
import { Id, Instant, LocalText } from './values.ts';

/** Of the performance that is let in. */
export const EntryOf = z
  .object({
    id: Id,
    title: LocalText,
    venue: z.string(),
    doorsAt: Instant,
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string(),
  })
  .meta({ id: 'EntryOf' });

const flow = {
  admitted: z.int().describe('Who came in here, each time they did'),
  last1: z.int().describe('Of those, in the last minute'),
  last5: z.int(),
  last15: z.int(),
};

/** Nothing here tells of a person. */
export const EntryFigures = z
  .object({
    performance: EntryOf,
    asOf: Instant,
    tickets: z.int().describe('That let somebody in'),
    arrived: z.int().describe('Tickets by which somebody came in, once or more'),
    inside: z.int().describe('Who came in and did not leave'),
    left: z.int().describe('Tickets whose person came in, left and is not back'),
    flow: z.object(flow),
    everybodyInAt: Instant.nullable().describe('At the flow of the last minutes; null: nobody comes, or all are in'),
    minutes: z
      .array(z.object({ at: Instant, in: z.int(), out: z.int() }))
      .describe('The last sixty minutes, the oldest first; what devices told late is where it belongs'),
    gates: z.array(
      z.object({
        id: Id,
        code: z.string(),
        name: z.string(),
        ...flow,
        accessPoints: z.array(z.object({ id: Id, name: z.string(), ...flow })),
      }),
    ),
    zones: z.array(
      z.object({
        id: Id,
        code: z.string(),
        name: z.string(),
        tickets: z.int(),
        inside: z.int(),
        placesMax: z.int().nullable().describe('How many may be inside; null: no limit'),
        fullAt: Instant.nullable().describe('At the flow of the last minutes'),
      }),
    ),
    refusals: z
      .array(z.object({ reason: z.string(), last15: z.int(), total: z.int() }))
      .describe('The most frequent first; codes that are no ticket are those read at its gates since the doors opened'),
    doors: z.object({
      devices: z.int().describe('Devices in a shift'),
      silent: z.int().describe('Of those, without a sign of life for two minutes'),
      unsent: z.int().describe('Scans they have not sent yet, as they last told'),
    }),
    conflicts: z.int().describe('Admissions that should not have been and that nobody has looked into'),
  })
  .meta({ id: 'EntryFigures' });

export const LiveEntry = EntryFigures.extend({
  devices: z.array(
    z.object({
      id: Id,
      name: z.string(),
      gate: z.string(),
      accessPoint: z.string(),
      direction: z.enum(['in', 'out']),
      agent: z.string(),
      startedAt: Instant,
      lastSeenAt: Instant.nullable(),
      isSilent: z.boolean(),
      unsent: z.int().nullable(),
      batteryPercent: z.int().nullable(),
      listMadeAt: Instant.nullable(),
    }),
  ),
}).meta({ id: 'LiveEntry' });

export const EntryList = z.object({ items: z.array(EntryOf) }).meta({ id: 'EntryList' });
