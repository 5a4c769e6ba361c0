import { fromDecimal } from '@tessera/contract/money';
import { z } from 'zod';
import type { FailureCode, PaymentFact, RefundFact } from '../../rules.ts';

const Amount = z.object({ currency_code: z.string(), value: z.string() });
const Id = z.string().min(1).max(200);
const Link = z.object({ rel: z.string(), href: z.string() });
const Reason = z.object({ reason: z.string().optional() }).optional();

export const Authorization = z.object({
  id: Id,
  status: z.string(),
  amount: Amount,
  custom_id: z.string().optional(),
  supplementary_data: z.object({ related_ids: z.object({ order_id: Id.optional() }).optional() }).optional(),
});
export const Capture = Authorization.extend({
  status_details: Reason,
  seller_receivable_breakdown: z.object({ paypal_fee: Amount.optional() }).optional(),
});
export const Refund = z.object({
  id: Id,
  status: z.string(),
  amount: Amount,
  custom_id: z.string().optional(),
  links: z.array(Link).default([]),
});
export const Order = z.object({
  id: Id,
  status: z.string(),
  links: z.array(Link).default([]),
  purchase_units: z
    .array(
      z.object({
        custom_id: z.string().optional(),
        amount: Amount,
        payments: z
          .object({
            authorizations: z.array(Authorization).default([]),
            captures: z.array(Capture).default([]),
            refunds: z.array(Refund).default([]),
          })
          .optional(),
      }),
    )
    .min(1),
});
export type Order = z.infer<typeof Order>;
export type Authorization = z.infer<typeof Authorization>;
export type Capture = z.infer<typeof Capture>;
export type Refund = z.infer<typeof Refund>;

type About = { readonly paymentId: string; readonly providerPaymentId: string };

/** How a payment stands by its order. A money word that nobody knows is `pending`: it changes nothing. */
export function factOfOrder(order: Order, paymentId: string): PaymentFact {
  const about = { paymentId, providerPaymentId: order.id };
  const unit = order.purchase_units[0];
  const capture = unit?.payments?.captures[0];
  if (capture) return factOfCapture(capture, about);
  const authorization = unit?.payments?.authorizations[0];
  if (authorization) return factOfAuthorization(authorization, about);
  const isOver = order.status === 'VOIDED' || isLetGo(order);
  return { kind: isOver ? 'cancelled' : 'pending', ...about, ...moneyOf(unit?.amount) };
}

export function factOfAuthorization(authorization: Authorization, about: About): PaymentFact {
  const base = { ...about, ...moneyOf(authorization.amount) };
  switch (authorization.status) {
    case 'CREATED':
      return { kind: 'authorised', ...base };
    case 'DENIED':
      return { kind: 'failed', ...base, failureCode: 'declined' };
    case 'VOIDED':
      return { kind: 'cancelled', ...base };
    default:
      return { kind: 'pending', ...base };
  }
}

/** Money that came and went back was captured all the same: what went back is told by its refunds. */
export function factOfCapture(capture: Capture, about: About): PaymentFact {
  const base = { ...about, ...moneyOf(capture.amount) };
  const fee = capture.seller_receivable_breakdown?.paypal_fee;
  switch (capture.status) {
    case 'COMPLETED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return { kind: 'captured', ...base, ...(fee ? { feeMinor: moneyOf(fee).amountMinor } : {}) };
    case 'DECLINED':
    case 'FAILED':
      return { kind: 'failed', ...base, failureCode: 'declined' };
    default:
      return { kind: 'pending', ...base };
  }
}

export function factOfRefund(refund: Refund, about: About): RefundFact {
  const statuses: Record<string, RefundFact['status']> = {
    COMPLETED: 'succeeded',
    FAILED: 'failed',
    CANCELLED: 'failed',
  };
  return {
    kind: 'refund',
    refundId: refundIdOf(refund),
    ...about,
    providerRefundId: refund.id,
    status: statuses[refund.status] ?? 'pending',
    ...moneyOf(refund.amount),
  };
}

const refundMark = 'refund:';

/** What a refund of ours carries at PayPal. One begun on PayPal's site may carry the payment's, or anything. */
export function refundMarkOf(refundId: string): string {
  return refundMark + refundId;
}

export function refundIdOf({ custom_id: customId }: { custom_id?: string | undefined }): string | null {
  return customId?.startsWith(refundMark) ? customId.slice(refundMark.length) : null;
}

/** The id of the capture that a refund gives back: only its link `up` tells. */
export function captureOf(refund: Refund): string | undefined {
  const up = refund.links.find(({ rel }) => rel === 'up')?.href;
  return /\/v2\/payments\/captures\/([\w-]+)$/.exec(up ?? '')?.[1];
}

const letGoMark = ':let-go';

/** PayPal cannot end an order: one that we let go says so in its custom_id, and is never authorised after. */
export function letGoId(paymentId: string): string {
  return paymentId + letGoMark;
}

export function isLetGo(order: Order): boolean {
  return order.purchase_units[0]?.custom_id?.endsWith(letGoMark) === true;
}

export function paymentIdOf({ custom_id: customId }: { custom_id?: string | undefined }): string | null {
  return customId?.replace(letGoMark, '') ?? null;
}

export function failureOf(issues: readonly string[]): FailureCode {
  if (issues.includes('PAYER_ACTION_REQUIRED')) return 'authentication_failed';
  if (issues.includes('MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED')) return 'limit_exceeded';
  if (issues.some((issue) => ['INSTRUMENT_DECLINED', 'PAYER_CANNOT_PAY', 'TRANSACTION_REFUSED'].includes(issue)))
    return 'declined';
  return 'provider_error';
}

function moneyOf(amount: z.infer<typeof Amount> | undefined): { amountMinor: number; currency: string } {
  if (!amount) return { amountMinor: 0, currency: '' };
  return fromDecimal(amount.value, amount.currency_code);
}
