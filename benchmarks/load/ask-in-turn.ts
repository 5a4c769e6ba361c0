import { setTimeout as pause } from 'node:timers/promises';
import type { RequestResult } from './request-job.ts';

type Load = {
  readonly count: number;
  readonly clients: number;
  readonly secondsMax: number;
  /** Each has its turn, so many a second; waiting for a client that is free counts as time without an answer. Absent: at once. */
  readonly perSecond?: number | undefined;
  /** Returns how it ended. */
  send(client: number, position: number): Promise<string>;
};

/** Every client asks, waits for the answer, and asks again, until all is asked or the time is over. */
export async function askInTurn({ count, clients, secondsMax, perSecond, send }: Load): Promise<RequestResult> {
  const latenciesMs = new Float64Array(count);
  const answeredMs = new Float64Array(count);
  const ended = new Uint8Array(count);
  const endings: string[] = [];
  let sent = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + secondsMax * 1000;
  const ask = async (client: number): Promise<void> => {
    while (sent < count && performance.now() < endsAt) {
      const position = sent;
      sent += 1;
      const turn = perSecond === undefined ? performance.now() : startedAt + (position * 1000) / perSecond;
      if (turn > performance.now()) await pause(turn - performance.now());
      const askedAt = perSecond === undefined ? performance.now() : turn;
      const ending = await send(client, position);
      const answeredAt = performance.now();
      latenciesMs[position] = answeredAt - askedAt;
      answeredMs[position] = answeredAt - startedAt;
      if (!endings.includes(ending)) endings.push(ending);
      ended[position] = endings.indexOf(ending);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => ask(client)));
  const elapsedMs = performance.now() - startedAt;
  return {
    elapsedMs,
    latenciesMs: latenciesMs.slice(0, sent),
    answeredMs: answeredMs.slice(0, sent),
    ended: ended.slice(0, sent),
    endings,
  };
}

/** How many requests ended so. */
export function countEnded({ ended, endings }: RequestResult, ending: string): number {
  const code = endings.indexOf(ending);
  return ended.reduce((count, other) => count + (other === code ? 1 : 0), 0);
}
