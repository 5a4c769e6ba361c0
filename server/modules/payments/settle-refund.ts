import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { applyRefundFact } from './apply-refund-fact.ts';
import { isByHand } from './by-hand.ts';
import { expectCash, ownTill, record } from './keep-till.ts';
import { findRefund } from './refund.store.ts';
import { lockPayment, type Payment } from './store.ts';
import { decideRefundParts } from './till.rules.ts';
import { sumTendered } from './till.store.ts';

export type RefundByHand = {
  readonly tillId: string | undefined;
  readonly cashMinor: number;
  readonly terminal: { readonly amountMinor: number; readonly receipt: string } | undefined;
  readonly note: string;
};

/** The payment of a refund, locked; undefined when there is no such refund. */
export async function lockPaymentOfRefund(ctx: Ctx, refundId: string): Promise<Payment | undefined> {
  const refund = await findRefund(ctx, refundId);
  return refund && lockPayment(ctx, refund.paymentId);
}

/**
 * Staff have given money back by hand: sent it at the bank, or out of their till as it came in. The payment is locked.
 * Throws refund_by_provider, refund_settled, refund_parts, till_short, and what ownTill does.
 */
export async function settleRefund(ctx: Ctx, payment: Payment, refundId: string, made: RefundByHand): Promise<void> {
  if (!isByHand(payment.provider)) throw new Refusal('refund_by_provider');
  const refund = await findRefund(ctx, refundId);
  if (refund?.status !== 'requested') throw new Refusal('refund_settled');
  if (payment.provider === 'counter') await giveBack(ctx, payment, refund, made);
  else if (made.tillId !== undefined || made.cashMinor > 0 || made.terminal) throw new Refusal('refund_parts');
  const { id: paymentId, currency, providerPaymentId } = payment;
  await applyRefundFact(ctx, {
    kind: 'refund',
    refundId,
    paymentId,
    providerPaymentId: providerPaymentId ?? '',
    providerRefundId: `by_hand:${refundId}`,
    status: 'succeeded',
    amountMinor: refund.amountMinor,
    currency,
  });
}

async function giveBack(
  ctx: Ctx,
  payment: Payment,
  refund: { readonly id: string; readonly amountMinor: number },
  made: RefundByHand,
): Promise<void> {
  if (made.tillId === undefined) throw new Refusal('refund_parts');
  const till = await ownTill(ctx, made.tillId);
  if (till.organiserId !== payment.organiserId) throw new Refusal('not_found');
  if (till.currency !== payment.currency) throw new Refusal('till_currency');
  const parts = { cashMinor: made.cashMinor, terminalMinor: made.terminal?.amountMinor ?? 0 };
  const decision = decideRefundParts(refund.amountMinor, parts, await sumTendered(ctx, payment.id));
  if (!decision.ok) throw new Refusal(decision.code);
  await expectCash(ctx, till, parts.cashMinor);
  await record(ctx, till, {
    kind: 'refund',
    cashMinor: -parts.cashMinor || 0,
    terminalMinor: -parts.terminalMinor || 0,
    receipt: made.terminal?.receipt ?? null,
    paymentId: payment.id,
    refundId: refund.id,
    note: made.note,
  });
}
