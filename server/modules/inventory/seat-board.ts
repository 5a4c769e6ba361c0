import type { Broadcasts } from '../../platform/broadcast.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { Charts } from './charts.ts';
import { openDatabaseClock } from './database-clock.ts';
import { type LivingBoard, makeSeatBoard, type SeatBoard } from './one-seat-board.ts';
import { performanceOfNews, readSeatNews, seatNewsChannel } from './seat-news.ts';

export type { SeatBoard } from './one-seat-board.ts';

export type SeatBoards = {
  /** The board of a performance, read at the first time and followed from then on. Throws not_found. */
  readonly open: (performanceId: string) => Promise<SeatBoard>;
  /** The same without waiting, if it is open. */
  readonly opened: (performanceId: string) => SeatBoard | undefined;
  readonly stop: () => void;
};
export type Rhythm = {
  /** How often each board that is watched or was read is compared with the database. */
  readonly compareMilliseconds: number;
  /** How long a board nobody reads stays open. */
  readonly idleMilliseconds: number;
};

/**
 * A comparison reads the seats that are not free in one statement: for 45,000 seats that are all sold about 50 ms, 20 ms of
 * them here, so a hundred such boards take half of one connection's time and a fifth of one core of each node.
 */
const usualRhythm: Rhythm = { compareMilliseconds: 10_000, idleMilliseconds: 600_000 };
const expiryMilliseconds = 50;

type Ground = {
  readonly inTransaction: InTransaction;
  readonly broadcasts: Pick<Broadcasts, 'hear'>;
  readonly charts: Charts;
  readonly log: Log;
  readonly rhythm?: Rhythm;
};
type Entry = { readonly living: LivingBoard; isLoaded: boolean; readAt: number; comparedAt: number };

/**
 * What this node knows of the performances it is asked about. News of every node keep it so; comparisons with the database
 * repair what no news told of; deadlines pass here by the database's clock, with no help from anybody.
 */
export function openSeatBoards({ inTransaction, broadcasts, charts, log, rhythm = usualRhythm }: Ground): SeatBoards {
  const entries = new Map<string, Entry>();
  const clock = openDatabaseClock(inTransaction);
  let isConnected = false;
  const ground = { inTransaction, charts, clock, log, isConnected: () => isConnected };

  broadcasts.hear(seatNewsChannel, {
    onMessage: (payload) => {
      const entry = entries.get(performanceOfNews(payload));
      if (entry) entry.living.board.apply(readSeatNews(payload));
    },
    onGap: () => {
      for (const { living } of entries.values()) living.noteGap();
    },
    onState: (isUp) => {
      isConnected = isUp;
      for (const { living } of entries.values()) living.noteState();
    },
  });

  const compare = async (entry: Entry): Promise<void> => {
    entry.comparedAt = performance.now();
    await entry.living.compare().catch((error: unknown) => log.warn({ err: error }, 'seat board'));
  };
  const compareAll = async (): Promise<void> => {
    const now = performance.now();
    for (const [performanceId, { living, readAt }] of entries) {
      if (living.isFollowed() || now - readAt < rhythm.idleMilliseconds) continue;
      living.close();
      entries.delete(performanceId);
    }
    await clock.learn();
    for (const entry of entries.values()) {
      if (entry.living.isFollowed() || now - entry.readAt < rhythm.compareMilliseconds) await compare(entry);
    }
  };
  let isComparing = false;
  const comparing = setInterval(() => {
    if (isComparing || entries.size === 0) return;
    isComparing = true;
    compareAll()
      .catch((error: unknown) => log.warn({ err: error }, 'seat boards'))
      .finally(() => {
        isComparing = false;
      });
  }, rhythm.compareMilliseconds);
  const expiring = setInterval(() => {
    for (const { living } of entries.values()) living.expire();
  }, expiryMilliseconds);

  return {
    open: async (performanceId) => {
      const now = performance.now();
      const entry = entries.get(performanceId) ?? {
        living: makeSeatBoard(performanceId, ground),
        isLoaded: false,
        readAt: now,
        comparedAt: now,
      };
      entries.set(performanceId, entry);
      entry.readAt = now;
      if (!entry.isLoaded) {
        await load(entries, performanceId, entry);
        // One that nobody asked about was not compared: it may not know that its event is public no more.
      } else if (now - entry.comparedAt > 2 * rhythm.compareMilliseconds) await compare(entry);
      return entry.living.board;
    },
    opened: (performanceId) => {
      const entry = entries.get(performanceId);
      if (!entry?.isLoaded) return undefined;
      entry.readAt = performance.now();
      return entry.living.board;
    },
    stop: () => {
      clearInterval(comparing);
      clearInterval(expiring);
      for (const { living } of entries.values()) living.close();
      entries.clear();
    },
  };
}

async function load(entries: Map<string, Entry>, performanceId: string, entry: Entry): Promise<void> {
  try {
    await entry.living.loaded();
    entry.isLoaded = true;
    entry.comparedAt = performance.now();
  } catch (error) {
    entry.living.close();
    if (entries.get(performanceId) === entry) entries.delete(performanceId);
    throw error;
  }
}
