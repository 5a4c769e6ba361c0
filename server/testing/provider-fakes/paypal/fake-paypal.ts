import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, type Books, find, type Outcome, type Reply } from './api.ts';
import { eventsOf } from './events.ts';
import { Issue, newId, type Order } from './orders.ts';
import { showAuthorization, showCapture, showOrder, showRefund } from './show.ts';
import { listTransactions } from './transactions.ts';
import { fakeWebhookId, type SignedWebhook, type Signer, signerAt } from './webhooks.ts';

/** What happens to the next call that is not a question for a token or a certificate. */
export type Trouble = 'none' | 'down' | 'error_500' | 'slow' | 'reply_lost' | 'unauthorised' | 'too_many' | 'garbage';
export type FakePaypal = Awaited<ReturnType<typeof fakePaypal>>;

type Remembered = { readonly body: string; reply: Reply | undefined };
type House = {
  readonly books: Books;
  readonly signer: Signer;
  readonly tokens: Set<string>;
  readonly troubles: Trouble[];
  lasting: Trouble;
  readonly remembered: Map<string, Remembered>;
};

const brokenReplies: Partial<Record<Trouble, Reply>> = {
  error_500: { status: 500, body: { name: 'INTERNAL_SERVER_ERROR' } },
  too_many: { status: 429, body: { name: 'RATE_LIMIT_REACHED' } },
  garbage: { status: 200, body: 'garbage' },
};
const clientId = 'fake-client';
const clientSecret = 'fake-secret';
const slowMilliseconds = 300;

