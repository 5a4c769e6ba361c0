import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { operations } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import { roles } from '@tessera/contract/api/people';
import type { Problem } from '@tessera/contract/problems';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { databasePrint } from './testing/database-print.ts';
import { expectRefusal } from './testing/expect-problem.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { givenASession } from './testing/given-a-session.ts';
import { givenAnAccount } from './testing/given-an-account.ts';
import { addressed, type Heard, type Letter, send, talk } from './testing/send.ts';
import { signatureOf } from './testing/send-webhook.ts';
import { givenTwoHouses, type Targets, type TwoHouses } from './testing/two-houses.ts';
import { type Asking, headersOf, requestsOf } from './testing/valid-requests.ts';
import { type Variation, variationsOf } from './testing/violations.ts';

const names = Object.keys(operations) as OperationName[];
let server: GivenServer;
let houses: TwoHouses;
let at: Targets;
/** Somebody who may do everything, so that a refusal can only be about the input. */
let insider: string;
let goods: ReadonlyMap<OperationName, Asking>;

beforeAll(async () => {
  server = await givenAServer();
  houses = await givenTwoHouses(server);
  at = houses.at.house;
  const { accountId } = await givenAnAccount(server.pool, {
    roles: [...roles],
    organiserId: at.organiserId,
    isSuperadmin: true,
  });
  insider = (await givenASession(server, accountId)).cookie;
  goods = new Map(
    await Promise.all(names.map(async (name) => [name, (await requestsOf(name)[0]?.ask(at, houses)) ?? {}] as const)),
  );
});
afterAll(async () => {
  await server.stop();
});

const goodOf = (name: OperationName): Asking => goods.get(name) ?? {};
const insiderHeaders = (name: OperationName): Record<string, string> =>
  headersOf({ cookie: insider, token: requestsOf(name)[0]?.opens?.(at) });

async function ask(name: OperationName, letter: Partial<Letter>): Promise<Heard> {
  const where = addressed(name, goodOf(name));
  return send(server, { ...where, ...letter, headers: { ...insiderHeaders(name), ...letter.headers } });
}

async function unchanged(what: string, work: () => Promise<void>): Promise<void> {
  const before = await databasePrint(server.pool);
  await work();
  expect(await databasePrint(server.pool), what).toEqual(before);
}

/** Bodies and queries with every property an operation takes. */
const full: { readonly [name in OperationName]?: () => readonly unknown[] } = {
  signUp: () => [{ email: 'new@example.org', password: 'seven candles in a window', name: 'Ada', locale: 'fr' }],
  holdSeats: () => [
    { seats: at.freeSeatIds.slice(0, 2), tariffs: [{ tariff: at.tariffId, quantity: 1 }] },
    { zone: at.standingZoneId, quantity: 2 },
    { best: { quantity: 2, tier: at.tierId, maxPriceMinor: 100_000, together: true } },
  ],
  placeOrder: () => [
    {
      hold: at.holdToOrder.id,
      buyer: { email: 'ada@example.org', name: 'Ada', locale: 'fr' },
      attendees: [{ place: 0, name: 'Ada' }],
      promoCode: 'SPRING',
      acceptEquivalentSeats: true,
    },
  ],
  scanTickets: () => [
    { scans: [{ id: randomUUID(), code: 'TS1:X', scannedAt: '2026-05-01T20:00:00Z', direction: 'in', offline: true }] },
  ],
  listEvents: () => [
    {
      q: 'soir',
      city: 'Paris',
      from: '2026-05-01T20:00:00Z',
      to: '2030-05-01T20:00:00Z',
      category: 'theatre',
      maxPriceMinor: '10000',
      available: 'true',
      cursor: 'x',
      limit: '5',
    },
  ],
  getQuote: () => [{ offer: at.offerId, quantity: '2', promo: 'SPRING' }],
  draftMapping: () => [{ name: 'Plan', width: 30, height: 20 }, { from: at.mappingId }],
  publishMapping: () => [{ stamp: 0, movePerformances: false, relabel: false }],
  movePerformance: () => [{ mapping: at.nextVersionId, relabel: false, dryRun: true }],
  listSeats: () => [{ zone: at.standingZoneId }],
  listPromoCodes: () => [{ cursor: 'x', limit: '5' }],
  receiveWebhook: () => [{ token: 'x' }],
  listOrders: () => [{ organiser: at.organiserId, cursor: 'x', limit: '5' }],
};

