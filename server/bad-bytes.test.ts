import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { operations } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from './testing/expect-problem.ts';
import { givenAnInsider, type Insider, operationNames, rawProblem } from './testing/given-an-insider.ts';
import { addressed, send, talk } from './testing/send.ts';

let given: Insider;
beforeAll(async () => {
  given = await givenAnInsider();
});
afterAll(() => given.server.stop());

const takesBody = operationNames.filter((name) => 'body' in operations[name]);
const writes = operationNames.filter((name) => !paths[name].startsWith('GET'));

const request = (line: string, ...headers: string[]): string => `${[line, 'host: x', ...headers].join('\r\n')}\r\n\r\n`;

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
      await given.unchanged(name, async () => {
        for (const [what, body] of Object.entries({ ...unreadable, ...spoilt(given.goodOf(name).body) })) {
          const heard = await given.ask(name, { body, headers: { 'content-type': 'application/json' } });
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
    await given.unchanged('types', async () => {
      for (const name of writes) {
        for (const type of types) {
          const heard = await given.ask(name, { body: '{}', headers: { 'content-type': type } });
          expect([heard.status, expectRefusal(heard, `${name} as ${type}`).code]).toEqual([415, 'unsupported_type']);
        }
        for (const encoding of ['gzip', 'br', 'deflate', 'gzip, gzip', 'x']) {
          const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
          const heard = await given.ask(name, { body: gzipSync('{}'), headers });
          expect(expectRefusal(heard, `${name} in ${encoding}`).status).toBe(415);
        }
      }
    });
  });

  test('a body beyond 64 KiB, or what a plan, an allocation or a bank statement may take, is refused, also when its length is not told', async () => {
    const bytesMax: Partial<Record<OperationName, number>> = {
      drawMapping: 24 * 2 ** 20,
      allocatePlaces: 2 ** 20,
      importBankStatement: 8_000_000,
    };
    const chunk = `${(10_000).toString(16)}\r\n${'x'.repeat(10_000)}\r\n`;
    await given.unchanged('sizes', async () => {
      for (const name of takesBody) {
        const large = JSON.stringify({ name: 'x'.repeat(bytesMax[name] ?? 64 * 2 ** 10) });
        expect(expectRefusal(await given.ask(name, { body: large }), name).status).toBe(413);
      }
      const head =
        'POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
      expect(rawProblem(await talk(given.server, `${head}${chunk.repeat(8)}0\r\n\r\n`)).status).toBe(413);
    });
  });

  test('numbers that are none for a price or a count are refused, never rounded', async () => {
    const { path } = addressed('holdSeats', given.goodOf('holdSeats'));
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
      const body = `{"zone":"${given.at.standingZoneId}","quantity":${quantity}}`;
      expect(
        expectRefusal(
          await given.ask('holdSeats', { path, body, headers: { 'content-type': 'application/json' } }),
          quantity,
        ).status,
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
      const heard = await send(given.server, { method: 'GET', path, headers: { cookie: given.cookie } });
      expect([400, 404, 414], path).toContain(expectRefusal(heard, path).status);
    }
    for (const path of ['/api/v1/../me', '/api/v1/%2e%2e/me', '/api/v1/./me', '/api/v1/events\\..\\me']) {
      expect([400, 404], path).toContain(
        rawProblem(await talk(given.server, request(`GET ${path} HTTP/1.1`, 'connection: close'))).status,
      );
    }
    const many = Array.from({ length: 10_000 }, (_, n) => `a${n}=1`).join('&');
    expectRefusal(
      await send(given.server, { method: 'GET', path: `/api/v1/events?${many}` }),
      'ten thousand parameters',
    );
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
      const heard = await send(given.server, { method: 'GET', path: `/api/v1/events?${query}` });
      expect(expectRefusal(heard, query).status, query).toBe(422);
    }
  });

  test('every other method of every path is refused with Allow, before anything is read', async () => {
    const known = new Map<string, string[]>();
    for (const path of Object.values(paths)) {
      const [method = '', url = ''] = path.split(' ');
      known.set(url, [...(known.get(url) ?? []), method, ...(method === 'GET' ? ['HEAD'] : [])]);
    }
    await given.unchanged('methods', async () => {
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
            headers: { cookie: given.cookie, 'content-type': 'text/plain' },
          };
          const heard = await send(given.server, letter);
          expect([heard.status, heard.headers.allow], `${method} ${path}`).toEqual([405, allowed.join(', ')]);
          if (method !== 'HEAD') expectRefusal(heard, `${method} ${path}`);
        }
      }
    });
  });

  test('no header turns one method into another', async () => {
    const letter = { method: 'GET', path: addressed('releaseHold', given.goodOf('releaseHold')).path };
    const override = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE', 'x-http-method': 'DELETE' };
    const heard = await send(given.server, { ...letter, headers: { ...given.headersOf('releaseHold'), ...override } });
    expect(JSON.parse(heard.text)).toMatchObject({ id: given.at.holdToRelease.id, status: 'active' });
    expect((await send(given.server, { ...letter, headers: given.headersOf('releaseHold') })).text).toContain(
      '"active"',
    );
  });
});

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
      await given.unchanged(what, async () => {
        const { status, problem } = rawProblem(await talk(given.server, bytes));
        expect(problem.status, what).toBe(status);
        expect([400, 431], what).toContain(status);
      });
    });
  }

  test('a request that names no host', async () => {
    expect(await talk(given.server, 'GET /api/v1/me HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  });

  test('a method that HTTP knows but the API does not is refused', async () => {
    for (const method of ['PROPFIND', 'PURGE', 'LINK', 'M-SEARCH']) {
      const { status } = rawProblem(
        await talk(given.server, request(`${method} /api/v1/me HTTP/1.1`, 'connection: close')),
      );
      expect([404, 405], method).toContain(status);
    }
  });
});
