import { z } from 'zod';

export const WatchJob = z.object({
  port: z.int(),
  path: z.string(),
  watchers: z.int(),
  /** How a frame says what changed: as the product's deltas, or as one JSON object. */
  way: z.enum(['deltas', 'json']),
});
export type WatchJob = z.input<typeof WatchJob>;

export const Frame = z.object({
  sequence: z.int(),
  /** What it says before framing. */
  bytes: z.int(),
  ordinals: z.array(z.int()),
  /** When the first and the last watcher had it, in milliseconds since 1970; how many had it. */
  firstAtMs: z.number(),
  lastAtMs: z.number(),
  watchers: z.int(),
});
export type Frame = z.infer<typeof Frame>;

export const WatchResult = z.object({
  frames: z.array(Frame),
  /** Of the watchers that follow everything: what they know at the end. */
  states: z.array(z.instanceof(Uint8Array)),
  snapshots: z.int(),
  lost: z.int(),
});
export type WatchResult = z.infer<typeof WatchResult>;