describe('a body that breaks one rule is refused and changes nothing', () => {
  for (const name of names.filter((one) => 'body' in operations[one])) {
    test(name, async () => {
      const variations = bodiesOf(name);
      expect(variations.filter(({ refused }) => refused).length).toBeGreaterThan(20);
      await unchanged(name, async () => {
        for (const { what, input } of variations.filter(({ refused }) => refused)) {
          expectRefusal(await ask(name, { body: input }), `${name} ${what}`);
        }
      });
    });
  }
});

describe('a query that breaks one rule is refused and changes nothing', () => {
  for (const name of names.filter((one) => 'query' in operations[one])) {
    test(name, async () => {
      const variations = queriesOf(name);
      // Providers may add words of their own to the address they are given: only ours is looked at.
      const least = name === 'receiveWebhook' ? 3 : 20;
      expect(variations.filter(({ refused }) => refused).length).toBeGreaterThan(least);
      await unchanged(name, async () => {
        for (const { what, input } of variations.filter(({ refused }) => refused)) {
          expectRefusal(await ask(name, asQuery(name, input)), `${name} ${what}`);
        }
      });
    });
  }
});

describe('an id that is none is nothing here', () => {
  const strangeIds = [
    '0',
    '-1',
    '9223372036854775808',
    'null',
    'undefined',
    '*',
    "' or 1=1--",
    'é',
    'a b',
    'a/b',
    'a%2fb',
    '..;',
    '../x',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '{00000000-0000-4000-8000-000000000000}',
    '01890a5d-ac96-774b-bcce-b302099a805',
    'a\u0000b',
    '\ufeff',
    'x'.repeat(190),
    'x'.repeat(5000),
    '__proto__',
    'constructor',
  ];
  for (const name of names.filter((one) => paths[one].includes(':'))) {
    test(name, async () => {
      const good = goodOf(name);
      const { method } = addressed(name, good);
      const path = (id: string): string => addressed(name, { ...good, params: sameForAll(good.params ?? {}, id) }).path;
      const { organiserId, performanceId, accessPointId, sessionId, hold, paidOrder } = at;
      const things = { organiserId, performanceId, accessPointId, sessionId, holdId: hold.id, orderId: paidOrder.id };
      const otherThings = Object.entries(things).flatMap(([kind, id]) => (kind in (good.params ?? {}) ? [] : [id]));
      await unchanged(name, async () => {
        for (const id of [...strangeIds, ...otherThings]) {
          const heard = await ask(name, { method, path: path(id), body: good.body });
          const { code } = expectRefusal(heard, `${name} ${id.slice(0, 60)}`);
          expect(['not_found', 'address_too_long', 'bad_request', 'invalid'], `${name} ${id.slice(0, 60)}`).toContain(
            code,
          );
        }
      });
    });
  }
});

const takesBody = names.filter((name) => 'body' in operations[name]);
const writes = names.filter((name) => !paths[name].startsWith('GET'));

