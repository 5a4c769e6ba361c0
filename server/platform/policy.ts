import type { Role } from '@tessera/contract/api/people';
import { type Actor, hasRole, isSuperadmin, isWithinScope } from './actor.ts';
import type { Ctx } from './context.ts';
import { Refusal } from './refusal.ts';

/**
 * Who may call a route:
 * anyone; account: whoever is signed in; owner: the account the object belongs to; capability: whoever holds the
 * object's token; provider: a payment provider that signs; wallet: a phone that shows the token of its pass; device: a scanner of
 * the object's organiser, within its scope; a role: staff with it at the object's organiser; superadmin: only the platform's own.
 */
export type Caller =
  | 'anyone'
  | 'account'
  | 'owner'
  | 'capability'
  | 'provider'
  | 'wallet'
  | 'device'
  | 'superadmin'
  | Role;
export type Policy = { readonly who: readonly [Caller, ...Caller[]] };

export function allow(...who: [Caller, ...Caller[]]): Policy {
  return { who };
}

/** What the decision is about. `capabilityOf`: the ids whose tokens open it. `known`: everybody may know it exists. */
export type Guarded = {
  readonly organiserId?: string;
  readonly ownerId?: string | null;
  readonly capabilityOf?: string | readonly string[];
  /** The pass whose token a phone has to show. */
  readonly walletOf?: string;
  readonly known?: boolean;
  /** Where the scope of a device has to reach. */
  readonly performanceId?: string;
  readonly accessPointId?: string;
};

const staffRoles = new Set<Caller>(['artist', 'agent', 'director', 'gate_controller', 'authority', 'admin']);

/** Policies whose decision needs the object: a route with one must call `authorise` before it answers. */
export function needsObject({ who }: Policy): boolean {
  if (who.every((caller) => caller === 'superadmin' || caller === 'device')) return false;
  return !who.includes('anyone') && !who.includes('account') && !who.includes('provider');
}

/** Before anything is read: throws `not_signed_in` or `role_missing` when no object could make the answer yes. */
export function admitCaller({ who }: Policy, actor: Actor): void {
  if (who.includes('anyone') || who.includes('provider') || who.includes('wallet')) return;
  if (actor.kind === 'anonymous') {
    if (who.includes('capability') && actor.capability !== undefined) return;
    throw new Refusal(who.includes('capability') ? 'not_found' : 'not_signed_in');
  }
  if (actor.kind === 'device') {
    if (who.includes('device')) return;
    throw new Refusal('role_missing');
  }
  if (who.includes('account') || who.includes('owner') || who.includes('capability')) return;
  if (who.includes('superadmin') && isSuperadmin(actor)) return;
  if (!staffRolesIn(who).some((role) => hasSomewhere(actor, role))) throw new Refusal('role_missing');
}

/** Whether the actor may act on this object: throws `not_found` when it must not be known, else `role_missing`. */
export function authorise(ctx: Ctx, { who }: Policy, object: Guarded): void {
  if (isAllowed(ctx, who, object)) return;
  if (who.includes('wallet')) throw new Refusal('wrong_pass_token');
  throw new Refusal(object.known ? 'role_missing' : 'not_found');
}

function isAllowed(ctx: Ctx, who: readonly Caller[], object: Guarded): boolean {
  const { actor } = ctx;
  if (actor.kind === 'system') return true;
  if (actor.kind === 'device') {
    return who.includes('device') && object.organiserId === actor.organiserId && isWithinScope(actor, object);
  }
  const { capability } = actor;
  if (who.includes('capability') && capability !== undefined) {
    if ([object.capabilityOf ?? []].flat().some((id) => ctx.secrets.isCapability(id, capability))) return true;
  }
  if (who.includes('wallet') && capability !== undefined && object.walletOf !== undefined) {
    if (ctx.secrets.isCapability(object.walletOf, capability)) return true;
  }
  if (actor.kind !== 'account') return false;
  if (who.includes('superadmin') && isSuperadmin(actor)) return true;
  if (who.includes('owner') && object.ownerId === actor.accountId) return true;
  return object.organiserId !== undefined && hasRole(actor, staffRolesIn(who), object.organiserId);
}

function staffRolesIn(who: readonly Caller[]): Role[] {
  return who.filter((caller): caller is Role => staffRoles.has(caller));
}

function hasSomewhere(actor: Actor, role: Role): boolean {
  if (actor.kind !== 'account') return false;
  return (actor.superadmin && role === 'admin') || actor.memberships.some((held) => held.role === role);
}
