import { randomUUID } from 'node:crypto';
import { operations, type Reply } from '@tessera/contract/api/operations';
import { apiBase, type OperationName, paths } from '@tessera/contract/api/paths';
import { roles } from '@tessera/contract/api/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databasePrint } from './testing/database-print.ts';
import { expectProblem, expectRefusal } from './testing/expect-problem.ts';
import { type GivenServer, startServer } from './testing/given-a-server.ts';
import { givenASession } from './testing/given-a-session.ts';
import { givenAWholeServer } from './testing/given-a-whole-server.ts';
import { givenAnAccount } from './testing/given-an-account.ts';
import { addressed, type Heard, type Letter, newAddress, send } from './testing/send.ts';
import { signatureOf } from './testing/send-webhook.ts';
import { givenTwoHouses, type Targets, type TwoHouses } from './testing/two-houses.ts';
import { headersOf, requestsOf } from './testing/valid-requests.ts';

const names = Object.keys(operations) as OperationName[];
const writes = names.filter((name) => !paths[name].startsWith('GET'));
let server: GivenServer;
let houses: TwoHouses;
let at: Targets;
/** The cookie of somebody who may do everything. */
let insider: string;
let insiderId: string;

beforeAll(async () => {
  const paying = await givenAWholeServer();
  server = paying.server;
  houses = await givenTwoHouses(server, paying.stripe);
  at = houses.at.house;
  const wish = { roles: [...roles], organiserId: at.organiserId, isSuperadmin: true };
  insiderId = (await givenAnAccount(server.pool, wish)).accountId;
  insider = (await givenASession(server, insiderId)).cookie;
});
afterAll(async () => {
  await server.stop();
});

/** A request of the operation that would succeed, with whatever is changed about it. */
async function ask(name: OperationName, change: Partial<Letter> = {}, cookie = insider): Promise<Heard> {
  const [request] = requestsOf(name);
  const input = (await request?.ask(at, houses)) ?? {};
  const signature = name === 'receiveWebhook' ? { 'simulator-signature': signatureOf(JSON.stringify(input.body)) } : {};
  const headers = { ...headersOf({ cookie, token: request?.opens?.(at) }), ...signature, ...change.headers };
  return send(server, { ...addressed(name, input), body: input.body, ...change, headers });
}

const hold = (letter: Partial<Letter>): Promise<Heard> =>
  send(server, { ...addressed('holdSeats', { params: { performanceId: at.performanceId } }), ...letter });
const oneStanding = (quantity = 1): object => ({ zone: at.standingZoneId, quantity });
const holdCount = async (): Promise<number> =>
  Number((await server.pool.query<{ count: number }>('select count(*) from inventory.hold')).rows[0]?.count);

describe('a request from another site', () => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ];

  test('changes nothing in the name of whoever is signed in', async () => {
    const before = await databasePrint(server.pool);
    for (const name of writes.filter((one) => one !== 'confirmEmail' && one !== 'redeemEnrolment')) {
      for (const headers of foreign) {
        const heard = await ask(name, { headers });
        expect(expectRefusal(heard, `${name} ${JSON.stringify(headers)}`).code).toBe('cross_site');
      }
    }
    expect(await databasePrint(server.pool)).toEqual(before);
  });

  test('may not read what a cookie opens: no header ever allows another origin', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `${server.config.publicUrl}.evil.example`,
      server.config.publicUrl,
    ]) {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = { origin, cookie: insider, 'access-control-request-method': 'POST' };
        const heard = await send(server, { method, path: `${apiBase}/me`, headers });
        expect(Object.keys(heard.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    }
  });

  test('from our own pages is taken', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'same-origin', origin: server.config.publicUrl },
      { 'sec-fetch-site': 'none' },
    ]) {
      expect((await ask('holdSeats', { headers })).status).toBe(201);
    }
  });
});

