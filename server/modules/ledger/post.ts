import type { Ctx } from '../../platform/context.ts';
import { isBalanced } from './rules.ts';
import { type Posting, savePosting } from './store.ts';

/** Writes one money fact, once per kind and reference. Whether it is new. Throws when the legs do not balance: that is a bug, not a refusal. */
export async function post(ctx: Ctx, posting: Posting): Promise<boolean> {
  if (!isBalanced(posting.legs)) throw new Error(`${posting.kind} ${posting.reference} does not balance`);
  return savePosting(ctx, posting);
}
