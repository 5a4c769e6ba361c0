import type { Reply } from '@tessera/contract/api/operations';

export type OwnDevice = Reply<'getOwnDevice'>;
export type ShiftPerformance = OwnDevice['performances'][number];
export type Direction = 'in' | 'out';

/** What made this phone a device of an organiser. */
export type Enrolment = { readonly token: string; readonly device: OwnDevice };

export type CheckOutcome = { readonly name: string; readonly isGood: boolean; readonly words?: string };

export type OpenShift = {
  readonly id: string;
  readonly performanceId: string;
  readonly accessPointId: string;
  /** Gate and access point, as the controller knows them. */
  readonly place: string;
  readonly title: ShiftPerformance['title'];
  readonly timeZone: string;
  readonly direction: Direction;
  readonly agent: string;
  readonly startedAt: number;
  readonly checks: readonly CheckOutcome[];
  /** Whether the server knows of it. */
  readonly isTold: boolean;
};
