import { z } from 'zod';
import { Id, Instant, LocalText } from './values.ts';

/** What the doors of an organiser are for, and where they are: what devices are limited to, and policies are set for. */
export const Doors = z
  .object({
    performances: z
      .array(z.object({ id: Id, title: LocalText, venue: z.string(), startsAt: Instant, timeZone: z.string() }))
      .describe('Those of the last seven days and those to come, by date'),
    accessPoints: z.array(z.object({ id: Id, name: z.string(), gate: z.string(), venue: z.string() })),
  })
  .meta({ id: 'Doors' });

/** What the entry policy of a performance can speak of. */
export const DoorPlan = z
  .object({
    id: Id,
    organiser: Id,
    title: LocalText,
    venue: z.string(),
    doorsAt: Instant,
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string(),
    zones: z.array(z.object({ id: Id, name: z.string() })),
    gates: z.array(z.object({ id: Id, name: z.string() })),
    accessPoints: z.array(z.object({ id: Id, name: z.string(), gate: z.string() })),
    products: z.array(z.object({ code: z.string(), name: LocalText })),
  })
  .meta({ id: 'DoorPlan' });
