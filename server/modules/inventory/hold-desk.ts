import { system } from '../../platform/actor.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Log } from '../../platform/log.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findPriceBook, type PriceBook } from '../pricing/index.ts';
import { expireHolds } from './expire-holds.ts';
import { holdSeats, type Sale } from './hold-seats.ts';
import type { HoldAnswer, HoldReply, HoldRequest } from './plan-holds.ts';
import type { SeatBoards } from './seat-board.ts';

export type HoldDesk = {
  /** Throws what `holdSeats` refuses; `busy` when the queue is full, `contended` when others were faster too often. */
  hold(performanceId: string, request: HoldRequest): Promise<HoldReply>;
};
type App = { readonly inTransaction: InTransaction; readonly boards: SeatBoards; readonly log: Log };

/** Requests waiting for one performance; past it a buyer is told to come back. About half a second of work. */
const queueMax = 4_096;
const batchMax = 512;
/** How often a request that found its seats locked, or lost a race for the best ones, is asked again. */
const triesMax = 10;
/** Past it nobody is asked again: the buyer tries, or gives up. */
const patienceMilliseconds = 5_000;
/** How long the board of a performance that has just moved to another mapping is given to read it. */
const boardDelayMilliseconds = 200;
/** Requests that wait for locks of seats, each in a transaction of its own. */
const patientMax = 4;

type Waiting = {
  readonly request: HoldRequest;
  readonly settle: (answer: HoldReply) => void;
  readonly refuse: (reason: unknown) => void;
  readonly since: number;
  readonly tries: number;
};
/** One queue, served by so many at once. */
type Line = { readonly queue: Waiting[]; servers: number };
type Lane = {
  readonly performanceId: string;
  readonly line: Line;
  /** Those that found a seat locked. They wait, one by one, and keep nobody else. */
  readonly patient: Line;
  /** Those that found the counter of a zone locked, by zone: they wait together. */
  readonly zones: Map<string, Line>;
  priceBook: { readonly version: number; readonly book: PriceBook; readonly chart: object } | undefined;
};

/**
 * Requests for a performance that arrive while others are being answered are gathered and answered together: locked once,
 * decided in order of arrival, written in a few statements, committed once. Every node has a desk of its own; row locks
 * keep nodes apart.
 */
