import { setTimeout as pause } from 'node:timers/promises';
import { apiBase } from '../../contract/api/paths.ts';
import { stripeSignature } from '../../server/testing/provider-fakes/stripe/sign-event.ts';
import { type Connection, openConnection, type Request } from '../load/connection.ts';
import { forge, type Signed } from './forge.ts';
import type { DeliveryJob, DeliveryResult } from './job.ts';

/** Delivers each at its turn, so many a second, or as soon afterwards as a client is free. Every delivery is signed anew, as Stripe does. */
export async function deliver(job: DeliveryJob): Promise<DeliveryResult> {
  const { ports, order, clients, perSecond } = job;
  const result = {
    acknowledgedMs: new Float64Array(order.length),
    lateMs: new Float64Array(order.length),
    statuses: new Uint16Array(order.length),
  };
  const left = order.keys();
  const startedAt = performance.now();
  const client = async (number: number): Promise<void> => {
    const connection = openConnection(() => ports[number % ports.length] ?? 0);
    for (const position of left) {
      const turn = startedAt + (position * 1000) / perSecond;
      if (turn > performance.now()) await pause(turn - performance.now());
      const request = requestOf(job, order[position] ?? 0);
      const sentAt = performance.now();
      result.statuses[position] = await statusOf(connection, request);
      result.acknowledgedMs[position] = performance.now() - sentAt;
      result.lateMs[position] = Math.max(0, sentAt - turn);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return { elapsedMs: performance.now() - startedAt, ...result };
}

async function statusOf(connection: Connection, request: Request): Promise<number> {
  const answer = await connection.ask(request).catch(() => undefined);
  return answer?.status ?? 0;
}

function requestOf(job: DeliveryJob, index: number): Request {
  const { text, signature } = signedDelivery(job, index);
  const headers = signature === undefined ? {} : { 'stripe-signature': signature };
  return { method: 'POST', path: `${apiBase}/webhooks/stripe`, headers, text };
}

function signedDelivery({ events, forged, secrets }: DeliveryJob, index: number): Signed {
  const text = events[index];
  if (text !== undefined) return { text, signature: stripeSignature(text, secrets.stripe, Date.now()) };
  const forgery = forged[index - events.length];
  if (!forgery) throw new RangeError(`there is no delivery ${index}`);
  return forge(forgery.kind, forgery.text, secrets, Date.now());
}