describe('the session cookie', () => {
  const signIn = (headers: Record<string, string> = {}, given = server): Promise<Heard> =>
    send(given, { method: 'POST', path: `${apiBase}/sessions`, body: houses.signInAs, headers });
  const cookieOf = ({ headers }: Heard): string => [headers['set-cookie'] ?? []].flat().map(String)[0] ?? '';
  const meAs = async (cookie: string): Promise<number> =>
    (await send(server, { method: 'GET', path: `${apiBase}/me`, headers: { cookie } })).status;

  test('is for this host, out of the reach of scripts and of other sites, and over https bound to it by its name', async () => {
    const written = cookieOf(await signIn());
    expect(written).toMatch(/^tessera=[\w-]{43}; /);
    for (const attribute of ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Expires=']) expect(written).toContain(attribute);
    expect(written).not.toContain('Domain');
    const secure = await startServer(server.databaseUrl, { publicUrl: 'https://tickets.example', simulator: false });
    const bound = cookieOf(await signIn({}, secure));
    const ended = await send(secure, {
      method: 'DELETE',
      path: `${apiBase}/sessions/current`,
      headers: { cookie: bound.split(';')[0] ?? '' },
    });
    await secure.stop();
    expect(bound).toMatch(/^__Host-tessera=[\w-]{43}; /);
    for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(bound).toContain(attribute);
    expect(cookieOf(ended)).toMatch(/^__Host-tessera=; .*Secure/);
  });

  test('is a new one at every sign-in, whatever was sent along', async () => {
    const planted = `tessera=${'A'.repeat(43)}`;
    const first = cookieOf(await signIn({ cookie: planted })).split(';')[0] ?? '';
    const second = cookieOf(await signIn({ cookie: first })).split(';')[0] ?? '';
    expect(new Set([planted, first, second]).size).toBe(3);
    expect(await meAs(planted)).toBe(401);
  });

  test('opens nothing once it was changed, is too large, or is one of two', async () => {
    const { cookie } = await givenASession(server, insiderId);
    expect(await meAs(cookie)).toBe(200);
    const token = cookie.replace('tessera=', '');
    const changed = [
      `${token.slice(0, -2)}AA`,
      token.toLowerCase(),
      ` ${token.slice(1)}`,
      '',
      'x',
      'x'.repeat(8000),
      '%',
      '%00',
      '%ff',
      "' or 1=1--",
      '\u00e9',
      'undefined',
      'null',
      '[object Object]',
    ];
    for (const value of changed) expect(await meAs(`tessera=${value}`), value).toBe(401);
    expect(await meAs(`tessera=x; tessera=${token}`)).toBe(401);
    expect(await meAs(`TESSERA=${token}`)).toBe(401);
    const asQuery = await send(server, { method: 'GET', path: `${apiBase}/me?tessera=${token}` });
    expect(asQuery.status).toBe(401);
  });

  test('opens nothing from the next request on after leaving, revoking, disabling or losing a role', async () => {
    const { accountId } = await givenAnAccount(server.pool, { roles: ['agent'], organiserId: at.organiserId });
    const [left, revoked, kept] = await Promise.all([1, 2, 3].map(() => givenASession(server, accountId)));
    if (!left || !revoked || !kept) throw new Error('no sessions');
    expect((await ask('signOut', {}, left.cookie)).status).toBe(204);
    expect(await meAs(left.cookie)).toBe(401);
    expect((await ask('revokeSession', { path: `${apiBase}/sessions/${revoked.sessionId}` }, kept.cookie)).status).toBe(
      204,
    );
    expect(await meAs(revoked.cookie)).toBe(401);
    const journal = async (): Promise<number> => (await ask('getOrderJournal', {}, kept.cookie)).status;
    expect(await journal()).toBe(200);
    await server.pool.query('delete from identity.membership where account_id = $1', [accountId]);
    expect(await journal()).toBe(403);
    await server.pool.query('update identity.account set disabled_at = now() where id = $1', [accountId]);
    expect(await meAs(kept.cookie)).toBe(401);
  });
});

describe('the Idempotency-Key', () => {
  test('is missed where it is needed and refused where it is none', async () => {
    const before = await databasePrint(server.pool);
    for (const name of ['placeOrder', 'payOrder'] as const) {
      const [request] = requestsOf(name);
      const input = (await request?.ask(at, houses)) ?? {};
      const headers = { authorization: `Bearer ${request?.opens?.(at)}` };
      const heard = await send(server, { ...addressed(name, input), body: input.body, headers });
      expect(expectRefusal(heard, name).code).toBe('idempotency_key_missing');
    }
    for (const name of names.filter((one) => 'idempotencyKey' in operations[one])) {
      for (const key of ['', ' ', 'a b', 'x'.repeat(256), 'é', 'a\tb', 'a, b']) {
        const heard = await ask(name, { headers: { 'idempotency-key': key } });
        expect(expectRefusal(heard, `${name} ${key}`).code, key).toBe('idempotency_key_invalid');
      }
    }
    expect(await databasePrint(server.pool)).toEqual(before);
  });

  test('gives the same answer for the same request, and the hold is there once', async () => {
    const letter = { body: oneStanding(), headers: { 'idempotency-key': randomUUID() }, address: newAddress() };
    const before = await holdCount();
    const [first, ...others] = [await hold(letter), await hold(letter), await hold(letter)];
    expect(first?.status).toBe(201);
    for (const other of others) expect([other.status, other.text]).toEqual([201, first?.text]);
    expect(await holdCount()).toBe(before + 1);
  });

  test('is refused for another body or another path, for both of which nothing happens', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const address = newAddress();
    expect((await hold({ body: oneStanding(), headers, address })).status).toBe(201);
    const before = await databasePrint(server.pool);
    const elsewhere = houses.at.elsewhere;
    const other = { zone: elsewhere.standingZoneId, quantity: 1 };
    const path = addressed('holdSeats', { params: { performanceId: elsewhere.performanceId } }).path;
    for (const letter of [
      { body: oneStanding(2), headers, address },
      { body: other, path, headers, address },
    ]) {
      expect(expectRefusal(await hold(letter), 'reused').code).toBe('idempotency_key_reused');
    }
    expect(await databasePrint(server.pool)).toEqual(before);
  });

  test('of a refused request is free again', async () => {
    const letter = { headers: { 'idempotency-key': randomUUID() }, address: newAddress() };
    expect((await hold({ ...letter, body: oneStanding(100) })).status).toBe(422);
    expect((await hold({ ...letter, body: oneStanding() })).status).toBe(201);
  });

  test('of somebody else is independent, even with the same body', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const { cookie } = await givenASession(server, houses.crowd.customer);
    const callers: Partial<Letter>[] = [
      { headers: key },
      { headers: key },
      { headers: { ...key, cookie } },
      { headers: { ...key, cookie: insider } },
      { headers: { ...key, authorization: `Bearer ${at.hold.token}` } },
    ];
    const heard = await Promise.all(callers.map((letter) => hold({ ...letter, body: oneStanding() })));
    expect(heard.map(({ status }) => status)).toEqual(callers.map(() => 201));
    expect(new Set(heard.map(({ text }) => (JSON.parse(text) as Reply<'holdSeats'>).id)).size).toBe(callers.length);
  });

  test('sent twice at once has one effect: each gets the answer, or is told that the first is still running', async () => {
    const letter = { body: oneStanding(), headers: { 'idempotency-key': randomUUID() }, address: newAddress() };
    const before = await holdCount();
    const heard = await Promise.all(Array.from({ length: 12 }, () => hold(letter)));
    const answers = heard.filter(({ status }) => status === 201);
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    for (const other of heard.filter(({ status }) => status !== 201)) {
      expect(expectRefusal(other, 'at once').code).toBe('idempotency_in_flight');
    }
    expect(await holdCount()).toBe(before + 1);
  });

  test('holds for a payment too: the same answer, and none for another return address', async () => {
    const headers = { authorization: `Bearer ${at.orderToPay.token}`, 'idempotency-key': randomUUID() };
    const pay = (returnUrl: string): Promise<Heard> => {
      const { method, path } = addressed('payOrder', { params: { orderId: at.orderToPay.id } });
      return send(server, { method, path, headers, body: { provider: 'simulator', returnUrl } });
    };
    const heard = [await pay(at.returnUrl), await pay(at.returnUrl)];
    expect(heard.map(({ status }) => status)).toEqual([201, 201]);
    expect(heard[1]?.text).toBe(heard[0]?.text);
    expect(expectRefusal(await pay(`${at.returnUrl}?other`), 'other').code).toBe('idempotency_key_reused');
    const { rows } = await server.pool.query('select from payments.payment where reference = $1', [at.orderToPay.id]);
    expect(rows.length).toBe(1);
  });
});

