import type { RefusalReason } from '../../contract/admission/question.ts';

/** What a visitor shows, and what a door has to say of it. */
export type Reading = {
  readonly code: string;
  /** For codes that change: base64url, and how old the digits are when they are shown. */
  readonly rotation?: { readonly key: string; readonly agoMs: number };
  readonly expected: 'admitted' | RefusalReason;
};

/** Milliseconds from the press that prepares the phone, and what the list weighed. */
export type Start = {
  readonly readyMs: number;
  /** Until the door can be seen, "begin" being pressed as soon as it is there. */
  readonly openMs: number;
  readonly sentBytes: number;
  readonly unpackedBytes: number;
  readonly canWorkAlone: boolean;
};

/** In the order of the readings, but for the floor: what is not a code has no signature. */
export type Judged = {
  readonly floorMs: readonly number[];
  readonly decisionMs: readonly number[];
  readonly answers: readonly string[];
};

export type Seen = { readonly ms: number; readonly look: string };

/** What page/ puts into a page of the phone, as `gate`. */
export type InPage = {
  /** Of the next press. */
  timeStart(): Promise<Start>;
  /** Types the code as a reader does; until the verdict is painted. */
  read(reading: Reading): Promise<Seen>;
  /** By the list and the scans that the app has kept. Who is let in is kept as the app would. */
  judge(
    readings: readonly Reading[],
    at: { readonly accessPointId: string; readonly hasEd25519: boolean },
  ): Promise<Judged>;
  /** A fixed piece of work of the main thread. */
  timeLoop(): number;
};
