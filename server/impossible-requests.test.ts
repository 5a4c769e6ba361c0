import { randomUUID } from 'node:crypto';
import type { OperationName } from '@tessera/contract/api/paths';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from './testing/expect-problem.ts';
import { eventually } from './testing/given-a-server.ts';
import { givenAnInsider, type Insider } from './testing/given-an-insider.ts';
import { addressed, type Heard, send } from './testing/send.ts';
import { signatureOf } from './testing/send-webhook.ts';

let given: Insider;
beforeAll(async () => {
  given = await givenAnInsider();
});
afterAll(() => given.server.stop());

describe('what is well written and still not possible', () => {
  const holdWith = (body: object): Promise<Heard> => given.ask('holdSeats', { body });
  const expectCodes = async (wishes: readonly [Promise<Heard> | Heard, string][]): Promise<void> => {
    for (const [heard, code] of wishes) expect(expectRefusal(await heard, code).code).toBe(code);
  };

  test('places named twice, of another house, too many, in two ways at once or at a tariff of elsewhere are refused whole', async () => {
    const [first = '', second = ''] = given.at.freeSeatIds;
    const [foreign = ''] = given.houses.at.elsewhere.freeSeatIds;
    const { tariffId, tierId, standingZoneId } = given.houses.at.elsewhere;
    await given.unchanged('holds', async () => {
      await expectCodes([
        [holdWith({ seats: [first, first] }), 'invalid'],
        [holdWith({ seats: [first, foreign] }), 'invalid'],
        [holdWith({ seats: [first, '999999999999999'] }), 'invalid'],
        [holdWith({ seats: given.at.freeSeatIds }), 'too_many_places'],
        [holdWith({ seats: Array.from({ length: 1000 }, (_, n) => String(n + 1)) }), 'invalid'],
        [holdWith({ seats: [first], zone: given.at.standingZoneId, quantity: 1 }), 'invalid'],
        [holdWith({ zone: given.at.standingZoneId }), 'invalid'],
        [holdWith({ quantity: 1 }), 'invalid'],
        [holdWith({}), 'invalid'],
        [holdWith({ seats: [first, second], tariffs: [{ tariff: tariffId, quantity: 1 }] }), 'no_such_offer'],
        [holdWith({ seats: [first], tariffs: [{ tariff: given.at.tariffId, quantity: 2 }] }), 'no_such_offer'],
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
    const { hold, orderToPay, paidOrder } = given.at;
    const released = await given.ask('releaseHold', {});
    expect(released.status).toBe(204);
    await given.server.pool.query(
      `update inventory.hold set held_at = held_at - interval '1 hour', expires_at = clock_timestamp() where id = $1`,
      [given.at.holdToOrder.id],
    );
    // The job that tidies writes it down once; it must not do so while a later test looks for changes.
    await eventually('the end of the hold to be written down', async () => {
      const { rows } = await given.server.pool.query<{ state: string }>(
        'select state from inventory.hold where id = $1',
        [given.at.holdToOrder.id],
      );
      return rows[0]?.state === 'expired';
    });
    const order = (id: string, token: string): Promise<Heard> => {
      const body = { hold: id, buyer: { email: 'ada@example.org' } };
      return given.ask('placeOrder', { body, headers: { authorization: `Bearer ${token}` } });
    };
    const ofOrder = (name: OperationName, orderId: string, token: string, body?: unknown): Promise<Heard> =>
      given.ask(name, {
        path: addressed(name, { params: { orderId } }).path,
        body,
        headers: { authorization: `Bearer ${token}` },
      });
    await given.unchanged('steps', async () => {
      await expectCodes([
        [order(given.at.holdToRelease.id, given.at.holdToRelease.token), 'hold_ended'],
        [order(given.at.holdToOrder.id, given.at.holdToOrder.token), 'hold_expired'],
        [order(hold.id, given.at.orderToPay.token), 'not_found'],
        [order(orderToPay.holdId, orderToPay.token), 'hold_has_order'],
        [ofOrder('getOrderTicketsPdf', orderToPay.id, orderToPay.token), 'not_found'],
        [ofOrder('payOrder', paidOrder.id, paidOrder.token, given.goodOf('payOrder').body), 'order_paid'],
        [ofOrder('cancelOrder', paidOrder.id, paidOrder.token), 'order_state'],
        [given.ask('closeSale', {}), 'sale_state'],
        [
          given.ask('openSale', {
            path: addressed('openSale', { params: { performanceId: given.at.performanceId } }).path,
          }),
          'sale_state',
        ],
      ]);
    });
  });

  test('a payment leads back to this site only, and nothing in the address can end a header', async () => {
    const { origin } = new URL(given.server.config.publicUrl);
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
    await given.unchanged('addresses', async () => {
      for (const returnUrl of foreign) {
        const heard = await given.ask('payOrder', { body: { provider: 'simulator', returnUrl } });
        expect(expectRefusal(heard, returnUrl).code, returnUrl).toBe('return_url_not_allowed');
      }
      const other = await given.ask('payOrder', { body: { provider: '__proto__', returnUrl: `${origin}/` } });
      expect(expectRefusal(other, 'provider').code).toBe('no_such_provider');
    });
  });

  test('a webhook counts only when its provider signed these very bytes, lately', async () => {
    const { path } = addressed('receiveWebhook', given.goodOf('receiveWebhook'));
    const body = JSON.stringify(given.goodOf('receiveWebhook').body);
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
    await given.unchanged('webhooks', async () => {
      for (const headers of forged) {
        const heard = await send(given.server, { method: 'POST', path, body, headers: { ...json, ...headers } });
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
        const heard = await send(given.server, {
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
    const { rows } = await given.server.pool.query<{ id: string }>('select id from tickets.access_right limit 1');
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
    const heard = await given.ask('scanTickets', { body: { scans: codes.map((code) => scan(code)) } });
    const { results }: { results: { verdict: string; reason: string }[] } = JSON.parse(heard.text);
    expect(results.map(({ verdict }) => verdict)).toEqual(codes.map(() => 'refused'));
    const tooMany = await given.ask('scanTickets', { body: { scans: Array.from({ length: 51 }, () => scan('x')) } });
    expect(expectRefusal(tooMany, 'fifty-one').code).toBe('invalid');
    expectRefusal(await given.ask('scanTickets', { body: { scans: [scan('x', { force: true })] } }), 'force');
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
    await given.unchanged('accounts', async () => {
      for (const facts of [
        ...passwords.map((password) => ({ password })),
        ...emails.map((email) => ({ email })),
        ...people.map((name) => ({ name })),
      ]) {
        expectRefusal(await given.ask('signUp', { body: account(facts) }), JSON.stringify(facts).slice(0, 80));
      }
    });
  });

  test('an address to come back to that would end a header is spelt so that it does not', async () => {
    const { origin } = new URL(given.server.config.publicUrl);
    const tricky = await given.ask('payOrder', {
      body: { provider: 'simulator', returnUrl: `${origin}/\r\nset-cookie: x=é\u2028` },
      headers: { host: 'evil.example' },
    });
    const { next }: { next: { url: string } } = JSON.parse(tricky.text);
    expect(new URL(next.url).origin).toBe(origin);
    const settled = await send(given.server, {
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