describe('a cursor', () => {
  type Page = { readonly items: readonly { readonly id: string }[]; readonly next: string | null };
  const list = (name: 'listOrders' | 'listEvents', query: object, cookie: string): Promise<Heard> =>
    send(server, { ...addressed(name, { query }), headers: { cookie } });
  const pageOf = ({ text }: Heard): Page => JSON.parse(text);

  test('leads through the list, each thing once, also through those of one instant', async () => {
    const { cookie } = await givenASession(server, houses.crowd.customer);
    await server.pool.query(
      `update orders."order" set placed_at = '2026-05-01T20:00:00.123Z'::timestamptz + (random() * 900)::int * interval '1 microsecond' where account_id = $1`,
      [houses.crowd.customer],
    );
    const whole = pageOf(await list('listOrders', {}, cookie)).items.map(({ id }) => id);
    expect(whole.length).toBeGreaterThan(2);
    const walked: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = pageOf(await list('listOrders', { limit: 1, ...(cursor ? { cursor } : {}) }, cookie));
      walked.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(walked).toEqual(whole);
  });

  test('that was changed, cut, made up or made for another list or person is refused', async () => {
    const customer = await givenASession(server, houses.crowd.customer);
    const own = pageOf(await list('listOrders', { limit: 1 }, customer.cookie)).next ?? '';
    const ofEvents = pageOf(await list('listEvents', { limit: 1 }, customer.cookie)).next ?? '';
    const ofOrganiser = pageOf(await list('listOrders', { limit: 1, organiser: at.organiserId }, insider)).next ?? '';
    const plain = Buffer.from(own, 'base64url').toString();
    const bases = [
      plain.replace('2026', '2027'),
      plain.replace(/^\S+/, 'infinity'),
      plain.replace(/ \S+ /, ` ${randomUUID()} `),
      plain.replace(/ \S+$/, ''),
      `${plain.slice(0, -2)}AA`,
      ' ',
      'a b c',
      "' or 1=1 --",
    ];
    const bad = [
      ...bases.map((text) => Buffer.from(text).toString('base64url')),
      own.slice(0, -4),
      `A${own}`,
      'x',
      '%',
      '\u0000',
      '🎟',
      'x'.repeat(500),
      ofEvents,
      ofOrganiser,
    ];
    expect([own, ofEvents, ofOrganiser].every((cursor) => cursor.length > 20)).toBe(true);
    for (const cursor of bad) {
      const { code } = expectRefusal(await list('listOrders', { cursor }, customer.cookie), cursor);
      expect(code, cursor).toBe('invalid');
      expectRefusal(await list('listEvents', { cursor: cursor === ofEvents ? own : cursor }, customer.cookie), cursor);
    }
    const other = await givenASession(server, houses.crowd.otherCustomer);
    expectRefusal(await list('listOrders', { cursor: own }, other.cookie), 'of another person');
    expect((await list('listOrders', { cursor: own }, customer.cookie)).status).toBe(200);
  });
});

