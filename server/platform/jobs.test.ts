import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { eventually } from '../testing/given-a-server.ts';
import { type Jobs, openJobs, type ScheduledJob } from './jobs.ts';
import { openLog } from './log.ts';

let database: TestDatabase;
let jobs: Jobs | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await jobs?.stop();
});
afterAll(async () => {
  await database.drop();
});

async function run(...scheduled: ScheduledJob[]): Promise<void> {
  jobs = await openJobs(database.url, [], scheduled, openLog('silent'));
  await jobs.startWorking();
}

test('a scheduled job whose turn fails has its next turn', async () => {
  let turns = 0;
  const work = async (): Promise<void> => {
    turns += 1;
    throw new Error('the database was away');
  };
  await run({ queue: 'failing', everySeconds: 0.02, work });
  await eventually('a third turn', async () => turns >= 3);
});

test('a scheduled job that takes long holds up no other, is not run twice at once, and is waited for at the end', async () => {
  let slow = 0;
  let ended = 0;
  let quick = 0;
  let end = (): void => undefined;
  const work = async (): Promise<void> => {
    slow += 1;
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    ended += 1;
  };
  const count = async (): Promise<void> => {
    quick += 1;
  };
  await run({ queue: 'slow', everySeconds: 0.02, work }, { queue: 'quick', everySeconds: 0.02, work: count });
  await eventually('the quick one to go on', async () => slow === 1 && quick >= 5);
  const stopped = jobs?.stop();
  jobs = undefined;
  end();
  await stopped;
  expect([slow, ended]).toEqual([1, 1]);
});
