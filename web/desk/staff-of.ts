import type { Reply } from '@tessera/contract/api/operations';
import type { Role } from '@tessera/contract/api/people';

type Me = Reply<'getMe'>;

type House = { readonly organiser: string; readonly organiserName: string };

/** The houses whose cancellations somebody decides about, once each. */
export function staffOf(me: Pick<Me, 'memberships'>): House[] {
  return housesWith(me, ['agent', 'director', 'admin']);
}

/** The houses whose books somebody sees, once each. */
export function booksOf(me: Pick<Me, 'memberships'>): House[] {
  return housesWith(me, ['director', 'admin']);
}

/** The houses that somebody keeps people from, once each. */
export function blacklistsOf(me: Pick<Me, 'memberships'>): House[] {
  return housesWith(me, ['director', 'admin']);
}

/** The houses whose doors somebody looks after, once each. */
export function doorsOf(me: Pick<Me, 'memberships'>): House[] {
  return housesWith(me, ['gate_controller', 'agent', 'director', 'admin']);
}

/** Who says who is let in, and which phones scan. */
export function decidesDoors(me: Pick<Me, 'memberships'>, organiserId: string): boolean {
  return housesWith(me, ['director', 'admin']).some(({ organiser }) => organiser === organiserId);
}

/** Whose signing keys somebody renews. */
export function keepsKeys(me: Pick<Me, 'memberships'>, organiserId: string): boolean {
  return housesWith(me, ['admin']).some(({ organiser }) => organiser === organiserId);
}

function housesWith({ memberships }: Pick<Me, 'memberships'>, roles: readonly Role[]): House[] {
  const held = memberships.filter(({ role }) => roles.includes(role));
  return [...new Map(held.map((membership) => [membership.organiser, membership])).values()];
}
