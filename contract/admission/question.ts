/** What is asked at a door. Instants are milliseconds since 1970, of the server's clock or of what a device takes it for. */

export type Direction = 'in' | 'out';

/** From the one a visitor can change least to the one they can change easiest: the order decides which is told. */
export const refusalReasons = [
  'not_a_ticket',
  'wrong_signature',
  'unknown_ticket',
  'revoked',
  'replaced',
  'barred',
  'unpaid',
  'suspended',
  'wrong_performance',
  'already_used',
  'used_up',
  'already_inside',
  'too_late',
  'wrong_product',
  'stale_code',
  'in_other_zone',
  'too_early',
  'zone_full',
  'wrong_gate',
  'other_lane',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export type AccessRight = {
  readonly id: string;
  readonly state: 'issued' | 'suspended' | 'revoked' | 'replaced';
  /** Suspended because it is not paid. */
  readonly isUnpaid: boolean;
  /** Its person may not come; nothing on a screen tells it to others. */
  readonly isBarred: boolean;
  readonly epoch: number;
  readonly performanceNumber: number;
  readonly zoneId: string;
  /** The code of its tariff. */
  readonly product: string;
  readonly validFrom: number;
  readonly validUntil: number;
};

/** One stay: from an admission to the way out, if there was one. */
export type Stay = {
  readonly zoneId: string;
  readonly at: number;
  readonly accessPoint: string;
  readonly leftAt: number | null;
};

/** A way in: for whom, where and when. Of several rules of a performance one has to fit. */
export type AccessRule = {
  /** null: any. */
  readonly products: readonly string[] | null;
  /** Zones of the ticket; null: any. */
  readonly zoneIds: readonly string[] | null;
  /** null: the gates that serve the zone of the ticket. */
  readonly gateIds: readonly string[] | null;
  /** null: from when, and until when, the right itself is valid. */
  readonly from: number | null;
  readonly until: number | null;
};

export type EntryPolicy = {
  /** How often a right lets in; null: any number of times. */
  readonly usesMax: number | null;
  /** Whoever was let out may come back in, and it is no further use. */
  readonly mayReturn: boolean;
  /** refused: whoever is inside must be let out before coming in again, here or into another zone. */
  readonly passback: 'ignored' | 'refused';
  /** required: only a code that changes all the time is good; a printed one is not. */
  readonly rotating: 'off' | 'preferred' | 'required';
  /** Empty: the gates that serve the zone of the ticket, while it is valid. */
  readonly rules: readonly AccessRule[];
};

export type Door = {
  readonly gateId: string;
  readonly direction: Direction;
  /** Numbers of the performances this door is open for. */
  readonly performanceNumbers: readonly number[];
  /** Zones its gate serves this evening. */
  readonly zoneIds: readonly string[];
  /** Lanes of its own, where tickets are shared out so that two doors cut off from each other cannot both let one in. */
  readonly lanes: { readonly count: number; readonly own: readonly number[] } | null;
  /** How wrong the clock of this door may be. */
  readonly toleranceMs: number;
};

export type AdmissionQuestion = {
  /** What the code says, its signature found good. */
  readonly code: {
    readonly accessRightId: string;
    readonly performanceNumber: number;
    readonly epoch: number;
    /** static: it does not change. */
    readonly freshness: 'fresh' | 'stale' | 'static';
  };
  /** undefined: no access right has this id. */
  readonly right: AccessRight | undefined;
  readonly policy: EntryPolicy;
  readonly door: Door;
  /** Stays by this right that are known here, the oldest first. */
  readonly stays: readonly Stay[];
  /** Of the zone that would be entered; undefined: without a limit, or not known here. */
  readonly occupancy: { readonly inside: number; readonly max: number } | undefined;
  readonly at: number;
};

export type AdmissionVerdict =
  | {
      readonly verdict: 'admitted';
      /** The zone that is entered. */
      readonly zoneId: string;
      /** 1 for the first use; coming back is no further use. */
      readonly use: number;
      /** A code on paper, where one that changes was preferred. */
      readonly isPrinted: boolean;
    }
  | { readonly verdict: 'let_out'; readonly wasInside: boolean }
  | { readonly verdict: 'refused'; readonly reason: RefusalReason; readonly previous?: Stay };
