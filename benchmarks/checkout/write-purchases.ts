import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import { PurchaseRows } from './purchase-rows.ts';

export const WriteJob = z.object({
  databaseUrl: z.string(),
  performanceId: z.string(),
  rows: PurchaseRows,
  pairs: z.array(z.tuple([z.string(), z.string()])),
  clients: z.int(),
  seconds: z.number(),
});
export type WriteJob = z.infer<typeof WriteJob>;
export const WriteResult = z.object({ elapsedMs: z.number(), durationsMs: z.array(z.number()) });
export type WriteResult = z.infer<typeof WriteResult>;

/** As many connections as the product opens. */
const connectionsMax = 20;
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Which rows are committed together: what must not be lost before the next thing happens. */
const steps: readonly (readonly string[])[] = [
  ['inventory.hold', 'inventory.hold_place'],
  ['orders."order"', 'orders.order_line'],
  ['payments.payment'],
  ['payments.provider_event'],
  ['tickets.ticket', 'tickets.access_right', 'ledger.posting', 'ledger.entry', 'platform.journal'],
  ['invoices.document', 'invoices.line', 'invoices.tax'],
  ['notifications.message'],
];

/** Writes the rows of one purchase again and again under new names, with a bare driver, prepared, a commit for each step. */
export async function writePurchases(job: WriteJob): Promise<WriteResult> {
  const pool = new pg.Pool({ connectionString: job.databaseUrl, max: connectionsMax });
  const left = job.pairs.entries();
  const durationsMs: number[] = [];
  const startedAt = performance.now();
  const client = async (): Promise<void> => {
    for (const [number, pair] of left) {
      if (performance.now() - startedAt > job.seconds * 1000) break;
      const begunAt = performance.now();
      await writeOne(pool, job, number, pair);
      durationsMs.push(performance.now() - begunAt);
    }
  };
  await Promise.all(Array.from({ length: job.clients }, client));
  const elapsedMs = performance.now() - startedAt;
  await pool.end();
  return { elapsedMs, durationsMs };
}

async function writeOne(pool: pg.Pool, job: WriteJob, number: number, pair: readonly [string, string]): Promise<void> {
  const rename = renamer(job.rows, number);
  const holdId = rename(idOf(job.rows, 'inventory.hold'));
  const seats = new Map(job.rows.seatIds.map((seatId, index) => [seatId, pair[index] ?? '']));
  for (const step of steps) {
    const connection = await pool.connect();
    try {
      await connection.query('begin');
      if (step.includes('inventory.hold')) await moveSeats(connection, job, pair, holdId, 'held');
      if (step.includes('tickets.ticket')) await moveSeats(connection, job, pair, holdId, 'sold');
      for (const table of step) await insert(connection, job.rows, table, { rename, seats, number });
      await connection.query('commit');
    } finally {
      connection.release();
    }
  }
}

async function moveSeats(
  connection: pg.PoolClient,
  { performanceId }: WriteJob,
  pair: readonly string[],
  holdId: string,
  state: 'held' | 'sold',
): Promise<void> {
  await connection.query({
    name: `seats ${state}`,
    text: `update inventory.performance_seat set state = '${state}', hold_id = $3,
      held_until = ${state === 'held' ? "clock_timestamp() + interval '30 minutes'" : 'null'}, change_number = change_number + 1
      where performance_id = $1 and seat_id = any($2::bigint[])`,
    values: [performanceId, pair, holdId],
  });
}

type Anew = {
  readonly rename: (text: string) => string;
  readonly seats: ReadonlyMap<string, string>;
  readonly number: number;
};

async function insert(
  connection: pg.PoolClient,
  { tables }: PurchaseRows,
  table: string,
  { rename, seats, number }: Anew,
): Promise<void> {
  const rows = tables.find((one) => one.table === table)?.rows ?? [];
  const [first] = rows;
  if (!first) return;
  const columns = first.map(({ column }) => `"${column}"`);
  const places = rows.map((row, index) => `(${row.map((_, at) => `$${index * columns.length + at + 1}`).join(', ')})`);
  const values = rows.flat().map(({ column, value }) => {
    if (column === 'seat_id') return seats.get(String(value)) ?? value;
    if (column === 'series_number') return 1_000_000 + number;
    return typeof value === 'string' ? rename(value) : value;
  });
  await connection.query({
    name: `rows of ${table}`,
    text: `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')}`,
    values,
  });
}

/** New ids and names for whatever names the purchase that is copied. */
function renamer({ ids, names, reference }: PurchaseRows, number: number): (text: string) => string {
  const digits = Array.from({ length: 6 }, (_, place) => alphabet[Math.floor(number / 32 ** (5 - place)) % 32]);
  const anew = new Map([
    ...ids.map((id): [string, string] => [id, randomUUID()]),
    ...names.map((name, index): [string, string] => [name, `again ${number} ${index}`]),
    [reference, reference.slice(0, -6) + digits.join('')],
  ]);
  const known = new RegExp([...anew.keys()].map((word) => word.replace(/\W/g, '\\$&')).join('|'), 'g');
  return (text) => text.replaceAll(known, (word) => anew.get(word) ?? word);
}

function idOf({ tables }: PurchaseRows, table: string): string {
  const [row] = tables.find((one) => one.table === table)?.rows ?? [];
  return String(row?.find(({ column }) => column === 'id')?.value);
}
