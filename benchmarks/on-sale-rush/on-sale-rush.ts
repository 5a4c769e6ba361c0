import pg from 'pg';
import { type Ground, type OwnDatabase, onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { runInChild } from '../ground/run-in-child.ts';
import { startProduct, startServer } from '../ground/server-process.ts';
import { buildStadium, type Stadium } from '../ground/stadium.ts';
import { percentile } from '../load/percentiles.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import { type HoldJob, HoldResult, type Outcome, outcomes } from './job.ts';
import { askedPairs, lastPair, lastPairs, type Mix, mixes } from './mixes.ts';
import { judge, type Verdict } from './verdict.ts';

type Side = 'floor' | 'ours' | 'plain';
type Cell = { readonly mix: Mix; readonly clients: number };
type Measured = HoldResult & Verdict;
type Sides = Readonly<Record<Side, Measured>>;

const requestsMax = 500_000;
const warmUpSeconds = 2;
/** A slow side gets this many times the time of ours for the same requests. */
const patience = 3;

/** Two neighbouring seats of 45,000 at a time: requests a second, and whether anything was sold twice or refused wrongly. */
export async function onSaleRush(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { clients: '64,512', seconds: '10' }, ['record']);
  const [clientCounts, seconds] = [options.numbersOf('clients'), options.numberOf('seconds')];
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const stadium = await buildStadium(ground);
    const rows: Row[] = [];
    for (const cell of clientCounts.flatMap((clients) => mixes.map((mix) => ({ mix, clients })))) {
      const sides = await measureCell(ground, stadium, cell, seconds);
      rows.push(rowOf(cell, 'floor', sides), rowOf(cell, 'ours', sides), rowOf(cell, 'plain', sides));
      if (Object.values(sides).some(isWrong)) process.exitCode = 1;
    }
    report(`on-sale-rush ${seconds} s`, circumstances, rows, { isRecorded: options.has('record') });
  });
}

/** Ours runs for the time given; floor and plain then get the very requests that ours answered. */
async function measureCell(ground: Ground, stadium: Stadium, cell: Cell, seconds: number): Promise<Sides> {
  const all = askedPairs(cell.mix, stadium.onSale.pairs.length, requestsMax);
  const ours = await measure(ground, stadium, cell, { side: 'ours', asked: all, seconds });
  const asked = all.slice(0, ours.outcomes.length);
  const floor = await measure(ground, stadium, cell, { side: 'floor', asked, seconds: seconds * patience });
  const plain = await measure(ground, stadium, cell, { side: 'plain', asked, seconds: seconds * patience });
  return { floor, ours, plain };
}

type Task = { readonly side: Side; readonly asked: HoldJob['asked']; readonly seconds: number };

/** Every measurement has a database of its own, the same at the start, and nobody else running on it. */
async function measure(ground: Ground, stadium: Stadium, cell: Cell, task: Task): Promise<Measured> {
  console.error(`${cell.mix}, ${cell.clients} clients: ${task.side}`);
  const { onSale, rehearsal } = stadium;
  const database = await ground.createDatabase(stadium.database);
  if (cell.mix === 'last seats') await leaveLastSeats(database, stadium);
  const { target, stop } = await startSide(ground, task.side, database);
  const send = (at: Stadium['onSale'], asked: HoldJob['asked'], secondsMax: number): Promise<HoldResult> => {
    const { performanceId, pairs } = at;
    const job: HoldJob = {
      target,
      performanceId,
      pairs: pairs.map(([a, b]) => [a, b]),
      asked,
      clients: cell.clients,
      secondsMax,
    };
    return runInChild(ground, 'hold-load.ts', job, HoldResult);
  };
  await send(rehearsal, askedPairs('uniform', rehearsal.pairs.length, requestsMax), warmUpSeconds);
  const result = await send(onSale, task.asked, task.seconds);
  await stop();
  const verdict = await judge(database.url, onSale, task.asked, result);
  await database.drop();
  return { ...result, ...verdict };
}

async function startSide(
  ground: Ground,
  side: Side,
  { url }: OwnDatabase,
): Promise<{ target: HoldJob['target']; stop(): Promise<void> }> {
  if (side === 'floor') return { target: { kind: 'statement', databaseUrl: url }, stop: async () => undefined };
  const server =
    side === 'ours'
      ? await startProduct(ground, url, { TESSERA_SIMULATOR: '0' })
      : await startServer(ground, 'benchmarks/plain-holds.ts', { DATABASE_URL: url });
  return { target: { kind: 'http', port: server.port }, stop: server.stop };
}

async function leaveLastSeats({ url }: OwnDatabase, { onSale }: Stadium): Promise<void> {
  const { pairs, performanceId } = onSale;
  const left = Array.from({ length: lastPairs }, (_, index) => pairs[lastPair(index, pairs.length)] ?? []).flat();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `update inventory.performance_seat set state = 'off' where performance_id = $1 and seat_id <> all($2)`,
    [performanceId, left],
  );
  await client.query('vacuum (analyze) inventory.performance_seat');
  await client.end();
}

function rowOf({ mix, clients }: Cell, side: Side, sides: Sides): Row {
  const { latenciesMs, elapsedMs, oversold, falseRefusals } = sides[side];
  return {
    mix,
    clients,
    side,
    'requests/s': perSecond(sides[side]),
    '× floor': perSecond(sides[side]) / perSecond(sides.floor),
    'p50 ms': percentile(latenciesMs, 0.5),
    'p95 ms': percentile(latenciesMs, 0.95),
    'p99 ms': percentile(latenciesMs, 0.99),
    seconds: elapsedMs / 1000,
    requests: latenciesMs.length,
    held: count(sides[side], 'held'),
    refused: count(sides[side], 'refused'),
    busy: count(sides[side], 'busy'),
    failed: count(sides[side], 'failed'),
    oversold,
    'false refusals': falseRefusals,
  };
}

function perSecond({ latenciesMs, elapsedMs }: Measured): number {
  return (latenciesMs.length / elapsedMs) * 1000;
}

function count(measured: Measured, outcome: Outcome): number {
  return measured.outcomes.filter((code) => code === outcomes.indexOf(outcome)).length;
}

function isWrong(measured: Measured): boolean {
  return measured.oversold > 0 || measured.falseRefusals > 0 || count(measured, 'failed') > 0;
}
