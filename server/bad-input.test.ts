import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { operations } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import type { Problem } from '@tessera/contract/problems';
import { roles } from '@tessera/contract/api/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { databasePrint } from './testing/database-print.ts';
import { expectRefusal } from './testing/expect-problem.ts';
import { givenAnAccount } from './testing/given-an-account.ts';
import { givenAServer, type GivenServer } from './testing/given-a-server.ts';
import { givenASession } from './testing/given-a-session.ts';
import { addressed, type Heard, type Letter, send, talk } from './testing/send.ts';
import { givenTwoHouses, type Targets, type TwoHouses } from './testing/two-houses.ts';
import { headersOf, type ValidRequest, validRequests } from './testing/valid-requests.ts';
import { type Variation, variationsOf } from './testing/violations.ts';

const names = Object.keys(operations) as OperationName[];
let server: GivenServer;
let houses: TwoHouses;
let at: Targets;
/** Somebody who may do everything, so that a refusal can only be about the input. */
let insider: string;
let goods: ReadonlyMap<OperationName, Good>;

beforeAll(async () => {
  server = await givenAServer();
  houses = await givenTwoHouses(server);
  at = houses.at.house;
  const { accountId } = await givenAnAccount(server.pool, { roles: [...roles], organiserId: at.organiserId, isSuperadmin: true });
  insider = (await givenASession(server, accountId)).cookie;
  goods = new Map(await Promise.all(names.map(async (name) => [name, await firstRequest(name).ask(at, houses)] as const)));
});
afterAll(async () => {
  await server.stop();
});

type Good = { readonly params?: object; readonly query?: object; readonly body?: unknown };
type Parts = { readonly params?: z.ZodObject; readonly query?: z.ZodObject; readonly body?: z.ZodType };

const firstRequest = (name: OperationName): ValidRequest<never> => validRequests[name][0];
const goodOf = (name: OperationName): Good => goods.get(name) ?? {};
const insiderHeaders = (name: OperationName): Record<string, string> =>
  headersOf({ cookie: insider, token: firstRequest(name).opens?.(at) });

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
      q: 'soir', city: 'Paris', from: '2026-05-01T20:00:00Z', to: '2030-05-01T20:00:00Z', category: 'theatre',
      maxPriceMinor: '10000', available: 'true', cursor: 'x', limit: '5',
    },
  ],
  getQuote: () => [{ offer: at.offerId, quantity: '2', promo: 'SPRING' }],
  listSeats: () => [{ zone: at.standingZoneId }],
  listOrders: () => [{ organiser: at.organiserId, cursor: 'x', limit: '5' }],
};

describe('a body that breaks one rule is refused and changes nothing', () => {
  for (const name of names.filter((one) => 'body' in operations[one])) {
    test(name, async () => {
      const { body: schema }: Parts = operations[name];
      const whole = full[name]?.() ?? [goodOf(name).body];
      const variations = whole.flatMap((good) => (schema ? variationsOf(schema, good) : []));
      expect(variations.filter(({ refused }) => refused).length).toBeGreaterThan(20);
      await unchanged(name, async () => {
        for (const { what, input } of variations.filter(({ refused }) => refused)) {
          expectRefusal(await ask(name, { body: input }), `${name} ${what}`);
        }
      });
      await expectNoFailure(name, variations, (input) => ({ body: input }));
    });
  }
});

describe('a query that breaks one rule is refused and changes nothing', () => {
  for (const name of names.filter((one) => 'query' in operations[one])) {
    test(name, async () => {
      const { query: schema }: Parts = operations[name];
      const { params = {} } = goodOf(name);
      const whole = full[name]?.() ?? [];
      const variations = whole.flatMap((good) => (schema ? variationsOf(schema, good).flatMap((one) => asTyped(one, schema)) : []));
      const asQuery = (input: unknown): Partial<Letter> => ({ path: addressed(name, { params, query: Object(input) }).path });
      expect(variations.filter(({ refused }) => refused).length).toBeGreaterThan(20);
      await unchanged(name, async () => {
        for (const { what, input } of variations.filter(({ refused }) => refused)) {
          expectRefusal(await ask(name, asQuery(input)), `${name} ${what}`);
        }
      });
      await expectNoFailure(name, variations, asQuery);
    });
  }
});

