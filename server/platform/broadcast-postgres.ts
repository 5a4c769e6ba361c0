import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import type { Transport, TransportEvents } from './broadcast.ts';

const pingMilliseconds = 1_000;
const silenceMilliseconds = 3_000;

/**
 * NOTIFY in the transaction itself, so that nothing committed goes untold and nothing rolled back is told; heard over a
 * connection of its own. An answer to a ping comes after every notification before it, so silence means nothing was missed;
 * a connection that does not answer for three seconds is given up.
 */
export function postgresTransport(url: string): (events: TransportEvents) => Transport {
  return (events) => {
    const channels = new Set<string>();
    let stopped = false;
    let client: pg.Client | undefined;

    const session = async (current: pg.Client): Promise<void> => {
      const lost = Promise.withResolvers<void>();
      current.on('end', () => lost.resolve());
      current.on('error', () => lost.resolve());
      current.on('notification', ({ channel, payload }) => events.onMessage(channel, payload ?? ''));
      // Ended while it connects, a client leaves its caller waiting for good.
      const connected = current.connect().then(() => true as const);
      if ((await Promise.race([connected, lost.promise])) !== true) return;
      for (const channel of channels) await current.query(`listen ${pg.escapeIdentifier(channel)}`);
      events.onUp();
      const watching = new AbortController();
      const silence = silenceOf(current, watching.signal);
      await Promise.race([lost.promise, silence]);
      watching.abort();
    };
    const run = async (): Promise<void> => {
      while (!stopped) {
        client = new pg.Client({
          connectionString: url,
          application_name: 'tessera listener',
          keepAlive: true,
          connectionTimeoutMillis: silenceMilliseconds,
        });
        try {
          await session(client);
        } catch (error) {
          if (!stopped) events.log.warn({ err: error }, 'listening failed');
        }
        events.onDown();
        cut(client);
        if (!stopped) await pause(200 + Math.random() * 300);
      }
    };
    const running = run();
    return {
      hear: async (channel) => {
        channels.add(channel);
        await client?.query(`listen ${pg.escapeIdentifier(channel)}`);
      },
      publish: async ({ transaction }, channel, messages) => {
        await sql`select pg_notify(${channel}, message) from unnest(${messages}::text[]) as told (message)`.execute(
          transaction,
        );
      },
      stop: async () => {
        stopped = true;
        if (client) cut(client);
        await running;
      },
    };
  };
}

/** Resolves when the connection no longer answers. */
async function silenceOf(client: pg.Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const silent = Promise.withResolvers<false>();
    const timer = setTimeout(() => silent.resolve(false), silenceMilliseconds);
    const answered = client.query('select 1').then(
      () => true as const,
      () => false as const,
    );
    const isThere = await Promise.race([answered, silent.promise]);
    clearTimeout(timer);
    if (!isThere) return;
    await pause(pingMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** Without waiting for a goodbye: the other side may be the one that is gone. */
function cut(client: pg.Client): void {
  client.end().catch(() => undefined);
  client.connection?.stream?.destroy();
}
