import type { Answer } from '../load/connection.ts';
import type { Person } from './persons.ts';
import type { Target } from './targets.ts';

/** What somebody asked for. Instants are milliseconds of the clock that database, nodes and buyers share. */
export type Attempt = {
  readonly target: Target;
  readonly person: Person | undefined;
  readonly quantity: number;
  readonly reduced: number;
  /** Undefined: the product was to choose, or the places have no number. */
  readonly wished: readonly number[] | undefined;
  /** When it was sent for the first time. */
  readonly askedAt: number;
  /** When an answer came that says what happened, or when the buyer gave up. */
  readonly toldAt: number;
};

/** A hold the buyer was told about. */
export type HeldEntry = Attempt & {
  readonly id: string;
  readonly token: string;
  /** Seat ids; empty for standing places. */
  readonly seats: readonly number[];
  /** Until when the buyer was told to have it; the earliest instant while a change of it is under way. */
  deadline: number;
  /** The last instant until which it may have lasted. */
  deadlineMax: number;
  extensions: number;
  releaseAskedAt?: number;
  releaseToldAt?: number;
};

export type RefusedEntry = Attempt & {
  readonly code: string;
  /** Those said to be taken; empty when the answer named none. */
  readonly seats: readonly number[];
};

/** What the buyers asked and were told. */
export type Journal = {
  readonly held: HeldEntry[];
  readonly refused: RefusedEntry[];
  /** Attempts that may have had an effect nobody was told of: no answer, a broken connection, "busy". */
  readonly unknown: Attempt[];
  /** How many attempts ended each way. */
  readonly outcomes: Map<string, number>;
  /** Holds that ended before the deadline the buyer was told, and holds of other places than were asked for. */
  readonly brokenPromises: string[];
  /** Answers that no buyer should get. */
  readonly unexpected: string[];
  /** Holds that were asked for a second time with the same key, and given as they were. */
  givenAgain: number;
  /** Requests that were sent again because no answer came, or only "try again". */
  repeated: number;
};

export function emptyJournal(): Journal {
  return {
    held: [],
    refused: [],
    unknown: [],
    outcomes: new Map(),
    brokenPromises: [],
    unexpected: [],
    givenAgain: 0,
    repeated: 0,
  };
}

export function countOutcome({ outcomes }: Journal, outcome: string): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

export function noteUnexpected({ unexpected }: Journal, request: string, answer: Answer | undefined): void {
  unexpected.push(`${request}: ${answer ? `${answer.status} ${answer.text.slice(0, 300)}` : 'never answered'}`);
}
