import { setTimeout as pause } from 'node:timers/promises';
import type { Ground } from '../ground/ground.ts';
import type { Market } from './market.ts';

/** An immediate shutdown, and the sudden death of the postmaster. */
const signals = ['SIGQUIT', 'SIGKILL'] as const;

/** Takes the database away so many times, evenly over the run, and waits for it to come back. Returns how many times. */
export async function crashDatabase(ground: Ground, market: Market, times: number): Promise<number> {
  for (let crash = 0; crash < times; crash += 1) {
    while (market.progress() < (crash + 1) / (times + 1)) await pause(50);
    ground.killDatabase(signals[crash % signals.length] ?? 'SIGKILL');
    await pause(500);
    await ground.untilDatabaseAnswers();
  }
  return times;
}
