import type { Announcement } from '../../platform/announcement.ts';
import type { IncidentState } from './rules.ts';
import type { IncidentRow, NewIncident } from './store.ts';

/** Without the words: they may tell of persons. */
export function incidentReported(subjectId: string, made: NewIncident): Announcement {
  const { organiserId, performanceId, kind, severity, gateId, zoneId } = made;
  return {
    kind: 'incidents.incident_reported',
    subjectId,
    organiserId,
    payload: { performanceId, kind, severity, gateId, zoneId },
  };
}

export function incidentChanged({ id, organiserId, state }: IncidentRow, to: IncidentState): Announcement {
  return { kind: 'incidents.incident_changed', subjectId: id, organiserId, payload: { from: state, to } };
}
