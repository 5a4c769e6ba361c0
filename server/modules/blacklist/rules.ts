type Ok = { readonly ok: true };
type Refused<Code> = { readonly ok: false; readonly code: Code };

export type BanState = 'planned' | 'active' | 'ended' | 'lifted';
export type EndRefusal = 'past' | 'before_start';

/** When a ban may end: later than now, and than it starts. null: not by itself. */
export function decideEnd(endsAt: Date | null, startsAt: Date, now: Date): Ok | Refused<EndRefusal> {
  if (endsAt === null) return { ok: true };
  if (endsAt <= now) return { ok: false, code: 'past' };
  return endsAt <= startsAt ? { ok: false, code: 'before_start' } : { ok: true };
}

/** A ban that is over stays as it was: whoever is banned again gets another one. */
export function decideChange(state: BanState): Ok | Refused<'ban_over'> {
  return state === 'planned' || state === 'active' ? { ok: true } : { ok: false, code: 'ban_over' };
}

/** Of several bans, the one that is told: without an end, else the last to end. */
export function longest<Ban extends { readonly endsAt: Date | null }>(bans: readonly Ban[]): Ban | undefined {
  const endOf = ({ endsAt }: Ban) => endsAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return bans.reduce<Ban | undefined>((one, other) => (one && endOf(one) >= endOf(other) ? one : other), undefined);
}
