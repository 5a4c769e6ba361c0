import type { Actor } from '../../platform/actor.ts';
import { system } from '../../platform/actor.ts';
import { sha256 } from '../../platform/secrets.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findLiveSession, touchSession } from './store.ts';

type Credentials = { readonly sessionToken?: string; readonly capability?: string; readonly address: string };

/** Who is calling: the account of a live session, else somebody unknown, who may hold a capability. */
export async function findCaller(inTransaction: InTransaction, credentials: Credentials): Promise<Actor> {
  const { sessionToken, capability, address } = credentials;
  const known = { address, ...(capability === undefined ? {} : { capability }) };
  if (sessionToken === undefined) return { kind: 'anonymous', ...known };
  const session = await inTransaction(system('sessions'), async (ctx) => {
    const live = await findLiveSession(ctx, sha256(sessionToken));
    if (live?.stale) await touchSession(ctx, live.sessionId);
    return live;
  });
  if (!session) return { kind: 'anonymous', ...known };
  return {
    kind: 'account',
    ...known,
    accountId: session.accountId,
    sessionId: session.sessionId,
    email: session.email,
    emailVerified: session.emailVerifiedAt !== null,
    superadmin: session.isSuperadmin,
    memberships: session.memberships,
  };
}
