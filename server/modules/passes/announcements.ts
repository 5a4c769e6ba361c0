import type { Announcement } from '../../platform/announcement.ts';

export const passChangedKind = 'passes.pass_changed';
export const eveningChangedKind = 'passes.evening_changed';

/** Somebody has it in a wallet, and is to be told. */
export function passChanged(ticketId: string): Announcement {
  return { kind: passChangedKind, subjectId: ticketId, payload: {} };
}

/** Where or when a performance is: all its passes have to be looked at. */
export function eveningChanged(performanceId: string): Announcement {
  return { kind: eveningChangedKind, subjectId: performanceId, payload: {} };
}
