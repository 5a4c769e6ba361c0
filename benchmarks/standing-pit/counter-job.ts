import { z } from 'zod';

/** Conditional updates of one counter from a bare driver. */
export const CounterJob = z.object({
  databaseUrl: z.string(),
  performanceId: z.string(),
  zoneId: z.string(),
  /** How many places each update takes, in this order. */
  quantities: z.instanceof(Int32Array),
  clients: z.int(),
  secondsMax: z.number(),
});
export type CounterJob = z.input<typeof CounterJob>;
