import { fromDecimal, isCurrency } from '@tessera/contract/money';
import { z } from 'zod';
import type { StatementLine, StatementPage, StatementRequest } from '../provider.ts';
import type { PaypalClient } from './client.ts';
import { paymentOfCapture } from './events.ts';
import { paymentIdOf, refundIdOf } from './records.ts';
import { demand, read } from './replies.ts';

const Amount = z.object({ currency_code: z.string(), value: z.string() });
const Transaction = z.object({
  transaction_id: z.string().min(1).max(100),
  transaction_event_code: z.string(),
  transaction_status: z.string(),
  transaction_initiation_date: z.coerce.date(),
  transaction_amount: Amount,
  fee_amount: Amount.optional(),
  paypal_reference_id: z.string().optional(),
  custom_field: z.string().optional(),
});
type Transaction = z.infer<typeof Transaction>;
const Page = z.object({
  transaction_details: z.array(z.object({ transaction_info: Transaction })).default([]),
  total_pages: z.int().default(1),
});

/** PayPal: a movement shows up within three hours. */
export const lagSeconds = 3 * 3600;
/** PayPal answers for 31 days at most. */
const windowMilliseconds = 30 * 86_400_000;
const perPage = 500;

/** PayPal's balance, from one instant until before another. A cursor is `window:page`, both from nought and one. */
export async function readPaypalStatement(
  client: PaypalClient,
  { from, until, cursor }: StatementRequest,
): Promise<StatementPage> {
  const [window = 0, page = 1] = cursor === null ? [] : cursor.split(':').map(Number);
  const start = from.getTime() + window * windowMilliseconds;
  const end = Math.min(start + windowMilliseconds, until.getTime());
  const query = new URLSearchParams({
    // Both ends belong to it; a line read twice is kept once.
    start_date: instant(start),
    end_date: instant(end),
    fields: 'transaction_info',
    page_size: String(perPage),
    page: String(page),
  });
  const answer = await client.call({ method: 'GET', path: `/v1/reporting/transactions?${query}` });
  const found = read(Page, demand(answer));
  const lines: StatementLine[] = [];
  for (const { transaction_info: transaction } of found.transaction_details) {
    const line = await lineOf(client, transaction);
    if (line) lines.push(line);
  }
  if (page < found.total_pages) return { lines, next: `${window}:${page + 1}` };
  return { lines, next: end < until.getTime() ? `${window + 1}:1` : null };
}

/** T00xx: somebody paid; T1107: money went back. Successful ones only, and in the currencies we sell in. */
async function lineOf(client: PaypalClient, transaction: Transaction): Promise<StatementLine | undefined> {
  const { transaction_event_code: code, transaction_amount: amount, paypal_reference_id: captureId } = transaction;
  const isRefund = code === 'T1107';
  if (!(isRefund || code.startsWith('T00')) || !isCurrency(amount.currency_code)) return undefined;
  if (!['S', 'V', 'F'].includes(transaction.transaction_status)) return undefined;
  const custom = { custom_id: transaction.custom_field };
  const refundId = isRefund ? refundIdOf(custom) : null;
  const known = isRefund && refundId === null && captureId ? await paymentOfCapture(client, captureId) : undefined;
  return {
    lineId: transaction.transaction_id,
    kind: isRefund ? 'refund' : 'capture',
    bookedAt: transaction.transaction_initiation_date,
    paymentId: isRefund ? (known?.paymentId ?? null) : paymentIdOf(custom),
    refundId,
    providerPaymentId: known?.providerPaymentId ?? captureId ?? transaction.transaction_id,
    ...fromDecimal(amount.value, amount.currency_code),
    feeMinor: feeOf(transaction),
  };
}

/** PayPal takes its fee away: it is written as a negative amount, and as a positive one when it comes back. */
function feeOf({ fee_amount: fee, transaction_amount: amount }: Transaction): number {
  if (!fee || fee.currency_code !== amount.currency_code) return 0;
  return 0 - fromDecimal(fee.value, fee.currency_code).amountMinor;
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
