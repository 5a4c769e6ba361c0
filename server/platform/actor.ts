import type { Role } from '@tessera/contract/api/people';

/** Who does it. `capability` is the token of a hold or order that came with the request. */
export type Actor =
  | { readonly kind: 'anonymous'; readonly address: string; readonly capability?: string }
  | {
      readonly kind: 'account';
      readonly address: string;
      readonly capability?: string;
      readonly accountId: string;
      readonly sessionId: string;
      readonly email: string;
      readonly emailVerified: boolean;
      readonly superadmin: boolean;
      readonly memberships: readonly { readonly organiserId: string; readonly role: Role }[];
    }
  | { readonly kind: 'system'; readonly name: string };

export function system(name: string): Actor {
  return { kind: 'system', name };
}

export function isSuperadmin(actor: Actor): boolean {
  return actor.kind === 'account' && actor.superadmin;
}

export function hasRole(actor: Actor, roles: readonly Role[], organiserId: string): boolean {
  if (actor.kind !== 'account') return false;
  if (actor.superadmin && roles.includes('admin')) return true;
  return actor.memberships.some((held) => held.organiserId === organiserId && roles.includes(held.role));
}
