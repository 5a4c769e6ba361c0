import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { buySeats, orderWith, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { createTestDatabase } from './testing/database.ts';
import { type GivenMailServer, givenAMailServer } from './testing/given-a-mail-server.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, freePort } from './testing/given-a-server.ts';
import { type Product, runProduct } from './testing/run-product.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;
let mailServer: GivenMailServer;
let dataDir: string;
let at: GivenPerformance;
const running: Product[] = [];
let seatsTaken = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  mailServer = await givenAMailServer();
  dataDir = await mkdtemp(join(tmpdir(), 'tessera-jobs-'));
});
afterEach(async () => {
  for (const product of running.splice(0)) await product.kill();
});
afterAll(async () => {
  await mailServer.turnOff();
  await pool.end();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(jobs: string): Promise<Product> {
  const more = { TESSERA_JOBS: jobs };
  const product = await runProduct({
    databaseUrl: database.url,
    port: await freePort(),
    dataDir,
    smtpUrl: mailServer.url,
    more,
  });
  running.push(product);
  at ??= await givenAPerformance(pool);
  return product;
}

function nextSeats(): string[] {
  seatsTaken += 1;
  return [at.rows[0]?.[seatsTaken] ?? ''];
}

/** The process that does the jobs of a product, where there is one. */
async function jobsOf({ pid }: Product): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.find(([, parent]) => parent === pid)?.[0];
}

function isThere(pid: number | undefined): boolean {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
}

test('jobs are done by a process beside the one that answers, and both end when told', async () => {
  const product = await start('beside');
  const jobs = await jobsOf(product);
  expect(isThere(jobs)).toBe(true);
  const { order } = await buySeats(product, at.performanceId, nextSeats());
  expect(order.status).toBe('confirmed');
  await eventually('the mail with the tickets', async () => mailServer.received.length > 0);
  expect(await product.stop()).toBe(0);
  expect(isThere(jobs)).toBe(false);
});

test('when the process of the jobs is killed, answers go on, and it comes back and does what waited', async () => {
  const product = await start('beside');
  const jobs = await jobsOf(product);
  process.kill(jobs ?? 0, 'SIGKILL');
  const started = await startToPay(product, await placeAnOrder(product, at.performanceId, nextSeats()));
  await simulate(product, started.simulatedId, 'succeed');
  expect((await orderWith(product, started, 'confirmed', 60_000)).status).toBe('confirmed');
  expect(await jobsOf(product)).not.toBe(jobs);
});

test('when the process that answers is killed, that of the jobs does not outlive it', async () => {
  const product = await start('beside');
  const jobs = await jobsOf(product);
  expect(isThere(jobs)).toBe(true);
  await product.kill();
  await eventually('the end of the jobs', async () => !isThere(jobs));
});

test('a server whose jobs are elsewhere has no process for them, and what it was asked waits for one that does them', async () => {
  const answering = await start('elsewhere');
  expect(await jobsOf(answering)).toBeUndefined();
  const started = await startToPay(answering, await placeAnOrder(answering, at.performanceId, nextSeats()));
  await simulate(answering, started.simulatedId, 'succeed');
  const waiting = (await answering.ask('getOrder', { params: { orderId: started.order.id } }, { token: started.token }))
    .body;
  expect(waiting.status).toBe('paying');
  await start('here');
  expect((await orderWith(answering, started, 'confirmed', 60_000)).status).toBe('confirmed');
});
