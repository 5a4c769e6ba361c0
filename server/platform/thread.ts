import { parentPort, Worker } from 'node:worker_threads';

/** Work that would hold up every request of the process, done beside them, one job after the other. */
export type Thread<Job, Result> = {
  /** Rejects when the job throws, and when the thread dies with it in hand; the next job then gets a new thread. */
  run(job: Job): Promise<Result>;
  close(): Promise<void>;
};

type Asked<Job> = { readonly id: number; readonly job: Job };
type Answer<Result> =
  | { readonly id: number; readonly ok: true; readonly result: Result }
  | { readonly id: number; readonly ok: false; readonly message: string };
type Waiting<Result> = { readonly resolve: (result: Result) => void; readonly reject: (error: Error) => void };

/** A thread that runs the program at `entry`, which calls `answerJobs`. It starts with the first job and keeps no process alive. */
export function openThread<Job, Result>(entry: URL): Thread<Job, Result> {
  const waiting = new Map<number, Waiting<Result>>();
  let worker: Worker | undefined;
  let lastId = 0;

  const start = (): Worker => {
    const started = new Worker(entry);
    started.unref();
    started.on('message', (answer: Answer<Result>) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.ok) asked?.resolve(answer.result);
      else asked?.reject(new Error(answer.message));
    });
    const end = (error: Error): void => {
      if (worker === started) worker = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    started.on('exit', (code) => end(new Error(`the thread ended with ${code}`)));
    return started;
  };

  return {
    run: (job) =>
      new Promise<Result>((resolve, reject) => {
        worker ??= start();
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker.postMessage({ id: lastId, job } satisfies Asked<Job>);
      }),
    close: async () => {
      await worker?.terminate();
    },
  };
}

/** The thread's side: answers one job after the other. */
export function answerJobs<Job, Result>(answer: (job: Job) => Promise<Result>): void {
  let before: Promise<void> = Promise.resolve();
  parentPort?.on('message', ({ id, job }: Asked<Job>) => {
    before = before.then(async () => {
      const told: Answer<Result> = await answer(job).then(
        (result) => ({ id, ok: true, result }) as const,
        (error: unknown) =>
          ({ id, ok: false, message: error instanceof Error ? error.message : String(error) }) as const,
      );
      parentPort?.postMessage(told);
    });
  });
}
