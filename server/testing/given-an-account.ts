import { randomBytes } from 'node:crypto';
import type { Role } from '@tessera/contract/api/people';
import type pg from 'pg';
import { insertAccount, insertMembership } from '../../database/seed/insert-people.ts';
import { hashPassword } from '../modules/identity/index.ts';
import { allOrNothing } from './all-or-nothing.ts';

export type AccountWish = {
  /** A new address by default. */
  email?: string;
  name?: string;
  locale?: 'fr' | 'en';
  password?: string;
  /** Held at `organiserId`. */
  roles?: Role[];
  organiserId?: string;
  isSuperadmin?: boolean;
  emailVerified?: boolean;
};

export type GivenAccount = { accountId: string; email: string; password: string; name: string };

const usualPassword = 'quatre violons et demi';
let usualHash: Promise<string> | undefined;

/** An account that can sign in with the password it is returned with: verified and without roles unless wished. */
export async function givenAnAccount(database: string | pg.Pool, wish: AccountWish = {}): Promise<GivenAccount> {
  const { roles = [], organiserId } = wish;
  if (roles.length > 0 && organiserId === undefined) throw new Error('a role is held at an organiser');
  const email = wish.email ?? `personne-${randomBytes(6).toString('hex')}@example.org`;
  const password = wish.password ?? usualPassword;
  const name = wish.name ?? 'Camille Aubry';
  const passwordHash = await hashOf(password);
  const accountId = await allOrNothing(database, async (client) => {
    const id = await insertAccount(client, {
      email,
      name,
      passwordHash,
      locale: wish.locale ?? 'fr',
      isSuperadmin: wish.isSuperadmin ?? false,
      emailVerified: wish.emailVerified ?? true,
    });
    for (const role of roles) {
      if (organiserId !== undefined) await insertMembership(client, { accountId: id, organiserId, role });
    }
    return id;
  });
  return { accountId, email, password, name };
}

/** The usual password is hashed once a process: a hash is meant to be slow. */
function hashOf(password: string): Promise<string> {
  if (password !== usualPassword) return hashPassword(password);
  usualHash ??= hashPassword(usualPassword);
  return usualHash;
}
