import { z } from 'zod';
import { forgeries } from './forge.ts';

export const DeliveryJob = z.object({
  ports: z.array(z.int()),
  /** What Stripe signs with, and what the forger does. */
  secrets: z.object({ stripe: z.string(), forger: z.string() }),
  /** Genuine events. */
  events: z.array(z.string()),
  forged: z.array(z.object({ kind: z.enum(forgeries), text: z.string() })),
  /** What is delivered, in this order: positions in `events`, and after those in `forged`. */
  order: z.instanceof(Int32Array),
  /** So many deliveries are under way at most. */
  clients: z.int(),
  perSecond: z.number(),
});
export type DeliveryJob = z.infer<typeof DeliveryJob>;

/** Of each delivery, in the order of the job. */
export const DeliveryResult = z.object({
  elapsedMs: z.number(),
  /** From the first byte sent to the last byte of the answer. */
  acknowledgedMs: z.instanceof(Float64Array),
  /** How much later than its turn it was sent, because too many were under way. */
  lateMs: z.instanceof(Float64Array),
  /** 0: no answer. */
  statuses: z.instanceof(Uint16Array),
});
export type DeliveryResult = z.infer<typeof DeliveryResult>;
