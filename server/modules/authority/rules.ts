const dayMs = 86_400_000;
const accessDaysMax = 31;

export type GrantWish = {
  readonly performanceId: string | null;
  readonly day: string | null;
  readonly startsAt: number;
  readonly endsAt: number;
};
type Wrong = { readonly ok: false; readonly field: 'performance' | 'startsAt' | 'endsAt'; readonly code: string };

/** An access is to one thing, and for a time that is not over: nobody looks for ever. */
export function decideGrant({ performanceId, day, startsAt, endsAt }: GrantWish, now: number): { ok: true } | Wrong {
  if ((performanceId === null) === (day === null)) return { ok: false, field: 'performance', code: 'one_thing' };
  if (endsAt <= startsAt) return { ok: false, field: 'endsAt', code: 'before_start' };
  if (endsAt <= now) return { ok: false, field: 'endsAt', code: 'past' };
  if (endsAt - startsAt > accessDaysMax * dayMs) return { ok: false, field: 'endsAt', code: 'too_long' };
  return { ok: true };
}

export type AccessTimes = { readonly startsAt: Date; readonly endsAt: Date; readonly revokedAt: Date | null };

export function accessState({ startsAt, endsAt, revokedAt }: AccessTimes, now: Date) {
  if (revokedAt !== null) return 'revoked' as const;
  if (now >= endsAt) return 'over' as const;
  return now < startsAt ? ('planned' as const) : ('open' as const);
}

/** What the organiser signs of a report. Its first words keep it apart from all else that is signed with the key. */
export function signedTextOf(reportId: string, sha256: string): string {
  return `tessera report 1\n${reportId}\n${sha256}`;
}
