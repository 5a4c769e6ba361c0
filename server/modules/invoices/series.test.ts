import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '../../platform/actor.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { auditAll } from '../../testing/books-of.ts';
import { buySeats } from '../../testing/buy.ts';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { givenARefundPolicy } from '../../testing/given-a-refund-policy.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { cancellationOf } from '../../testing/two-houses.ts';
import { transactionsWithLocks } from '../../testing/without-locks.ts';
import { issueCreditNote } from './issue-credit-note.ts';
import { issueInvoice } from './issue-invoice.ts';

let server: GivenServer;
let pool: pg.Pool;

beforeAll(async () => {
  server = await givenAServer();
  pool = new pg.Pool({ connectionString: server.databaseUrl });
});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

/** A paid order with its invoice, and its two lines. */
async function givenAPaidOrder() {
  const { performanceId, rows } = await givenAPerformance(server.databaseUrl);
  const [first = '', second = ''] = rows[0] ?? [];
  const { order } = await buySeats(server, performanceId, [first, second]);
  await eventually('an invoice', async () => (await documentsOf(order.id)).length === 1);
  const lines = await pool.query<{ lineId: string; priceMinor: number; feeMinor: number; taxMinor: number }>(
    `select id as "lineId", price_minor::int as "priceMinor", fee_minor::int as "feeMinor", tax_minor::int as "taxMinor"
     from orders.order_line where order_id = $1 order by place`,
    [order.id],
  );
  return { order, lines: lines.rows };
}

async function documentsOf(orderId: string) {
  const { rows } = await pool.query<{ number: string; kind: string; gross: number; tax: number; original: string }>(
    `select d.number, d.kind, d.gross_minor::int as gross, d.tax_minor::int as tax, f.number as original
     from invoices.document d left join invoices.document f on f.id = d.original_id where d.order_id = $1 order by d.id`,
    [orderId],
  );
  return rows;
}

/** Six paid orders of one organiser: their own locks do not keep them apart. */
async function givenPaidOrders() {
  const { performanceId, rows, organiserId } = await givenAPerformance(server.databaseUrl);
  const seats = (rows[0] ?? []).slice(0, 6);
  const bought = await Promise.all(seats.map((seat) => buySeats(server, performanceId, [seat])));
  const orders = await Promise.all(
    bought.map(async ({ order }) => {
      await eventually('an invoice', async () => (await documentsOf(order.id)).length === 1);
      return { orderId: order.id, lineId: await lineOf(order.id) };
    }),
  );
  return { organiserId, orders };
}

async function lineOf(orderId: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('select id from orders.order_line where order_id = $1', [orderId]);
  return rows[0]?.id ?? '';
}

/** Three returns of one cent for each order, all at once; the second of each is given up after it took its number. */
async function issueMany(inTransaction: InTransaction, orders: readonly { orderId: string; lineId: string }[]) {
  const returns = orders.flatMap((order) => [false, true, false].map((isGivenUp) => ({ ...order, isGivenUp })));
  return Promise.allSettled(
    returns.map(({ orderId, lineId, isGivenUp }) =>
      inTransaction(system('test'), async (ctx) => {
        const line = { lineId, priceMinor: 1, feeMinor: 0, taxMinor: 0 };
        await issueCreditNote(ctx, { returnId: crypto.randomUUID(), orderId, lines: [line] });
        if (isGivenUp) throw new Error('given up');
      }),
    ),
  );
}

async function numbersOf(organiserId: string) {
  const { rows } = await pool.query<{ at: number }>(
    `select series_number as at from invoices.document where kind = 'credit_note' and organiser_id = $1 order by at`,
    [organiserId],
  );
  return rows.map(({ at }) => at);
}

describe('a paid order', () => {
  test('has one invoice of what was paid, however often it is told', async () => {
    const { order } = await givenAPaidOrder();
    const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
    await Promise.all([1, 2, 3].map(() => inTransaction(system('test'), (ctx) => issueInvoice(ctx, order.id))));
    await close();
    const taxMinor = order.lines.reduce((sum, { taxIncluded }) => sum + taxIncluded.amountMinor, 0);
    expect(await documentsOf(order.id)).toMatchObject([
      { kind: 'invoice', gross: order.total.amountMinor, tax: taxMinor },
    ]);
  });

  test('has a credit note naming the invoice for what is returned, once, and never for more than was paid', async () => {
    const { order, lines } = await givenAPaidOrder();
    const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
    const returnId = crypto.randomUUID();
    const giveBack = (id: string) =>
      inTransaction(system('test'), (ctx) =>
        issueCreditNote(ctx, { returnId: id, orderId: order.id, lines: lines.slice(0, 1) }),
      );
    await giveBack(returnId);
    await giveBack(returnId);
    await expect(giveBack(crypto.randomUUID())).rejects.toThrow('gives back more');
    await close();
    const [invoice, ...notes] = await documentsOf(order.id);
    const [line] = lines;
    expect(notes).toMatchObject([
      {
        kind: 'credit_note',
        original: invoice?.number,
        gross: (line?.priceMinor ?? 0) + (line?.feeMinor ?? 0),
        tax: line?.taxMinor,
      },
    ]);
  });

  test('keeps its documents as they were issued', async () => {
    await givenAPaidOrder();
    for (const table of ['document', 'line', 'tax']) {
      for (const change of [`update invoices.${table} set net_minor = 0`, `delete from invoices.${table}`])
        await expect(pool.query(change)).rejects.toThrow('append-only');
      await expect(pool.query(`truncate invoices.${table} cascade`)).rejects.toThrow('append-only');
    }
  });
});

test('whoever cancels a ticket does not wait for documents of the order that are being issued', async () => {
  const { performanceId, rows } = await givenAPerformance(server.databaseUrl, { doorsOpen: false });
  await givenARefundPolicy(server.pool, performanceId);
  const { order, token } = await buySeats(server, performanceId, (rows[0] ?? []).slice(0, 2));
  await eventually('an invoice', async () => (await documentsOf(order.id)).length === 1);
  const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
  const [issued, cancelled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const issuing = inTransaction(system('test'), async (ctx) => {
    const line = { lineId: await lineOf(order.id), priceMinor: 1, feeMinor: 0, taxMinor: 0 };
    await issueCreditNote(ctx, { returnId: crypto.randomUUID(), orderId: order.id, lines: [line] });
    issued.resolve();
    await cancelled.promise;
    throw new Error('given up');
  });
  await issued.promise;
  const cancellation = cancellationOf(order.id, order.tickets[0]?.id ?? '');
  const answer = await server.ask('cancelTickets', cancellation, { token, key: crypto.randomUUID() });
  cancelled.resolve();
  await expect(issuing).rejects.toThrow('given up');
  await close();
  expect(answer.status).toBe(201);
});

describe('a series', () => {
  test('has no gap and no number twice when many issue at once and some are given up', async () => {
    const { organiserId, orders } = await givenPaidOrders();
    const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
    const results = await issueMany(inTransaction, orders);
    await close();
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(12);
    expect(await numbersOf(organiserId)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    await auditAll(server);
  });

  test('that was set back gives a number twice, which the last wall refuses', async () => {
    const { organiserId, orders } = await givenPaidOrders();
    const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
    await issueMany(inTransaction, orders);
    await pool.query(`update invoices.series set last_number = 0 where kind = 'credit_note' and organiser_id = $1`, [
      organiserId,
    ]);
    const results = await issueMany(inTransaction, orders);
    await close();
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(reasons.filter((reason) => reason.includes('number_once'))).not.toEqual([]);
  });
});
