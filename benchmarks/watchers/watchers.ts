import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { unpackStates } from '@tessera/contract/seating/seat-states';
import { apiBase } from '../../contract/api/paths.ts';
import { openSeatChanger } from '../../server/testing/change-seats.ts';
import { givenABowl } from '../ground/bowl-performance.ts';
import { type Ground, onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { startProduct, startServer } from '../ground/server-process.ts';
import { percentile } from '../load/percentiles.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import { type WatchJob, WatchResult } from './job.ts';

type Change = { readonly ordinal: number; readonly atMs: number };
type Measured = {
  readonly watchers: number;
  readonly changes: readonly Change[];
  readonly seconds: number;
  readonly result: WatchResult;
  readonly bytesAWatcher: number;
  readonly equal: string;
};
type Load = { readonly watchers: number; readonly changesASecond: number; readonly seconds: number };

const seatsAHold = 2;
const holdsAtOnce = 16;
const settleMilliseconds = 2_000;
/** One JSON message for each change to each watcher: this share of the watchers is as much as one process sends. */
const plainShare = 25;

/** Seats change while thousands watch: how long until the last of them knows, and what it costs. */
export async function watchers(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { watchers: '5000', changes: '1000', seconds: '15' }, ['record']);
  const load = {
    watchers: options.numberOf('watchers'),
    changesASecond: options.numberOf('changes'),
    seconds: options.numberOf('seconds'),
  };
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const ours = await measure(ground, 'deltas', load);
    const plain = await measure(ground, 'json', { ...load, watchers: Math.ceil(load.watchers / plainShare) });
    const rows = [rowOf('ours', ours), rowOf('plain', plain)];
    if (ours.equal !== 'yes' || ours.result.lost > 0) process.exitCode = 1;
    const title = `watchers ${load.changesASecond} changes/s ${load.seconds} s`;
    report(title, circumstances, rows, { isRecorded: options.has('record') });
  });
}

async function measure(ground: Ground, way: 'deltas' | 'json', load: Load): Promise<Measured> {
  console.error(`${load.watchers} watchers, ${way}`);
  const database = await ground.createDatabase();
  const performanceId = await givenABowl(database.url, 0);
  const settings = { DATABASE_URL: database.url, TESSERA_SIMULATOR: '0', TESSERA_WATCHERS_MAX: '100000' };
  const server =
    way === 'deltas'
      ? await startProduct(ground, database.url, settings)
      : await startServer(ground, 'benchmarks/plain-watchers.ts', settings);
  const base = `${apiBase}/performances/${performanceId}`;
  if (way === 'deltas') await statesOf(server.port, base);
  const before = way === 'deltas' ? await memoryOf(server.port) : Number.NaN;
  const watching = await startWatching(ground, {
    port: server.port,
    path: `${base}/live`,
    watchers: load.watchers,
    way,
  });
  const changer = await openSeatChanger(database.url);
  const startedAt = performance.now();
  const changes = await changeSeats(changer, performanceId, load);
  const seconds = (performance.now() - startedAt) / 1000;
  await pause(settleMilliseconds);
  const after = way === 'deltas' ? await memoryOf(server.port) : Number.NaN;
  const served = way === 'deltas' ? await statesOf(server.port, base) : undefined;
  const result = await watching.finish();
  await changer.stop();
  await server.stop();
  await database.drop();
  const equal = served === undefined ? '–' : result.states.every((states) => isEqual(states, served)) ? 'yes' : 'no';
  return { watchers: load.watchers, changes, seconds, result, bytesAWatcher: (after - before) / load.watchers, equal };
}

/** Holds of two seats, each a transaction that tells of it, at the rate asked for; no seat is taken twice. */
async function changeSeats(
  changer: Awaited<ReturnType<typeof openSeatChanger>>,
  performanceId: string,
  { changesASecond, seconds }: Load,
): Promise<Change[]> {
  const changes: Change[] = [];
  const until = new Date(Date.now() + 3_600_000);
  const total = changesASecond * seconds;
  const startedAt = performance.now();
  let next = 0;
  const hold = async (): Promise<void> => {
    while (next < total) {
      const first = next;
      next += seatsAHold;
      const due = startedAt + (first / changesASecond) * 1000 - performance.now();
      if (due > 0) await pause(due);
      const atMs = performance.timeOrigin + performance.now();
      // Spread over the house, as buyers are: 20,011 is prime.
      const ordinals = Array.from({ length: seatsAHold }, (_, more) => ((first + more) * 20_011) % 45_000);
      await changer.hold(performanceId, ordinals, until);
      changes.push(...ordinals.map((ordinal) => ({ ordinal, atMs })));
    }
  };
  await Promise.all(Array.from({ length: holdsAtOnce }, hold));
  return changes;
}

async function startWatching(ground: Ground, job: WatchJob): Promise<{ finish: () => Promise<WatchResult> }> {
  const child = fork(join(import.meta.dirname, '../watchers-load.ts'), { serialization: 'advanced' });
  ground.onClose(async () => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the watchers ended with ${code}`);
  });
  ended.catch(() => undefined);
  child.send(job);
  await Promise.race([once(child, 'message'), ended]);
  return {
    finish: async () => {
      child.send('finish');
      const [message] = await Promise.race([once(child, 'message'), ended]);
      child.disconnect();
      return WatchResult.parse(message);
    },
  };
}

function rowOf(side: string, { watchers: count, changes, seconds, result, bytesAWatcher, equal }: Measured): Row {
  const frameOf = new Map(result.frames.flatMap((frame) => frame.ordinals.map((ordinal) => [ordinal, frame] as const)));
  const late = changes.map(({ ordinal, atMs }) => (frameOf.get(ordinal)?.lastAtMs ?? Number.POSITIVE_INFINITY) - atMs);
  const told = result.frames.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
  const bytes = result.frames.reduce((sum, frame) => sum + frame.bytes, 0);
  return {
    side,
    watchers: count,
    'changes/s': changes.length / seconds,
    'frames/s': result.frames.length / seconds,
    'p50 ms': percentile(late, 0.5),
    'p95 ms': percentile(late, 0.95),
    'p99 ms': percentile(late, 0.99),
    'bytes/change': bytes / told,
    'kB/watcher': bytesAWatcher / 1024,
    'not told': late.filter((ms) => !Number.isFinite(ms)).length,
    'not all': result.frames.filter((frame) => frame.watchers < count).length,
    'snapshots more': side === 'ours' ? result.snapshots - count : 0,
    lost: result.lost,
    equal,
  };
}

async function statesOf(port: number, base: string): Promise<Uint8Array> {
  const response = await fetch(`http://127.0.0.1:${port}${base}/seat-states`);
  return unpackStates(new Uint8Array(await response.arrayBuffer()));
}

/** Bytes the process has in memory, by its own account. */
async function memoryOf(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((state, ordinal) => state === b[ordinal]);
}