describe('bytes that are not the JSON that was asked for', () => {
  const deep = 20_000;
  const unreadable: Record<string, string | Buffer> = {
    'nothing at all': '',
    'only blanks': ' \n ',
    'half an object': '{"a":',
    'a trailing comma': '{"a":1,}',
    'single quotes': "{'a':1}",
    NaN: '{"a":NaN}',
    'a comment': '{/* */"a":1}',
    'a byte order mark': '\ufeff{}',
    'two values': '{}{}',
    'a key twice': '{"email":"a@example.org","email":"b@example.org"}',
    'a key twice, spelt otherwise': '{"email":"a@example.org","\\u0065mail":"b@example.org"}',
    __proto__: '{"__proto__":{"isAdmin":true}}',
    '__proto__, spelt otherwise': '{"\\u005f_proto__":{"isAdmin":true}}',
    'constructor.prototype': '{"constructor":{"prototype":{"isAdmin":true}}}',
    'a list': '[]',
    'a text': '"text"',
    'a number': '1',
    null: 'null',
    true: 'true',
    'lists in lists': '['.repeat(deep) + ']'.repeat(deep),
    'lists never closed': '['.repeat(60_000),
    'objects in objects': `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    'quotes that never close': `"${'\\"'.repeat(30_000)}`,
    'ten thousand keys': `{${Array.from({ length: 5000 }, (_, n) => `"k${n}":1`).join()}}`,
    'ten thousand items': `[${'0,'.repeat(9999)}0]`,
    'an infinite number': '{"quantity":1e309}',
    'bytes that are not UTF-8': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    'an overlong slash': Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
    'a surrogate as bytes': Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
    'UTF-16': Buffer.from('{"a":1}', 'utf16le'),
    'compressed bytes': gzipSync('{}'),
  };
  /** A good body, and one thing about its text that is not. */
  const spoilt = (good: unknown): Record<string, string | Buffer> => {
    const text = JSON.stringify(good);
    const [[key = '', value] = []] = Object.entries(Object(good));
    const escaped = `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}`;
    const first = JSON.stringify(value);
    return {
      'good, but with a key twice': `{"${key}":${first},${text.slice(1)}`,
      'good, but with a key twice, spelt otherwise': `{"${escaped}":${first},${text.slice(1)}`,
      'good, but with __proto__': `{"__proto__":{},${text.slice(1)}`,
      'good, but with __proto__ spelt otherwise': `{"\\u005f_proto__":{},${text.slice(1)}`,
      'good, but after a byte order mark': `\ufeff${text}`,
      'good, but twice': text + text,
      'good, but with a comma at its end': `${text.slice(0, -1)},}`,
      'good, but with a byte that is not UTF-8': Buffer.from(text.replace(/"(?=[,:}\]])/, 'é"'), 'latin1'),
    };
  };
  for (const name of takesBody) {
    test(name, async () => {
      await unchanged(name, async () => {
        for (const [what, body] of Object.entries({ ...unreadable, ...spoilt(goodOf(name).body) })) {
          const heard = await ask(name, { body, headers: { 'content-type': 'application/json' } });
          expectRefusal(heard, `${name} with ${what}`);
          expect([400, 422], `${name} with ${what}`).toContain(heard.status);
        }
      });
      expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    });
  }

  test('what a body is, and how it is packed, is said and known: else 415, also where no body is taken', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/xml',
      'text/html',
      'application/jsonp',
      'application',
      'x',
      '*/*',
      'application/json-patch+json',
    ];
    await unchanged('types', async () => {
      for (const name of writes) {
        for (const type of types) {
          const heard = await ask(name, { body: '{}', headers: { 'content-type': type } });
          expect([heard.status, expectRefusal(heard, `${name} as ${type}`).code]).toEqual([415, 'unsupported_type']);
        }
        for (const encoding of ['gzip', 'br', 'deflate', 'gzip, gzip', 'x']) {
          const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
          const heard = await ask(name, { body: gzipSync('{}'), headers });
          expect(expectRefusal(heard, `${name} in ${encoding}`).status).toBe(415);
        }
      }
    });
  });

  test('a body beyond 64 KiB, or what a plan or an allocation may take, is refused, also when its length is not told', async () => {
    const bytesMax: Partial<Record<OperationName, number>> = { drawMapping: 24 * 2 ** 20, allocatePlaces: 2 ** 20 };
    const chunk = `${(10_000).toString(16)}\r\n${'x'.repeat(10_000)}\r\n`;
    await unchanged('sizes', async () => {
      for (const name of takesBody) {
        const large = JSON.stringify({ name: 'x'.repeat(bytesMax[name] ?? 64 * 2 ** 10) });
        expect(expectRefusal(await ask(name, { body: large }), name).status).toBe(413);
      }
      const head =
        'POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
      expect(rawProblem(await talk(server, `${head}${chunk.repeat(8)}0\r\n\r\n`)).status).toBe(413);
    });
  });

  test('numbers that are none for a price or a count are refused, never rounded', async () => {
    const { path } = addressed('holdSeats', goodOf('holdSeats'));
    for (const quantity of [
      '1e309',
      '-1e309',
      '1e-400',
      '-0',
      '0',
      '1.5',
      '99999999999999999999',
      '9007199254740993',
      '"2"',
    ]) {
      const body = `{"zone":"${at.standingZoneId}","quantity":${quantity}}`;
      expect(
        expectRefusal(await ask('holdSeats', { path, body, headers: { 'content-type': 'application/json' } }), quantity)
          .status,
      ).toBe(422);
    }
  });
});

