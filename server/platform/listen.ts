import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from './log.ts';

export type Listening = { stop(): Promise<void> };

/**
 * Hears NOTIFY on a channel over a connection of its own. When the connection is lost it comes back by itself, and
 * `onGap` is called: what was told in between is unknown.
 */
export function listen(
  url: string,
  channel: string,
  hear: { onMessage: (payload: string) => void; onGap: () => void },
  log: Log,
): Listening {
  let stopped = false;
  let client: pg.Client | undefined;

  const run = async (): Promise<void> => {
    while (!stopped) {
      client = new pg.Client({ connectionString: url, application_name: 'tessera listener', keepAlive: true });
      try {
        await client.connect();
        const lost = new Promise<void>((resolve) => {
          client?.on('end', () => resolve());
          client?.on('error', () => resolve());
        });
        client.on('notification', ({ payload }) => hear.onMessage(payload ?? ''));
        await client.query(`listen ${pg.escapeIdentifier(channel)}`);
        hear.onGap();
        await lost;
      } catch (error) {
        log.warn({ err: error, channel }, 'listening failed');
      }
      await client.end().catch(() => undefined);
      if (!stopped) await pause(500);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopped = true;
      await client?.end().catch(() => undefined);
      await running;
    },
  };
}
