import { z } from 'zod';

/** Scans at one access point of a server of this machine, by phones that each ask again as soon as they are answered. */
export const GateJob = z.object({
  /** Of the server; absent: rows of a bare driver. */
  port: z.int().optional(),
  databaseUrl: z.string(),
  organiserId: z.string(),
  performanceId: z.string(),
  accessPointId: z.string(),
  devices: z.array(z.object({ deviceId: z.string(), token: z.string() })),
  tickets: z.array(z.object({ accessRightId: z.string(), code: z.string() })),
  /** Which ticket is shown, in this order. */
  shown: z.instanceof(Int32Array),
  /** Whoever is admitted is confirmed to have gone in, as the scanner does, before the phone reads the next. */
  confirms: z.boolean(),
  perSecond: z.number().optional(),
  secondsMax: z.number(),
});
export type GateJob = z.input<typeof GateJob>;