describe('addresses and methods', () => {
  test('an address that cannot be read, is too long or leads nowhere is refused', async () => {
    const addresses = [
      '/api/v1/%',
      '/api/v1/%zz',
      '/api/v1/events/%E0%A4%A',
      '/api/v1/events/%ff',
      '/api/v1/events/%2e%2e%2f',
      '/api/v1/events/a%00b',
      '/api/v1',
      '/api/v1/',
      '/api/v1//events',
      '/api/v1/events/',
      '/api/v1/EVENTS',
      '/api/v1/nothing',
      '/api/v1/me.css',
      '/api/v1/me/x.css',
      '/api/v1/me/',
      '/api/v1/orders.json',
      '/api/v1/..;/me',
      `/api/v1/events/${'x'.repeat(5000)}`,
    ];
    for (const path of addresses) {
      const heard = await send(server, { method: 'GET', path, headers: { cookie: insider } });
      expect([400, 404, 414], path).toContain(expectRefusal(heard, path).status);
    }
    for (const path of ['/api/v1/../me', '/api/v1/%2e%2e/me', '/api/v1/./me', '/api/v1/events\\..\\me']) {
      expect([400, 404], path).toContain(
        rawProblem(await talk(server, request(`GET ${path} HTTP/1.1`, 'connection: close'))).status,
      );
    }
    const many = Array.from({ length: 10_000 }, (_, n) => `a${n}=1`).join('&');
    expectRefusal(await send(server, { method: 'GET', path: `/api/v1/events?${many}` }), 'ten thousand parameters');
  });

  test('a parameter given twice, nested, or reaching into prototypes is refused', async () => {
    const queries = [
      'limit=1&limit=2',
      'limit[]=1',
      'limit[a]=1',
      'q=a&q=b',
      '__proto__=1',
      '__proto__[x]=1',
      'constructor=1',
      'q=%00',
      '%00=1',
      'limit=%00',
    ];
    for (const query of queries) {
      const heard = await send(server, { method: 'GET', path: `/api/v1/events?${query}` });
      expect(expectRefusal(heard, query).status, query).toBe(422);
    }
  });

  test('every other method of every path is refused with Allow, before anything is read', async () => {
    const known = new Map<string, string[]>();
    for (const path of Object.values(paths)) {
      const [method = '', url = ''] = path.split(' ');
      known.set(url, [...(known.get(url) ?? []), method, ...(method === 'GET' ? ['HEAD'] : [])]);
    }
    await unchanged('methods', async () => {
      for (const [url, allowed] of known) {
        const path = `/api/v1${url.replace(/:\w+/g, randomUUID())}`;
        const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'].filter(
          (method) => !allowed.includes(method),
        );
        for (const method of others) {
          const letter = {
            method,
            path,
            body: method === 'POST' ? 'x' : undefined,
            headers: { cookie: insider, 'content-type': 'text/plain' },
          };
          const heard = await send(server, letter);
          expect([heard.status, heard.headers.allow], `${method} ${path}`).toEqual([405, allowed.join(', ')]);
          if (method !== 'HEAD') expectRefusal(heard, `${method} ${path}`);
        }
      }
    });
  });

  test('no header turns one method into another', async () => {
    const letter = { method: 'GET', path: addressed('releaseHold', goodOf('releaseHold')).path };
    const override = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE', 'x-http-method': 'DELETE' };
    const heard = await send(server, { ...letter, headers: { ...insiderHeaders('releaseHold'), ...override } });
    expect(JSON.parse(heard.text)).toMatchObject({ id: at.holdToRelease.id, status: 'active' });
    expect((await send(server, { ...letter, headers: insiderHeaders('releaseHold') })).text).toContain('"active"');
  });
});

