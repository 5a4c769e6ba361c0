import type { Balance } from './balance.ts';
import { eventOf, metadataIn, missing, newId, no, ok, type Reply } from './replies.ts';

type Transfer = {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly destination: string;
  readonly transfer_group: string | null;
  amount_reversed: number;
  reversed: boolean;
  readonly [more: string]: unknown;
};
type FindAccount = (
  id: string,
) => { readonly id: string; readonly capabilities: { readonly transfers: string } } | undefined;

/** Transfers from the platform's balance to connected accounts, and what comes back of them. */
export function openTransfers(balance: Balance, find: FindAccount) {
  const transfers = new Map<string, Transfer>();
  const transferOf = (id: string): Transfer => {
    const transfer = transfers.get(id);
    if (!transfer) throw new Error(`there is no transfer ${id}`);
    return transfer;
  };
  const make = (form: URLSearchParams): Reply => {
    const [amount, currency] = [Number(form.get('amount')), form.get('currency') ?? ''];
    const account = find(form.get('destination') ?? '');
    if (!Number.isSafeInteger(amount) || amount <= 0) return no('parameter_invalid_integer');
    if (!account) return no('resource_missing');
    if (account.capabilities.transfers !== 'active') return no('insufficient_capabilities_for_transfer');
    if (balance.available(currency) < amount) return no('balance_insufficient');
    const made = newTransfer(amount, currency, account.id, form);
    transfers.set(made.id, made);
    balance.book('transfer', -amount, 0, { ...made });
    return ok(made);
  };

  return {
    act: (method: string, path: string, form: URLSearchParams): Reply | undefined => {
      const [route = '', query = ''] = path.split('?');
      const [, at, verb = ''] = /^\/v1\/transfers(?:\/(\w+)(?:\/(\w+))?)?$/.exec(route) ?? [];
      if (!route.startsWith('/v1/transfers')) return undefined;
      if (verb === 'reversals') return reverse(balance, transfers.get(at ?? ''), form.get('amount'));
      if (method === 'POST') return make(form);
      if (at === undefined) return list([...transfers.values()], new URLSearchParams(query));
      const transfer = transfers.get(at);
      return transfer ? ok(transfer) : missing;
    },
    pages: {
      transfers: (): readonly Readonly<Transfer>[] => structuredClone([...transfers.values()]),
      /** On Stripe's own pages; as a payout of ours, where it is told to be one. */
      transferByHand: (destination: string, amount: number, currency: string, payoutId?: string): void => {
        const told = payoutId === undefined ? {} : { transfer_group: payoutId, 'metadata[payout_id]': payoutId };
        const form = new URLSearchParams({ destination, amount: String(amount), currency, ...told });
        if (make(form).status !== 200) throw new Error('this cannot be transferred');
      },
      /** Somebody takes back a part of a transfer, or all that is left of it. */
      reverse: (id: string, amount?: number): void => {
        if (reverse(balance, transferOf(id), amount === undefined ? null : String(amount)).status !== 200)
          throw new Error('this cannot be taken back');
      },
      transferCreated: (id: string): string => eventOf('transfer.created', transferOf(id)),
      transferReversed: (id: string): string => eventOf('transfer.reversed', transferOf(id)),
    },
  };
}

function newTransfer(amount: number, currency: string, destination: string, form: URLSearchParams): Transfer {
  return {
    id: newId('tr'),
    object: 'transfer',
    amount,
    amount_reversed: 0,
    currency,
    created: Math.floor(Date.now() / 1000),
    destination,
    destination_payment: newId('py'),
    metadata: metadataIn(form),
    reversed: false,
    source_transaction: null,
    transfer_group: form.get('transfer_group'),
  };
}

function reverse(balance: Balance, sent: Transfer | undefined, asked: string | null): Reply {
  if (!sent) return missing;
  const left = sent.amount - sent.amount_reversed;
  const amount = Number(asked ?? left);
  if (amount <= 0 || amount > left) return no('transfer_reversal_amount_too_large');
  sent.amount_reversed += amount;
  sent.reversed = sent.amount_reversed === sent.amount;
  const { currency, id: transfer } = sent;
  const reversal = { id: newId('trr'), object: 'transfer_reversal', amount, currency, transfer, metadata: {} };
  balance.book('transfer_refund', amount, 0, reversal);
  return ok(reversal);
}

/** The newest first. */
function list(transfers: readonly Transfer[], query: URLSearchParams): Reply {
  const asked = transfers.filter((one) => one.transfer_group === query.get('transfer_group')).toReversed();
  const data = asked.slice(0, Number(query.get('limit') ?? 10));
  return ok({ object: 'list', url: '/v1/transfers', has_more: asked.length > data.length, data });
}
