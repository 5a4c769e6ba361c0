import { setTimeout as pause } from 'node:timers/promises';
import type { Chart } from '@tessera/contract/seating/chart';
import { system } from '../../platform/actor.ts';
import type { Log } from '../../platform/log.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { Charts } from './charts.ts';
import type { DatabaseClock } from './database-clock.ts';
import { type KnownSeats, rememberSeats } from './known-seats.ts';
import { readStock, type SeatSelection, type Stock } from './seat-board.store.ts';
import type { SeatNews } from './seat-news.ts';

export type ZoneBoard = {
  readonly zoneId: string;
  readonly capacity: number;
  readonly used: number;
  readonly allocated: number;
  readonly isClosed: boolean;
};

/** What a node knows of one performance, always as it is now. To be read at once, and not kept across an `await`. */
export type SeatBoard = {
  readonly performanceId: string;
  readonly mappingId: string;
  readonly chart: Chart;
  /** By ordinal: 0 available, 1 held, 2 sold, 3 off. Not to be written. */
  readonly states: Uint8Array;
  readonly standingZoneIds: ReadonlySet<string>;
  /** By the id of the seat. */
  readonly ordinalOf: ReadonlyMap<number, number>;
  /** Its event is published; drafts are known to their organiser only. */
  readonly isPublic: boolean;
  /** Whether changes of other nodes are known to arrive. */
  readonly isLive: boolean;
  /** Another number when the states before it and after it have nothing to do with each other. */
  readonly era: number;
  /** By index of the zone in the chart; undefined: not on sale. */
  readonly tierOfZone: (zone: number) => string | undefined;
  /** Of a standing zone. */
  readonly zoneStock: (zoneId: string) => ZoneBoard | undefined;
  readonly apply: (news: SeatNews) => void;
  /** Calls back after each change, until the returned function is called; a followed board stays open. */
  readonly follow: (onChange: () => void) => () => void;
};

export type LivingBoard = {
  readonly board: SeatBoard;
  /** Throws not_found. */
  readonly loaded: () => Promise<void>;
  /** What was told since is unknown. */
  readonly noteGap: () => void;
  readonly noteState: () => void;
  readonly compare: () => Promise<void>;
  readonly expire: () => void;
  readonly isFollowed: () => boolean;
  readonly close: () => void;
};

export type BoardGround = {
  readonly inTransaction: InTransaction;
  readonly charts: Charts;
  readonly clock: DatabaseClock;
  readonly log: Log;
  readonly isConnected: () => boolean;
};
type Content = Omit<Stock, 'seats' | 'zones' | 'isPublic'> & {
  readonly chart: Chart;
  readonly known: KnownSeats;
  readonly standingZoneIds: ReadonlySet<string>;
  readonly ordinalOf: ReadonlyMap<number, number>;
  isPublic: boolean;
};

const retryMilliseconds = 1_000;

export function makeSeatBoard(performanceId: string, ground: BoardGround): LivingBoard {
  const reader = openReader(performanceId, ground);
  const followers = new Set<() => void>();
  reader.onRead(() => {
    for (const onChange of followers) onChange();
  });
  return {
    board: boardOf(performanceId, ground, reader, followers),
    loaded: reader.loaded,
    noteGap: () => {
      reader.gaps.seen += 1;
      void reader.readAgain();
    },
    noteState: () => {
      for (const onChange of followers) onChange();
    },
    compare: async () => {
      if (await compareWithStock(reader, ground.clock)) for (const onChange of followers) onChange();
    },
    expire: () => {
      if (!reader.content?.known.expire(ground.clock.nowMs())) return;
      for (const onChange of followers) onChange();
    },
    isFollowed: () => followers.size > 0,
    close: reader.close,
  };
}

type Reader = ReturnType<typeof openReader>;

