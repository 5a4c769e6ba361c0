import type { Reply } from '@tessera/contract/api/operations';
import { data, type RouterContextProvider, redirect } from 'react-router';
import type { Answer } from '../../client/call.ts';
import { maybe } from '../../client/read.ts';

export type Wallets = Reply<'getWallets'> & {
  /** Which comes first: the one of this phone. */
  readonly first: 'apple' | 'google';
};

export async function readWallets(context: Readonly<RouterContextProvider>, { headers }: Request): Promise<Wallets> {
  const offered = await maybe(context, 'getWallets', {});
  const first = /Android/.test(headers.get('user-agent') ?? '') ? 'google' : 'apple';
  return { apple: offered?.apple ?? false, google: offered?.google ?? false, first };
}

type Saving = Answer<'saveToGoogleWallet'> | Answer<'saveOrderToGoogleWallet'>;

/** Leads on to Google, or says that it does not answer. */
export async function saveToGoogle(saving: Promise<Saving>) {
  const answer = await saving;
  if (!answer.ok) return data({ said: 'failed' } as const, { status: answer.problem.status });
  return redirect(answer.body.url, 303);
}
