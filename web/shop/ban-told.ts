import type { Reply } from '@tessera/contract/api/operations';

export type ToldBan = Pick<Reply<'addBan'>, 'reason' | 'endsAt'>;

export const reasons = [
  'violence',
  'harassment',
  'fraud',
  'resale',
  'damage',
  'other',
] as const satisfies readonly ToldBan['reason'][];

export function reasonIn(text: unknown): ToldBan['reason'] | undefined {
  return reasons.find((reason) => reason === text);
}

/** The ban a refusal tells of: only those who sell are told. */
export function banTold({ facts }: { readonly facts: { readonly [fact: string]: unknown } }): ToldBan | undefined {
  const { ban } = facts;
  if (typeof ban !== 'object' || ban === null || !('reason' in ban) || !('endsAt' in ban)) return undefined;
  const reason = reasonIn(ban.reason);
  return reason && { reason, endsAt: typeof ban.endsAt === 'string' ? ban.endsAt : null };
}
