import type { Reply } from '../../contract/api/operations.ts';
import { eventually, type GivenServer } from './given-a-server.ts';

type Shop = Pick<GivenServer, 'ask' | 'url'>;
export type Bought = { readonly hold: Reply<'holdSeats'>; readonly token: string; readonly order: Reply<'placeOrder'> };
export type PaymentStarted = Bought & { readonly simulatedId: string; readonly payment: Reply<'payOrder'> };
export type Outcome = 'succeed' | 'decline' | 'abandon' | 'late' | 'duplicate' | 'reorder' | 'timeout' | 'twice';

/** Holds seats and places the order, as a guest. */
export async function placeAnOrder(
  { ask }: Shop,
  performanceId: string,
  seats: string[],
  email = 'lina@example.org',
): Promise<Bought> {
  const hold = (await ask('holdSeats', { params: { performanceId }, body: { seats } })).body;
  const token = hold.token ?? '';
  const buyer = { email, name: 'Lina Amari', locale: 'en' as const };
  const order = (await ask('placeOrder', { body: { hold: hold.id, buyer } }, { token, key: crypto.randomUUID() })).body;
  return { hold, token, order };
}

/** Starts paying, at the simulator unless told otherwise. */
export async function startToPay(server: Shop, bought: Bought, provider = 'simulator'): Promise<PaymentStarted> {
  const returnUrl = `${server.url}/checkout/return?order=${bought.order.id}`;
  const input = { params: { orderId: bought.order.id }, body: { provider, returnUrl } };
  const payment = (await server.ask('payOrder', input, { token: bought.token, key: crypto.randomUUID() })).body;
  if (payment.next.kind !== 'redirect') throw new Error('there is no page to pay on');
  return { ...bought, payment, simulatedId: payment.next.url.split('/').at(-1) ?? '' };
}

/** What the buyer does on the simulator's page. */
export async function simulate(
  { url }: Pick<Shop, 'url'>,
  simulatedId: string,
  outcome: Outcome,
  delayMs?: number,
): Promise<void> {
  const response = await fetch(`${url}/simulator/payments/${simulatedId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome, ...(delayMs === undefined ? {} : { delayMs }) }),
  });
  if (!response.ok) throw new Error(`the simulator refused: ${response.status}`);
}

/** The order once it has this status. */
export async function orderWith(
  server: Shop,
  { order, token }: Bought,
  status: Reply<'getOrder'>['status'],
  patienceMs?: number,
): Promise<Reply<'getOrder'>> {
  return eventually(
    `order ${status}`,
    async () => {
      const current = (await server.ask('getOrder', { params: { orderId: order.id } }, { token })).body;
      return current.status === status ? current : undefined;
    },
    patienceMs,
  );
}

/** Hold, order, pay, tickets. */
export async function buySeats(
  server: Shop,
  performanceId: string,
  seats: string[],
  email?: string,
): Promise<Bought & { order: Reply<'getOrder'> }> {
  const started = await startToPay(server, await placeAnOrder(server, performanceId, seats, email));
  await simulate(server, started.simulatedId, 'succeed');
  return { ...started, order: await orderWith(server, started, 'confirmed') };
}
