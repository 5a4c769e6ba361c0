import type { Reply } from '@tessera/contract/api/operations';

type Me = Reply<'getMe'>;

/** The houses whose cancellations somebody decides about, once each. */
export function staffOf({ memberships }: Pick<Me, 'memberships'>): { organiser: string; organiserName: string }[] {
  const deciding = memberships.filter(({ role }) => role === 'agent' || role === 'director' || role === 'admin');
  return [...new Map(deciding.map((held) => [held.organiser, held])).values()];
}