const request = (line: string, ...headers: string[]): string => `${[line, 'host: x', ...headers].join('\r\n')}\r\n\r\n`;

describe('bytes that are not HTTP', () => {
  const broken: Record<string, string | Buffer> = {
    'no HTTP at all': 'hello\r\n\r\n',
    'random bytes': Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10]),
    'two lengths': `${request('POST /api/v1/sessions HTTP/1.1', 'content-length: 2', 'content-length: 3')}{}`,
    'a length and chunks': `${request('POST /api/v1/sessions HTTP/1.1', 'content-length: 2', 'transfer-encoding: chunked')}{}`,
    'a negative length': request('POST /api/v1/sessions HTTP/1.1', 'content-length: -1'),
    'a NUL in a header': request('GET /api/v1/me HTTP/1.1', 'x-y: a\0b'),
    'a header without a name': request('GET /api/v1/me HTTP/1.1', ': x'),
    'a chunk that lies':
      request('POST /api/v1/sessions HTTP/1.1', 'content-type: application/json', 'transfer-encoding: chunked') +
      'zz\r\n{}\r\n',
    'an invented method': request('STEAL /api/v1/me HTTP/1.1'),
    'HTTP/9': request('GET /api/v1/me HTTP/9.9'),
    'an address of 20,000 letters': request(`GET /api/v1/${'x'.repeat(20_000)} HTTP/1.1`),
    'headers of 40,000 letters': request(
      'GET /api/v1/me HTTP/1.1',
      ...Array.from({ length: 40 }, (_, n) => `x-${n}: ${'y'.repeat(1000)}`),
    ),
  };
  for (const [what, bytes] of Object.entries(broken)) {
    test(what, async () => {
      await unchanged(what, async () => {
        const { status, problem } = rawProblem(await talk(server, bytes));
        expect(problem.status, what).toBe(status);
        expect([400, 431], what).toContain(status);
      });
    });
  }

  test('a request that names no host', async () => {
    expect(await talk(server, 'GET /api/v1/me HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  });

  test('a method that HTTP knows but the API does not is refused', async () => {
    for (const method of ['PROPFIND', 'PURGE', 'LINK', 'M-SEARCH']) {
      const { status } = rawProblem(await talk(server, request(`${method} /api/v1/me HTTP/1.1`, 'connection: close')));
      expect([404, 405], method).toContain(status);
    }
  });
});

/** Reads an answer from the bytes of a connection. */
function rawProblem(text: string): { status: number; problem: Problem } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head, text.slice(0, 400)).toMatch(/content-type: application\/problem\+json; charset=utf-8/i);
  const status = Number(head.split(' ')[1]);
  const problem = expectRefusal(
    { status, headers: { 'content-type': 'application/problem+json; charset=utf-8', allow: 'x' }, text: body },
    head,
  );
  return { status, problem };
}

