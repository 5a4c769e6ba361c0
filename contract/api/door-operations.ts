import { z } from 'zod';
import { DoorPlan, Doors } from './doors.ts';
import type { OperationSchema } from './operation.ts';
import { Id } from './values.ts';

export const doorOperations = {
  listDoors: {
    summary: 'The performances and access points of an organiser, for whoever prepares its doors',
    params: z.strictObject({ organiserId: Id }),
    replies: { 200: Doors },
  },
  getDoorPlan: {
    summary: 'Zones, gates, access points and tariffs of a performance, for whoever says who is let in',
    params: z.strictObject({ performanceId: Id }),
    replies: { 200: DoorPlan },
  },
} as const satisfies Record<string, OperationSchema>;
