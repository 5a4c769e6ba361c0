import { randomBytes } from 'node:crypto';

export type Amount = { readonly currency_code: string; readonly value: string };
export type Link = { readonly rel: string; readonly href: string; readonly method: string };
export type Authorization = { id: string; status: string; amount: Amount; custom_id?: string; order: string };
export type Capture = {
  id: string;
  status: string;
  amount: Amount;
  custom_id?: string;
  order: string;
  create_time: string;
  reason?: string;
};
export type Refund = {
  id: string;
  status: string;
  amount: Amount;
  custom_id?: string;
  invoice_id?: string;
  capture: string;
  create_time: string;
};
export type Order = {
  id: string;
  status: string;
  intent: string;
  amount: Amount;
  custom_id?: string;
  invoice_id?: string;
  return_url: string;
  cancel_url: string;
  authorizations: Authorization[];
  captures: Capture[];
  refunds: Refund[];
};

/** PayPal refuses: a status and its name for why. */
export class Issue extends Error {
  readonly status: number;
  readonly issue: string;
  constructor(status: number, issue: string) {
    super(issue);
    this.status = status;
    this.issue = issue;
  }
}

const currencies = 'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD';
const withoutDecimals = ['HUF', 'JPY', 'TWD'];

/** Throws as PayPal refuses an amount it cannot take. */
export function checkAmount(amount: Amount | undefined): Amount {
  if (!amount) throw new Issue(400, 'MISSING_REQUIRED_PARAMETER');
  const { currency_code: currency, value } = amount;
  if (!currencies.split(' ').includes(currency)) throw new Issue(422, 'CURRENCY_NOT_SUPPORTED');
  if (!/^\d+(\.\d+)?$/.test(value)) throw new Issue(400, 'INVALID_PARAMETER_SYNTAX');
  if (withoutDecimals.includes(currency) && value.includes('.')) throw new Issue(422, 'DECIMALS_NOT_SUPPORTED');
  if (!/^\d+(\.\d{1,2})?$/.test(value)) throw new Issue(422, 'DECIMAL_PRECISION');
  if (cents(amount) === 0) throw new Issue(422, 'CANNOT_BE_ZERO_OR_NEGATIVE');
  return { currency_code: currency, value };
}

/** Hundredths whatever the currency: enough to compare and subtract. */
export function cents({ value }: Amount): number {
  const [whole = '0', decimals = ''] = value.split('.');
  return Number(whole + decimals.padEnd(2, '0'));
}

export function amountOf(hundredths: number, currency: string): Amount {
  const digits = String(hundredths).padStart(3, '0');
  const value = withoutDecimals.includes(currency)
    ? String(Math.trunc(hundredths / 100))
    : `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return { currency_code: currency, value };
}

/** 2.9 % and 35 cents, as PayPal takes on the continent. */
export function feeOf(amount: Amount): Amount {
  const fee = Math.round((cents(amount) * 29) / 1000) + 35;
  return amountOf(
    withoutDecimals.includes(amount.currency_code) ? Math.ceil(fee / 100) * 100 : fee,
    amount.currency_code,
  );
}

export function newId(): string {
  return [...randomBytes(17)].map((byte) => 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'[byte % 34]).join('');
}

/** A refund of a capture, in full without an amount. Throws every issue of a refund that PayPal documents and can be reached. */
export function refundOf(
  order: Order,
  capture: Capture,
  wish: { amount?: Amount; custom_id?: string; invoice_id?: string },
) {
  if (capture.status === 'PENDING') throw new Issue(422, 'PENDING_CAPTURE');
  if (capture.status === 'REFUNDED') throw new Issue(422, 'CAPTURE_FULLY_REFUNDED');
  const gone = order.refunds
    .filter(({ status }) => status !== 'FAILED')
    .reduce((sum, { amount }) => sum + cents(amount), 0);
  const left = cents(capture.amount) - gone;
  const amount = wish.amount ? checkAmount(wish.amount) : amountOf(left, capture.amount.currency_code);
  if (amount.currency_code !== capture.amount.currency_code) throw new Issue(422, 'REFUND_CAPTURE_CURRENCY_MISMATCH');
  if (cents(amount) > left) throw new Issue(422, 'REFUND_AMOUNT_EXCEEDED');
  const create_time = new Date().toISOString();
  const refund: Refund = { id: newId(), status: 'COMPLETED', amount, capture: capture.id, create_time };
  if (wish.custom_id !== undefined) refund.custom_id = wish.custom_id;
  if (wish.invoice_id !== undefined) refund.invoice_id = wish.invoice_id;
  order.refunds.push(refund);
  capture.status = cents(amount) === left ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  return refund;
}
