import type { Announcement } from '../../platform/announcement.ts';
import type { Ban, NewBan } from './store.ts';

/** Neither the person nor what happened: the ban says it, to those who may read it. */
export function personBanned(ban: NewBan): Announcement {
  const { id: subjectId, organiserId, reason, eventId, performanceId, startsAt, endsAt } = ban;
  return {
    kind: 'blacklist.person_banned',
    subjectId,
    organiserId,
    payload: { reason, eventId, performanceId, startsAt: startsAt.toISOString(), endsAt: textOf(endsAt) },
  };
}

export function banEndChanged({ id: subjectId, organiserId, endsAt: before }: Ban, endsAt: Date | null): Announcement {
  const payload = { before: textOf(before), endsAt: textOf(endsAt) };
  return { kind: 'blacklist.ban_end_changed', subjectId, organiserId, payload };
}

export function banLifted({ id: subjectId, organiserId }: Ban): Announcement {
  return { kind: 'blacklist.ban_lifted', subjectId, organiserId, payload: {} };
}

function textOf(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
