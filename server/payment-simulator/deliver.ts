import { createHmac } from 'node:crypto';
import { system } from '../platform/actor.ts';
import type { Log } from '../platform/log.ts';
import type { InTransaction } from '../platform/transaction.ts';
import { tellSettled } from './settle.ts';
import { listDuePayments, type SimulatedDelivery, saveDelivered, takeDeliveries } from './store.ts';

type Simulator = { readonly inTransaction: InTransaction; readonly webhookSecret: string; readonly log: Log };
const actor = system('payment-simulator');
const everyMilliseconds = 100;
const patienceMilliseconds = 10_000;

/** Settles what is due and sends webhooks until each is acknowledged; what was due while nobody ran goes out at the start. */
export function runSimulator(simulator: Simulator): { stop(): Promise<void> } {
  const { inTransaction, log } = simulator;
  let running: Promise<void> | undefined;
  const turn = async (): Promise<void> => {
    const { deliveries, sentAt } = await inTransaction(actor, async (ctx) => {
      for (const payment of await listDuePayments(ctx)) {
        await tellSettled(
          ctx,
          payment,
          payment.outcome === 'late' ? 'succeeded' : 'cancelled',
          payment.outcome ?? 'expired',
          0,
        );
      }
      return { deliveries: await takeDeliveries(ctx), sentAt: Math.floor(ctx.now.getTime() / 1000) };
    });
    await Promise.all(deliveries.map((delivery) => send(simulator, delivery, sentAt)));
  };
  const timer = setInterval(() => {
    running ??= turn()
      .catch((error: unknown) => log.warn({ err: error }, 'payment simulator'))
      .finally(() => {
        running = undefined;
      });
  }, everyMilliseconds);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

async function send(
  { inTransaction, webhookSecret, log }: Simulator,
  { id, webhookUrl, body }: SimulatedDelivery,
  sentAt: number,
): Promise<void> {
  const signature = createHmac('sha256', webhookSecret).update(`${sentAt}.${body}`).digest('hex');
  try {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'simulator-signature': `t=${sentAt},v1=${signature}` },
      body,
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
    // An answer left unread would keep its connection.
    await response.body?.cancel();
    if (response.ok) await inTransaction(actor, (ctx) => saveDelivered(ctx, id));
    else log.warn({ status: response.status, delivery: id }, 'simulator webhook refused');
  } catch (error) {
    log.warn({ err: error, delivery: id }, 'simulator webhook not delivered');
  }
}
