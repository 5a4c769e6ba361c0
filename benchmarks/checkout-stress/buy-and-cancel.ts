import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Chance } from '../../database/seed/random.ts';
import type { AskNodes } from '../load/ask-nodes.ts';
import type { Answer, Request } from '../load/connection.ts';
import type { Evening } from './set-stage.ts';

/** What a buyer does at the simulator; `decline` and `abandon` are followed by another try. */
export type Outcome = 'succeed' | 'duplicate' | 'reorder' | 'timeout' | 'late' | 'decline' | 'abandon';
const outcomes: readonly Outcome[] = [
  ...Array.from({ length: 16 }, (): Outcome => 'succeed'),
  ...(['duplicate', 'duplicate', 'duplicate', 'reorder', 'reorder', 'reorder'] as const),
  ...(['timeout', 'timeout', 'decline', 'decline', 'abandon', 'abandon', 'late'] as const),
];

/** What a buyer was told in the end. */
export type Purchase = {
  readonly evening: string;
  readonly orderId: string;
  readonly outcome: Outcome;
  readonly status: string;
  readonly totalMinor: number;
  /** Promised by cancellations that were acknowledged. */
  readonly backMinor: number;
  readonly cancellations: number;
  readonly validTickets: number;
};
export type Till = {
  readonly chance: Chance;
  readonly nodes: AskNodes;
  /** The pages of the simulator, at any node. */
  readonly simulator: AskNodes;
  readonly onUnexpected: (what: string) => void;
  /** The time to pay is over. */
  readonly endHold: (holdId: string) => Promise<void>;
};

const Hold = z.object({ id: z.string(), token: z.string() });
const Money = z.object({ amountMinor: z.int(), currency: z.string() });
const Order = z.object({
  id: z.string(),
  status: z.string(),
  total: Money,
  tickets: z.array(z.object({ id: z.string(), status: z.string() })),
});
const Payment = z.object({ next: z.object({ kind: z.literal('redirect'), url: z.string() }) });
const Preview = z.object({ refund: Money });
const Cancellation = z.object({ status: z.string(), refund: Money });

const lookEveryMs = 250;
const settledWithinMs = 240_000;

/** Buys one to four seats, and cancels some of the tickets in one to three turns. Undefined: there are no seats, or somebody has them. */
export async function buyAndCancel(till: Till, evening: Evening): Promise<Purchase | undefined> {
  const { chance } = till;
  const seats = evening.take(chance.between(1, 4));
  if (!seats) return undefined;
  const path = `/performances/${evening.performanceId}/holds`;
  const { answer } = await till.nodes.ask({ method: 'POST', path, body: { seats }, headers: once() });
  if (answer && /"code":"(seats_taken|contended)"/.test(answer.text)) return undefined;
  const hold = Hold.parse(bodyOf(path, answer));
  const guest = { authorization: `Bearer ${hold.token}` };
  const buyer = { email: `buyer-${hold.id}@example.org`, name: 'Lina Amari', locale: 'en' };
  const promo = seats.length >= 3 && chance.next() < 0.7 ? { promoCode: 'TROIS' } : {};
  const order = Order.parse(
    await asked(till, {
      method: 'POST',
      path: '/orders',
      headers: { ...guest, ...once() },
      body: { hold: hold.id, buyer, ...promo },
    }),
  );
  const outcome = chance.pick(outcomes);
  const atTime = { hold: hold.id, seats, evening };
  if (outcome === 'decline' || outcome === 'abandon') {
    await pay(till, order.id, guest, { outcome, ...atTime });
    await untilStatus(till, order.id, guest, ['pending']);
    await pay(till, order.id, guest, { outcome: 'succeed', ...atTime });
  } else await pay(till, order.id, guest, { outcome, ...atTime });
  const settled = await untilStatus(till, order.id, guest, ['confirmed', 'refunded']);
  const cancelled =
    settled.status === 'confirmed' ? await cancelSome(till, settled, guest) : { times: 0, backMinor: 0 };
  const last = Order.parse(await asked(till, { method: 'GET', path: `/orders/${order.id}`, headers: guest }));
  return {
    evening: evening.name,
    orderId: order.id,
    outcome,
    status: last.status,
    totalMinor: last.total.amountMinor,
    backMinor: cancelled.backMinor,
    cancellations: cancelled.times,
    validTickets: last.tickets.filter(({ status }) => status === 'valid').length,
  };
}

