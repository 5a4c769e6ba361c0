import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { sessionCookie } from '../modules/identity/http.ts';
import type { GivenServer } from './given-a-server.ts';

export type SessionWish = { readonly revoked?: boolean; readonly expired?: boolean };
export type GivenSession = { readonly sessionId: string; readonly cookie: string };

/** A signed-in browser of an account, without the cost of checking a password. */
export async function givenASession(
  { pool, config }: { readonly pool: pg.Pool; readonly config: Pick<GivenServer['config'], 'publicUrl'> },
  accountId: string,
  { revoked = false, expired = false }: SessionWish = {},
): Promise<GivenSession> {
  const token = randomBytes(32).toString('base64url');
  const { rows } = await pool.query<{ id: string }>(
    `insert into identity.session (account_id, token_hash, created_at, expires_at, revoked_at)
     values ($1, $2, now() - interval '2 hours', now() + $3::interval, case when $4 then now() end) returning id`,
    [accountId, createHash('sha256').update(token).digest(), expired ? '-1 hour' : '1 hour', revoked],
  );
  return { sessionId: rows[0]?.id ?? '', cookie: `${sessionCookie(config.publicUrl).name}=${token}` };
}
