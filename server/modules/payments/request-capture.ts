import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { captureRequested, voidRequested } from './announcements.ts';
import { lockPayment, type Payment, saveCapturesRequested, saveVoidRequested } from './store.ts';

/**
 * What authorised payments were for has been given: their money is taken by a job. A payment whose money has come already,
 * or whose provider takes it by itself, is left as it is.
 */
export async function requestCaptures(ctx: Ctx, paymentIds: readonly string[]): Promise<void> {
  if (paymentIds.length === 0) return;
  for (const payment of await saveCapturesRequested(ctx, paymentIds)) await announce(ctx, captureRequested(payment));
}

/** Nothing will be given for this payment: its provider is asked, by a job, to let go. The payment must be locked. */
export async function letGo(ctx: Ctx, payment: Payment, reason: string): Promise<void> {
  await saveVoidRequested(ctx, payment.id);
  await announce(ctx, voidRequested(payment, reason));
}

/** The same by id, for a payment that is still open or authorised and not to be captured. Whether it was asked for the first time. */
export async function requestVoid(ctx: Ctx, paymentId: string, reason: string): Promise<boolean> {
  const payment = await lockPayment(ctx, paymentId);
  const isOpen = payment !== undefined && ['opening', 'pending', 'authorised'].includes(payment.status);
  if (!isOpen || payment.captureRequestedAt !== null || payment.voidRequestedAt !== null) return false;
  await letGo(ctx, payment, reason);
  return true;
}
