import type { Locale } from '@tessera/contract/text';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { accountCreated } from './announcements.ts';
import { canonicalEmail } from './rules.ts';
import { saveAccount } from './store.ts';
import { requestVerification } from './verify-email.ts';

type NewAccount = { email: string; passwordHash: string; name: string; locale: Locale };

/** Creates an account and asks for its address to be proven. Throws `email_taken`. */
export async function signUp(ctx: Ctx, account: NewAccount): Promise<string> {
  const accountId = await saveAccount(ctx, { ...account, emailCanonical: canonicalEmail(account.email) });
  if (!accountId) throw new Refusal('email_taken');
  await announce(ctx, accountCreated(accountId));
  await requestVerification(ctx, accountId, account.email);
  return accountId;
}
