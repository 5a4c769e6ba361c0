import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { apiBase } from '../../contract/api/paths.ts';
import { type Connection, openConnection, type Request } from '../load/connection.ts';
import type { CheckoutJob, CheckoutResult, Step } from './job.ts';

const ticketsWithinMs = 30_000;

const Hold = z.object({ id: z.string(), token: z.string() });
const Order = z.object({ id: z.string(), status: z.string(), tickets: z.array(z.unknown()) });
const Payment = z.object({ next: z.object({ kind: z.literal('redirect'), url: z.string() }) });

type Till = { readonly job: CheckoutJob; readonly connection: Connection; readonly time: Time };
type Time = <Result>(step: Step, work: () => Promise<Result>) => Promise<Result>;

/** Every client buys two seats, waits for the tickets, and buys the next two, until the time or the seats are over. */
export async function buyPairs(job: CheckoutJob): Promise<CheckoutResult> {
  const durationsMs: Record<Step, number[]> = {
    hold: [],
    order: [],
    pay: [],
    approve: [],
    look: [],
    tickets: [],
    purchase: [],
  };
  const time: Time = async (step, work) => {
    const startedAt = performance.now();
    const result = await work();
    durationsMs[step].push(performance.now() - startedAt);
    return result;
  };
  const orderIds: string[] = [];
  const failures: string[] = [];
  const left = job.pairs.values();
  const startedAt = performance.now();
  const buy = async (): Promise<void> => {
    const connection = openConnection(() => job.port);
    for (const seats of left) {
      if (performance.now() - startedAt > job.seconds * 1000) break;
      const bought = time('purchase', () => buyPair({ job, connection, time }, seats));
      await bought.then(
        (orderId) => orderIds.push(orderId),
        (error: unknown) => failures.push(error instanceof Error ? error.message : String(error)),
      );
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: job.clients }, buy));
  return { elapsedMs: performance.now() - startedAt, durationsMs, orderIds, failures };
}

/** Returns the id of an order that has its tickets. */
async function buyPair(till: Till, seats: readonly string[]): Promise<string> {
  const { job, connection, time } = till;
  const ask = (step: Step, request: Request) => time(step, () => answered(connection, step, request));
  const path = `${apiBase}/performances/${job.performanceId}/holds`;
  const hold = Hold.parse(await ask('hold', { method: 'POST', path, body: { seats } }));
  const guest = { authorization: `Bearer ${hold.token}` };
  const once = (): Record<string, string> => ({ ...guest, 'idempotency-key': crypto.randomUUID() });
  const buyer = { email: `buyer-${hold.id}@example.org`, name: 'Lina Amari', locale: 'en' };
  const placing = { method: 'POST', path: `${apiBase}/orders`, headers: once(), body: { hold: hold.id, buyer } };
  const order = Order.parse(await ask('order', placing));
  const returnUrl = `http://localhost:${job.port}/checkout/return?order=${order.id}`;
  const { next } = Payment.parse(
    await ask('pay', {
      method: 'POST',
      path: `${apiBase}/orders/${order.id}/payments`,
      headers: once(),
      body: { provider: 'simulator', returnUrl },
    }),
  );
  const simulated = new URL(next.url).pathname.split('/').at(-1);
  const approval = { method: 'POST', path: `/simulator/payments/${simulated}`, body: { outcome: 'succeed' } };
  await ask('approve', approval);
  await time('tickets', () => untilTickets(till, order.id, guest, seats.length));
  return order.id;
}

async function untilTickets(
  { connection, time }: Till,
  orderId: string,
  headers: Record<string, string>,
  ticketCount: number,
): Promise<void> {
  const request = { method: 'GET', path: `${apiBase}/orders/${orderId}`, headers };
  // As the page of an order does.
  let pauseMs = 1_000;
  for (const giveUpAt = performance.now() + ticketsWithinMs; performance.now() < giveUpAt; pauseMs = longer(pauseMs)) {
    await pause(pauseMs);
    const order = Order.parse(await time('look', () => answered(connection, 'look', request)));
    if (order.status === 'confirmed' && order.tickets.length === ticketCount) return;
  }
  throw new Error(`tickets: not within ${ticketsWithinMs / 1000} s`);
}

function longer(pauseMs: number): number {
  return Math.min(pauseMs * 1.5, 8_000);
}

/** The body of a success; anything else ends the purchase. */
async function answered(connection: Connection, step: Step, request: Request): Promise<unknown> {
  const { status, text } = await connection.ask(request);
  if (status >= 300) throw new Error(`${step}: ${status} ${/"code":"\w+"/.exec(text)?.[0] ?? ''}`);
  return JSON.parse(text);
}
