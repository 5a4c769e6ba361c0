import type { Reply } from '@tessera/contract/api/operations';
import type { FastifyReply } from 'fastify';
import { type Actor, system } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { hashPassword, isPassword } from './password.ts';
import { canonicalEmail, isTooCommon } from './rules.ts';
import { endSession, recordSignInFailure, type StartedSession, startSession } from './sign-in.ts';
import { signUp } from './sign-up.ts';
import { findAccount, findAccountByEmail, listMemberships, listOrganisers, listSessions } from './store.ts';
import { confirmEmail, requestVerification } from './verify-email.ts';

export type SessionCookie = { readonly name: string; readonly secure: boolean };

/** `__Host-` binds the cookie to this host over https; browsers refuse the prefix on plain http, used on a developer's machine. */
export function sessionCookie(publicUrl: string): SessionCookie {
  const secure = publicUrl.startsWith('https:');
  return { name: secure ? '__Host-tessera' : 'tessera', secure };
}

export function identityRoutes(routes: Routes, inTransaction: InTransaction, cookie: SessionCookie): void {
  accountRoutes(routes, inTransaction, cookie);
  sessionRoutes(routes, inTransaction, cookie);
}

function accountRoutes(routes: Routes, inTransaction: InTransaction, cookie: SessionCookie): void {
  routes.outside(
    'signUp',
    allow('anyone'),
    async ({ body, actor, request, reply }) => {
      if (isTooCommon(body.password, body.email)) {
        throw new Refusal('password_too_common', undefined, {
          errors: [{ pointer: '/body/password', code: 'too_common' }],
        });
      }
      const passwordHash = await hashPassword(body.password);
      const { me, session } = await inTransaction(actor, async (ctx) => {
        const accountId = await signUp(ctx, { email: body.email, passwordHash, name: body.name, locale: body.locale });
        const started = await startSession(ctx, accountId, request.headers['user-agent'] ?? '');
        return { me: await describeMe(ctx, accountId), session: started };
      });
      setSession(reply, cookie, session);
      return me;
    },
    { perMinute: 20 },
  );

  routes.inTransaction(
    'getMe',
    allow('account'),
    async (ctx, { actor }) => await describeMe(ctx, signedInActor(actor).accountId),
  );

  routes.inTransaction(
    'requestEmailVerification',
    allow('account'),
    async (ctx, { actor }) => {
      const { accountId, email, emailVerified } = signedInActor(actor);
      if (!emailVerified) await requestVerification(ctx, accountId, email);
      return undefined;
    },
    { perMinute: 5 },
  );

  routes.inTransaction('listOrganisers', allow('superadmin'), async (ctx) => ({ items: await listOrganisers(ctx) }));

  routes.inTransaction('confirmEmail', allow('anyone'), async (ctx, { body }) => {
    await confirmEmail(ctx, body.token);
    return undefined;
  });
}

function sessionRoutes(routes: Routes, inTransaction: InTransaction, cookie: SessionCookie): void {
  routes.outside(
    'signIn',
    allow('anyone'),
    async ({ body, actor, request, reply }) => {
      const account = await inTransaction(system('sign-in'), (ctx) =>
        findAccountByEmail(ctx, canonicalEmail(body.email)),
      );
      const good = await isPassword(body.password, account?.passwordHash);
      if (!account || !good) {
        if (account) await inTransaction(actor, (ctx) => recordSignInFailure(ctx, account.id));
        throw new Refusal('wrong_credentials');
      }
      const { me, session } = await inTransaction(actor, async (ctx) => {
        const started = await startSession(ctx, account.id, request.headers['user-agent'] ?? '');
        return { me: await describeMe(ctx, account.id), session: started };
      });
      setSession(reply, cookie, session);
      return me;
    },
    { perMinute: 60 },
  );

  routes.inTransaction('signOut', allow('account'), async (ctx, { actor, reply }) => {
    const { accountId, sessionId } = signedInActor(actor);
    await endSession(ctx, accountId, sessionId);
    reply.clearCookie(cookie.name, { path: '/', secure: cookie.secure, httpOnly: true, sameSite: 'lax' });
    return undefined;
  });

  routes.inTransaction('listSessions', allow('account'), async (ctx, { actor }) => {
    const { accountId, sessionId } = signedInActor(actor);
    const sessions = await listSessions(ctx, accountId);
    const items = sessions.map(({ id, userAgent, createdAt, lastSeenAt, expiresAt }) => ({
      id,
      userAgent,
      current: id === sessionId,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }));
    return { items };
  });

  routes.inTransaction('revokeSession', allow('account'), async (ctx, { actor, params }) => {
    await endSession(ctx, signedInActor(actor).accountId, params.sessionId);
    return undefined;
  });
}

export function signedInActor(actor: Actor): Extract<Actor, { kind: 'account' }> {
  if (actor.kind !== 'account') throw new Refusal('not_signed_in');
  return actor;
}

async function describeMe(ctx: Ctx, accountId: string): Promise<Reply<'getMe'>> {
  const account = await findAccount(ctx, accountId);
  if (!account) throw new Refusal('not_found');
  const memberships = await listMemberships(ctx, accountId);
  return {
    id: account.id,
    email: account.email,
    name: account.name,
    locale: account.locale,
    emailVerified: account.emailVerifiedAt !== null,
    superadmin: account.isSuperadmin,
    memberships: memberships.map(({ organiserId, organiserName, role }) => ({
      organiser: organiserId,
      organiserName,
      role,
    })),
  };
}

function setSession(reply: FastifyReply, cookie: SessionCookie, { token, expiresAt }: StartedSession): void {
  reply.setCookie(cookie.name, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: cookie.secure,
    expires: expiresAt,
  });
}