describe('what is well written and still not possible', () => {
  const holdWith = (body: object): Promise<Heard> => ask('holdSeats', { body });
  const expectCodes = async (wishes: readonly [Promise<Heard> | Heard, string][]): Promise<void> => {
    for (const [heard, code] of wishes) expect(expectRefusal(await heard, code).code).toBe(code);
  };

  test('places named twice, of another house, too many, in two ways at once or at a tariff of elsewhere are refused whole', async () => {
    const [first = '', second = ''] = at.freeSeatIds;
    const [foreign = ''] = houses.at.elsewhere.freeSeatIds;
    const { tariffId, tierId, standingZoneId } = houses.at.elsewhere;
    await unchanged('holds', async () => {
      await expectCodes([
        [holdWith({ seats: [first, first] }), 'invalid'],
        [holdWith({ seats: [first, foreign] }), 'invalid'],
        [holdWith({ seats: [first, '999999999999999'] }), 'invalid'],
        [holdWith({ seats: at.freeSeatIds }), 'too_many_places'],
        [holdWith({ seats: Array.from({ length: 1000 }, (_, n) => String(n + 1)) }), 'invalid'],
        [holdWith({ seats: [first], zone: at.standingZoneId, quantity: 1 }), 'invalid'],
        [holdWith({ zone: at.standingZoneId }), 'invalid'],
        [holdWith({ quantity: 1 }), 'invalid'],
        [holdWith({}), 'invalid'],
        [holdWith({ seats: [first, second], tariffs: [{ tariff: tariffId, quantity: 1 }] }), 'no_such_offer'],
        [holdWith({ seats: [first], tariffs: [{ tariff: at.tariffId, quantity: 2 }] }), 'no_such_offer'],
      ]);
      for (const wish of [
        { zone: standingZoneId, quantity: 1 },
        { best: { quantity: 1, tier: tierId } },
        { best: { quantity: 1, maxPriceMinor: 0 } },
      ]) {
        expect(expectRefusal(await holdWith(wish), JSON.stringify(wish)).status).toBeLessThan(500);
      }
    });
  });

  test('no step is skipped and none is taken twice', async () => {
    const { hold, orderToPay, paidOrder } = at;
    const released = await ask('releaseHold', {});
    expect(released.status).toBe(204);
    await server.pool.query(
      `update inventory.hold set held_at = held_at - interval '1 hour', expires_at = clock_timestamp() where id = $1`,
      [at.holdToOrder.id],
    );
    // The job that tidies writes it down once; it must not do so while a later test looks for changes.
    await eventually('the end of the hold to be written down', async () => {
      const { rows } = await server.pool.query<{ state: string }>('select state from inventory.hold where id = $1', [
        at.holdToOrder.id,
      ]);
      return rows[0]?.state === 'expired';
    });
    const order = (id: string, token: string): Promise<Heard> => {
      const body = { hold: id, buyer: { email: 'ada@example.org' } };
      return ask('placeOrder', { body, headers: { authorization: `Bearer ${token}` } });
    };
    const ofOrder = (name: OperationName, orderId: string, token: string, body?: unknown): Promise<Heard> =>
      ask(name, {
        path: addressed(name, { params: { orderId } }).path,
        body,
        headers: { authorization: `Bearer ${token}` },
      });
    await unchanged('steps', async () => {
      await expectCodes([
        [order(at.holdToRelease.id, at.holdToRelease.token), 'hold_ended'],
        [order(at.holdToOrder.id, at.holdToOrder.token), 'hold_expired'],
        [order(hold.id, at.orderToPay.token), 'not_found'],
        [order(orderToPay.holdId, orderToPay.token), 'hold_has_order'],
        [ofOrder('getOrderTicketsPdf', orderToPay.id, orderToPay.token), 'not_found'],
        [ofOrder('payOrder', paidOrder.id, paidOrder.token, goodOf('payOrder').body), 'order_paid'],
        [ofOrder('cancelOrder', paidOrder.id, paidOrder.token), 'order_state'],
        [ask('closeSale', {}), 'sale_state'],
        [
          ask('openSale', { path: addressed('openSale', { params: { performanceId: at.performanceId } }).path }),
          'sale_state',
        ],
      ]);
    });
  });

  test('a payment leads back to this site only, and nothing in the address can end a header', async () => {
    const { origin } = new URL(server.config.publicUrl);
    const foreign = [
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://evil.example',
      `${origin}.evil.example/`,
      `${origin}@evil.example/`,
      origin.replace('://', '://user:pass@'),
      origin.replace('http', 'ftp'),
      origin.replace(/:\d+$/, ':1'),
      '',
      'null',
      ' ',
    ];
    await unchanged('addresses', async () => {
      for (const returnUrl of foreign) {
        const heard = await ask('payOrder', { body: { provider: 'simulator', returnUrl } });
        expect(expectRefusal(heard, returnUrl).code, returnUrl).toBe('return_url_not_allowed');
      }
      const other = await ask('payOrder', { body: { provider: '__proto__', returnUrl: `${origin}/` } });
      expect(expectRefusal(other, 'provider').code).toBe('no_such_provider');
    });
  });

  test('a webhook counts only when its provider signed these very bytes, lately', async () => {
    const { path } = addressed('receiveWebhook', goodOf('receiveWebhook'));
    const body = JSON.stringify(goodOf('receiveWebhook').body);
    const now = Date.now();
    const good = signatureOf(body, { at: now });
    const forged = [
      undefined,
      '',
      good.slice(0, -1),
      `${good},${good}`,
      good.replace(/t=\d+/, (sentAt) => `${sentAt}1`),
      signatureOf(body, { at: now - 302_000 }),
      signatureOf(body, { at: now + 302_000 }),
      signatureOf(`${body} `),
      signatureOf(body, { secret: 'x' }),
      good.replace(/v1=.+/, `v1=${'0'.repeat(64)}`),
    ].map((signature): Record<string, string> => (signature === undefined ? {} : { 'simulator-signature': signature }));
    const json = { 'content-type': 'application/json' };
    await unchanged('webhooks', async () => {
      for (const headers of forged) {
        const heard = await send(server, { method: 'POST', path, body, headers: { ...json, ...headers } });
        expect(expectRefusal(heard, JSON.stringify(headers)).code).toBe('invalid_signature');
      }
      for (const odd of [
        'null',
        '[]',
        '1',
        '"x"',
        '{}',
        '{"id":"x"}',
        '{"id":"x","payment":null}',
        '{"payment":{}}',
        '{"id":"e","type":"t","payment":{}}',
        '{"id":1,"type":2,"payment":{"id":3}}',
        '{"id":"e","type":"t","payment":{"id":"p","status":"succeeded","clientReference":"no uuid","amountMinor":"1","currency":5}}',
      ]) {
        const heard = await send(server, {
          method: 'POST',
          path,
          body: odd,
          headers: { ...json, 'simulator-signature': signatureOf(odd) },
        });
        expectRefusal(heard, `signed ${odd}`);
      }
    });
  });

  test('a scanner gets an answer for each code, whatever was in it, and at most fifty at once', async () => {
    const scan = (code: string, more: object = {}): object => ({
      id: randomUUID(),
      code,
      scannedAt: '2026-05-01T20:00:00Z',
      ...more,
    });
    const { rows } = await server.pool.query<{ id: string }>('select id from tickets.access_right limit 1');
    const codes = [
      '',
      'TS1:',
      'TS9:XXXX',
      'https://evil.example',
      '\u{1f39f}'.repeat(100),
      'x'.repeat(4000),
      rows[0]?.id ?? '',
      `TS1:${'0'.repeat(146)}`,
    ];
    const heard = await ask('scanTickets', { body: { scans: codes.map((code) => scan(code)) } });
    const { results }: { results: { verdict: string; reason: string }[] } = JSON.parse(heard.text);
    expect(results.map(({ verdict }) => verdict)).toEqual(codes.map(() => 'refused'));
    const tooMany = await ask('scanTickets', { body: { scans: Array.from({ length: 51 }, () => scan('x')) } });
    expect(expectRefusal(tooMany, 'fifty-one').code).toBe('invalid');
    expectRefusal(await ask('scanTickets', { body: { scans: [scan('x', { force: true })] } }), 'force');
  });

  test('passwords and addresses that are not good enough make no account', async () => {
    const account = (facts: object): object => ({
      email: 'new@example.org',
      password: 'seven candles in a window',
      name: 'Ada',
      ...facts,
    });
    const passwords = [
      'x',
      'x'.repeat(7),
      'fourteen chars',
      ' '.repeat(20),
      'a'.repeat(20),
      'passwordpassword',
      '123456789012345',
      'tessera tessera!',
      'new@example.org1',
      'x'.repeat(4096),
    ];
    const emails = [
      'a@b',
      'a@b.c',
      '"a b"@example.org',
      'a@b@c.example',
      'a@b.example,c@d.example',
      'a@b.example\r\nbcc:x@y.example',
      'Ada <a@b.example>',
      `${'x'.repeat(250)}@example.org`,
      'a@-',
      '@example.org',
      'a@.example',
      'a@example..org',
      'a@127.0.0.1',
      'a@b.example\u202e',
    ];
    const people = ['a\u202eb', 'a\u0007b', 'a\nb', `e${'\u0301'.repeat(10)}`, 'x'.repeat(500), 'a\u0000b'];
    await unchanged('accounts', async () => {
      for (const facts of [
        ...passwords.map((password) => ({ password })),
        ...emails.map((email) => ({ email })),
        ...people.map((name) => ({ name })),
      ]) {
        expectRefusal(await ask('signUp', { body: account(facts) }), JSON.stringify(facts).slice(0, 80));
      }
    });
  });

  test('an address to come back to that would end a header is spelt so that it does not', async () => {
    const { origin } = new URL(server.config.publicUrl);
    const tricky = await ask('payOrder', {
      body: { provider: 'simulator', returnUrl: `${origin}/\r\nset-cookie: x=é\u2028` },
      headers: { host: 'evil.example' },
    });
    const { next }: { next: { url: string } } = JSON.parse(tricky.text);
    expect(new URL(next.url).origin).toBe(origin);
    const settled = await send(server, {
      method: 'POST',
      path: `/simulator/payments/${next.url.split('/').at(-1)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'outcome=abandon',
    });
    expect(settled.status).toBe(303);
    expect(String(settled.headers.location)).toMatch(/^[\x21-\x7e]+$/);
    expect(settled.headers['set-cookie']).toBeUndefined();
  });
});

/** Last, because what is allowed may change something. */
describe('a strange value that is allowed is answered', () => {
  // Each of these costs a password hash.
  const slow: readonly OperationName[] = ['signUp', 'signIn'];
  for (const name of names.filter((one) => 'body' in operations[one] || 'query' in operations[one])) {
    test(name, async () => {
      const bodies = bodiesOf(name).map(({ input, ...one }) => ({ ...one, letter: { body: input } }));
      const queries = queriesOf(name).map(({ input, ...one }) => ({ ...one, letter: asQuery(name, input) }));
      const allowed = [...bodies, ...queries].filter(({ refused }) => !refused);
      const step = slow.includes(name) ? Math.ceil(allowed.length / 10) : 1;
      for (const { what, letter } of allowed.filter((_, index) => index % step === 0)) {
        const heard = await ask(name, letter);
        if (heard.status >= 300) expectRefusal(heard, `${name} ${what}`);
      }
    });
  }
});

function bodiesOf(name: OperationName): Variation[] {
  const operation = operations[name];
  if (!('body' in operation)) return [];
  const schema: z.ZodType = operation.body;
  return (full[name]?.() ?? [goodOf(name).body]).flatMap((good) => variationsOf(schema, good));
}

function queriesOf(name: OperationName): Variation[] {
  const operation = operations[name];
  if (!('query' in operation)) return [];
  const schema: z.ZodType = operation.query;
  return (full[name]?.() ?? []).flatMap((good) => variationsOf(schema, good).flatMap((one) => asTyped(one, schema)));
}

function asQuery(name: OperationName, input: unknown): Partial<Letter> {
  const { params = {} } = goodOf(name);
  return { path: addressed(name, { params, query: Object(input) }).path };
}

/** The variation as an address can say it, where everything is text; none if it cannot. */
function asTyped({ what, input }: Variation, schema: z.ZodType): Variation[] {
  const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return [];
  const isSayable = (value: unknown): boolean =>
    isText(value) || (Array.isArray(value) && value.length > 1 && value.every(isText));
  // An address cannot carry half a surrogate pair.
  if (!Object.values(input).every(isSayable) || JSON.stringify(input).includes('\\ud800')) return [];
  const typed = Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : String(value)]),
  );
  return [
    { what, input: typed, refused: !schema.safeParse(typed).success || JSON.stringify(typed).includes('\\u0000') },
  ];
}

function sameForAll(params: object, id: string): object {
  return Object.fromEntries(Object.keys(params).map((key) => [key, id]));
}
