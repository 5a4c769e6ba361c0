import { type Amount, feeOf, type Order } from './orders.ts';

type Info = { readonly transaction_initiation_date: string; readonly [more: string]: unknown };

/** Transaction Search v1: what moved the balance between two instants, in pages. */
export function listTransactions(orders: Iterable<Order>, query: URLSearchParams) {
  const [from, until] = [Date.parse(query.get('start_date') ?? ''), Date.parse(query.get('end_date') ?? '')];
  const perPage = Number(query.get('page_size') ?? 100);
  const page = Number(query.get('page') ?? 1);
  const found = [...orders].flatMap(transactionsOf).filter(({ transaction_initiation_date: date }) => {
    const at = Date.parse(date);
    return at >= from && at <= until;
  });
  const shown = found.slice((page - 1) * perPage, page * perPage);
  return {
    transaction_details: shown.map((transaction_info) => ({ transaction_info })),
    page,
    total_items: found.length,
    total_pages: Math.max(1, Math.ceil(found.length / perPage)),
  };
}

function transactionsOf({ captures, refunds, invoice_id }: Order): Info[] {
  const came = captures
    .filter(({ status }) => ['COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED'].includes(status))
    .map(({ id, amount, custom_id, create_time }) => ({
      transaction_id: id,
      transaction_event_code: 'T0006',
      transaction_status: 'S',
      transaction_initiation_date: create_time,
      transaction_amount: amount,
      fee_amount: negative(feeOf(amount)),
      custom_field: custom_id,
      invoice_id,
    }));
  const went = refunds
    .filter(({ status }) => status === 'COMPLETED')
    .map(({ id, amount, custom_id, capture, create_time }) => ({
      transaction_id: id,
      transaction_event_code: 'T1107',
      transaction_status: 'S',
      transaction_initiation_date: create_time,
      transaction_amount: negative(amount),
      paypal_reference_id: capture,
      paypal_reference_id_type: 'TXN',
      custom_field: custom_id,
    }));
  return [...came, ...went];
}

function negative({ currency_code, value }: Amount): Amount {
  return { currency_code, value: `-${value}` };
}
