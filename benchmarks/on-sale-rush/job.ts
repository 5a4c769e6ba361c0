import { z } from 'zod';

/** How a request for two seats can end. busy: told to try again. failed: anything that should not be. */
export const outcomes = ['held', 'refused', 'busy', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

export const HoldJob = z.object({
  /** Whom to ask: an HTTP server on this port, or the database with one bare statement. */
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('http'), port: z.int() }),
    z.object({ kind: z.literal('statement'), databaseUrl: z.string() }),
  ]),
  performanceId: z.string(),
  pairs: z.array(z.tuple([z.string(), z.string()])),
  /** The pair of each request, in the order in which they are sent. */
  asked: z.instanceof(Int32Array),
  clients: z.int(),
  secondsMax: z.number(),
});
export type HoldJob = z.input<typeof HoldJob>;

export const HoldResult = z.object({
  /** From the first request to the last answer. */
  elapsedMs: z.number(),
  /** Of each request, in the order in which they were sent. */
  latenciesMs: z.instanceof(Float64Array),
  /** Positions in `outcomes`, in the same order. */
  outcomes: z.instanceof(Uint8Array),
});
export type HoldResult = z.infer<typeof HoldResult>;
