import { randomBytes } from 'node:crypto';
import type { Ctx } from '../platform/context.ts';
import { lockPayment, type SimulatedPayment, saveDelivery, saveOutcome, saveStatus } from './store.ts';

export const outcomes = ['succeed', 'decline', 'abandon', 'late', 'duplicate', 'reorder', 'timeout'] as const;
export type Outcome = (typeof outcomes)[number];

/** How long after the buyer's claim has ended "late" settles, when no delay is given. */
const lateMilliseconds = 120_000;

/**
 * What the buyer does on the hosted page, and how the simulator misbehaves about it:
 * late pays long after the page was left; duplicate tells three times; reorder tells the end before the beginning;
 * timeout pays and never tells. delayMs holds the telling back (for late: the paying).
 */
export async function settle(
  ctx: Ctx,
  paymentId: string,
  outcome: Outcome,
  delayMs: number | undefined,
): Promise<SimulatedPayment | undefined> {
  const payment = await lockPayment(ctx, paymentId);
  if (payment?.status !== 'open' || payment.outcome !== null) return payment;
  if (outcome === 'late') {
    const untilExpiry = Math.max(0, payment.expiresAt.getTime() - ctx.now.getTime());
    await saveOutcome(ctx, payment.id, outcome, delayMs ?? untilExpiry + lateMilliseconds);
    return payment;
  }
  const status = outcome === 'decline' ? 'declined' : outcome === 'abandon' ? 'cancelled' : 'succeeded';
  await saveOutcome(ctx, payment.id, outcome, 0);
  await tellSettled(ctx, payment, status, outcome, delayMs ?? 0);
  return { ...payment, status, outcome };
}

export async function tellSettled(
  ctx: Ctx,
  payment: SimulatedPayment,
  status: 'succeeded' | 'declined' | 'cancelled',
  outcome: string,
  delayMs: number,
): Promise<void> {
  await saveStatus(ctx, payment.id, status);
  if (outcome === 'timeout') return;
  const settled = eventBody(ctx, `payment.${status}`, { ...payment, status });
  if (outcome === 'duplicate') {
    for (let copy = 0; copy < 3; copy += 1) await saveDelivery(ctx, payment.webhookUrl, settled, delayMs);
    return;
  }
  await saveDelivery(ctx, payment.webhookUrl, settled, delayMs);
  if (outcome === 'reorder') {
    await saveDelivery(
      ctx,
      payment.webhookUrl,
      eventBody(ctx, 'payment.created', { ...payment, status: 'open' }),
      delayMs + 500,
    );
  }
}

export function snapshot({ id, status, clientReference, amountMinor, currency }: SimulatedPayment, publicUrl: string) {
  return { id, status, clientReference, amountMinor, currency, url: `${publicUrl}/simulator/pay/${id}` };
}

function eventBody(ctx: Ctx, type: string, payment: SimulatedPayment): string {
  const { id, status, clientReference, amountMinor, currency } = payment;
  return JSON.stringify({
    id: `evt_${randomBytes(12).toString('hex')}`,
    type,
    createdAt: ctx.now.toISOString(),
    payment: { id, status, clientReference, amountMinor, currency, url: '' },
  });
}
