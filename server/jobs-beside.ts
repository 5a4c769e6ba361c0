import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export type JobsBeside = {
  /** The server answers: whom jobs speak to is there. Resolves when they have begun; rejects when they cannot. */
  begin(): Promise<void>;
  /** Waits for the jobs under way. */
  stop(): Promise<void>;
};

const restartAfterMs = 1_000;

/**
 * Does the jobs in a process of its own: no answer waits for them, and a job that takes its process down takes no visitor
 * along. The process is started again when it ends, and does not outlive this one.
 */
export function openJobsBeside(databaseUrl: string): JobsBeside {
  let child = startProcess(databaseUrl);
  let isStopping = false;
  const keepAlive = async (): Promise<void> => {
    for (;;) {
      const how = await endOf(child);
      if (isStopping) return;
      console.error(`The process of the jobs ended (${how}) and is started again.`);
      await pause(restartAfterMs);
      if (isStopping) return;
      child = startProcess(databaseUrl);
      child.send('begin');
    }
  };
  return {
    begin: async () => {
      child.send('begin');
      const failed = endOf(child).then((how) => {
        throw new Error(`The process of the jobs ended (${how}) before it began.`);
      });
      await Promise.race([hasBegun(child), failed]);
      void keepAlive();
    },
    stop: async () => {
      isStopping = true;
      if (!isAlive(child)) return;
      child.send('stop');
      await endOf(child);
    },
  };
}

function startProcess(databaseUrl: string): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'jobs.ts')], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // What cannot be sent to it any more, its end tells.
  child.on('error', () => undefined);
  return child;
}

async function hasBegun(child: ChildProcess): Promise<void> {
  const begun = Promise.withResolvers<void>();
  child.on('message', (message) => message === 'begun' && begun.resolve());
  await begun.promise;
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** The code or the signal it ended with. */
async function endOf(child: ChildProcess): Promise<string> {
  if (isAlive(child)) await once(child, 'exit');
  return String(child.signalCode ?? child.exitCode);
}
