import type { Transaction } from 'kysely';
import type { DB } from '../../database/tables.gen.ts';
import { type AfterCommit, type Broadcast, type Ctx, ground } from './context.ts';
import type { Log } from './log.ts';

/** What PostgreSQL carries in one notification, less the mark of the sender. */
export const payloadBytesMax = 7_900;

export type Hearer = {
  readonly onMessage: (payload: string) => void;
  /** What was told since the last message is unknown: the connection was away, and is back. */
  readonly onGap: () => void;
  /** Whether messages of the others are known to arrive. */
  readonly onState: (isLive: boolean) => void;
};

/** Messages to every node, of which each is heard by those that are there: whoever must know asks the database. */
export type Broadcasts = {
  /** A message of this node is heard by itself too, at once after the commit. Not live until told so. */
  readonly hear: (channel: string, hearer: Hearer) => void;
  readonly publish: (within: Within, channel: string, payloads: readonly string[]) => Promise<void>;
  /** Resolves when the connection stands, at the latest after the patience. */
  readonly ready: (patienceMilliseconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};
export type Within = { readonly transaction: Transaction<DB>; readonly afterCommit: AfterCommit[] };

/** A way to other processes. It comes back by itself when it is lost. */
export type Transport = {
  /** Resolves when the channel is heard; with the next connection at the latest it is. */
  readonly hear: (channel: string) => Promise<void>;
  readonly publish: (within: Within, channel: string, messages: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
};
export type TransportEvents = {
  readonly onMessage: (channel: string, message: string) => void;
  /** Something that was published on the channel did not reach everybody. */
  readonly onGap: (channel: string) => void;
  /** All channels are heard again after the connection was made or lost. */
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly log: Log;
};

/**
 * Tells every node, if and when the transaction commits. A payload is at most 7,900 bytes of plain characters (RangeError,
 * when the operation is through). Messages may arrive in another order than the commits, and twice.
 */
export async function broadcast(ctx: Ctx, channel: string, payloads: readonly string[]): Promise<void> {
  if (payloads.length > 0) ctx[ground].broadcasts.push({ channel, payloads });
}

/** Publishes what a transaction had to tell, each channel at once. */
export async function publishTogether(
  within: Within,
  told: readonly Broadcast[],
  publish: Broadcasts['publish'],
): Promise<void> {
  for (const [channel, own] of Map.groupBy(told, ({ channel }) => channel)) {
    await publish(
      within,
      channel,
      own.flatMap(({ payloads }) => payloads),
    );
  }
}

export function openBroadcasts(open: (events: TransportEvents) => Transport, log: Log): Broadcasts {
  const node = crypto.randomUUID().slice(0, 8);
  const hearers: { channel: string; hearer: Hearer }[] = [];
  let isLive = false;
  const firstUp = Promise.withResolvers<void>();

  const tell = (channel: string, payload: string): void => {
    for (const { hearer } of hearers.filter((entry) => entry.channel === channel)) {
      try {
        hearer.onMessage(payload);
      } catch (error) {
        log.error({ err: error, channel }, 'a broadcast was not understood');
      }
    }
  };
  const transport = open({
    onMessage: (channel, message) => {
      if (!message.startsWith(node)) tell(channel, message.slice(node.length));
    },
    onGap: (channel) => {
      for (const entry of hearers) if (entry.channel === channel) entry.hearer.onGap();
    },
    onUp: () => {
      isLive = true;
      for (const { hearer } of hearers) begin(hearer);
      firstUp.resolve();
    },
    onDown: () => {
      if (isLive) for (const { hearer } of hearers) hearer.onState(false);
      isLive = false;
    },
    log,
  });
  return {
    hear: (channel, hearer) => {
      hearers.push({ channel, hearer });
      transport.hear(channel).then(
        () => isLive && begin(hearer),
        (error: unknown) => log.warn({ err: error, channel }, 'not heard yet'),
      );
    },
    publish: async (within, channel, payloads) => {
      const long = payloads.find((payload) => Buffer.byteLength(payload) > payloadBytesMax);
      if (long !== undefined) throw new RangeError(`a broadcast of ${Buffer.byteLength(long)} bytes is too long`);
      within.afterCommit.push(() => {
        for (const payload of payloads) tell(channel, payload);
      });
      await transport.publish(
        within,
        channel,
        payloads.map((payload) => `${node}${payload}`),
      );
    },
    ready: async (patienceMilliseconds) => {
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(patience.resolve, patienceMilliseconds);
      await Promise.race([firstUp.promise, patience.promise]);
      clearTimeout(timer);
    },
    stop: () => transport.stop(),
  };
}

function begin(hearer: Hearer): void {
  hearer.onGap();
  hearer.onState(true);
}
