import fc from 'fast-check';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isStorable, readJsonBodies, textOf } from './json-body.ts';
import { Refusal } from './refusal.ts';

let server: FastifyInstance;

beforeAll(async () => {
  server = Fastify({ bodyLimit: 1024 * 1024 });
  readJsonBodies(server);
  server.setErrorHandler((error, _request, reply) =>
    reply
      .code(error instanceof Refusal ? error.status : 500)
      .send({ refused: error instanceof Refusal ? error.code : String(error) }),
  );
  server.post('/', async (request) => ({
    read: request.body ?? null,
    kind: typeof request.body,
    text: textOf(request),
  }));
  await server.ready();
});
afterAll(() => server.close());

type Read = { read?: unknown; kind?: string; text?: string; refused?: string };
async function send(payload: string | Buffer): Promise<Read> {
  const answer = await server.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/json' },
    payload,
  });
  return answer.json<Read>();
}

const text = fc.string({ unit: 'grapheme' }).filter(isStorable);
const ownKey = text.filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
/** Any JSON there is, without the keys and letters that are refused on purpose. */
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', 'a', '\n', '\u2028') }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json')),
    fc.dictionary(ownKey, tie('json')),
  ),
}));

describe('what is read', () => {
  test('is what JSON.parse reads, for every JSON there is', async () => {
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom(undefined, 2), async (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        expect(await send(text)).toEqual({ read: JSON.parse(text), kind: typeof JSON.parse(text), text });
      }),
      { numRuns: 200 },
    );
  });

  test('the same key may stand in objects beside and inside one another', async () => {
    for (const text of [
      '{"a":{"a":{"a":1}}}',
      '[{"a":1},{"a":2}]',
      '{"a":[{"a":1}],"b":{"a":1}}',
      '{"a":"a:","b":"\\"a\\":"}',
    ]) {
      expect((await send(text)).read).toEqual(JSON.parse(text));
    }
  });

  test('a body of nothing but blanks is none', async () => {
    for (const text of ['', ' ', '\r\n\t']) expect(await send(text)).toEqual({ read: null, kind: 'undefined', text });
  });
});

describe('what is refused', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a key twice', '{"amount":1,"amount":2}'],
    ['a key twice, once written with escapes', String.raw`{"amount":1,"\u0061mount":2}`],
    ['a key twice, deep inside', '{"a":[{"b":{"c":1,"d":2,"c":3}}]}'],
    ['a key twice, an object between', '{"a":{"b":1},"a":2}'],
    ['a key twice, blanks before the colon', '{"a" \n:1,"a":2}'],
    ['__proto__', '{"__proto__":{"isAdmin":true}}'],
    ['__proto__ with escapes', String.raw`{"\u005f_proto__":1}`],
    ['constructor', '{"a":{"constructor":{"prototype":{}}}}'],
    ['prototype', '[{"prototype":1}]'],
    ['33 arrays deep', '['.repeat(33) + ']'.repeat(33)],
    ['33 objects deep', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`],
    ['half a document', '{"a":'],
    ['two documents', '{}{}'],
    ['a comment', '{"a":1/**/}'],
    ['a trailing comma', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['not a number', '{"a":NaN}'],
    ['an open string', '{"a":"b'],
    ['closing without opening', ']}]}'],
    ['a null byte', '\0'],
    ['text with a NUL, which PostgreSQL cannot hold', String.raw`{"a":["b\u0000"]}`],
    ['a key with half of a surrogate pair', String.raw`{"\ud83c":1}`],
    ['a line break inside a string', '"a\nb"'],
  ];

  test.each(cases)('%s', async (_, text) => {
    expect(await send(text)).toEqual({ refused: 'invalid_json' });
  });

  test('nesting is read up to 32 levels', async () => {
    const text = '['.repeat(32) + ']'.repeat(32);
    expect((await send(text)).read).toEqual(JSON.parse(text));
  });

  test('no key is ever read twice, whatever is said between', async () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));
    await fc.assert(
      fc.asyncProperty(key, json, json, async (name, first, between) => {
        const other = `${name}x`;
        const text = `{${JSON.stringify(name)}:${JSON.stringify(first)},${JSON.stringify(other)}:${JSON.stringify(between)},${JSON.stringify(name)}:1}`;
        expect(await send(text)).toEqual({ refused: 'invalid_json' });
      }),
      { numRuns: 100 },
    );
  });

  test('text of any kind is read or refused, never a failure', async () => {
    const piece = fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '1',
      '"a"',
      ' ',
      'true',
      '\\u00',
      '\ud800',
      'é',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const answer = await send(pieces.join(''));
        expect(answer.refused ?? 'invalid_json').toBe('invalid_json');
      }),
      { numRuns: 200 },
    );
  });

  test('a body of many open brackets is refused, not run out of stack on', async () => {
    expect(await send('['.repeat(500_000))).toEqual({ refused: 'invalid_json' });
    expect(await send('['.repeat(500_000) + ']'.repeat(500_000))).toEqual({ refused: 'invalid_json' });
    expect(await send(`"${'\\"'.repeat(250_000)}`)).toEqual({ refused: 'invalid_json' });
  });
});
