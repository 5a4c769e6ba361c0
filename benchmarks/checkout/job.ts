import { z } from 'zod';

/** The steps of a purchase that are timed. tickets: from the buyer's yes at the provider to an order with its tickets. */
export const steps = ['hold', 'order', 'pay', 'approve', 'look', 'tickets', 'purchase'] as const;
export type Step = (typeof steps)[number];

export const CheckoutJob = z.object({
  port: z.int(),
  performanceId: z.string(),
  /** Bought once each, in this order. */
  pairs: z.array(z.tuple([z.string(), z.string()])),
  clients: z.int(),
  /** No purchase begins later. */
  seconds: z.number(),
});
export type CheckoutJob = z.infer<typeof CheckoutJob>;

export const CheckoutResult = z.object({
  /** From the first request to the end of the last purchase. */
  elapsedMs: z.number(),
  durationsMs: z.record(z.enum(steps), z.array(z.number())),
  orderIds: z.array(z.string()),
  /** Why purchases did not end with tickets. */
  failures: z.array(z.string()),
});
export type CheckoutResult = z.infer<typeof CheckoutResult>;
