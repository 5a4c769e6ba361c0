import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { paymentOpened } from './announcements.ts';
import { requestVoid } from './request-capture.ts';
import { decideOpening } from './rules.ts';
import { type Payment, savePayment } from './store.ts';

type Asked = Pick<Payment, 'organiserId' | 'reference' | 'provider' | 'amountMinor' | 'currency' | 'returnUrl'>;

/**
 * The one live payment for a reference: the one under way, or a new one, written before any money can move. A buyer who
 * chooses another provider has the payment under way let go of; should its money come all the same, the reference decides
 * about it as about any other. Throws payment_in_progress when its money is promised or has arrived.
 * The caller has locked what the reference names and looked for the payment under way.
 */
export async function openPayment(ctx: Ctx, asked: Asked, underWay: Payment | undefined): Promise<Payment> {
  const decision = decideOpening(underWay, asked.provider);
  if (decision === 'refuse') throw new Refusal('payment_in_progress');
  if (decision === 'go_on' && underWay) return underWay;
  if (underWay) await requestVoid(ctx, underWay.id, 'other_provider_chosen');
  const payment = await savePayment(ctx, asked);
  await announce(ctx, paymentOpened(payment));
  return payment;
}
