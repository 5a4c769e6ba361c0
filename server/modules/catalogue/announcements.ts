import type { Announcement } from '../../platform/announcement.ts';

export function saleOpened(performanceId: string, organiserId: string): Announcement {
  return { kind: 'catalogue.sale_opened', subjectId: performanceId, organiserId, payload: {} };
}

export function saleClosed(performanceId: string, organiserId: string): Announcement {
  return { kind: 'catalogue.sale_closed', subjectId: performanceId, organiserId, payload: {} };
}
