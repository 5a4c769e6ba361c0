import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Trouble } from '../../../modules/payments/providers/conformance/bench.ts';
import { openAccounts } from './accounts.ts';
import { type Balance, openBalance } from './balance.ts';
import { apiError, eventOf, missing, newId, no, ok, type Reply } from './replies.ts';
import { openTransfers } from './transfers.ts';

export type Intent = {
  id: string;
  status: string;
  amount: number;
  refunded: number;
  held: number;
  [more: string]: unknown;
};
type Session = { id: string; status: string; payment_intent: Intent | null; form: URLSearchParams };

/** silence: it is done, and nobody answers. kept_error: it is not done, and the same key is answered the same error again. */
export type StripeTrouble = Trouble | 'silence' | 'kept_error';

/**
 * Stripe's API as far as buying, refunding and paying organisers go: sessions, intents captured by hand, refunds, Connect,
 * idempotency keys.
 */
export async function openFakeStripe(atPort = 0) {
  const sessions = new Map<string, Session>();
  const intents = new Map<string, Intent>();
  const balance = openBalance();
  const answers = new Map<string, { readonly asked: string; readonly reply: Reply }>();
  let trouble: StripeTrouble = 'none';
  let port = 0;
  const accounts = openAccounts((path) => `http://127.0.0.1:${port}${path}`);
  const transfers = openTransfers(balance, accounts.find);

  const act = (method: string, path: string, form: URLSearchParams): Reply => {
    const ofConnect = accounts.act(method, path, form) ?? transfers.act(method, path, form);
    if (ofConnect) return ofConnect;
    const [, id = '', verb = ''] = /^\/v1\/(?:checkout\/sessions|payment_intents)\/([^/?]+)\/?(\w*)/.exec(path) ?? [];
    if (method === 'POST' && path === '/v1/checkout/sessions') {
      const made = { id: newId('cs_test'), status: 'open', payment_intent: null, form };
      sessions.set(made.id, made);
      return ok(shown(made, false));
    }
    if (method === 'GET' && path.startsWith('/v1/balance_transactions?')) return balance.list(path);
    if (method === 'POST' && path === '/v1/refunds')
      return balance.giveBack(refund(intents.get(form.get('payment_intent') ?? ''), form));
    const session = sessions.get(id);
    if (session) return actOnSession(session, verb, path.includes('expand'));
    const reply = actOnIntent(intents.get(id), verb, form);
    return verb === 'capture' ? balance.take(reply) : reply;
  };

  const answer = (request: IncomingMessage, body: string): Reply => {
    const { method = '', url = '' } = request;
    const key = request.headers['idempotency-key'];
    const asked = `${method} ${url} ${body}`;
    const before = typeof key === 'string' ? answers.get(key) : undefined;
    if (before)
      return before.asked === asked ? before.reply : { status: 400, body: { error: { type: 'idempotency_error' } } };
    const reply = trouble === 'kept_error' ? apiError : act(method, url, new URLSearchParams(body));
    if (typeof key === 'string' && method === 'POST') answers.set(key, { asked, reply: structuredClone(reply) });
    return reply;
  };

  const server = createServer((request, response) => {
    const next = request.method === 'GET' ? accounts.visit(request.url ?? '') : undefined;
    if (next !== undefined) return void response.writeHead(303, { location: next }).end();
    return serve(request, response, answer, () => trouble);
  });
  await new Promise<void>((resolve) => server.listen(atPort, '127.0.0.1', resolve));
  const address = server.address();
  if (address && typeof address === 'object') port = address.port;

  return {
    url: `http://127.0.0.1:${port}`,
    /** Nothing of this payment is left to send back, as far as Stripe is concerned. */
    refuseRefunds: (sessionId: string): void => {
      const intent = sessions.get(sessionId)?.payment_intent;
      if (intent) intent.refunded = intent.held;
    },
    ...pagesOf(sessions, intents, balance),
    ...accounts.pages,
    ...transfers.pages,
    topUp: balance.topUp,
    available: balance.available,
    forgetMovementsOf: balance.forget,
    /** A day has passed since they were used. */
    forgetKeys: () => answers.clear(),
    setTrouble: (next: StripeTrouble) => {
      trouble = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What happens without us, and what Stripe's own pages show. */
function pagesOf(sessions: ReadonlyMap<string, Session>, intents: Map<string, Intent>, balance: Balance) {
  const intentOn = (sessionId: string): Intent => {
    const intent = sessions.get(sessionId)?.payment_intent;
    if (!intent) throw new Error('nobody gave a card for it');
    return intent;
  };
  return {
    /** The buyer gives a card on the hosted page; with a reason, the bank declines it. */
    giveCard: (sessionId: string, declined?: { code: string; decline_code?: string }): void => {
      const session = sessions.get(sessionId);
      if (session?.status !== 'open') throw new Error('there is no open page to pay on');
      const intent = session.payment_intent ?? intentOf(session.form);
      intents.set(intent.id, intent);
      session.payment_intent = intent;
      if (declined) return void Object.assign(intent, { last_payment_error: { type: 'card_error', ...declined } });
      session.status = 'complete';
      Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount, last_payment_error: null });
    },
    /** On Stripe's own pages: money that a card promised is taken by hand. */
    takeByHand: (sessionId: string): void => {
      const intent = sessions.get(sessionId)?.payment_intent;
      const reply = balance.take(actOnIntent(intent ?? undefined, 'capture', new URLSearchParams()));
      if (reply.status !== 200) throw new Error('there is no promised money to take');
    },
    /** Nobody paid in time. */
    runOut: (sessionId: string): void => {
      const session = sessions.get(sessionId);
      if (!session || actOnSession(session, 'expire', false).status !== 200)
        throw new Error('there is no open page to end');
    },
    /** As Stripe's own pages show it; the intent is there once a card was given. */
    look: (sessionId: string): { readonly session: object; readonly intent: Readonly<Intent> | undefined } => {
      const session = sessions.get(sessionId);
      if (!session) throw new Error(`there is no session ${sessionId}`);
      return { session: shown(session, false), intent: structuredClone(session.payment_intent ?? undefined) };
    },
    promised: (sessionId: string): string => promised(intentOn(sessionId)),
    /** The bank does not keep its promise: the money cannot be taken any more. */
    breakPromise: (sessionId: string): void => {
      Object.assign(intentOn(sessionId), { status: 'canceled', amount_capturable: 0 });
    },
    books: (): string[] => [...sessions.values()].map(bookOf),
  };
}

function actOnSession(session: Session, verb: string, expanded: boolean): Reply {
  if (verb === 'expire' && session.status !== 'open') return no('resource_not_open');
  if (verb === 'expire') session.status = 'expired';
  return ok(shown(session, expanded));
}

function actOnIntent(intent: Intent | undefined, verb: string, form: URLSearchParams): Reply {
  if (!intent) return missing;
  if (verb !== '' && intent.status !== 'requires_capture') return no('payment_intent_unexpected_state');
  if (verb === 'capture') {
    const taken = Number(form.get('amount_to_capture') ?? intent.amount);
    if (taken > intent.amount) return no('amount_too_large');
    Object.assign(intent, { status: 'succeeded', amount_received: taken, amount_capturable: 0, held: taken });
  }
  if (verb === 'cancel') Object.assign(intent, { status: 'canceled', amount_capturable: 0 });
  return ok({ ...intent });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage, body: string) => Reply,
  troubleNow: () => StripeTrouble,
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const trouble = troubleNow();
  if (trouble === 'server_error') return send(response, apiError);
  if (trouble === 'too_many') return send(response, { status: 429, body: { error: { type: 'rate_limit_error' } } });
  if (trouble === 'garbage') return void response.end('<html>not Stripe</html>');
  const reply = answer(request, body);
  if (trouble === 'lost_reply') return void request.socket.destroy();
  if (trouble === 'silence') return;
  send(response, reply);
}

