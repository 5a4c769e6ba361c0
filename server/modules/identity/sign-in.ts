import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { randomToken, sha256 } from '../../platform/secrets.ts';
import { sessionRevoked, signedIn, signInFailed } from './announcements.ts';
import { pauseAfterFailures, sessionMilliseconds } from './rules.ts';
import {
  type Account,
  clearSignInFailures,
  findAccount,
  listMemberships,
  revokeSession,
  saveSession,
  saveSignInFailure,
} from './store.ts';

/** A new session: its cookie token (stored nowhere) and when it ends. */
export type StartedSession = { readonly token: string; readonly expiresAt: Date };

/** Starts a session for an account whose password was checked. Throws `wrong_credentials` while sign-in is paused. */
export async function startSession(ctx: Ctx, accountId: string, userAgent: string): Promise<StartedSession> {
  const account = await findAccount(ctx, accountId);
  if (!account || account.disabledAt || isPaused(account, ctx.now)) throw new Refusal('wrong_credentials');
  const memberships = await listMemberships(ctx, accountId);
  const lifetime = sessionMilliseconds(
    memberships.map(({ role }) => role),
    account.isSuperadmin,
  );
  const token = randomToken();
  const expiresAt = new Date(ctx.now.getTime() + lifetime);
  const session = { accountId, tokenHash: sha256(token), userAgent: userAgent.slice(0, 200), expiresAt };
  const sessionId = await saveSession(ctx, session);
  await clearSignInFailures(ctx, accountId);
  await announce(ctx, signedIn(accountId, sessionId));
  return { token, expiresAt };
}

/** Counts a wrong password; after five in a row sign-in pauses, longer each time. */
export async function recordSignInFailure(ctx: Ctx, accountId: string): Promise<void> {
  const account = await findAccount(ctx, accountId);
  if (!account) return;
  const pause = pauseAfterFailures(account.signInFailures + 1);
  await saveSignInFailure(ctx, accountId, pause > 0 ? new Date(ctx.now.getTime() + pause) : null);
  await announce(ctx, signInFailed(accountId));
}

/** Ends a session of the account at once. Throws `not_found` when it has no such live session. */
export async function endSession(ctx: Ctx, accountId: string, sessionId: string): Promise<void> {
  if (!(await revokeSession(ctx, accountId, sessionId))) throw new Refusal('not_found');
  await announce(ctx, sessionRevoked(accountId, sessionId));
}

function isPaused({ signInBlockedUntil }: Account, now: Date): boolean {
  return signInBlockedUntil !== null && signInBlockedUntil > now;
}
