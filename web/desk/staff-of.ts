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

function housesWith({ memberships }: Pick<Me, 'memberships'>, roles: readonly Role[]): House[] {
  const held = memberships.filter(({ role }) => roles.includes(role));
  return [...new Map(held.map((membership) => [membership.organiser, membership])).values()];
}
