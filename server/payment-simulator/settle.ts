import { randomBytes } from 'node:crypto';
import { shareOf } from '@tessera/contract/money';
import type { Ctx } from '../platform/context.ts';
import { lockPayment, type SimulatedPayment, saveCapture, saveDelivery, saveOutcome, saveStatus } from './store.ts';

export const outcomes = ['succeed', 'decline', 'abandon', 'late', 'duplicate', 'reorder', 'timeout', 'twice'] as const;
export type Outcome = (typeof outcomes)[number];

/** How long after the buyer's claim has ended "late" settles, when no delay is given. */
const lateMilliseconds = 120_000;

/** What the simulator keeps of what it takes: as much as a card costs elsewhere, and nothing back when it is refunded. */
const feeBasisPoints = 140;

/**
 * What the buyer does on the hosted page, and how the simulator misbehaves about it:
 * late pays long after the page was left; duplicate tells three times; reorder tells the end before the beginning;
 * timeout pays and never tells; twice takes the money a second time, which only its statement shows. delayMs holds the telling back (for late: the paying).
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
  if (status === 'succeeded') {
    const { id, amountMinor } = payment;
    const feeMinor = shareOf(amountMinor, feeBasisPoints);
    for (let times = outcome === 'twice' ? 2 : 1; times > 0; times -= 1)
      await saveCapture(ctx, id, amountMinor, feeMinor);
  }
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
