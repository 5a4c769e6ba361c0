import { z } from 'zod';

/** The same GET over and over, by so many clients, for so long. */
export const ReadJob = z.object({
  port: z.int(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  clients: z.int(),
  seconds: z.number(),
});
export type ReadJob = z.input<typeof ReadJob>;

export const ReadResult = z.object({
  elapsedMs: z.number(),
  latenciesMs: z.instanceof(Float64Array),
  /** Of the last body, as it came over the wire. */
  bodyBytes: z.int(),
  failed: z.int(),
});
export type ReadResult = z.infer<typeof ReadResult>;
