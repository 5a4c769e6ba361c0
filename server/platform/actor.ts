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
  | {
      readonly kind: 'device';
      readonly address: string;
      readonly deviceId: string;
      readonly organiserId: string;
      readonly name: string;
      /** Empty: every performance, every access point of its organiser. */
      readonly performanceIds: readonly string[];
      readonly accessPointIds: readonly string[];
    }
  | { readonly kind: 'system'; readonly name: string };

export function system(name: string): Actor {
  return { kind: 'system', name };
}

export function isSuperadmin(actor: Actor): boolean {
  return actor.kind === 'account' && actor.superadmin;
}

/** Whether a device may work at this performance and this access point, as far as they are given. */
export function isWithinScope(
  actor: Extract<Actor, { kind: 'device' }>,
  { performanceId, accessPointId }: { readonly performanceId?: string; readonly accessPointId?: string },
): boolean {
  const isIn = (ids: readonly string[], id: string | undefined) =>
    id === undefined || ids.length === 0 || ids.includes(id);
  return isIn(actor.performanceIds, performanceId) && isIn(actor.accessPointIds, accessPointId);
}

export function hasRole(actor: Actor, roles: readonly Role[], organiserId: string): boolean {
  if (actor.kind !== 'account') return false;
  if (actor.superadmin && roles.includes('admin')) return true;
  return actor.memberships.some((held) => held.organiserId === organiserId && roles.includes(held.role));
}
