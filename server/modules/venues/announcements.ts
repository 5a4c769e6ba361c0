import type { Announcement } from '../../platform/announcement.ts';
import type { Version } from './versions.store.ts';

export function mappingPublished({ id, organiserId, venueId, name, version }: Version): Announcement {
  return { kind: 'venues.mapping_published', subjectId: id, organiserId, payload: { venueId, name, version } };
}

export const zonesDirectedKind = 'venues.zones_directed';

export function zonesDirected(performanceId: string, organiserId: string, zones: number): Announcement {
  return { kind: zonesDirectedKind, subjectId: performanceId, organiserId, payload: { zones } };
}
