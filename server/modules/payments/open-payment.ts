import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { paymentOpened } from './announcements.ts';
import { findLivePayment, type Payment, savePayment } from './store.ts';

type Asked = Pick<Payment, 'organiserId' | 'reference' | 'provider' | 'amountMinor' | 'currency' | 'returnUrl'>;

/**
 * The one live payment for a reference: the one under way, or a new one, written before any money can move.
 * Throws payment_in_progress when one is under way at another provider. The caller has locked what the reference names.
 */
export async function openPayment(ctx: Ctx, asked: Asked): Promise<Payment> {
  const live = await findLivePayment(ctx, asked.reference);
  if (live && live.provider !== asked.provider) throw new Refusal('payment_in_progress');
  if (live) return live;
  const payment = await savePayment(ctx, asked);
  await announce(ctx, paymentOpened(payment));
  return payment;
}