/** Answers with a rule of their own: what anybody may keep, and what nobody may pack on its way. */
const ownRules: { readonly [name in OperationName]?: string } = {
  getSeatMap: 'public, max-age=60',
  getWalletLogo: 'public, max-age=86400',
  getSeatMapByAddress: 'public, max-age=31536000, immutable',
  watchSeats: 'no-store, no-transform',
};

describe('every answer', () => {
  test('carries the headers that keep browsers careful, and what is personal is stored nowhere', async () => {
    const expectCareful = ({ headers, status }: Heard, what: string): void => {
      expect(headers['x-content-type-options'], what).toBe('nosniff');
      expect(headers['x-powered-by'], what).toBeUndefined();
      expect(headers.server, what).toBeUndefined();
      if (status !== 414) expect(headers['x-frame-options'] ?? headers['content-security-policy'], what).toBeTruthy();
      if (status !== 414) expect(headers['referrer-policy'], what).toBeTruthy();
    };
    for (const name of names) {
      const good = await ask(name);
      const bad = await ask(name, { body: '{', headers: { 'content-type': 'application/json' } });
      const nobody = await send(server, { method: 'GET', path: `${apiBase}/nothing/${name}` });
      for (const heard of [good, bad, nobody]) {
        expectCareful(heard, name);
        const kept = heard.status === 200 ? ownRules[name] : undefined;
        expect(heard.headers['cache-control'], name).toBe(kept ?? 'no-store');
      }
    }
    for (const path of ['/health/live', '/health/ready', '/metrics', `${apiBase}/openapi.json`]) {
      expectCareful(await send(server, { method: 'GET', path }), path);
    }
    expectCareful(await send(server, { method: 'GET', path: `${apiBase}/events/${'x'.repeat(500)}` }), 'long');
  });

  test('to HEAD is that to GET without a body, and ends, also for the stream of seats', async () => {
    for (const name of names.filter((one) => paths[one].startsWith('GET'))) {
      const [get, head] = [await ask(name), await ask(name, { method: 'HEAD' })];
      expect([head.status, head.headers['content-type'], head.text], name).toEqual([
        get.status,
        get.headers['content-type'],
        '',
      ]);
    }
  });

  test('of the stream of seats begins anew whatever the last event was said to be', async () => {
    for (const last of ['0', '-1', 'x', '9'.repeat(30), '\u00e9']) {
      expect((await ask('watchSeats', { headers: { 'last-event-id': last } })).status).toBe(200);
    }
  });
});

