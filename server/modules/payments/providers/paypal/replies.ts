import type { z } from 'zod';
import { ProviderDown } from '../provider.ts';
import type { Answer } from './client.ts';

/** An answer in a shape that nobody knows says nothing of what happened. */
export function read<Kind>(schema: z.ZodType<Kind>, body: unknown): Kind {
  const { data, error } = schema.safeParse(body);
  if (data === undefined) throw new ProviderDown('paypal', error);
  return data;
}

/** What PayPal answered; a refusal that no fact can tell leaves the payment as it is. */
export function demand(answer: Answer): unknown {
  if (answer.ok) return answer.body;
  throw new ProviderDown('paypal', refusal(answer));
}

export function refusal(answer: Answer): Error {
  return new Error(answer.ok ? 'not refused' : `status ${answer.status}: ${answer.issues.join(', ')}`);
}