type Guest = { readonly authorization: string };

type Paying = {
  readonly outcome: Outcome;
  readonly hold: string;
  readonly seats: readonly string[];
  readonly evening: Evening;
};

async function pay(
  till: Till,
  orderId: string,
  guest: Guest,
  { outcome, hold, seats, evening }: Paying,
): Promise<void> {
  const returnUrl = new URL('/checkout/return', siteUrl).href;
  const answer = await asked(till, {
    method: 'POST',
    path: `/orders/${orderId}/payments`,
    headers: { ...guest, ...once() },
    body: { provider: 'simulator', returnUrl },
  });
  const simulated = new URL(Payment.parse(answer).next.url).pathname.split('/').at(-1);
  if (outcome === 'late') {
    await till.endHold(hold);
    if (till.chance.next() < 0.5) evening.offer(seats);
  }
  await till.simulator.ask({
    method: 'POST',
    path: `/simulator/payments/${simulated}`,
    body: { outcome, ...(outcome === 'late' ? { delayMs: till.chance.between(0, 3_000) } : {}) },
  });
}

/** Where the product says it is; see startNodes. */
export const siteUrl = 'http://tessera.example';

async function cancelSome(
  till: Till,
  order: z.infer<typeof Order>,
  guest: Guest,
): Promise<{ times: number; backMinor: number }> {
  const left = order.tickets.map(({ id }) => id);
  let times = 0;
  let backMinor = 0;
  for (let turn = till.chance.between(0, 3); turn > 0 && left.length > 0; turn -= 1) {
    const tickets = left.splice(0, till.chance.between(1, left.length));
    const path = `/orders/${order.id}/cancellations`;
    const preview = Preview.parse(
      await asked(till, { method: 'POST', path: `${path}/preview`, headers: guest, body: { tickets } }),
    );
    const body = { tickets, expectedRefund: preview.refund };
    const done = Cancellation.parse(
      await asked(till, { method: 'POST', path, headers: { ...guest, ...once() }, body }),
    );
    if (done.status !== 'done' || done.refund.amountMinor !== preview.refund.amountMinor)
      till.onUnexpected(`order ${order.id}: a cancellation is otherwise than its preview`);
    times += 1;
    backMinor += done.refund.amountMinor;
  }
  return { times, backMinor };
}

async function untilStatus(
  till: Till,
  orderId: string,
  guest: Guest,
  statuses: readonly string[],
): Promise<z.infer<typeof Order>> {
  const request: Request = { method: 'GET', path: `/orders/${orderId}`, headers: guest };
  let status = '';
  for (const giveUpAt = Date.now() + settledWithinMs; Date.now() < giveUpAt; await pause(lookEveryMs)) {
    const order = Order.parse(await asked(till, request));
    if (statuses.includes(order.status)) return order;
    status = order.status;
  }
  throw new Error(`order ${orderId} is still ${status} after ${settledWithinMs / 1000} s`);
}

/** The body of a success; the same request is sent again while a node does not answer. */
async function asked({ nodes }: Till, request: Request): Promise<unknown> {
  const { answer } = await nodes.ask(request);
  return bodyOf(`${request.method} ${request.path}`, answer);
}

function bodyOf(what: string, answer: Answer | undefined): unknown {
  if (!answer || answer.status >= 300)
    throw new Error(`${what}: ${answer?.status ?? 'no answer'} ${answer?.text.slice(0, 200)}`);
  return JSON.parse(answer.text);
}

function once(): { 'idempotency-key': string } {
  return { 'idempotency-key': crypto.randomUUID() };
}
