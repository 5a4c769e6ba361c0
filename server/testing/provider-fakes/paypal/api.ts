import {
  type Amount,
  type Authorization,
  type Capture,
  checkAmount,
  Issue,
  newId,
  type Order,
  type Refund,
  refundOf,
} from './orders.ts';
import { showAuthorization, showCapture, showOrder, showRefund } from './show.ts';

/** What the next call of a kind does instead of the usual. */
export type Outcome = 'declined' | 'pending' | 'denied' | 'wrong_amount' | `issue:${string}`;
export type Reply = { readonly status: number; readonly body?: unknown };
export type Books = {
  readonly url: string;
  readonly orders: Map<string, Order>;
  /** Set for the next authorisation, capture or refund only. */
  outcome: Outcome | undefined;
};
type Unit = { custom_id?: string; invoice_id?: string; amount?: Amount };
type Creation = {
  intent?: string;
  purchase_units?: Unit[];
  payment_source?: { paypal?: { experience_context?: { return_url?: string; cancel_url?: string } } };
};

/** The calls of Orders v2 and Payments v2. Throws Issue where PayPal refuses. */
export function answer(books: Books, method: string, path: string, body: unknown): Reply {
  const [, , first = '', kind = '', id = '', action = ''] = path.split('/');
  const what = `${first}/${kind}`;
  if (what === 'checkout/orders') return onOrder(books, method, id, action, body);
  if (what === 'payments/authorizations') return onAuthorization(books, method, id, action, body);
  if (what === 'payments/captures') return onCapture(books, method, id, action, body);
  if (what === 'payments/refunds' && method === 'GET')
    return { status: 200, body: showRefund(books.url, find(books, 'refunds', id).one) };
  throw new Issue(404, 'RESOURCE_NOT_FOUND');
}

function onOrder(books: Books, method: string, id: string, action: string, body: unknown): Reply {
  if (id === '' && method === 'POST') return createOrder(books, body as Creation);
  const order = books.orders.get(id);
  if (!order) throw new Issue(404, 'INVALID_RESOURCE_ID');
  if (method === 'GET' && action === '') return { status: 200, body: showOrder(books.url, order) };
  if (method === 'PATCH') return patchOrder(order, body as { path: string; value: string }[]);
  if (method === 'POST' && action === 'authorize') return authorize(books, order);
  throw new Issue(404, 'RESOURCE_NOT_FOUND');
}

function createOrder(
  { orders, url }: Books,
  { intent, purchase_units: units, payment_source: source }: Creation,
): Reply {
  const unit = units?.[0];
  if (!unit || (intent !== 'AUTHORIZE' && intent !== 'CAPTURE')) throw new Issue(400, 'MISSING_REQUIRED_PARAMETER');
  const context = source?.paypal?.experience_context;
  const order: Order = {
    id: newId(),
    status: 'PAYER_ACTION_REQUIRED',
    intent,
    amount: checkAmount(unit.amount),
    return_url: context?.return_url ?? '',
    cancel_url: context?.cancel_url ?? '',
    authorizations: [],
    captures: [],
    refunds: [],
  };
  if (unit.custom_id !== undefined) order.custom_id = unit.custom_id;
  if (unit.invoice_id !== undefined) order.invoice_id = unit.invoice_id;
  orders.set(order.id, order);
  return { status: 201, body: showOrder(url, order) };
}

function patchOrder(order: Order, changes: { path: string; value: string }[]): Reply {
  if (order.status === 'COMPLETED' || order.status === 'VOIDED') throw new Issue(422, 'ORDER_ALREADY_COMPLETED');
  for (const { path, value } of changes) {
    if (path !== "/purchase_units/@reference_id=='default'/custom_id") throw new Issue(422, 'NOT_PATCHABLE');
    order.custom_id = value;
  }
  return { status: 204 };
}

