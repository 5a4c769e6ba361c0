import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FlouciStatus = 'PENDING' | 'SUCCESS' | 'FAILURE' | 'EXPIRED' | 'PREAUTH_SUCCESS' | 'SYSTEM_FAILURE';
export type FlouciSession = {
  readonly id: string;
  readonly tracking: string;
  readonly webhook: string;
  readonly back: { readonly success: string; readonly fail: string };
  amount: number;
  status: FlouciStatus;
  expiresAt: number;
  isRefunded: boolean;
};
export type FlouciTrouble =
  | 'none'
  | 'down'
  | 'error_500'
  | 'too_many'
  | 'reply_lost'
  | 'redirect'
  | 'elsewhere'
  | 'garbage';
export type FakeFlouci = Awaited<ReturnType<typeof fakeFlouci>>;

type House = {
  readonly url: string;
  readonly sessions: Map<string, FlouciSession>;
  readonly troubles: FlouciTrouble[];
  lasting: FlouciTrouble;
  refunds: 'enabled' | 'not_enabled';
};
type Reply = { readonly status: number; readonly body: unknown };
type Generation = Partial<
  Record<'amount' | 'success_link' | 'fail_link' | 'webhook' | 'developer_tracking_id', string>
> & {
  session_timeout_secs?: number;
};

const publicKey = 'fake-public';
const privateKey = 'fake-private';

/** Flouci on loopback, version 2: sessions, a page, verify, refunds in full; its webhook's shape is an assumption. */
export async function fakeFlouci() {
  const server = createServer((request, response) => {
    handle(house, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const house: House = { url, sessions: new Map(), troubles: [], lasting: 'none', refunds: 'enabled' };
  return {
    url: `${url}/api/v2`,
    publicKey,
    privateKey,
    sessions: () => [...house.sessions.values()],
    sessionOf: (id: string): FlouciSession => {
      const session = house.sessions.get(id);
      if (!session) throw new Error(`no session ${id}`);
      return session;
    },
    refundsAre: (state: House['refunds']): void => {
      house.refunds = state;
    },
    trouble: (...kinds: FlouciTrouble[]): void => {
      house.troubles.push(...kinds);
    },
    /** Every call from now on, until told otherwise. */
    troubleUntilTold: (kind: FlouciTrouble): void => {
      house.lasting = kind;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What Flouci is thought to send: unsigned. */
export function noticeOf({ id, tracking }: FlouciSession, claimed: FlouciStatus): string {
  return JSON.stringify({ payment_id: id, status: claimed, developer_tracking_id: tracking });
}

async function handle(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? '/', house.url);
  if (pathname.startsWith('/pay/')) {
    page(house, pathname.slice('/pay/'.length), searchParams.get('choice'), response);
    return;
  }
  const trouble = house.troubles.shift() ?? house.lasting;
  const isKnown = request.headers.authorization === `Bearer ${publicKey}:${privateKey}`;
  const usual = (): Reply =>
    isKnown ? answer(house, pathname, Buffer.concat(chunks).toString(), trouble) : refused(401, 'wrong keys');
  if (trouble === 'down') response.destroy();
  else if (trouble === 'redirect') response.writeHead(302, { location: `${house.url}/caught` }).end();
  else if (trouble === 'error_500') send(response, refused(500, 'internal'));
  else if (trouble === 'garbage') send(response, { status: 200, body: 'garbage' });
  else if (trouble === 'too_many') send(response, refused(429, 'slow down'));
  else {
    const reply = usual();
    if (trouble === 'reply_lost') response.destroy();
    else send(response, reply);
  }
}

function answer(house: House, path: string, body: string, trouble: FlouciTrouble | undefined): Reply {
  const [, , , action, id = ''] = path.split('/');
  if (action === 'generate_payment') return generate(house, JSON.parse(body) as Generation, trouble === 'elsewhere');
  if (action === 'verify_payment') return verify(house.sessions.get(id));
  if (action === 'refund_payment')
    return refund(house, house.sessions.get((JSON.parse(body) as { payment_id?: string }).payment_id ?? ''));
  return refused(404, 'not found');
}

function generate({ url, sessions }: House, wish: Generation, isElsewhere: boolean): Reply {
  const { amount, success_link: success, fail_link: fail, developer_tracking_id: tracking = '' } = wish;
  if (!/^\d+$/.test(String(amount)) || !success || !fail) return refused(400, 'validation');
  const id = randomBytes(16).toString('base64url');
  const session: FlouciSession = {
    id,
    tracking,
    webhook: wish.webhook ?? '',
    back: { success, fail },
    amount: Number(amount),
    status: 'PENDING',
    expiresAt: Date.now() + (wish.session_timeout_secs ?? 1200) * 1000,
    isRefunded: false,
  };
  sessions.set(id, session);
  const link = isElsewhere ? `https://flouci.example/pay/${id}` : `${url}/pay/${id}`;
  const result = { success: true, payment_id: id, link, developer_tracking_id: tracking };
  return { status: 200, body: { result, name: 'developers', code: 0, version: 'v2' } };
}

function verify(session: FlouciSession | undefined): Reply {
  if (!session) return refused(404, 'payment not found');
  if (session.status === 'PENDING' && session.expiresAt < Date.now()) session.status = 'EXPIRED';
  const { id, amount, status, tracking } = session;
  const details = { order_number: id, currency: '788', destinations: [] };
  const result = {
    type: 'card',
    amount,
    status,
    details,
    developer_tracking_id: tracking,
    settlement_status: 'PROCESSING',
  };
  const success = status === 'SUCCESS';
  return { status: 200, body: { success, result, status_code: 200, name: 'developers', code: 0, version: '2.0.0' } };
}

function refund({ refunds }: House, session: FlouciSession | undefined): Reply {
  if (refunds === 'not_enabled') return refused(403, 'feature not enabled');
  if (session?.status !== 'SUCCESS' || session.isRefunded) return refused(400, 'cannot be refunded');
  session.isRefunded = true;
  const result = {
    refund_id: `ref_${randomBytes(4).toString('hex')}`,
    payment_id: session.id,
    amount: String(session.amount),
    status: 'success',
    refunded_at: new Date().toISOString(),
  };
  return { status: 200, body: { result, status: 'success' } };
}

/** The buyer's page: pays, fails, or lets it expire, then leads back with payment_id. */
function page({ sessions }: House, id: string, choice: string | null, response: ServerResponse): void {
  const session = sessions.get(id);
  const outcomes: Record<string, FlouciStatus> = {
    wallet: 'SUCCESS',
    card: 'SUCCESS',
    fail: 'FAILURE',
    expire: 'EXPIRED',
  };
  const outcome = outcomes[choice ?? ''];
  if (!session) response.writeHead(404).end();
  else if (!outcome) {
    const links = Object.keys(outcomes).map((name) => `<a href="?choice=${name}">${name}</a>`);
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<h1>Flouci (fake)</h1>${links.join(' ')}`);
  } else {
    if (session.status === 'PENDING') session.status = outcome;
    const back = new URL(session.status === 'SUCCESS' ? session.back.success : session.back.fail);
    back.searchParams.set('payment_id', id);
    response.writeHead(302, { location: back.href }).end();
  }
}

function refused(status: number, message: string): Reply {
  return { status, body: { result: { message }, code: 1 } };
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
