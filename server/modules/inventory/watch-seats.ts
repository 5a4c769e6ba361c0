import { randomInt } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { SeatBoard } from './seat-board.ts';
import { type Frame, openSeatFeed, type SeatFeed } from './seat-feed.ts';
import type { SeatMaps } from './seat-maps.ts';

export type SeatStreams = {
  /** What watchers of the performance know now: at most a quarter of a second old. */
  readonly frame: (board: SeatBoard) => Frame;
  readonly hasRoom: () => boolean;
  /** Writes events to the response, whose head is sent, until either side ends it. */
  readonly watch: (board: SeatBoard, response: Writable) => void;
  readonly stop: () => void;
};

type Watcher = { readonly response: Writable; isBehind: boolean; behindSince: number };
type Stage = {
  readonly board: SeatBoard;
  readonly feed: SeatFeed;
  readonly watchers: Set<Watcher>;
  cutAt: number;
  timer: NodeJS.Timeout | undefined;
  unfollow: (() => void) | undefined;
};

/** At most one frame in this time, made once for all who watch. */
const frameMilliseconds = 250;
const heartbeatMilliseconds = 5_000;
/** Heartbeats go out in parts, so that thousands of them do not hold up everything else. */
const heartbeatParts = 10;
/** More than this unsent, and a watcher gets nothing until it took everything; then all anew. */
const unsentBytesMax = 64 * 1024;
const behindMillisecondsMax = 60_000;
/** An event and no comment: browsers show comments to nobody, and a page wants to know that the stream is alive. */
const heartbeat = Buffer.from('event: beat\ndata:\n\n');

export function openSeatStreams(seatMaps: Pick<SeatMaps, 'ofChart'>, watchersMax: number): SeatStreams {
  const stages = new WeakMap<SeatBoard, Stage>();
  const watched = new Set<Stage>();
  let watcherCount = 0;
  let isStopped = false;
  const addressOf = ({ chart }: SeatBoard): string => seatMaps.ofChart(chart).address;

  const stageOf = (board: SeatBoard): Stage => {
    const known = stages.get(board);
    if (known) return known;
    const feed = openSeatFeed(board, addressOf);
    const stage: Stage = { board, feed, watchers: new Set(), cutAt: 0, timer: undefined, unfollow: undefined };
    stages.set(board, stage);
    return stage;
  };
  const leave = (stage: Stage, watcher: Watcher): void => {
    if (!stage.watchers.delete(watcher)) return;
    watcherCount -= 1;
    if (stage.watchers.size > 0) return;
    stage.unfollow?.();
    stage.unfollow = undefined;
    watched.delete(stage);
  };
  const beating = beat(watched, leave);
  return {
    frame: (board) => {
      const stage = stageOf(board);
      if (performance.now() - stage.cutAt >= frameMilliseconds) cut(stage);
      return stage.feed.frame();
    },
    hasRoom: () => !isStopped && watcherCount < watchersMax,
    watch: (board, response) => {
      const stage = stageOf(board);
      const watcher: Watcher = { response, isBehind: false, behindSince: 0 };
      // Those who watch already get what is due first, so that the newcomer's snapshot is everybody's state.
      if (stage.watchers.size === 0) cut(stage);
      stage.watchers.add(watcher);
      watched.add(stage);
      watcherCount += 1;
      stage.unfollow ??= board.follow(() => plan(stage));
      response.on('close', () => leave(stage, watcher));
      // Whoever is cut off with thousands of others does not come back with them in the same second.
      response.write(`retry: ${randomInt(500, 2_500)}\n\n${stage.feed.opening()}`);
    },
    stop: () => {
      isStopped = true;
      clearInterval(beating);
      for (const stage of watched) endAll(stage);
    },
  };
}

/** Told at once: that what is shown may be wrong. Everything else: at the next frame. */
function plan(stage: Stage): void {
  if (!stage.board.isPublic) endAll(stage);
  else if (stage.board.isLive !== stage.feed.frame().isLive) cut(stage);
  else if (stage.timer === undefined) {
    const wait = Math.max(0, stage.cutAt + frameMilliseconds - performance.now());
    stage.timer = setTimeout(() => cut(stage), wait);
  }
}

function cut(stage: Stage): void {
  clearTimeout(stage.timer);
  stage.timer = undefined;
  stage.cutAt = performance.now();
  const text = stage.feed.cut();
  if (text === '' || stage.watchers.size === 0) return;
  const frame = Buffer.from(text);
  for (const watcher of stage.watchers) send(stage, watcher, frame);
}

function send(stage: Stage, watcher: Watcher, bytes: Buffer): void {
  const { response } = watcher;
  if (watcher.isBehind) return;
  if (response.writableLength <= unsentBytesMax) {
    response.write(bytes);
    return;
  }
  watcher.isBehind = true;
  watcher.behindSince = performance.now();
  response.once('drain', () => {
    watcher.isBehind = false;
    if (stage.watchers.has(watcher)) response.write(stage.feed.opening());
  });
}

function beat(watched: ReadonlySet<Stage>, leave: (stage: Stage, watcher: Watcher) => void): NodeJS.Timeout {
  let part = 0;
  return setInterval(() => {
    part = (part + 1) % heartbeatParts;
    let index = 0;
    for (const stage of watched) {
      for (const watcher of stage.watchers) {
        index += 1;
        if (index % heartbeatParts !== part) continue;
        if (!watcher.isBehind) send(stage, watcher, heartbeat);
        else if (performance.now() - watcher.behindSince > behindMillisecondsMax) {
          leave(stage, watcher);
          watcher.response.destroy();
        }
      }
    }
  }, heartbeatMilliseconds / heartbeatParts);
}

function endAll(stage: Stage): void {
  clearTimeout(stage.timer);
  stage.timer = undefined;
  for (const { response } of stage.watchers) response.end();
}
