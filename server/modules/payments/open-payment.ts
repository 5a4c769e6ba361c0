import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { paymentOpened } from './announcements.ts';
import { type Payment, savePayment } from './store.ts';

type Asked = Pick<Payment, 'organiserId' | 'reference' | 'provider' | 'amountMinor' | 'currency' | 'returnUrl'>;

/**
 * The one live payment for a reference: the one under way, or a new one, written before any money can move.
 * Throws payment_in_progress when one is under way at another provider, or its money has arrived and is being decided
 * about. The caller has locked what the reference names and looked for the payment under way.
 */
export async function openPayment(ctx: Ctx, asked: Asked, underWay: Payment | undefined): Promise<Payment> {
  const isElsewhere = underWay !== undefined && underWay.provider !== asked.provider;
  if (isElsewhere || underWay?.status === 'captured') throw new Refusal('payment_in_progress');
  if (underWay) return underWay;
  const payment = await savePayment(ctx, asked);
  await announce(ctx, paymentOpened(payment));
  return payment;
}
