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
  readonly requests: RequestJob['requests'];
  readonly asked: RequestJob['asked'];
  /** What is no failure. */
  readonly endings: readonly string[];
};

const sizes = [seatsMeasured, 1_000_000];
const largeSize = 10_000_000;
/** The table, a copy of it, and room for what is written meanwhile. */
const largeBytes = 12e9;
const clients = 64;
const warmUpSeconds = 2;
const secondsMax = 60;

type Cell = { readonly name: string; readonly size: number; readonly results: Measured[] };
type Measured = { readonly result: RequestResult; readonly failed: number };

/** How long requests for a house of 10,000 seats take when the table of seats is a hundred and a thousand times as big. */
export async function growth(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { requests: '20000', rounds: '3' }, ['large', 'record']);
  const [requests, rounds] = [options.numberOf('requests'), options.numberOf('rounds')];
  if (options.has('large')) checkDisk();
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const grown = new Map<number, Grown>();
    for (const size of options.has('large') ? [...sizes, largeSize] : sizes) {
      console.error(`filling the table with ${size.toLocaleString('en')} seats`);
      grown.set(size, await growTo(ground, size));
    }
    const cells = Object.keys(workloads(1)).flatMap((name) =>
      [...grown.keys()].map((size): Cell => ({ name, size, results: [] })),
    );
    // In turns, so that a minute in which the machine does something else falls on all of them.
    for (let round = 1; round <= rounds; round += 1) {
      for (const { name, size, results } of cells) {
        console.error(`round ${round}, ${size.toLocaleString('en')} seats: ${name}`);
        const [at, workload] = [grown.get(size), workloads(requests)[name]];
        if (at && workload) results.push(await measure(ground, at, workload));
      }
    }
    if (cells.some(({ results }) => results.some(({ failed }) => failed > 0))) process.exitCode = 1;
    const rows = cells.map((cell) => rowOf(cell, cells));
    report(`growth ${requests} requests, median of ${rounds}`, circumstances, rows, {
      isRecorded: options.has('record'),
    });
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
      requests: at.pairs.map(([a, b]) => ({ ...holds(at), body: { seats: [a, b] } })),
      asked: askedPairs('uniform', at.pairs.length, count),
      endings: ['201', '409 seats_taken', '409 contended'],
    }),
    'the best two together': (at) => ({
      requests: [{ ...holds(at), body: { best: { quantity: 2, together: true } } }],
      // Half of the house: nobody is refused.
      asked: new Int32Array(Math.min(count, Math.floor(at.pairs.length / 2))),
      endings: ['201', '409 contended'],
    }),
    'the states of the seats': ({ performanceId }) => ({
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
): Promise<Measured> {
  const database = await ground.createDatabase(template);
  const server = await startProduct(ground, database.url, { TESSERA_SIMULATOR: '0' });
  const send = ({ requests, asked }: Workload, seconds: number): Promise<RequestResult> => {
    const job: RequestJob = { port: server.port, requests, asked, clients, secondsMax: seconds };
    return runInChild(ground, 'request-load.ts', job, RequestResult);
  };
  await send(workload(rehearsal), warmUpSeconds);
  const wanted = workload(onSale);
  const result = await send(wanted, secondsMax);
  await server.stop();
  await database.drop();
  const isExpected = result.endings.map((ending) => wanted.endings.includes(ending));
  return { result, failed: result.ended.filter((code) => !isExpected[code]).length };
}

function rowOf(cell: Cell, cells: readonly Cell[]): Row {
  const first = cells.find(({ name }) => name === cell.name) ?? cell;
  return {
    requests: cell.name,
    'seats in the table': cell.size,
    clients,
    'requests/s': medianOf(cell, ({ latenciesMs, elapsedMs }) => (latenciesMs.length / elapsedMs) * 1000),
    'p50 ms': medianOf(cell, ({ latenciesMs }) => percentile(latenciesMs, 0.5)),
    'p95 ms': p95Of(cell),
    'p99 ms': medianOf(cell, ({ latenciesMs }) => percentile(latenciesMs, 0.99)),
    '× p95 at 10,000': p95Of(cell) / p95Of(first),
    answered: cell.results.reduce((sum, { result }) => sum + result.latenciesMs.length, 0),
    failed: cell.results.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function p95Of(cell: Cell): number {
  return medianOf(cell, ({ latenciesMs }) => percentile(latenciesMs, 0.95));
}

function medianOf({ results }: Cell, figureOf: (result: RequestResult) => number): number {
  return percentile(
    results.map(({ result }) => figureOf(result)),
    0.5,
  );
}
