import { Redis } from 'ioredis';
import type { Transport, TransportEvents } from './broadcast.ts';

const pingMilliseconds = 1_000;
const silenceMilliseconds = 3_000;
const prefix = 'tessera:';
/** Never a message: those begin with the mark of their node. */
const gap = '!';

/**
 * Published after the commit, over Redis or Valkey. Alive means that this process hears its own pings, so that a server
 * that answers and delivers nothing does not pass for a good one. What could not be published is told as a gap when the
 * way is open again; what a killed process did not get to publish is told by nobody.
 */
export function redisTransport(url: string): (events: TransportEvents) => Transport {
  return (events) => {
    const options = { lazyConnect: false, enableOfflineQueue: false, retryStrategy: retryMilliseconds };
    const publisher = new Redis(url, { ...options, maxRetriesPerRequest: 0 });
    const subscriber = new Redis(url, { ...options, autoResubscribe: false });
    const pings = `${prefix}ping:${crypto.randomUUID()}`;
    const channels = new Set<string>();
    const missed = new Set<string>();
    let isUp = false;
    let heardAt = performance.now();

    const ping = (): void => void publisher.publish(pings, '').catch(() => undefined);
    const fall = (): void => {
      if (isUp) events.onDown();
      isUp = false;
    };
    const answered = (): void => {
      heardAt = performance.now();
      if (!isUp) events.onUp();
      isUp = true;
      for (const channel of missed) {
        missed.delete(channel);
        publisher.publish(`${prefix}${channel}`, gap).catch(() => missed.add(channel));
      }
    };
    const subscribeAll = async (): Promise<void> => {
      await subscriber.subscribe(pings, ...[...channels].map((channel) => `${prefix}${channel}`));
      ping();
    };
    subscriber.on('ready', () => subscribeAll().catch((error: unknown) => events.log.warn({ err: error }, 'redis')));
    publisher.on('ready', ping);
    subscriber.on('close', fall);
    subscriber.on('message', (channel: string, message: string) => {
      if (channel === pings) answered();
      else if (message === gap) events.onGap(channel.slice(prefix.length));
      else events.onMessage(channel.slice(prefix.length), message);
    });
    for (const connection of [publisher, subscriber]) {
      connection.on('error', (error: Error) => events.log.warn({ err: error }, 'redis connection'));
    }
    const pinging = setInterval(() => {
      if (performance.now() - heardAt > silenceMilliseconds) {
        fall();
        heardAt = performance.now();
        for (const connection of [publisher, subscriber]) connection.disconnect(true);
      } else ping();
    }, pingMilliseconds);

    return {
      hear: async (channel) => {
        channels.add(channel);
        if (subscriber.status === 'ready') await subscriber.subscribe(`${prefix}${channel}`);
      },
      publish: async ({ afterCommit }, channel, messages) => {
        // Not waited for: the buyer's answer does not depend on a server that only tells others.
        afterCommit.push(() => {
          Promise.all(messages.map((message) => publisher.publish(`${prefix}${channel}`, message))).catch((error) => {
            missed.add(channel);
            events.log.warn({ err: error, channel }, 'not published');
          });
        });
      },
      stop: async () => {
        clearInterval(pinging);
        publisher.disconnect();
        subscriber.disconnect();
      },
    };
  };
}

function retryMilliseconds(attempt: number): number {
  return Math.min(attempt * 100, 1_000) + Math.random() * 100;
}
