import type { Target } from './targets.ts';

/** A hold the buyer was told about. Instants are milliseconds of the clock that database, nodes and buyers share. */
export type HeldEntry = {
  readonly id: string;
  readonly token: string;
  readonly target: Target;
  readonly quantity: number;
  /** Seat ids; empty for standing places. */
  readonly seats: readonly string[];
  readonly askedAt: number;
  readonly toldAt: number;
  /** The last deadline the buyer was told. */
  deadline: number;
  extensions: number;
  releaseAskedAt?: number;
  releaseToldAt?: number;
};

export type RefusedEntry = {
  readonly target: Target;
  readonly code: string;
  readonly quantity: number;
  /** Those said to be taken; empty when the answer named none. */
  readonly seats: readonly string[];
  readonly askedAt: number;
  readonly toldAt: number;
};

/** What one buyer asked and was told, in the order of the answers. */
export type Journal = {
  readonly held: HeldEntry[];
  readonly refused: RefusedEntry[];
  /** Holds that ended before the deadline the buyer was told, and holds of other places than were asked for. */
  readonly brokenPromises: string[];
  /** Answers that no buyer should get. */
  readonly unexpected: string[];
  /** Requests that were sent again because no answer came, or only "try again". */
  repeated: number;
};

export function emptyJournal(): Journal {
  return { held: [], refused: [], brokenPromises: [], unexpected: [], repeated: 0 };
}

export function join(journals: readonly Journal[]): Journal {
  return {
    held: journals.flatMap(({ held }) => held),
    refused: journals.flatMap(({ refused }) => refused),
    brokenPromises: journals.flatMap(({ brokenPromises }) => brokenPromises),
    unexpected: journals.flatMap(({ unexpected }) => unexpected),
    repeated: journals.reduce((total, { repeated }) => total + repeated, 0),
  };
}