/** PayPal on loopback, as its documentation says: tokens, orders, payments, certificates, and trouble on command. */
export async function fakePaypal() {
  const server = createServer((request, response) => {
    handle(house, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const books: Books = { url, orders: new Map(), outcome: undefined };
  const house: House = {
    books,
    signer: signerAt(url),
    tokens: new Set(),
    troubles: [],
    lasting: 'none',
    remembered: new Map(),
  };
  const orderOf = (orderId: string): Order => orderIn(books, orderId);
  return {
    url,
    clientId,
    clientSecret,
    webhookId: fakeWebhookId,
    orders: () => [...books.orders.values()],
    orderOf,
    /** The buyer approves on PayPal's page. */
    approve: (orderId: string) => approve(orderOf(orderId)),
    /** The approval lapsed, or the order was too old. */
    expire: (orderId: string): void => {
      orderOf(orderId).status = 'VOIDED';
    },
    next: (outcome: Outcome): void => {
      books.outcome = outcome;
    },
    trouble: (...kinds: Trouble[]): void => {
      house.troubles.push(...kinds);
    },
    /** Every call from now on, until told otherwise. */
    troubleUntilTold: (kind: Trouble): void => {
      house.lasting = kind;
    },
    /** A pending capture is decided. */
    decide: (orderId: string, status: 'COMPLETED' | 'DECLINED'): void => {
      for (const capture of orderOf(orderId).captures) capture.status = status;
    },
    sign: (body: string, at = new Date()): SignedWebhook => house.signer.sign(body, at),
    webhook: eventsOf(url, orderOf),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { books, signer, tokens, troubles } = house;
  const body = await bodyOf(request);
  const { pathname, searchParams } = new URL(request.url ?? '/', books.url);
  if (pathname.startsWith('/v1/notifications/certs/'))
    return write(response, pathname.endsWith('/CERT-1') ? 200 : 404, signer.certificate.pem);
  if (pathname === '/v1/oauth2/token') return send(response, grantToken(tokens, request));
  if (pathname === '/checkoutnow') return approvalPage(books, response, searchParams);
  const trouble = troubles.shift() ?? house.lasting;
  if (trouble === 'down') return destroy(response);
  const broken = brokenReplies[trouble];
  if (broken) return send(response, broken);
  if (trouble === 'unauthorised') tokens.clear();
  if (trouble === 'slow') await new Promise((resolve) => setTimeout(resolve, slowMilliseconds));
  const token = (request.headers.authorization ?? '').replace('Bearer ', '');
  const reply = tokens.has(token) ? answerTo(house, request, body) : refused(401, 'AUTHENTICATION_FAILURE');
  if (trouble === 'reply_lost') return destroy(response);
  send(response, reply);
}

function answerTo(house: House, request: IncomingMessage, body: string): Reply {
  const { pathname, searchParams } = new URL(request.url ?? '/', house.books.url);
  if (pathname === '/v1/reporting/transactions')
    return { status: 200, body: listTransactions(house.books.orders.values(), searchParams) };
  return answerOnce(house, request, pathname, body);
}

function grantToken(tokens: Set<string>, { headers }: IncomingMessage): Reply {
  const expected = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  if (headers.authorization !== `Basic ${expected}`) return { status: 401, body: { error: 'invalid_client' } };
  const token = `A21AA${newId()}`;
  tokens.add(token);
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 32_400 } };
}

/** Replays what a PayPal-Request-Id did before: the latest state of it, with 200. */
function answerOnce(house: House, { method = '', headers }: IncomingMessage, path: string, body: string): Reply {
  const { books, remembered } = house;
  const work = () => refusing(() => reply(books, method, path, body));
  const key = headers['paypal-request-id'];
  if (typeof key !== 'string' || method !== 'POST') return work();
  const before = remembered.get(key);
  if (before && before.body !== path + body) return refused(422, 'DUPLICATE_REQUEST_ID');
  if (before) return before.reply ? latest(books, before.reply) : refused(409, 'PREVIOUS_REQUEST_IN_PROGRESS');
  const given = work();
  if (given.status < 300) remembered.set(key, { body: path + body, reply: given });
  return given;
}

function reply(books: Books, method: string, path: string, body: string): Reply {
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  if (path === '/v1/notifications/verify-webhook-signature') {
    const { webhook_id: id } = parsed as { webhook_id?: string };
    return { status: 200, body: { verification_status: id === fakeWebhookId ? 'SUCCESS' : 'FAILURE' } };
  }
  return answer(books, method, path, parsed);
}

function latest(books: Books, { body }: Reply): Reply {
  const { id } = body as { id: string };
  const { url, orders } = books;
  const order = orders.get(id);
  if (order) return { status: 200, body: showOrder(url, order) };
  const shown = [
    () => showCapture(url, find(books, 'captures', id).one),
    () => showAuthorization(url, find(books, 'authorizations', id).one),
    () => showRefund(url, find(books, 'refunds', id).one),
  ].map((show) => refusing(() => ({ status: 200, body: show() })));
  return shown.find(({ status }) => status === 200) ?? { status: 200, body };
}

/** What the buyer sees: approving moves no money, and leads back to the shop. */
function approvalPage(books: Books, response: ServerResponse, query: URLSearchParams): void {
  const id = query.get('token') ?? '';
  const choice = query.get('choice');
  const order = books.orders.get(id);
  const isOpen = order?.status === 'PAYER_ACTION_REQUIRED';
  if (isOpen && choice === 'approve') approve(order);
  const back = choice === 'approve' ? order?.return_url : order?.cancel_url;
  if (!isOpen) write(response, 404, 'Things don’t appear to be working');
  else if (choice === null || back === undefined || !URL.canParse(back)) {
    const link = (name: string) => `<a href="?token=${id}&choice=${name}">${name}</a>`;
    write(response, 200, `<h1>PayPal (fake)</h1>${link('approve')} ${link('cancel')}`, 'text/html');
  } else {
    const target = new URL(back);
    target.searchParams.set('token', id);
    response.writeHead(302, { location: target.href }).end();
  }
}

function approve(order: Order): void {
  if (order.status === 'PAYER_ACTION_REQUIRED') order.status = 'APPROVED';
}

function orderIn({ orders }: Books, orderId: string): Order {
  const order = orders.get(orderId);
  if (!order) throw new Error(`no order ${orderId}`);
  return order;
}

function refusing(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof Issue) return refused(error.status, error.issue);
    throw error;
  }
}

const names: Record<number, string> = {
  400: 'INVALID_REQUEST',
  401: 'AUTHENTICATION_FAILURE',
  404: 'RESOURCE_NOT_FOUND',
  409: 'RESOURCE_CONFLICT',
  422: 'UNPROCESSABLE_ENTITY',
};

function refused(status: number, issue: string): Reply {
  return { status, body: { name: names[status], debug_id: newId(), details: [{ issue }], links: [] } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function destroy(response: ServerResponse): void {
  response.destroy();
}

function send(response: ServerResponse, { status, body }: Reply): void {
  if (body === undefined) response.writeHead(status).end();
  else write(response, status, JSON.stringify(body), 'application/json');
}

function write(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}
