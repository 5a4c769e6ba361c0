import type { Role } from '@tessera/contract/api/people';
import type { Locale } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type Account = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly isSuperadmin: boolean;
  readonly passwordHash: string;
  readonly emailVerifiedAt: Date | null;
  readonly disabledAt: Date | null;
  readonly signInFailures: number;
  readonly signInBlockedUntil: Date | null;
};

export type Organiser = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly legalName: string;
  readonly referencePrefix: string;
  readonly contactEmail: string;
};

export type Membership = { readonly organiserId: string; readonly organiserName: string; readonly role: Role };

const accountColumns = [
  'id',
  'email',
  'name',
  'locale',
  'isSuperadmin',
  'passwordHash',
  'emailVerifiedAt',
  'disabledAt',
  'signInFailures',
  'signInBlockedUntil',
] as const;

export async function findAccountByEmail(ctx: Ctx, canonical: string): Promise<Account | undefined> {
  return tx(ctx)
    .selectFrom('identity.account')
    .select(accountColumns)
    .where('emailCanonical', '=', canonical)
    .executeTakeFirst();
}

export async function findAccount(ctx: Ctx, accountId: string): Promise<Account | undefined> {
  return tx(ctx).selectFrom('identity.account').select(accountColumns).where('id', '=', accountId).executeTakeFirst();
}

/** undefined when the address is taken. */
export async function saveAccount(
  ctx: Ctx,
  account: { email: string; emailCanonical: string; passwordHash: string; name: string; locale: Locale },
): Promise<string | undefined> {
  const row = await tx(ctx)
    .insertInto('identity.account')
    .values(account)
    .onConflict((conflict) => conflict.column('emailCanonical').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function saveSignInFailure(ctx: Ctx, accountId: string, blockedUntil: Date | null): Promise<void> {
  await tx(ctx)
    .updateTable('identity.account')
    .set({ signInFailures: sql`sign_in_failures + 1`, signInBlockedUntil: blockedUntil })
    .where('id', '=', accountId)
    .execute();
}

export async function clearSignInFailures(ctx: Ctx, accountId: string): Promise<void> {
  await tx(ctx)
    .updateTable('identity.account')
    .set({ signInFailures: 0, signInBlockedUntil: null })
    .where('id', '=', accountId)
    .where('signInFailures', '>', 0)
    .execute();
}

export async function listMemberships(ctx: Ctx, accountId: string): Promise<Membership[]> {
  return tx(ctx)
    .selectFrom('identity.membership as m')
    .innerJoin('identity.organiser as o', 'o.id', 'm.organiserId')
    .select(['m.organiserId', 'o.name as organiserName', 'm.role'])
    .where('m.accountId', '=', accountId)
    .orderBy('o.name')
    .orderBy('m.role')
    .execute();
}

export type Person = { readonly accountId: string; readonly name: string; readonly email: string };

/** Who has a role at an organiser, by name. */
export async function listPeople(ctx: Ctx, organiserId: string, role: Role): Promise<Person[]> {
  return tx(ctx)
    .selectFrom('identity.membership as m')
    .innerJoin('identity.account as a', 'a.id', 'm.accountId')
    .select(['a.id as accountId', 'a.name', 'a.email'])
    .where('m.organiserId', '=', organiserId)
    .where('m.role', '=', role)
    .where('a.disabledAt', 'is', null)
    .orderBy('a.name')
    .orderBy('a.id')
    .execute();
}

export async function saveSession(
  ctx: Ctx,
  session: { accountId: string; tokenHash: Buffer; userAgent: string; expiresAt: Date },
): Promise<string> {
  const row = await tx(ctx).insertInto('identity.session').values(session).returning('id').executeTakeFirstOrThrow();
  return row.id;
}

export type LiveSession = {
  readonly sessionId: string;
  readonly accountId: string;
  readonly email: string;
  readonly emailVerifiedAt: Date | null;
  readonly isSuperadmin: boolean;
  readonly stale: boolean;
  readonly memberships: readonly { readonly organiserId: string; readonly role: Role }[];
};

/** The session of a cookie with the account's roles as they are now: a role taken away counts at the next request. */
export async function findLiveSession(ctx: Ctx, tokenHash: Buffer): Promise<LiveSession | undefined> {
  const found = await sql<LiveSession>`
    select s.id as session_id, a.id as account_id, a.email, a.email_verified_at, a.is_superadmin,
      s.last_seen_at < now() - interval '5 minutes' as stale,
      coalesce((select jsonb_agg(jsonb_build_object('organiserId', m.organiser_id, 'role', m.role))
        from identity.membership m where m.account_id = a.id), '[]') as memberships
    from identity.session s join identity.account a on a.id = s.account_id
    where s.token_hash = ${tokenHash} and s.revoked_at is null and s.expires_at > now() and a.disabled_at is null`.execute(
    tx(ctx),
  );
  return found.rows[0];
}

export async function touchSession(ctx: Ctx, sessionId: string): Promise<void> {
  await tx(ctx).updateTable('identity.session').set({ lastSeenAt: sql`now()` }).where('id', '=', sessionId).execute();
}

export async function listSessions(ctx: Ctx, accountId: string) {
  return tx(ctx)
    .selectFrom('identity.session')
    .select(['id', 'userAgent', 'createdAt', 'lastSeenAt', 'expiresAt'])
    .where('accountId', '=', accountId)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .orderBy('lastSeenAt', 'desc')
    .execute();
}

/** Whether a live session of this account was ended. */
export async function revokeSession(ctx: Ctx, accountId: string, sessionId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx(ctx)
    .updateTable('identity.session')
    .set({ revokedAt: ctx.now })
    .where('id', '=', sessionId)
    .where('accountId', '=', accountId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function saveVerification(ctx: Ctx, accountId: string, email: string, expiresAt: Date): Promise<string> {
  const row = await tx(ctx)
    .insertInto('identity.emailVerification')
    .values({ accountId, email, expiresAt })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function findVerification(ctx: Ctx, verificationId: string) {
  return tx(ctx)
    .selectFrom('identity.emailVerification')
    .select(['id', 'accountId', 'email', 'expiresAt', 'usedAt'])
    .where('id', '=', verificationId)
    .forUpdate()
    .executeTakeFirst();
}

export async function saveVerified(ctx: Ctx, verificationId: string, accountId: string): Promise<void> {
  await tx(ctx)
    .updateTable('identity.emailVerification')
    .set({ usedAt: ctx.now })
    .where('id', '=', verificationId)
    .execute();
  await tx(ctx)
    .updateTable('identity.account')
    .set({ emailVerifiedAt: ctx.now })
    .where('id', '=', accountId)
    .where('emailVerifiedAt', 'is', null)
    .execute();
}

export async function findOrganiser(ctx: Ctx, organiserId: string): Promise<Organiser | undefined> {
  return tx(ctx)
    .selectFrom('identity.organiser')
    .select(['id', 'slug', 'name', 'legalName', 'referencePrefix', 'contactEmail'])
    .where('id', '=', organiserId)
    .executeTakeFirst();
}

/** By name. */
export async function listOrganisers(ctx: Ctx): Promise<Pick<Organiser, 'id' | 'name'>[]> {
  return tx(ctx).selectFrom('identity.organiser').select(['id', 'name']).orderBy('name').orderBy('id').execute();
}

export async function listOrganiserIds(ctx: Ctx): Promise<string[]> {
  const organisers = await tx(ctx).selectFrom('identity.organiser').select('id').execute();
  return organisers.map(({ id }) => id);
}
