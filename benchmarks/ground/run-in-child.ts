import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Ground } from './ground.ts';

/** Gives a job to a program of this folder in a process of its own, so that the load does not share the event loop of what it measures. */
export async function runInChild<Result>(
  ground: Ground,
  program: string,
  job: object,
  result: z.ZodType<Result>,
): Promise<Result> {
  const child = fork(join(import.meta.dirname, '..', program), { serialization: 'advanced' });
  ground.onClose(async () => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} ended with ${code} and no result`);
  });
  child.send(job);
  const [message] = await Promise.race([once(child, 'message'), ended]);
  child.disconnect();
  ended.catch(() => undefined);
  return result.parse(message);
}

/** The other side: does the one job this process was made for. */
export async function doJob<Job>(schema: z.ZodType<Job>, work: (job: Job) => Promise<object>): Promise<void> {
  const [message] = await once(process, 'message');
  const result = await work(schema.parse(message));
  process.send?.(result);
}
