import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { eventually } from '../testing/given-a-server.ts';
import { openDatabase } from './database.ts';
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

test('of deliveries fetched together, one that fails is repeated and one that hangs holds up no other', async () => {
  const worked = new Map<string, number>();
  let release = (): void => undefined;
  const work = async ({ subjectId }: { subjectId: string }): Promise<void> => {
    worked.set(subjectId, (worked.get(subjectId) ?? 0) + 1);
    if (subjectId === 'hangs') {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    if (subjectId === 'fails once' && worked.get(subjectId) === 1) throw new Error('not this time');
  };
  const log = openLog('silent');
  jobs = await openJobs(database.url, [{ queue: 'together', work }], [], log);
  const app = openDatabase(database.url, { onError: () => undefined });
  const subjects = ['hangs', 'fails once', ...Array.from({ length: 30 }, (_, number) => `other ${number}`)];
  const deliveries = subjects.map((subjectId) => ({
    queue: 'together',
    announcement: { kind: 'test.told', subjectId, payload: {} },
  }));
  await app.kysely.transaction().execute(async (transaction) => jobs?.deliver(transaction, deliveries));
  await app.close();
  await jobs.startWorking();
  await eventually('the others', async () => worked.size === subjects.length);
  release();
  await eventually('the repetition', async () => worked.get('fails once') === 2);
  expect([...worked].filter(([subject, times]) => subject !== 'fails once' && times !== 1)).toEqual([]);
});
