import { Worker } from 'node:worker_threads';

export { demoAccounts } from './people.ts';

export type SeedOptions = {
  log(line: string): void;
  /** TESSERA_SECRET, under which the organisers' signing keys are sealed. */
  secret: string;
};

/**
 * The first time, fills the database with the demo; later, brings its dates up to today. All of it or nothing. What people
 * did in the demo meanwhile stays.
 */
export async function seedDemo(databaseUrl: string, { log, secret }: SeedOptions): Promise<void> {
  // A thread of its own: with it goes the memory of a stadium, 200 MB that the shop would otherwise carry along.
  const thread = new Worker(new URL('./demo-thread.ts', import.meta.url), { workerData: { databaseUrl, secret } });
  thread.on('message', log);
  await new Promise<void>((resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`seeding ended with code ${code}`))));
  });
}
