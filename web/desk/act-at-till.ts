import type { Money } from '@tessera/contract/money';
import { type ActionFunctionArgs, data } from 'react-router';
import { ask, textIn } from '../client/read.ts';
import { banTold, type ToldBan } from '../shop/ban-told.ts';
import { amountIn } from './amount-in.ts';

const refusals = [
  'till_open',
  'till_closed',
  'till_of_another',
  'till_currency',
  'till_short',
  'tender_short',
  'tender_over',
  'order_paid',
  'hold_expired',
  'order_state',
  'payment_in_progress',
  'refund_parts',
  'refund_settled',
  'ask_organiser',
] as const;
export type TillSaid = {
  readonly said:
    | 'opened'
    | 'moved'
    | 'closed'
    | 'tendered'
    | 'applied'
    | 'gift_card'
    | 'refunded'
    | 'amount'
    | 'missing'
    | 'failed'
    | (typeof refusals)[number];
  readonly change?: Money;
  /** Why nothing may be sold to this buyer. */
  readonly ban?: ToldBan | undefined;
};

/** What somebody does at a till. */
export async function actAtTill(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  switch (textIn(form, 'intent')) {
    case 'open':
      return data(await open(args, form));
    case 'move':
      return data(await move(args, form));
    case 'close':
      return data(await close(args, form));
    // Whichever of the two was pressed, by hand or by the Enter key: a code comes first.
    case 'tender':
    case 'gift-card':
      return data(await (textIn(form, 'gift-card').trim() ? applyGiftCard(args, form) : tender(args, form)));
    case 'refund':
      return data(await refund(args, form));
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}

type Asked = Awaited<ReturnType<typeof ask>>;

function saidOf(answer: Asked, done: TillSaid['said']): TillSaid {
  if (answer.ok) return { said: done };
  const said = refusals.find((code) => code === answer.problem.code) ?? 'failed';
  return { said, ban: banTold(answer.problem) };
}

async function open({ context }: ActionFunctionArgs, form: FormData): Promise<TillSaid> {
  const name = textIn(form, 'name').trim();
  const float = amountIn(form, 'float');
  if (name === '') return { said: 'missing' };
  if (!float) return { said: 'amount' };
  const input = { params: { organiserId: textIn(form, 'organiser') }, body: { name, float } };
  return saidOf(await ask(context, 'openTill', input), 'opened');
}

async function move({ context }: ActionFunctionArgs, form: FormData): Promise<TillSaid> {
  const amount = amountIn(form, 'amount');
  const note = textIn(form, 'note').trim();
  if (note === '') return { said: 'missing' };
  if (!amount) return { said: 'amount' };
  const kind = textIn(form, 'kind') === 'pay_out' ? ('pay_out' as const) : ('pay_in' as const);
  const body = { kind, amountMinor: amount.amountMinor, note };
  const input = { params: { tillId: textIn(form, 'till') }, body };
  return saidOf(await ask(context, 'moveCash', input, { idempotencyKey: `move-${textIn(form, 'key')}` }), 'moved');
}

async function close({ context }: ActionFunctionArgs, form: FormData): Promise<TillSaid> {
  const counted = amountIn(form, 'counted');
  if (!counted) return { said: 'amount' };
  const body = { countedMinor: counted.amountMinor, note: textIn(form, 'note').trim() };
  return saidOf(await ask(context, 'closeTill', { params: { tillId: textIn(form, 'till') }, body }), 'closed');
}

async function tender({ context }: ActionFunctionArgs, form: FormData): Promise<TillSaid> {
  const cash = amountIn(form, 'cash');
  const terminal = terminalIn(form);
  if (cash === undefined || terminal === undefined) return { said: 'amount' };
  const body = {
    till: textIn(form, 'till'),
    ...(cash.amountMinor > 0 ? { cash: { givenMinor: cash.amountMinor } } : {}),
    ...(terminal === null ? {} : { terminal }),
  };
  if (!body.cash && !body.terminal && textIn(form, 'covered') !== 'yes') return { said: 'tender_short' };
  const input = { params: { orderId: textIn(form, 'order') }, body };
  const answer = await ask(context, 'tenderOrder', input, { idempotencyKey: `tender-${textIn(form, 'key')}` });
  return answer.ok ? { said: 'tendered', change: answer.body.change } : saidOf(answer, 'tendered');
}

/** What the buyer's card cannot pay is tendered after it. */
async function applyGiftCard({ context }: ActionFunctionArgs, form: FormData): Promise<TillSaid> {
  const code = textIn(form, 'gift-card').trim();
  const answer = await ask(context, 'applyGiftCard', { params: { orderId: textIn(form, 'order') }, body: { code } });
  if (answer.ok) return { said: 'applied' };
  return { said: refusals.find((known) => known === answer.problem.code) ?? 'gift_card' };
}

async function refund({ context }: ActionFunctionArgs, form: FormData): Promise<TillSaid> {
  const cash = amountIn(form, 'cash');
  const terminal = terminalIn(form);
  if (cash === undefined || terminal === undefined) return { said: 'amount' };
  const body = {
    till: textIn(form, 'till'),
    ...(cash.amountMinor > 0 ? { cash: { amountMinor: cash.amountMinor } } : {}),
    ...(terminal === null ? {} : { terminal }),
  };
  return saidOf(await ask(context, 'settleRefund', { params: { refundId: textIn(form, 'refund') }, body }), 'refunded');
}

/** null: nothing by the terminal. undefined: what is written is no amount, or has no receipt. */
function terminalIn(form: FormData): { amountMinor: number; receipt: string } | null | undefined {
  const amount = amountIn(form, 'terminal');
  const receipt = textIn(form, 'receipt').trim();
  if (!amount || (amount.amountMinor > 0 && receipt === '')) return undefined;
  return amount.amountMinor === 0 ? null : { amountMinor: amount.amountMinor, receipt };
}