export function openHoldDesk(app: App): HoldDesk {
  const lanes = new Map<string, Lane>();

  const laneOf = (performanceId: string): Lane => {
    const known = lanes.get(performanceId);
    if (known) return known;
    const lane = { performanceId, line: newLine(), patient: newLine(), zones: new Map(), priceBook: undefined };
    lanes.set(performanceId, lane);
    return lane;
  };

  const join = (lane: Lane, line: Line, waiting: Waiting, manner: Manner): void => {
    line.queue.push(waiting);
    if (line.servers >= manner.serversMax) return;
    line.servers += 1;
    // What arrives in the same turn of the event loop goes together.
    setImmediate(() => void serve(lane, line, manner));
  };

  const serve = async (lane: Lane, line: Line, manner: Manner): Promise<void> => {
    while (line.queue.length > 0) await answer(lane, line.queue.splice(0, manner.batchMax), manner);
    line.servers -= 1;
    if (waitingIn(lane) === 0 && serversIn(lane) === 0) lanes.delete(lane.performanceId);
  };

  /** One transaction for all of them; when it fails each gets its own, so that one cannot spoil it for its neighbours. */
  const answer = async (lane: Lane, batch: readonly Waiting[], manner: Manner): Promise<void> => {
    try {
      const answers = await transact(app, lane, batch, manner);
      crashPoint('hold.committed');
      if (answers.some((one) => one.kind === 'again' && one.why === 'dead_holds')) {
        await app.inTransaction(system('hold-desk'), (ctx) => expireHolds(ctx, lane.performanceId));
      }
      batch.forEach((waiting, position) => {
        settle(lane, waiting, answers[position]);
      });
    } catch (error) {
      if (batch.length > 1 && isWorthTryingAlone(error, manner)) {
        app.log.warn({ err: error, requests: batch.length }, 'a batch of holds failed; each is tried alone');
        for (const waiting of batch) join(lane, lane.patient, waiting, alone);
      } else for (const waiting of batch) waiting.refuse(error);
    }
  };

  const settle = (lane: Lane, waiting: Waiting, answered: HoldAnswer | undefined): void => {
    if (answered?.kind === 'held') waiting.settle(answered.reply);
    else if (answered?.kind === 'refused') waiting.refuse(answered.refusal);
    else if (isOver(waiting) || !answered) waiting.refuse(new Refusal('contended'));
    else askAgain(lane, { ...waiting, tries: waiting.tries + 1 }, answered);
  };

  const askAgain = (lane: Lane, waiting: Waiting, { why, zoneId }: HoldAnswer & { kind: 'again' }): void => {
    if (why === 'board_behind') setTimeout(() => join(lane, lane.line, waiting, together), boardDelayMilliseconds);
    else if (why !== 'busy') join(lane, lane.line, waiting, together);
    else if (zoneId === undefined) join(lane, lane.patient, waiting, alone);
    else {
      const line = lane.zones.get(zoneId) ?? newLine();
      lane.zones.set(zoneId, line);
      join(lane, line, waiting, togetherPatiently);
    }
  };

  return {
    hold: (performanceId, request) => {
      const lane = laneOf(performanceId);
      if (waitingIn(lane) >= queueMax) return Promise.reject(new Refusal('busy'));
      return new Promise((settle, refuse) => {
        join(lane, lane.line, { request, settle, refuse, since: performance.now(), tries: 0 }, together);
      });
    },
  };
}

/** How a line is served: by how many at once, how many requests a transaction, and whether that waits for locked rows. */
type Manner = { readonly serversMax: number; readonly batchMax: number; readonly wait: boolean };
const together: Manner = { serversMax: 1, batchMax, wait: false };
const togetherPatiently: Manner = { serversMax: 1, batchMax, wait: true };
const alone: Manner = { serversMax: patientMax, batchMax: 1, wait: true };

function isWorthTryingAlone(error: unknown, { wait }: Manner): boolean {
  if (!(error instanceof Refusal)) return true;
  // `busy`: the connection broke, and what it was about may be done. Asking again would hold twice.
  // `contended`: they waited together as long as anybody waits; one by one they would do so again.
  return error.code !== 'busy' && !(error.code === 'contended' && wait);
}

function isOver({ tries, since }: Waiting): boolean {
  return tries + 1 >= triesMax || performance.now() - since > patienceMilliseconds;
}

function newLine(): Line {
  return { queue: [], servers: 0 };
}

function linesOf({ line, patient, zones }: Lane): Line[] {
  return [line, patient, ...zones.values()];
}

function waitingIn(lane: Lane): number {
  return linesOf(lane).reduce((count, { queue }) => count + queue.length, 0);
}

function serversIn(lane: Lane): number {
  return linesOf(lane).reduce((count, { servers }) => count + servers, 0);
}

async function transact(
  { inTransaction, boards }: App,
  lane: Lane,
  batch: readonly Waiting[],
  { wait }: Manner,
): Promise<readonly HoldAnswer[]> {
  const board = await boards.open(lane.performanceId);
  const sale: Sale = {
    board,
    priceBook: async (ctx, version) => {
      const known = lane.priceBook;
      if (known?.version === version && known.chart === board.chart) return known.book;
      const book = await findPriceBook(ctx, lane.performanceId);
      lane.priceBook = { version: book.version, book, chart: board.chart };
      return book;
    },
  };
  const requests = batch.map(({ request }) => request);
  return inTransaction(system('hold-desk'), (ctx) => holdSeats(ctx, sale, requests, { wait }));
}
