import { fromDecimal } from '@tessera/contract/money';
import { z } from 'zod';
import type { DisputeFact, ProviderFact } from '../../rules.ts';
import { type KnownPayment, ProviderDown } from '../provider.ts';
import type { PaypalClient } from './client.ts';
import {
  Authorization,
  Capture,
  captureOf,
  factOfAuthorization,
  factOfCapture,
  factOfRefund,
  paymentIdOf,
  Refund,
} from './records.ts';
import type { PaypalEvent } from './webhook.ts';

type Told = { readonly facts: readonly ProviderFact[] } | { readonly ask: KnownPayment };

const WithOrder = z.object({ id: z.string().optional(), order_id: z.string().optional() });
const Dispute = z.object({
  dispute_id: z.string().min(1).max(200),
  status: z.string(),
  dispute_amount: z.object({ currency_code: z.string(), value: z.string() }),
  dispute_outcome: z.object({ outcome_code: z.string() }).optional(),
  disputed_transactions: z.array(z.object({ seller_transaction_id: z.string() })).min(1),
});
const nothing: Told = { facts: [] };

/** What a verified event says. One that tells too little leads to a question; one that is none of ours, to nothing. */
export async function factsOfEvent(client: PaypalClient, { event_type: kind, resource }: PaypalEvent): Promise<Told> {
  if (kind.startsWith('CHECKOUT.')) {
    const about = WithOrder.safeParse(resource).data;
    const providerPaymentId = about?.order_id ?? about?.id;
    return providerPaymentId === undefined ? nothing : { ask: { paymentId: null, providerPaymentId } };
  }
  if (kind.startsWith('CUSTOMER.DISPUTE.')) return factsOfDispute(client, resource);
  if (kind === 'PAYMENT.CAPTURE.REFUNDED' || kind === 'PAYMENT.CAPTURE.REVERSED' || kind.startsWith('PAYMENT.REFUND.'))
    return factsOfRefund(client, resource);
  if (kind.startsWith('PAYMENT.CAPTURE.')) {
    const capture = Capture.safeParse(resource).data;
    const about = capture && aboutOf(capture);
    return capture && about ? { facts: [factOfCapture(capture, about)] } : nothing;
  }
  if (kind.startsWith('PAYMENT.AUTHORIZATION.')) {
    const authorization = Authorization.safeParse(resource).data;
    const about = authorization && aboutOf(authorization);
    return authorization && about ? { facts: [factOfAuthorization(authorization, about)] } : nothing;
  }
  return nothing;
}

/** A refund's event names its capture only; the capture names the payment. */
async function factsOfRefund(client: PaypalClient, resource: unknown): Promise<Told> {
  const refund = Refund.safeParse(resource).data;
  const captureId = refund && captureOf(refund);
  const about = captureId === undefined ? undefined : await paymentOfCapture(client, captureId);
  return refund && about ? { facts: [factOfRefund(refund, about)] } : nothing;
}

async function factsOfDispute(client: PaypalClient, resource: unknown): Promise<Told> {
  const dispute = Dispute.safeParse(resource).data;
  const captureId = dispute?.disputed_transactions[0]?.seller_transaction_id;
  const about = captureId === undefined ? undefined : await paymentOfCapture(client, captureId);
  if (!dispute || !about) return nothing;
  const { value, currency_code: currency } = dispute.dispute_amount;
  const fact: DisputeFact = {
    kind: 'dispute',
    ...about,
    disputeId: dispute.dispute_id,
    status: statusOfDispute(dispute.status, dispute.dispute_outcome?.outcome_code),
    ...fromDecimal(value, currency),
  };
  return { facts: [fact] };
}

/** A resolved dispute whose outcome nobody knows stays open: staff see it. */
function statusOfDispute(status: string, outcome: string | undefined): DisputeFact['status'] {
  if (status !== 'RESOLVED') return 'open';
  if (outcome === 'RESOLVED_BUYER_FAVOUR' || outcome === 'ACCEPTED') return 'lost';
  const isWon = ['RESOLVED_SELLER_FAVOUR', 'CANCELED_BY_BUYER', 'DENIED', 'RESOLVED_WITH_PAYOUT'].includes(
    outcome ?? '',
  );
  return isWon ? 'won' : 'open';
}

/** The payment that a capture took the money of; undefined: it is none of ours. */
export async function paymentOfCapture(client: PaypalClient, captureId: string): Promise<Required<About> | undefined> {
  const answer = await client.call({ method: 'GET', path: `/v2/payments/captures/${encodeURIComponent(captureId)}` });
  if (answer.ok) return aboutOf(Capture.parse(answer.body));
  if (answer.status === 404) return undefined;
  throw new ProviderDown('paypal', new Error(`status ${answer.status}`));
}

type About = { readonly paymentId: string; readonly providerPaymentId: string };

function aboutOf(money: Authorization): About | undefined {
  const paymentId = paymentIdOf(money);
  const providerPaymentId = money.supplementary_data?.related_ids?.order_id;
  return paymentId !== null && providerPaymentId !== undefined ? { paymentId, providerPaymentId } : undefined;
}
