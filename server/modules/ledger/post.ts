import type { Ctx } from '../../platform/context.ts';
import { isBalanced } from './rules.ts';
import { nameOf, type Posting, savePostings } from './store.ts';

/** Writes one money fact, once per kind and reference. Whether it is new. Throws when the legs do not balance: that is a bug, not a refusal. */
export async function post(ctx: Ctx, posting: Posting): Promise<boolean> {
  const [isNew = false] = await postAll(ctx, [posting]);
  return isNew;
}

/** The same for several, each of another kind or reference: whether each is new, in their order. */
export async function postAll(ctx: Ctx, postings: readonly Posting[]): Promise<boolean[]> {
  for (const posting of postings) if (!isBalanced(posting.legs)) throw new Error(`${nameOf(posting)} does not balance`);
  const saved = await savePostings(ctx, postings);
  return postings.map((posting) => saved.has(nameOf(posting)));
}