function authorize(books: Books, order: Order): Reply {
  const outcome = take(books);
  if (order.status === 'COMPLETED') throw new Issue(422, 'ORDER_ALREADY_AUTHORIZED');
  if (order.status === 'VOIDED') throw new Issue(422, 'ORDER_EXPIRED');
  if (order.status !== 'APPROVED') throw new Issue(422, 'ORDER_NOT_APPROVED');
  if (outcome === 'declined') {
    order.status = 'PAYER_ACTION_REQUIRED';
    throw new Issue(422, 'INSTRUMENT_DECLINED');
  }
  order.status = 'COMPLETED';
  const status = outcome === 'pending' ? 'PENDING' : outcome === 'denied' ? 'DENIED' : 'CREATED';
  order.authorizations.push({ id: newId(), status, ...moneyOf(order) });
  return { status: 201, body: showOrder(books.url, order) };
}

function onAuthorization(books: Books, method: string, id: string, action: string, body: unknown): Reply {
  const { order, one } = find(books, 'authorizations', id);
  if (method === 'GET') return { status: 200, body: showAuthorization(books.url, one) };
  const outcome = take(books);
  if (one.status === 'CAPTURED') throw new Issue(422, 'AUTHORIZATION_ALREADY_CAPTURED');
  if (one.status === 'VOIDED') throw new Issue(422, action === 'void' ? 'PREVIOUSLY_VOIDED' : 'AUTHORIZATION_VOIDED');
  if (one.status === 'DENIED') throw new Issue(422, 'AUTHORIZATION_DENIED');
  if (action === 'void') {
    one.status = 'VOIDED';
    return { status: 200, body: showAuthorization(books.url, one) };
  }
  if (action !== 'capture') throw new Issue(404, 'RESOURCE_NOT_FOUND');
  if (outcome === 'declined') throw new Issue(422, 'INSTRUMENT_DECLINED');
  const { amount } = body as { amount?: Amount };
  const money = { ...moneyOf(order), amount: checkAmount(amount ?? one.amount) };
  if (Number(money.amount.value) > Number(one.amount.value)) throw new Issue(422, 'MAX_CAPTURE_AMOUNT_EXCEEDED');
  one.status = 'CAPTURED';
  const create_time = new Date().toISOString();
  const capture: Capture = { id: newId(), status: 'COMPLETED', create_time, ...money };
  if (outcome === 'pending') Object.assign(capture, { status: 'PENDING', reason: 'PENDING_REVIEW' });
  if (outcome === 'denied') capture.status = 'DECLINED';
  if (outcome === 'wrong_amount') capture.amount = { ...capture.amount, value: '1' };
  order.captures.push(capture);
  return { status: 201, body: showCapture(books.url, capture) };
}

function onCapture(books: Books, method: string, id: string, action: string, body: unknown): Reply {
  const { order, one } = find(books, 'captures', id);
  if (method === 'GET' && action === '') return { status: 200, body: showCapture(books.url, one) };
  if (action !== 'refund') throw new Issue(404, 'RESOURCE_NOT_FOUND');
  const outcome = take(books);
  const refund = refundOf(order, one, body as { amount?: Amount });
  if (outcome === 'pending') refund.status = 'PENDING';
  if (outcome === 'denied') refund.status = 'FAILED';
  return { status: 201, body: showRefund(books.url, refund) };
}

type Kinds = { authorizations: Authorization; captures: Capture; refunds: Refund };

/** An authorisation, a capture or a refund with its order. Throws as PayPal does for an id of nothing. */
export function find<K extends keyof Kinds>({ orders }: Books, kind: K, id: string): { order: Order; one: Kinds[K] } {
  for (const order of orders.values()) {
    const one = (order[kind] as Kinds[K][]).find((candidate) => candidate.id === id);
    if (one) return { order, one };
  }
  throw new Issue(404, 'INVALID_RESOURCE_ID');
}

function moneyOf({ id, amount, custom_id }: Order) {
  return { amount, order: id, ...(custom_id === undefined ? {} : { custom_id }) };
}

/** What was ordered for this call. Throws the issue that was. */
function take(books: Books): Outcome | undefined {
  const { outcome } = books;
  books.outcome = undefined;
  if (outcome?.startsWith('issue:')) throw new Issue(422, outcome.slice('issue:'.length));
  return outcome;
}