test('the OpenAPI document describes what every operation takes, answers and refuses', async () => {
  type Operation = {
    summary?: string;
    requestBody?: object;
    parameters?: { name: string }[];
    responses: Record<string, { content?: object }>;
  };
  const { text } = await send(server, { method: 'GET', path: `${apiBase}/openapi.json` });
  const document: { openapi: string; paths: Record<string, Record<string, Operation>> } = JSON.parse(text);
  expect(document.openapi).toBe('3.1.0');
  for (const name of names) {
    const [method = '', url = ''] = paths[name].split(' ');
    const described = document.paths[`${apiBase}${url.replace(/:(\w+)/g, '{$1}')}`]?.[method.toLowerCase()];
    const operation = operations[name];
    expect(described?.summary, name).toBe(operation.summary);
    expect(described?.requestBody !== undefined, name).toBe('body' in operation);
    const inputs = [
      ...('params' in operation ? Object.keys(operation.params.shape) : []),
      ...('query' in operation ? Object.keys(operation.query.shape) : []),
    ];
    expect(described?.parameters?.map((parameter) => parameter.name).toSorted() ?? [], name).toEqual(inputs.toSorted());
    expect(Object.keys(described?.responses ?? {}).toSorted(), name).toEqual(
      [...Object.keys(operation.replies), 'default'].toSorted(),
    );
    expect(Object.keys(described?.responses.default?.content ?? {}), name).toEqual(['application/problem+json']);
  }
});

describe('too many holds', () => {
  let strict: GivenServer;
  beforeAll(async () => {
    strict = await startServer(server.databaseUrl, { holdsPerMinute: 3, simulator: false });
  });
  afterAll(async () => {
    await strict.stop();
  });
  const holdFrom = (address: string, headers: Record<string, string> = {}): Promise<Heard> =>
    send(strict, {
      ...addressed('holdSeats', { params: { performanceId: houses.at.elsewhere.performanceId } }),
      body: { zone: houses.at.elsewhere.standingZoneId, quantity: 1 },
      address,
      headers,
    });

  test('from one address are refused for a while, with nothing held, and no header makes it another address', async () => {
    const address = newAddress();
    for (let turn = 0; turn < 3; turn += 1) expect((await holdFrom(address)).status).toBe(201);
    const before = await holdCount();
    const disguises = [
      {},
      { 'x-forwarded-for': '203.0.113.9' },
      { 'x-real-ip': '203.0.113.9' },
      { forwarded: 'for=203.0.113.9' },
      { cookie: insider },
      { 'user-agent': 'other' },
    ];
    for (const headers of disguises) {
      expect(expectProblem(await holdFrom(address, headers as Record<string, string>), 'too many').code).toBe(
        'too_many_requests',
      );
    }
    expect(await holdCount()).toBe(before);
    expect((await holdFrom(newAddress())).status).toBe(201);
  });
});