/** The event that tells of a promise. */
function promised(object: Intent): string {
  return eventOf('payment_intent.amount_capturable_updated', object);
}

/** A session as `status taken/given back`. */
function bookOf({ status, payment_intent: intent }: Session): string {
  return intent ? `${intent.status} ${intent.held}/${intent.refunded}` : `${status} 0/0`;
}

function intentOf(form: URLSearchParams): Intent {
  return {
    id: newId('pi'),
    object: 'payment_intent',
    status: 'requires_payment_method',
    amount: amountOf(form),
    amount_capturable: 0,
    amount_received: 0,
    currency: form.get('line_items[0][price_data][currency]') ?? '',
    metadata: { payment_id: form.get('payment_intent_data[metadata][payment_id]') ?? '' },
    last_payment_error: null,
    refunded: 0,
    held: 0,
  };
}

function refund(intent: Intent | undefined, form: URLSearchParams): Reply {
  const amount = Number(form.get('amount'));
  if (!intent) return no('resource_missing');
  if (intent.refunded >= intent.held) return no('charge_already_refunded');
  if (intent.refunded + amount > intent.held) return no('amount_too_large');
  intent.refunded += amount;
  const metadata = { refund_id: form.get('metadata[refund_id]'), payment_id: form.get('metadata[payment_id]') };
  const { id: payment_intent, currency } = intent;
  return ok({ id: newId('re'), object: 'refund', status: 'succeeded', amount, currency, payment_intent, metadata });
}

function shown({ id, status, payment_intent: intent, form }: Session, expanded: boolean): object {
  return {
    id,
    object: 'checkout.session',
    status,
    url: status === 'open' ? `https://checkout.stripe.test/${id}` : null,
    client_reference_id: form.get('client_reference_id'),
    amount_total: amountOf(form),
    currency: form.get('line_items[0][price_data][currency]'),
    payment_intent: expanded && intent ? { ...intent } : (intent?.id ?? null),
  };
}

function amountOf(form: URLSearchParams): number {
  return Number(form.get('line_items[0][price_data][unit_amount]')) * Number(form.get('line_items[0][quantity]'));
}
function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': newId('req') });
  response.end(JSON.stringify(body));
}
