import { apiBase } from '../../contract/api/paths.ts';
import { givenABowl } from '../ground/bowl-performance.ts';
import { type Ground, onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { runInChild } from '../ground/run-in-child.ts';
import { startProduct, startServer } from '../ground/server-process.ts';
import { percentile } from '../load/percentiles.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import { ReadResult } from './job.ts';

type Side = { readonly side: string; readonly what: string; readonly port: number; readonly path: string };

const warmUpSeconds = 2;
const soldPercent = 60;

/** Geometry and states of 45,522 seats: requests a second beside a constant answer of the same server. */
export async function seatMap(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { clients: '32', seconds: '5' }, ['record']);
  const [clients, seconds] = [options.numberOf('clients'), options.numberOf('seconds')];
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const database = await ground.createDatabase();
    const performanceId = await givenABowl(database.url, soldPercent);
    const product = await startProduct(ground, database.url, { TESSERA_SIMULATOR: '0' });
    const plain = await startServer(ground, 'benchmarks/plain-seat-map.ts', { DATABASE_URL: database.url });
    const base = `${apiBase}/performances/${performanceId}`;
    const address = await addressOf(product.port, `${base}/seat-map`);
    const sides: Side[] = [
      { side: 'floor', what: 'constant', port: product.port, path: '/health/live' },
      { side: 'ours', what: 'geometry', port: product.port, path: `${apiBase}/seat-maps/${address}` },
      { side: 'plain', what: 'geometry', port: plain.port, path: `${base}/seat-map` },
      { side: 'floor', what: 'constant', port: product.port, path: '/health/live' },
      { side: 'ours', what: 'states', port: product.port, path: `${base}/seat-states` },
      { side: 'plain', what: 'states', port: plain.port, path: `${base}/seat-states` },
    ];
    const rows: Row[] = [];
    let floor = Number.NaN;
    for (const one of sides) {
      await measure(ground, one, clients, warmUpSeconds);
      const result = await measure(ground, one, clients, seconds);
      if (one.side === 'floor') floor = perSecond(result);
      rows.push(rowOf(one, result, floor));
      if (result.failed > 0) process.exitCode = 1;
    }
    report(`seat-map ${clients} clients ${seconds} s`, circumstances, rows, { isRecorded: options.has('record') });
  });
}

async function addressOf(port: number, path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  await response.arrayBuffer();
  return (response.headers.get('etag') ?? '').replaceAll('"', '');
}

function measure(ground: Ground, { port, path }: Side, clients: number, seconds: number): Promise<ReadResult> {
  console.error(`${path}: ${seconds} s`);
  const headers = { 'accept-encoding': 'gzip, deflate, br' };
  return runInChild(ground, 'seat-map-load.ts', { port, path, headers, clients, seconds }, ReadResult);
}

function rowOf({ side, what }: Side, result: ReadResult, floor: number): Row {
  return {
    what,
    side,
    'bytes sent': result.bodyBytes,
    'requests/s': perSecond(result),
    '× floor': perSecond(result) / floor,
    'p50 ms': percentile(result.latenciesMs, 0.5),
    'p99 ms': percentile(result.latenciesMs, 0.99),
    requests: result.latenciesMs.length,
    failed: result.failed,
  };
}

function perSecond({ latenciesMs, elapsedMs }: ReadResult): number {
  return (latenciesMs.length / elapsedMs) * 1000;
}
