import type { Announcement } from '../../platform/announcement.ts';
import type { NewReport } from './report.store.ts';
import type { NewAccess } from './store.ts';
import type { NewViewing } from './viewing.store.ts';

export function accessGranted(subjectId: string, made: NewAccess): Announcement {
  const { organiserId, accountId, performanceId, day, startsAt, endsAt } = made;
  const times = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  return {
    kind: 'authority.access_granted',
    subjectId,
    organiserId,
    payload: { accountId, performanceId, day, ...times },
  };
}

export function accessRevoked(access: { readonly id: string; readonly organiserId: string }): Announcement {
  const { id: subjectId, organiserId } = access;
  return { kind: 'authority.access_revoked', subjectId, organiserId, payload: {} };
}

/** A look that begins; going on looking is kept in its viewing. */
export function entryViewed(viewingId: string, viewing: NewViewing): Announcement {
  const { performanceId: subjectId, organiserId, accessId } = viewing;
  return { kind: 'authority.entry_viewed', subjectId, organiserId, payload: { viewingId, accessId } };
}

export function reportMade(report: NewReport): Announcement {
  const { id: reportId, performanceId: subjectId, organiserId, accessId, sha256 } = report;
  const payload = { reportId, accessId, sha256: sha256.toString('hex') };
  return { kind: 'authority.report_made', subjectId, organiserId, payload };
}
