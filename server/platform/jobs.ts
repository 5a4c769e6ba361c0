import type { Transaction } from 'kysely';
import { fromKysely, type JobResult, PgBoss } from 'pg-boss';
import type { DB } from '../../database/tables.gen.ts';
import type { DeliveredAnnouncement, Delivery } from './context.ts';
import type { Log } from './log.ts';
import { PreparingClient } from './prepared-statements.ts';

/** What a listener does. Deliveries come at least once, so it is safe to repeat. */
export type Work = {
  readonly work: (announcement: DeliveredAnnouncement) => Promise<void>;
  /**
   * Tried first where several deliveries are due: all of them in one transaction, or none, and then each is worked by itself.
   * Returns those it leaves to be worked by themselves, such as those that must ask somebody over the network.
   */
  readonly workTogether?: (
    announcements: readonly DeliveredAnnouncement[],
  ) => Promise<readonly DeliveredAnnouncement[]>;
};
export type Worker = Work & {
  readonly queue: string;
  /** How often a failing delivery is repeated before it is set aside; the pause doubles up to an hour. */
  readonly retries?: number;
};
export type ScheduledJob = {
  readonly queue: string;
  readonly everySeconds: number;
  readonly work: () => Promise<void>;
};

export type Jobs = {
  deliver(transaction: Transaction<DB>, deliveries: readonly Delivery[]): Promise<void>;
  startWorking(): Promise<void>;
  /** Waits for the jobs under way. */
  stop(): Promise<void>;
};

type Plan = {
  readonly workers: readonly Worker[];
  readonly scheduled: readonly ScheduledJob[];
  /** Whether this process works; else it only delivers to those that do. */
  readonly works: boolean;
  readonly log: Log;
};

/** Works on many as on one. */
export function together(work: (announcements: readonly DeliveredAnnouncement[]) => Promise<unknown>): Work {
  return {
    work: async (announcement) => {
      await work([announcement]);
    },
    workTogether: async (announcements) => {
      await work(announcements);
      return [];
    },
  };
}

/** A worker that gives no sign of life for so long was killed, and its delivery goes to another. */
const lifeSignSeconds = 10;

/** Fetched and written off together: what a delivery costs in the database, a batch costs once. */
const batchMax = 16;
const lanesMax = 4;

/** Queues in the same PostgreSQL (schema pgboss): a delivery is queued by the transaction that announces it, or not at all. */
export async function openJobs(databaseUrl: string, plan: Plan): Promise<Jobs> {
  const { workers, scheduled, works, log } = plan;
  // Its pool is made of what it is given, beyond what its types tell.
  const pool: object = { Client: PreparingClient, maxLifetimeSeconds: 300 };
  const boss = new PgBoss({
    ...pool,
    connectionString: databaseUrl,
    max: works ? 6 : 2,
    useListenNotify: works,
    supervise: works,
    schedule: false,
    application_name: 'tessera jobs',
    superviseIntervalSeconds: lifeSignSeconds,
    monitorIntervalSeconds: lifeSignSeconds,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'job queue'));
  await boss.start();
  // One question for all: a node starts while others are busy, and each statement then waits its turn.
  const known = new Map((await boss.getQueues()).map((there) => [there.name, there]));
  for (const { queue, retries = 20 } of workers) {
    const manner = {
      retryLimit: retries,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 3600,
      heartbeatSeconds: lifeSignSeconds,
      notify: true,
    };
    const there = known.get(queue);
    if (!there) await boss.createQueue(queue, manner);
    // A queue that was there already keeps its manner unless it is told.
    else if (!hasManner(there, manner)) await boss.updateQueue(queue, manner);
  }
  const repeated: Repeated[] = [];

  return {
    deliver: async (transaction, deliveries) => {
      const db = fromKysely(transaction.withoutPlugins());
      for (const [queue, own] of Map.groupBy(deliveries, ({ queue }) => queue)) {
        await boss.insert(
          queue,
          own.map(({ announcement: data }) => ({ data })),
          { db },
        );
      }
    },
    startWorking: async () => {
      for (const worker of workers) {
        const { queue } = worker;
        const manner = {
          batchSize: batchMax,
          burstWhenBatchFull: true,
          pollingIntervalSeconds: 2,
          notifyPollingIntervalSeconds: 2,
          localConcurrency: 2,
          perJobResults: true,
        } as const;
        await boss.work<DeliveredAnnouncement, unknown, typeof manner>(queue, manner, (batch) =>
          runBatch(batch, worker, log),
        );
      }
      for (const job of scheduled) repeated.push(repeat(job, log));
    },
    stop: async () => {
      await Promise.all(repeated.map((job) => job.stop()));
      await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}

function hasManner(there: object, manner: object): boolean {
  return Object.entries(manner).every(([name, value]) => Reflect.get(there, name) === value);
}

type Batch = readonly { readonly id: string; readonly data: DeliveredAnnouncement }[];

/** Deliveries that cannot be worked together are worked each by itself: a bad one fails alone, and is alone tried again. */
async function runBatch(batch: Batch, { queue, work, workTogether }: Worker, log: Log): Promise<JobResult[]> {
  if (!workTogether || batch.length === 1) return runEach(batch, work);
  try {
    const alone = new Set(await workTogether(batch.map(({ data }) => data)));
    const done = batch.filter(({ data }) => !alone.has(data));
    const left = batch.filter(({ data }) => alone.has(data));
    return [...done.map(({ id }) => ({ id, status: 'completed' }) as const), ...(await runEach(left, work))];
  } catch (error) {
    log.warn({ err: error, queue, deliveries: batch.length }, 'not worked together, so each alone');
    return runEach(batch, work);
  }
}

/** Each delivery succeeds or fails by itself, a few at a time: one that hangs holds up one lane. */
async function runEach(batch: Batch, work: Worker['work']): Promise<JobResult[]> {
  const results: JobResult[] = [];
  const left = batch.values();
  const lane = async (): Promise<void> => {
    for (const { id, data } of left) {
      results.push(
        await work(data).then(
          () => ({ id, status: 'completed' }) as const,
          (error: unknown) => ({ id, status: 'failed', output: describeFailure(error) }) as const,
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: lanesMax }, lane));
  return results;
}

function describeFailure(error: unknown): { readonly message: string } {
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

type Repeated = { stop(): Promise<void> };

/**
 * Every node runs the scheduled jobs: each is safe to run twice at once, so no leader is needed. A turn that fails is
 * logged and the next one comes; a turn that takes long holds up its own job and no other.
 */
function repeat(job: ScheduledJob, log: Log): Repeated {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= job
      .work()
      .catch((error: unknown) => log.error({ err: error, job: job.queue }, 'scheduled job failed'))
      .finally(() => {
        running = undefined;
      });
  }, job.everySeconds * 1000);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
