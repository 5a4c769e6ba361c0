import { createHash } from 'node:crypto';

/** Ties an entry to the one before it: whoever changes, drops or reorders one changes every hash after it. */
export function chained(previousHash: string, sealed: string): string {
  return createHash('sha256').update(`${previousHash}|${sealed}`).digest('hex');
}
