import { setPriority } from 'node:os';
import { type Ground, layGround, startWork } from './ground.ts';
import { readConfig } from './platform/config.ts';

/** Whoever waits for an answer goes first. */
const niceness = 5;

/**
 * The process that does the jobs, run by jobs-beside.ts: it begins and stops at the word of its parent, and does not outlive
 * it. Signals are for the parent: Ctrl-C reaches both.
 */
async function main(): Promise<void> {
  process.title = 'tessera jobs';
  setPriority(process.pid, niceness);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const begin = told('begin');
  const stop = told('stop');
  process.on('disconnect', die);
  if (!process.connected) die();
  const reading = readConfig(process.env);
  if (!reading.ok || reading.config.databaseUrl === undefined) throw new Error('The jobs have no settings.');
  const { config } = reading;
  const ground = await layGround({ config, databaseUrl: reading.config.databaseUrl, works: true });
  const isWanted = await Promise.race([begin.then(() => true), stop.then(() => false)]);
  if (isWanted) await workUntil(stop, ground);
  await ground.close();
  process.exit(0);
}

async function workUntil(stop: Promise<void>, ground: Ground): Promise<void> {
  const work = await startWork(ground);
  process.send?.('begun');
  await stop;
  await work.stopSimulator();
}

async function told(word: string): Promise<void> {
  const heard = Promise.withResolvers<void>();
  process.on('message', (message) => message === word && heard.resolve());
  await heard.promise;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
