import { apiBase, paths } from '@tessera/contract/api/paths';
import { type FollowedSeats, followSeats, unpackStates } from '@tessera/contract/seating/seat-states';

/** What a page knows of the seats now. */
export type LiveSeats = {
  /** By ordinal: 0 available, 1 held, 2 sold, 3 off. Undefined: nothing was heard yet. */
  readonly states: Uint8Array | undefined;
  /** Address of the seat map whose ordinals these are. */
  readonly seatMap: string | undefined;
  /** Places left of standing zones, by zone. */
  readonly remaining: Readonly<Record<string, number>>;
  /** waiting: not yet known. polling: asked for every few seconds, and shown with a word of warning. */
  readonly liveness: 'waiting' | 'live' | 'polling';
  /** When this was last known to be true, by the clock of this device; 0: never. */
  readonly asOf: number;
};
export type LiveSource = {
  readonly now: () => LiveSeats;
  readonly subscribe: (onChange: () => void) => () => void;
};

export const beforeAnything: LiveSeats = {
  states: undefined,
  seatMap: undefined,
  remaining: {},
  liveness: 'waiting',
  asOf: 0,
};

const events = ['snapshot', 'changes', 'zones', 'stale', 'live', 'reset', 'beat'] as const;
const heartbeatMilliseconds = 5_000;
/** Beyond the heartbeat: longer than this without a word, and the connection is taken for dead. */
const silenceMilliseconds = heartbeatMilliseconds + 5_000;
const pollMilliseconds = 5_000;
const jitterMilliseconds = 2_000;

/**
 * The live states of a performance, heard for as long as somebody subscribes and the page is looked at. Without the stream
 * they are asked for every five seconds, and never said to be live.
 */
export function openLiveSeats(performanceId: string): LiveSource {
  const listeners = new Set<() => void>();
  let now = beforeAnything;
  let stop: (() => void) | undefined;

  const change = (part: Partial<LiveSeats>): void => {
    now = { ...now, ...part };
    for (const listener of listeners) listener();
  };
  const follow = (): void => {
    stop ??= document.hidden ? undefined : listen(performanceId, change);
  };
  const leave = (): void => {
    stop?.();
    stop = undefined;
  };
  const look = (): void => {
    if (document.hidden) {
      leave();
      change({ liveness: 'waiting' });
    } else follow();
  };
  return {
    now: () => now,
    subscribe: (onChange) => {
      listeners.add(onChange);
      if (listeners.size === 1) {
        document.addEventListener('visibilitychange', look);
        follow();
      }
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0) return;
        document.removeEventListener('visibilitychange', look);
        leave();
      };
    },
  };
}

type Change = (part: Partial<LiveSeats>) => void;

/** Returns what ends it. */
function listen(performanceId: string, change: Change): () => void {
  const poll = openPolling(performanceId, change);
  let source: EventSource | undefined;
  let followed: FollowedSeats | undefined;
  let heardAt = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const lose = (): void => {
    change({ liveness: 'polling' });
    poll.start();
  };
  const connectIn = (milliseconds: number): void => {
    source?.close();
    source = undefined;
    followed = undefined;
    clearTimeout(timer);
    timer = setTimeout(connect, milliseconds + Math.random() * jitterMilliseconds);
  };
  const take = (name: string, { data, lastEventId }: MessageEvent<string>): void => {
    heardAt = Date.now();
    const next = followSeats(followed, { name, id: lastEventId, data });
    if (next === 'gap') {
      change({ liveness: 'waiting' });
      connectIn(0);
      return;
    }
    followed = next;
    // Between a reset and its snapshot there is nothing to show: the states are those of the map before.
    if (name === 'reset') return;
    if (!next.isLive) {
      lose();
      return;
    }
    poll.stop();
    const { states, seatMap, remaining } = next;
    change({ states, seatMap, remaining, liveness: 'live', asOf: heardAt });
  };
  const connect = (): void => {
    const current = new EventSource(addressOf('watchSeats', performanceId));
    source = current;
    heardAt = Date.now();
    for (const name of events) {
      current.addEventListener(name, (event) => {
        if (current === source) take(name, event);
      });
    }
    current.onerror = () => {
      if (current !== source) return;
      followed = undefined;
      lose();
      // Turned away, it does not try again by itself.
      if (current.readyState === EventSource.CLOSED) connectIn(pollMilliseconds);
    };
  };
  const watchdog = setInterval(() => {
    if (source === undefined || Date.now() - heardAt <= silenceMilliseconds) return;
    lose();
    connectIn(0);
  }, 1_000);

  connect();
  return () => {
    clearInterval(watchdog);
    clearTimeout(timer);
    source?.close();
    source = undefined;
    poll.stop();
  };
}

/** Asks for the states at once and every five seconds, from its start to its stop. */
function openPolling(performanceId: string, change: Change) {
  let running: AbortController | undefined;
  const run = async ({ signal }: AbortController): Promise<void> => {
    while (!signal.aborted) {
      const asked = await askForStates(performanceId, signal);
      if (asked && !signal.aborted) change({ ...asked, liveness: 'polling' });
      await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    }
  };
  return {
    start: (): void => {
      if (running) return;
      running = new AbortController();
      void run(running);
    },
    stop: (): void => {
      running?.abort();
      running = undefined;
    },
  };
}

function addressOf(name: 'watchSeats' | 'getSeatStates', performanceId: string): string {
  const [, path = ''] = paths[name].split(' ');
  return `${apiBase}${path.replace(':performanceId', performanceId)}`;
}

/** States the server itself calls stale are shown as of before. Undefined: no answer. */
async function askForStates(performanceId: string, signal: AbortSignal): Promise<Partial<LiveSeats> | undefined> {
  try {
    const response = await fetch(addressOf('getSeatStates', performanceId), { signal });
    if (!response.ok) return undefined;
    const states = unpackStates(new Uint8Array(await response.arrayBuffer()));
    const isStale = response.headers.get('x-stale') !== null;
    const seatMap = response.headers.get('x-seat-map') ?? undefined;
    return { states, seatMap, ...(isStale ? {} : { asOf: Date.now() }) };
  } catch {
    return undefined;
  }
}
