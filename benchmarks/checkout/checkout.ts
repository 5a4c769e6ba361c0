import pg from 'pg';
import { audit } from '../../database/audit.ts';
import { type Ground, type OwnDatabase, onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { runInChild } from '../ground/run-in-child.ts';
import { startProduct } from '../ground/server-process.ts';
import { buildStadium, type Pairs, type Stadium } from '../ground/stadium.ts';
import { percentile } from '../load/percentiles.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import { type CheckoutJob, CheckoutResult, type Step } from './job.ts';
import { readPurchaseRows } from './purchase-rows.ts';
import { type WriteJob, WriteResult } from './write-purchases.ts';

const warmUpSeconds = 3;

/** Two seats a purchase: complete purchases a minute beside the rows they leave alone, and how long each call of them takes. */
export async function checkout(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { clients: '16,64', seconds: '20' }, ['record']);
  const [clientCounts, seconds] = [options.numbersOf('clients'), options.numberOf('seconds')];
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const stadium = await buildStadium(ground);
    const rows: Row[] = [];
    for (const clients of clientCounts) {
      const { row, floor, isSound } = await measure(ground, stadium, clients, seconds);
      rows.push(row, floor);
      if (!isSound) process.exitCode = 1;
    }
    report(`checkout ${seconds} s`, circumstances, rows, { isRecorded: options.has('record') });
  });
}

async function measure(
  ground: Ground,
  stadium: Stadium,
  clients: number,
  seconds: number,
): Promise<{ row: Row; floor: Row; isSound: boolean }> {
  console.error(`${clients} clients`);
  const database = await ground.createDatabase(stadium.database);
  const product = await startProduct(ground, database.url);
  const buy = (at: Pairs, secondsMax: number): Promise<CheckoutResult> => {
    const pairs = at.pairs.map(([a, b]): [string, string] => [a, b]);
    const job: CheckoutJob = {
      port: product.port,
      performanceId: at.performanceId,
      pairs,
      clients,
      seconds: secondsMax,
    };
    return runInChild(ground, 'checkout-load.ts', job, CheckoutResult);
  };
  await buy(stadium.rehearsal, warmUpSeconds);
  const result = await buy(stadium.onSale, seconds);
  await product.stop();
  const withoutTickets = await countWithoutTickets(database.url, result.orderIds);
  const violations = await audit(database.url);
  for (const { query, rows } of violations)
    console.error(`${rows.length} ${query}, such as ${JSON.stringify(rows[0])}`);
  for (const failure of new Set(result.failures)) console.error(failure);
  const floor = await measureFloor(ground, stadium, { database, result, clients, seconds });
  await database.drop();
  return {
    floor: floorRow(clients, floor),
    row: {
      ...rowOf(clients, result, { withoutTickets, violations: violations.length }),
      '× floor': (result.orderIds.length / result.elapsedMs / floor.durationsMs.length) * floor.elapsedMs,
    },
    isSound: result.failures.length + withoutTickets + violations.length === 0,
  };
}

/** The rows of the last purchase, written again for seats nobody bought, where ours has just stopped. */
async function measureFloor(
  ground: Ground,
  { onSale }: Stadium,
  {
    database,
    result,
    clients,
    seconds,
  }: { database: OwnDatabase; result: CheckoutResult; clients: number; seconds: number },
): Promise<WriteResult> {
  const orderId = result.orderIds.at(-1);
  if (orderId === undefined) throw new Error('nothing was bought');
  const rows = await readPurchaseRows(database.url, orderId);
  const write = ({ performanceId, pairs }: Pairs, secondsMax: number): Promise<WriteResult> => {
    const unsold = pairs.toReversed().map(([a, b]): [string, string] => [a, b]);
    const job: WriteJob = {
      databaseUrl: database.url,
      performanceId,
      rows,
      pairs: unsold,
      clients,
      seconds: secondsMax,
    };
    return runInChild(ground, 'checkout-floor-load.ts', job, WriteResult);
  };
  return write(onSale, seconds);
}

function floorRow(clients: number, { durationsMs, elapsedMs }: WriteResult): Row {
  return {
    clients,
    side: 'floor',
    'purchases/min': (durationsMs.length / elapsedMs) * 60_000,
    '× floor': 1,
    'purchase p95 ms': percentile(durationsMs, 0.95),
    purchases: durationsMs.length,
  };
}

function rowOf(
  clients: number,
  { elapsedMs, durationsMs, orderIds, failures }: CheckoutResult,
  { withoutTickets, violations }: { withoutTickets: number; violations: number },
): Row {
  const p95 = (step: Step): number => percentile(durationsMs[step], 0.95);
  return {
    clients,
    side: 'ours',
    'purchases/min': (orderIds.length / elapsedMs) * 60_000,
    'hold p95 ms': p95('hold'),
    'order p95 ms': p95('order'),
    'pay p95 ms': p95('pay'),
    'look p95 ms': p95('look'),
    'tickets p50 ms': percentile(durationsMs.tickets, 0.5),
    'tickets p95 ms': p95('tickets'),
    'purchase p95 ms': p95('purchase'),
    purchases: orderIds.length,
    failed: failures.length,
    'without tickets': withoutTickets,
    audit: violations,
  };
}

/** Of the orders whose buyers were shown two tickets, those that do not have exactly two. */
async function countWithoutTickets(databaseUrl: string, orderIds: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `select id from unnest($1::uuid[]) as shown (id)
       where 2 <> (select count(*) from tickets.ticket t where t.order_id = shown.id and t.status = 'valid')`,
      [orderIds],
    );
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}
