import type { z } from 'zod';

export type OperationSchema = {
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** status → schema of the JSON body; null: no body, or one that is not JSON. */
  readonly replies: Readonly<Record<number, z.ZodType | null>>;
  /** required: refused without the header; accepted: honoured when sent. */
  readonly idempotencyKey?: 'required' | 'accepted';
};
