import type { Announcement } from '../../platform/announcement.ts';
import type { Scan } from './store.ts';

export function scanned(scan: Scan): Announcement {
  return {
    kind: scan.verdict === 'admitted' ? 'access_control.ticket_admitted' : 'access_control.ticket_refused',
    subjectId: scan.accessRightId ?? scan.id,
    organiserId: scan.organiserId,
    payload: { scanId: scan.id, accessPointId: scan.accessPointId, ...(scan.reason ? { reason: scan.reason } : {}) },
  };
}
