/** The one rule of the door: the server judges by it, and whatever judges without a network must too. Instants are milliseconds since 1970. */

export type RefusalReason =
  | 'not_a_ticket'
  | 'wrong_signature'
  | 'unknown_ticket'
  | 'wrong_performance'
  | 'revoked'
  | 'suspended'
  | 'replaced'
  | 'too_early'
  | 'too_late'
  | 'wrong_gate'
  | 'already_used';

export type AccessRightAtDoor = {
  readonly state: 'issued' | 'suspended' | 'revoked' | 'replaced';
  readonly epoch: number;
  readonly performanceNumber: number;
  readonly zoneId: string;
  readonly validFrom: number;
  readonly validUntil: number;
};

export type Door = {
  /** Numbers of the performances whose mapping this access point belongs to. */
  readonly performanceNumbers: readonly number[];
  /** Zones the gate serves this evening. */
  readonly zoneIds: readonly string[];
};

export type EarlierAdmission = { readonly at: number; readonly accessPoint: string };

export type AdmissionQuestion = {
  readonly code: { readonly performanceNumber: number; readonly epoch: number };
  /** undefined: no access right has this id. */
  readonly right: AccessRightAtDoor | undefined;
  readonly door: Door;
  readonly earlier: EarlierAdmission | undefined;
  readonly at: number;
};

export type AdmissionVerdict =
  | { readonly verdict: 'admitted' }
  | { readonly verdict: 'refused'; readonly reason: RefusalReason; readonly previous?: EarlierAdmission };

/**
 * Judges a code whose signature was found good. Asked in the order of what the visitor can change least:
 * a ticket that is void is void at every gate, so that comes before the gate and the hour.
 */
export function decideAdmission({ code, right, door, earlier, at }: AdmissionQuestion): AdmissionVerdict {
  if (!right) return refused('unknown_ticket');
  if (right.state === 'revoked') return refused('revoked');
  if (right.state === 'replaced' || right.epoch !== code.epoch) return refused('replaced');
  if (right.state === 'suspended') return refused('suspended');
  if (right.performanceNumber !== code.performanceNumber || !door.performanceNumbers.includes(code.performanceNumber)) {
    return refused('wrong_performance');
  }
  if (earlier) return { verdict: 'refused', reason: 'already_used', previous: earlier };
  if (at < right.validFrom) return refused('too_early');
  if (at >= right.validUntil) return refused('too_late');
  if (!door.zoneIds.includes(right.zoneId)) return refused('wrong_gate');
  return { verdict: 'admitted' };
}

function refused(reason: RefusalReason): AdmissionVerdict {
  return { verdict: 'refused', reason };
}
