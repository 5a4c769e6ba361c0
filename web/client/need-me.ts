import type { Reply } from '@tessera/contract/api/operations';
import { type RouterContextProvider, redirect } from 'react-router';
import { ask, refusalPage } from './read.ts';

/** Who is signed in; whoever is not is asked to, and comes back to `next`. */
export async function needMe(context: Readonly<RouterContextProvider>, next: string): Promise<Reply<'getMe'>> {
  const me = await ask(context, 'getMe', {});
  if (me.ok) return me.body;
  if (me.problem.status !== 401) throw refusalPage(me.problem);
  throw redirect(`/account/sign-in?next=${encodeURIComponent(next)}`);
}
