import { expect, test } from 'vitest';
import { call, type Fetch } from './call.ts';

const answering = (body: string, status: number, type: string): Fetch => {
  return () => Promise.resolve(new Response(body, { status, headers: { 'content-type': type } }));
};

test('a call carries its params, query, body, token and key to where the contract says', async () => {
  const sent: { path: string; init: RequestInit | undefined }[] = [];
  const listening: Fetch = (path, init) => {
    sent.push({ path, init });
    return Promise.resolve(Response.json({}));
  };
  await call(listening, 'listSeats', { params: { performanceId: 'a/b' }, query: { zone: 'z 1' } });
  await call(
    listening,
    'payOrder',
    { params: { orderId: 'o1' }, body: { provider: 'simulator', returnUrl: 'http://shop.test/' } },
    { token: 'secret', idempotencyKey: 'key-1' },
  );
  expect(sent.map(({ path, init }) => `${init?.method} ${path}`)).toEqual([
    'GET /api/v1/performances/a%2Fb/seats?zone=z+1',
    'POST /api/v1/orders/o1/payments',
  ]);
  const headers = new Headers(sent[1]?.init?.headers);
  expect([headers.get('authorization'), headers.get('idempotency-key')]).toEqual(['Bearer secret', 'key-1']);
  expect(sent[1]?.init?.body).toBe('{"provider":"simulator","returnUrl":"http://shop.test/"}');
});

test('a refusal is an answer with its code and its facts', async () => {
  const refused = {
    type: 't',
    title: 'T',
    status: 409,
    detail: '',
    instance: '/',
    code: 'seats_taken',
    traceId: 'x1',
    seats: ['7'],
  };
  const answer = await call(answering(JSON.stringify(refused), 409, 'application/problem+json'), 'getMe', {});
  expect(answer).toEqual({
    ok: false,
    problem: { code: 'seats_taken', status: 409, traceId: 'x1', errors: [], facts: { seats: ['7'] } },
  });
});

test('a dead network, a proxy’s error page and broken JSON are answers too, never exceptions', async () => {
  const dead: Fetch = () => Promise.reject(new TypeError('fetch failed'));
  const ways = [
    dead,
    answering('<h1>Bad gateway</h1>', 502, 'text/html'),
    answering('{"items":', 200, 'application/json'),
  ];
  const answers = await Promise.all(ways.map((way) => call(way, 'listSessions', {})));
  expect(answers.map((answer) => (answer.ok ? 'ok' : `${answer.problem.code} ${answer.problem.status}`))).toEqual([
    'unreachable 503',
    'unreachable 502',
    'unreachable 503',
  ]);
});
