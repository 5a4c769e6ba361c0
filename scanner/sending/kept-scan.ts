import type { RefusalReason } from '@tessera/contract/admission/question';

/**
 * A verdict that is on the disk before it is on the screen. offered: the server has to hear that the visitor went in;
 * undecided-by-server: the server has to hear of it at all; settled: it knows; refused: it will not take it, whoever asks.
 */
export type KeptScan = {
  /** UUID version 7 of when the code was read. */
  readonly id: string;
  readonly state: 'offered' | 'by-device' | 'settled' | 'refused';
  readonly code: string;
  readonly accessPointId: string;
  readonly direction: 'in' | 'out';
  readonly verdict: 'admitted' | 'refused' | 'let_out';
  readonly reason?: RefusalReason;
  readonly note?: string;
  readonly accessRightId?: string;
  /** Where it let in. */
  readonly zoneId?: string;
  readonly accessPoint: string;
  readonly readAt: ReadMoment;
  /** When the server had it for certain, by its clock. */
  readonly settledAt?: number;
};

/** A moment by three clocks: the server's as the device takes it, the wall, and the one that only runs, of one start of the app. */
export type ReadMoment = {
  readonly serverAt: number;
  readonly wallAt: number;
  readonly runningAt: number;
  readonly bootMark: string;
};
