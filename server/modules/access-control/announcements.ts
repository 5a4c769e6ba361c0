import type { Announcement } from '../../platform/announcement.ts';
import type { Scan } from './scan.store.ts';

const kinds = {
  admitted: 'access_control.ticket_admitted',
  refused: 'access_control.ticket_refused',
  let_out: 'access_control.ticket_let_out',
} as const;

type Told = Pick<Scan, 'id' | 'accessRightId' | 'organiserId' | 'accessPointId' | 'verdict' | 'reason' | 'mode'>;

export function scanned({ id, accessRightId, organiserId, accessPointId, verdict, reason, mode }: Told): Announcement {
  return {
    kind: kinds[verdict],
    subjectId: accessRightId ?? id,
    organiserId,
    payload: { scanId: id, accessPointId, ...(reason ? { reason } : {}), ...(mode === 'offline' ? { mode } : {}) },
  };
}

export function conflictFound({ id, accessRightId, organiserId }: Scan, conflict: string): Announcement {
  return {
    kind: 'access_control.scan_conflict_found',
    subjectId: accessRightId ?? id,
    organiserId,
    payload: { scanId: id, conflict },
  };
}

export function conflictSeen(conflict: { readonly id: string; readonly organiserId: string }): Announcement {
  const { id: subjectId, organiserId } = conflict;
  return { kind: 'access_control.scan_conflict_seen', subjectId, organiserId, payload: {} };
}

type DeviceAct = 'created' | 'code_renewed' | 'enrolled' | 'revoked';
export function deviceChanged(
  { id, organiserId }: { readonly id: string; readonly organiserId: string },
  act: DeviceAct,
): Announcement {
  return { kind: `access_control.device_${act}`, subjectId: id, organiserId, payload: {} };
}

type ShiftFacts = { readonly id: string; readonly deviceId: string; readonly organiserId: string };
export function shiftChanged(
  shift: ShiftFacts,
  act: 'started' | 'ended',
  payload: Announcement['payload'],
): Announcement {
  const { id: subjectId, organiserId, deviceId } = shift;
  return { kind: `access_control.shift_${act}`, subjectId, organiserId, payload: { deviceId, ...payload } };
}

export function entryPolicySet(
  performance: { readonly id: string; readonly organiserId: string },
  policy: object,
): Announcement {
  const { id: subjectId, organiserId } = performance;
  return { kind: 'access_control.entry_policy_set', subjectId, organiserId, payload: { ...policy } };
}

export function lanesSet(
  { id: subjectId, organiserId }: { readonly id: string; readonly organiserId: string },
  deviceIds: readonly string[],
): Announcement {
  return { kind: 'access_control.lanes_set', subjectId, organiserId, payload: { deviceIds } };
}
