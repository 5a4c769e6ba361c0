import { z } from 'zod';

/** Requests to one HTTP server of this machine, from clients that each ask again as soon as they are answered. */
export const RequestJob = z.object({
  port: z.int(),
  /** The different ones. */
  requests: z.array(z.object({ method: z.string(), path: z.string(), body: z.unknown().optional() })),
  /** Which of them is sent, in this order. */
  asked: z.instanceof(Int32Array),
  clients: z.int(),
  secondsMax: z.number(),
});
export type RequestJob = z.input<typeof RequestJob>;

export const RequestResult = z.object({
  /** From the first request to the last answer. */
  elapsedMs: z.number(),
  /** Of each request, in the order in which they were sent. */
  latenciesMs: z.instanceof(Float64Array),
  /** When each was answered, since the first request. */
  answeredMs: z.instanceof(Float64Array),
  /** Positions in `endings`, in the same order. */
  ended: z.instanceof(Uint8Array),
  /** The status, with the code of the problem if it is one; 0: no answer. */
  endings: z.array(z.string()),
});
export type RequestResult = z.infer<typeof RequestResult>;