/** Reads the whole performance, once at a time and as often as it is found outdated. */
function openReader(performanceId: string, { inTransaction, charts, clock, log }: BoardGround) {
  let isOutdated = true;
  let waiting: SeatNews[] = [];
  let reading: Promise<void> | undefined;
  let isClosed = false;
  let tell = (): void => undefined;
  const state = { content: undefined as Content | undefined, era: 0, gaps: { seen: 0, repaired: 0 } };

  const stockNow = (seats: SeatSelection) =>
    inTransaction(system('seat-board'), async (ctx) => {
      const stock = await readStock(ctx, performanceId, seats);
      return stock && { stock, chart: await charts.of(ctx, stock.mappingId) };
    });
  /** News that come while it is read are applied after; their numbers say which of them the reading knew. */
  const readAll = async (): Promise<void> => {
    while (isOutdated && !isClosed) {
      isOutdated = false;
      waiting = [];
      const gapsBefore = state.gaps.seen;
      if (!clock.isKnown()) await clock.learn();
      const read = await stockNow('all');
      if (!read) throw new Refusal('not_found');
      const { stock, chart } = read;
      const known = rememberSeats(chart, stock, clock.nowMs());
      for (const news of waiting) known.apply(news, clock.nowMs());
      if (state.content?.chart !== chart || state.gaps.repaired !== gapsBefore) state.era += 1;
      state.content = { chart, known, ...frameOf(chart, stock) };
      state.gaps.repaired = gapsBefore;
    }
  };
  const read = (): Promise<void> => {
    isOutdated = true;
    reading ??= readAll()
      .finally(() => {
        reading = undefined;
      })
      .then(() => (isOutdated && !isClosed ? read() : tell()));
    return reading;
  };
  return Object.assign(state, {
    stockNow,
    isReading: () => reading !== undefined,
    loaded: async (): Promise<void> => {
      if (state.content === undefined) await (reading ?? read());
    },
    readAgain: async (): Promise<void> => {
      while (!isClosed) {
        try {
          return await read();
        } catch (error) {
          log.warn({ err: error, performanceId }, 'seat board');
          await pause(retryMilliseconds);
        }
      }
    },
    /** Says whether anything is other than before. */
    apply: (news: SeatNews): boolean => {
      if (reading !== undefined) waiting.push(news);
      return state.content?.known.apply(news, clock.nowMs()) ?? false;
    },
    onRead: (callback: () => void): void => {
      tell = callback;
    },
    close: (): void => {
      isClosed = true;
    },
  });
}

/** Says whether anything was other than it was known. */
async function compareWithStock(reader: Reader, clock: DatabaseClock): Promise<boolean> {
  const { content } = reader;
  if (!content || reader.isReading()) return false;
  const taken = await reader.stockNow('taken');
  if (!taken || reader.content !== content) return false;
  if (taken.stock.frame !== content.frame) {
    await reader.readAgain();
    return false;
  }
  let isOther = content.isPublic !== taken.stock.isPublic;
  content.isPublic = taken.stock.isPublic;
  if (content.known.correct(taken.stock, clock.nowMs())) isOther = true;
  const missing = content.known.missingFrom(taken.stock.seats);
  const exact = missing.length > 0 ? await reader.stockNow(missing) : undefined;
  if (exact && content.known.correct(exact.stock, clock.nowMs())) isOther = true;
  return isOther;
}

function boardOf(performanceId: string, ground: BoardGround, reader: Reader, followers: Set<() => void>): SeatBoard {
  const content = (): Content => {
    if (!reader.content) throw new Error(`the board of ${performanceId} is not read yet`);
    return reader.content;
  };
  return {
    performanceId,
    get mappingId() {
      return content().mappingId;
    },
    get chart() {
      return content().chart;
    },
    get states() {
      return content().known.states;
    },
    get standingZoneIds() {
      return content().standingZoneIds;
    },
    get ordinalOf() {
      return content().ordinalOf;
    },
    get isPublic() {
      return content().isPublic;
    },
    get isLive() {
      return ground.isConnected() && reader.gaps.seen === reader.gaps.repaired;
    },
    get era() {
      return reader.era;
    },
    tierOfZone: (zone) => content().tiers[content().chart.zones[zone]?.id ?? ''],
    zoneStock: (zoneId) => {
      const zone = content().known.zones.get(zoneId);
      return zone && { ...zone, isClosed: content().closedZones.includes(zoneId) };
    },
    apply: (news) => {
      if (news.isReset) void reader.readAgain();
      else if (reader.apply(news)) for (const onChange of followers) onChange();
    },
    follow: (onChange) => {
      followers.add(onChange);
      return () => followers.delete(onChange);
    },
  };
}

function frameOf(chart: Chart, { seats: _, zones, ...stock }: Stock) {
  return { ...stock, standingZoneIds: new Set(zones.map(({ zoneId }) => zoneId)), ordinalOf: ordinalsById(chart) };
}

const ordinalsByChart = new WeakMap<Chart, ReadonlyMap<number, number>>();

function ordinalsById(chart: Chart): ReadonlyMap<number, number> {
  const known = ordinalsByChart.get(chart);
  if (known) return known;
  const ordinals = new Map<number, number>();
  chart.seatIds.forEach((seatId, ordinal) => {
    ordinals.set(seatId, ordinal);
  });
  ordinalsByChart.set(chart, ordinals);
  return ordinals;
}