describe('an id that is none is nothing here', () => {
  const strangeIds = [
    '0', '-1', '9223372036854775808', 'null', 'undefined', '*', "' or 1=1--", 'é', 'a b', 'a/b', 'a%2fb', '..;', '../x',
    '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '{00000000-0000-4000-8000-000000000000}',
    '01890a5d-ac96-774b-bcce-b302099a805', 'a\u0000b', '\ufeff', 'x'.repeat(190), 'x'.repeat(5000), '__proto__', 'constructor',
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
          expect(['not_found', 'address_too_long', 'bad_request', 'invalid'], `${name} ${id.slice(0, 60)}`).toContain(code);
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
    'objects in objects': '{"a":'.repeat(5000) + '1' + '}'.repeat(5000),
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
  for (const name of takesBody) {
    test(name, async () => {
      await unchanged(name, async () => {
        for (const [what, body] of Object.entries(unreadable)) {
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
      'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=x', 'application/xml',
      'text/html', 'application/jsonp', 'application', 'x', '*/*', 'application/json-patch+json',
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

  test('a body beyond 64 KiB is refused, also when its length is not told', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(70_000) });
    const chunk = `${(10_000).toString(16)}\r\n${'x'.repeat(10_000)}\r\n`;
    await unchanged('sizes', async () => {
      for (const name of takesBody) {
        expect(expectRefusal(await ask(name, { body: large }), name).status).toBe(413);
      }
      const head = 'POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
      expect(rawProblem(await talk(server, `${head}${chunk.repeat(8)}0\r\n\r\n`)).status).toBe(413);
    });
  });

  test('numbers that are none for a price or a count are refused, never rounded', async () => {
    const { path } = addressed('holdSeats', goodOf('holdSeats'));
    for (const quantity of ['1e309', '-1e309', '1e-400', '-0', '0', '1.5', '99999999999999999999', '9007199254740993', '"2"']) {
      const body = `{"zone":"${at.standingZoneId}","quantity":${quantity}}`;
      expect(expectRefusal(await ask('holdSeats', { path, body, headers: { 'content-type': 'application/json' } }), quantity).status).toBe(422);
    }
  });
});

describe('addresses and methods', () => {
  test('an address that cannot be read, is too long or leads nowhere is refused', async () => {
    const addresses = [
      '/api/v1/%', '/api/v1/%zz', '/api/v1/events/%E0%A4%A', '/api/v1/events/%ff', '/api/v1/events/%2e%2e%2f', '/api/v1/events/a%00b',
      '/api/v1', '/api/v1/', '/api/v1//events', '/api/v1/events/', '/api/v1/EVENTS', '/api/v1/nothing', '/api/v1/me.css', '/api/v1/me/x.css',
      '/api/v1/me/', '/api/v1/orders.json', '/api/v1/..;/me', '/api/v1/%2e%2e/me', `/api/v1/events/${'x'.repeat(5000)}`,
    ];
    for (const path of addresses) {
      const heard = await send(server, { method: 'GET', path, headers: { cookie: insider } });
      expect([400, 404, 414], path).toContain(expectRefusal(heard, path).status);
    }
    const many = Array.from({ length: 10_000 }, (_, n) => `a${n}=1`).join('&');
    expectRefusal(await send(server, { method: 'GET', path: `/api/v1/events?${many}` }), 'ten thousand parameters');
  });

  test('a parameter given twice, nested, or reaching into prototypes is refused', async () => {
    const queries = ['limit=1&limit=2', 'limit[]=1', 'limit[a]=1', 'q=a&q=b', '__proto__=1', '__proto__[x]=1', 'constructor=1', 'q=%00', '%00=1', 'limit=%00'];
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
        const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'].filter((method) => !allowed.includes(method));
        for (const method of others) {
          const letter = { method, path, body: method === 'POST' ? 'x' : undefined, headers: { cookie: insider, 'content-type': 'text/plain' } };
          const heard = await send(server, letter);
          expect([heard.status, heard.headers['allow']], `${method} ${path}`).toEqual([405, allowed.join(', ')]);
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

describe('bytes that are not HTTP', () => {
  const request = (line: string, ...headers: string[]): string => `${[line, 'host: x', ...headers].join('\r\n')}\r\n\r\n`;
  const broken: Record<string, string | Buffer> = {
    'no HTTP at all': 'hello\r\n\r\n',
    'random bytes': Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10]),
    'two lengths': request('POST /api/v1/sessions HTTP/1.1', 'content-length: 2', 'content-length: 3') + '{}',
    'a length and chunks': request('POST /api/v1/sessions HTTP/1.1', 'content-length: 2', 'transfer-encoding: chunked') + '{}',
    'a negative length': request('POST /api/v1/sessions HTTP/1.1', 'content-length: -1'),
    'a NUL in a header': request('GET /api/v1/me HTTP/1.1', 'x-y: a\0b'),
    'a header without a name': request('GET /api/v1/me HTTP/1.1', ': x'),
    'a chunk that lies': request('POST /api/v1/sessions HTTP/1.1', 'content-type: application/json', 'transfer-encoding: chunked') + 'zz\r\n{}\r\n',
    'an invented method': request('STEAL /api/v1/me HTTP/1.1'),
    'HTTP/9': request('GET /api/v1/me HTTP/9.9'),
    'an address of 20,000 letters': request(`GET /api/v1/${'x'.repeat(20_000)} HTTP/1.1`),
    'headers of 40,000 letters': request('GET /api/v1/me HTTP/1.1', ...Array.from({ length: 40 }, (_, n) => `x-${n}: ${'y'.repeat(1000)}`)),
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
  const problem = expectRefusal({ status, headers: { 'content-type': 'application/problem+json; charset=utf-8', allow: 'x' }, text: body }, head);
  return { status, problem };
}

async function expectNoFailure(name: OperationName, variations: readonly Variation[], letter: (input: unknown) => Partial<Letter>): Promise<void> {
  for (const { what, input } of variations.filter(({ refused }) => !refused)) {
    const heard = await ask(name, letter(input));
    if (heard.status >= 300) expectRefusal(heard, `${name} ${what}`);
  }
}

/** The variation as an address can say it, where everything is text; none if it cannot. */
function asTyped({ what, input }: Variation, schema: z.ZodType): Variation[] {
  const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return [];
  const isSayable = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.length > 1 && value.every(isText));
  // An address cannot carry half a surrogate pair.
  if (!Object.values(input).every(isSayable) || JSON.stringify(input).includes('\\ud800')) return [];
  const typed = Object.fromEntries(Object.entries(input).map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : String(value)]));
  return [{ what, input: typed, refused: !schema.safeParse(typed).success || JSON.stringify(typed).includes('\\u0000') }];
}

function sameForAll(params: object, id: string): object {
  return Object.fromEntries(Object.keys(params).map((key) => [key, id]));
}
