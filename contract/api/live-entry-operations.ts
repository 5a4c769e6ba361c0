import { z } from 'zod';
import { EntryList, LiveEntry } from './live-entry.ts';
import type { OperationSchema } from './operation.ts';
import { Id } from './values.ts';

export const liveEntryOperations = {
  listEntries: {
    summary: 'The performances of an organiser whose doors are open or soon will be',
    params: z.strictObject({ organiserId: Id }),
    replies: { 200: EntryList },
  },
  getLiveEntry: {
    summary: 'Who has come in where, how fast, and how the doors are, as of now; made to be asked every few seconds',
    params: z.strictObject({ performanceId: Id }),
    replies: { 200: LiveEntry },
  },
} as const satisfies Record<string, OperationSchema>;
