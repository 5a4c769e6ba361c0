import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { apiBase } from '../../contract/api/paths.ts';
import { type Ground, onOwnGround } from '../ground/ground.ts';
import { readOptions, WrongUse } from '../ground/options.ts';
import { runInChild } from '../ground/run-in-child.ts';
import { startProduct } from '../ground/server-process.ts';
import type { Pairs } from '../ground/stadium.ts';
import { percentile } from '../load/percentiles.ts';
import { type RequestJob, RequestResult } from '../load/request-job.ts';
import { askedPairs } from '../on-sale-rush/mixes.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import { type Grown, growTo, seatsMeasured } from './grow.ts';

/** Requests for one performance, the same whatever else is in the tables. */
type Workload = {
  readonly clients: number;
  readonly requests: RequestJob['requests'];
  readonly asked: RequestJob['asked'];
  /** What is no failure. */
  readonly endings: readonly string[];
};

const sizes = [seatsMeasured, 1_000_000];
const largeSize = 10_000_000;
/** The table, a copy of it, and room for what is written meanwhile. */
const largeBytes = 12e9;
const warmUpSeconds = 2;
const secondsMax = 60;

/** How long requests for a house of 10,000 seats take when the table of seats is a hundred and a thousand times as big. */
export async function growth(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { requests: '20000' }, ['large', 'record']);
  const requests = options.numberOf('requests');
  if (options.has('large')) checkDisk();
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const rows: Row[] = [];
    for (const size of options.has('large') ? [...sizes, largeSize] : sizes) {
      console.error(`filling the table with ${size.toLocaleString('en')} seats`);
      const grown = await growTo(ground, size);
      for (const [name, workload] of Object.entries(workloads(requests))) {
        console.error(`${size.toLocaleString('en')} seats: ${name}`);
        const { result, failed } = await measure(ground, grown, workload);
        rows.push(rowOf({ name, size, clients: workload(grown.onSale).clients }, result, failed, rows));
        if (failed > 0) process.exitCode = 1;
      }
      await grown.database.drop();
    }
    const sorted = Object.keys(workloads(1)).flatMap((name) => rows.filter((row) => row['requests'] === name));
    report(`growth ${requests} requests`, circumstances, sorted, { isRecorded: options.has('record') });
  });
}

function checkDisk(): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < largeBytes) {
    throw new WrongUse(
      `--large takes ${largeBytes / 1e9} GB in ${tmpdir()}, and there are ${Math.floor((bavail * bsize) / 1e9)}.`,
    );
  }
}

function workloads(count: number): Readonly<Record<string, (at: Pairs) => Workload>> {
  const holds = ({ performanceId }: Pairs) => ({
    method: 'POST',
    path: `${apiBase}/performances/${performanceId}/holds`,
  });
  return {
    'two named seats': (at) => ({
      clients: 64,
      requests: at.pairs.map(([a, b]) => ({ ...holds(at), body: { seats: [a, b] } })),
      asked: askedPairs('uniform', at.pairs.length, count),
      endings: ['201', '409 seats_taken', '409 contended'],
    }),
    'the best two together': (at) => ({
      clients: 64,
      requests: [{ ...holds(at), body: { best: { quantity: 2, together: true } } }],
      // Half of the house: nobody is refused.
      asked: new Int32Array(Math.min(count, Math.floor(at.pairs.length / 2))),
      endings: ['201', '409 contended'],
    }),
    'the states of the seats': ({ performanceId }) => ({
      clients: 64,
      requests: [{ method: 'GET', path: `${apiBase}/performances/${performanceId}/seat-states` }],
      asked: new Int32Array(count),
      endings: ['200'],
    }),
  };
}

/** Every measurement has a database of its own and a server that was not asked before. */
async function measure(
  ground: Ground,
  { database: template, onSale, rehearsal }: Grown,
  workload: (at: Pairs) => Workload,
): Promise<{ result: RequestResult; failed: number }> {
  const database = await ground.createDatabase(template);
  const server = await startProduct(ground, database.url, { TESSERA_SIMULATOR: '0' });
  const send = ({ clients, requests, asked }: Workload, seconds: number): Promise<RequestResult> => {
    const job: RequestJob = { port: server.port, requests, asked, clients, secondsMax: seconds };
    return runInChild(ground, 'request-load.ts', job, RequestResult);
  };
  await send(workload(rehearsal), warmUpSeconds);
  const { endings, ...wanted } = workload(onSale);
  const result = await send({ ...wanted, endings }, secondsMax);
  await server.stop();
  await database.drop();
  const isExpected = result.endings.map((ending) => endings.includes(ending));
  return { result, failed: result.ended.filter((code) => !isExpected[code]).length };
}

type Cell = { readonly name: string; readonly size: number; readonly clients: number };

function rowOf({ name, size, clients }: Cell, result: RequestResult, failed: number, before: readonly Row[]): Row {
  const { latenciesMs, elapsedMs } = result;
  const p95 = percentile(latenciesMs, 0.95);
  const first = before.find((row) => row['requests'] === name);
  return {
    requests: name,
    'seats in the table': size,
    clients,
    'requests/s': (latenciesMs.length / elapsedMs) * 1000,
    'p50 ms': percentile(latenciesMs, 0.5),
    'p95 ms': p95,
    'p99 ms': percentile(latenciesMs, 0.99),
    '× p95 at 10,000': p95 / Number(first?.['p95 ms'] ?? p95),
    answered: latenciesMs.length,
    failed,
  };
}
