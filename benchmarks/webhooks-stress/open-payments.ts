import type pg from 'pg';
import { z } from 'zod';
import { apiBase } from '../../contract/api/paths.ts';
import { givenAPerformance } from '../../server/testing/given-a-performance.ts';
import { type Connection, openConnection, type Request } from '../load/connection.ts';
import type { PlannedPayment } from './plan.ts';

/** A payment that waits at Stripe for its buyer. */
export type OpenPayment = PlannedPayment & {
  readonly id: string;
  readonly orderId: string;
  readonly sessionId: string;
};

const Hold = z.object({ id: z.string(), token: z.string() });
const Order = z.object({ id: z.string() });
const Payment = z.object({ id: z.string(), next: z.object({ url: z.string() }) });

const seatsPerRow = 48;
const clients = 16;

/** Buyers of two evenings hold, order and begin to pay, each over the product's own API. Resolves to their payments, and the evening that can be called off. */
export async function openPayments(
  pool: pg.Pool,
  port: number,
  planned: readonly PlannedPayment[],
): Promise<{ payments: OpenPayment[]; callOff: () => Promise<void> }> {
  const evenings = {
    played: await openEvening(
      pool,
      planned.filter(({ story }) => !story.isCalledOff),
    ),
    calledOff: await openEvening(
      pool,
      planned.filter(({ story }) => story.isCalledOff),
    ),
  };
  const payments: OpenPayment[] = [];
  const left = planned.values();
  const buy = async (): Promise<void> => {
    const connection = openConnection(() => port);
    for (const one of left) {
      const { performanceId, take } = one.story.isCalledOff ? evenings.calledOff : evenings.played;
      payments.push({ ...one, ...(await beginToPay(connection, port, performanceId, take(one.placeCount))) });
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: clients }, buy));
  return {
    payments,
    callOff: async () => {
      const { performanceId } = evenings.calledOff;
      await pool.query(`update catalogue.performance set state = 'cancelled' where id = $1`, [performanceId]);
    },
  };
}

type Evening = { readonly performanceId: string; take(placeCount: number): string[] };

async function openEvening(pool: pg.Pool, planned: readonly PlannedPayment[]): Promise<Evening> {
  const places = planned.reduce((total, { placeCount }) => total + placeCount, 0);
  const { performanceId, rows } = await givenAPerformance(pool, {
    rows: Math.ceil(places / (seatsPerRow - 2)) + 1,
    seatsPerRow,
    holdMinutes: 30,
    paymentMinutes: 30,
  });
  const left = rows.values();
  let row: string[] = [];
  return {
    performanceId,
    take: (placeCount) => {
      if (row.length < placeCount) row = [...(left.next().value ?? [])];
      return row.splice(0, placeCount);
    },
  };
}

async function beginToPay(
  connection: Connection,
  port: number,
  performanceId: string,
  seats: readonly string[],
): Promise<Pick<OpenPayment, 'id' | 'orderId' | 'sessionId'>> {
  const ask = (request: Request) => answered(connection, { ...request, path: apiBase + request.path });
  const hold = Hold.parse(await ask({ method: 'POST', path: `/performances/${performanceId}/holds`, body: { seats } }));
  const once = () => ({ authorization: `Bearer ${hold.token}`, 'idempotency-key': crypto.randomUUID() });
  const buyer = { email: `buyer-${hold.id}@example.org`, name: 'Lina Amari', locale: 'en' };
  const order = Order.parse(
    await ask({ method: 'POST', path: '/orders', headers: once(), body: { hold: hold.id, buyer } }),
  );
  const returnUrl = `http://localhost:${port}/checkout/return?order=${order.id}`;
  const path = `/orders/${order.id}/payments`;
  const body = { provider: 'stripe', returnUrl };
  const payment = Payment.parse(await ask({ method: 'POST', path, headers: once(), body }));
  const sessionId = new URL(payment.next.url).pathname.split('/').at(-1) ?? '';
  return { id: payment.id, orderId: order.id, sessionId };
}

async function answered(connection: Connection, request: Request): Promise<unknown> {
  const { status, text } = await connection.ask(request);
  if (status >= 300) throw new Error(`${request.path}: ${status} ${text.slice(0, 200)}`);
  return JSON.parse(text);
}
