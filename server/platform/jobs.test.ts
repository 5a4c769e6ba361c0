import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { eventually } from '../testing/given-a-server.ts';
import { openDatabase } from './database.ts';
import { type Jobs, openJobs, type ScheduledJob, together, type Worker } from './jobs.ts';
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
  jobs = await openJobs(database.url, { workers: [], scheduled, works: true, log: openLog('silent') });
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

/** Delivers these subjects to a worker that then begins to work. */
async function workOn(worker: Worker, subjects: readonly string[]): Promise<void> {
  jobs = await openJobs(database.url, { workers: [worker], scheduled: [], works: true, log: openLog('silent') });
  const app = openDatabase(database.url, { onError: () => undefined });
  const { queue } = worker;
  const deliveries = subjects.map((subjectId) => ({
    queue,
    announcement: { kind: 'test.told', subjectId, payload: {} },
  }));
  await app.kysely.transaction().execute(async (transaction) => jobs?.deliver(transaction, deliveries));
  await app.close();
  await jobs.startWorking();
}

const thirty = Array.from({ length: 30 }, (_, number) => `other ${number}`);

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
  const subjects = ['hangs', 'fails once', ...thirty];
  await workOn({ queue: 'fetched', work }, subjects);
  await eventually('the others', async () => worked.size === subjects.length);
  release();
  await eventually('the repetition', async () => worked.get('fails once') === 2);
  expect([...worked].filter(([subject, times]) => subject !== 'fails once' && times !== 1)).toEqual([]);
});

describe('deliveries that are worked together', () => {
  type Told = { readonly subjectId: string };
  /** Counts how often each subject was worked, which a worker of a database would roll back with its transaction. */
  function countingWorker(queue: string, isBad: (subjectId: string) => boolean) {
    const batches: string[][] = [];
    const done = new Map<string, number>();
    const workAll = async (told: readonly Told[]): Promise<void> => {
      const subjects = told.map(({ subjectId }) => subjectId);
      batches.push(subjects);
      if (subjects.some(isBad)) throw new Error('not with this one');
      for (const subject of subjects) done.set(subject, (done.get(subject) ?? 0) + 1);
    };
    return { worker: { queue, ...together(workAll) }, batches, done };
  }

  test('are each worked once, many at a time', async () => {
    const { worker, batches, done } = countingWorker('gathered', () => false);
    await workOn(worker, thirty);
    await eventually('all of them', async () => done.size === 30);
    expect([...done.values()].every((times) => times === 1)).toBe(true);
    expect(Math.max(...batches.map(({ length }) => length))).toBeGreaterThan(1);
  });

  test('are each worked alone when one of them fails, which is tried again alone and as often as any', async () => {
    const { worker, batches, done } = countingWorker('spoilt', (subject) => subject === 'bad');
    await workOn({ ...worker, retries: 1 }, ['bad', ...thirty]);
    await eventually('the others', async () => done.size === 30);
    await eventually('its end', async () => (await stateOf('spoilt', 'bad')).state === 'failed');
    expect([...done.values()].every((times) => times === 1)).toBe(true);
    // Together with others once, then alone, and once more: what fails together is no attempt of its own.
    expect(batches.filter((batch) => batch.length > 1 && batch.includes('bad'))).toHaveLength(1);
    expect(batches.filter((batch) => batch.join() === 'bad')).toHaveLength(2);
    expect(await stateOf('spoilt', 'bad')).toEqual({ state: 'failed', retries: 1, message: 'not with this one' });
    expect(await stateOf('spoilt', 'other 0')).toMatchObject({ state: 'completed', retries: 0 });
  });

  test('may leave some of them to be worked alone', async () => {
    const alone: string[] = [];
    const gathered: string[] = [];
    const worker: Worker = {
      queue: 'leaving',
      work: async ({ subjectId }) => {
        alone.push(subjectId);
        if (subjectId === 'other 1') throw new Error('nobody answers');
      },
      workTogether: async (told) => {
        const isLeft = ({ subjectId }: Told) => subjectId.endsWith('1');
        gathered.push(...told.filter((one) => !isLeft(one)).map(({ subjectId }) => subjectId));
        return told.filter(isLeft);
      },
      retries: 0,
    };
    await workOn(worker, thirty);
    await eventually('all of them', async () => alone.length + gathered.length === 30);
    expect(alone.sort()).toEqual(['other 1', 'other 11', 'other 21']);
    await eventually('the end', async () => (await stateOf('leaving', 'other 1')).state === 'failed');
    for (const subject of ['other 0', 'other 11'])
      await eventually(subject, async () => (await stateOf('leaving', subject)).state === 'completed');
  });
});

async function stateOf(queue: string, subject: string) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ state: string; retries: number; message: string | null }>(
    `select state::text, retry_count as retries, substring(output->>'message' from '^Error: ([^\n]*)') as message
     from pgboss.job where name = $1 and data->>'subjectId' = $2`,
    [queue, subject],
  );
  await client.end();
  return rows[0] ?? { state: 'none', retries: 0, message: null };
}
