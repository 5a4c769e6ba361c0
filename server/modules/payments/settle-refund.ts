import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { legsOfRefund, post } from '../ledger/index.ts';
import { refundRequested, refundSucceeded } from './announcements.ts';
import { applyRefundFact } from './apply-refund-fact.ts';
import { isByHand } from './by-hand.ts';
import { expectCash, ownTill, record } from './keep-till.ts';
import { findRefund, type Refund, saveRefundByHand } from './refund.store.ts';
import { decideRefund } from './rules.ts';
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
 * Staff have given money back by hand: sent it at the bank, or out of their till as it came in. That is how money goes back
 * where nobody else sends it, and where a provider refused to for good. The payment is locked.
 * Throws refund_by_provider, refund_settled, refund_parts, till_short, and what ownTill does.
 */
export async function settleRefund(ctx: Ctx, payment: Payment, refundId: string, made: RefundByHand): Promise<void> {
  const refund = await findRefund(ctx, refundId);
  if (refund?.status === 'failed' && !refund.begunAtProvider) return settleRefused(ctx, payment, refund, made);
  if (!isByHand(payment.provider)) throw new Refusal('refund_by_provider');
  if (refund?.status !== 'requested') throw new Refusal('refund_settled');
  if (payment.provider === 'counter') await giveBack(ctx, payment, refund, made);
  else expectNoTill(made);
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

/** The organiser has paid it, and the money is still where it was: it is owed to the organiser. */
async function settleRefused(ctx: Ctx, payment: Payment, refused: Refund, made: RefundByHand): Promise<void> {
  expectNoTill(made);
  if (!decideRefund(payment, refused.amountMinor).ok) throw new Refusal('refund_settled');
  const refundId = await saveRefundByHand(ctx, refused);
  if (refundId === undefined) throw new Refusal('refund_settled');
  const { organiserId, currency } = payment;
  const legs = legsOfRefund(refused.amountMinor, 'organiser');
  await post(ctx, { kind: 'refund', reference: refundId, organiserId, currency, legs });
  await announce(ctx, refundRequested(payment, refundId, refused.amountMinor, refused.reason));
  await announce(ctx, refundSucceeded(payment, refundId));
}

function expectNoTill({ tillId, cashMinor, terminal }: RefundByHand): void {
  if (tillId !== undefined || cashMinor > 0 || terminal) throw new Refusal('refund_parts');
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
