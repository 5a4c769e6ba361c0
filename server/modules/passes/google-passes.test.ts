import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type GivenServer } from '../../testing/given-a-server.ts';
import type { GivenWallets } from '../../testing/provider-fakes/wallets/given-wallets.ts';
import { EventTicketClass, EventTicketObject } from '../../testing/provider-fakes/wallets/google-schemas.ts';
import { givenAWalletServer, openWalletDesk, type WalletDesk } from '../../testing/wallet-desk.ts';

let server: GivenServer;
let wallets: GivenWallets;
let desk: WalletDesk;
beforeAll(async () => {
  ({ server, wallets } = await givenAWalletServer());
});
afterAll(() => server.stop());
beforeEach(async () => {
  desk = await openWalletDesk(server, wallets);
});

const save = (ticketId = desk.tickets[0]?.id ?? '', caller: { token?: string } = desk.guest) =>
  server.ask('saveToGoogleWallet', { params: { ticketId } }, caller);
const objectOf = (code: string) => wallets.google.objects().find(({ barcode }) => barcode?.value === code);
const object = (id: string) => wallets.google.objects().find((one) => one.id === id);
const readLink = async (url: string) => {
  const jwt = url.replace('https://pay.google.com/gp/v/save/', '');
  const { payload, protectedHeader } = await jwtVerify<{ payload: { eventTicketObjects: object[] } }>(
    jwt,
    wallets.google.publicKey,
    { issuer: wallets.google.email, audience: 'google', algorithms: ['RS256'] },
  );
  return { payload, protectedHeader };
};
const saved = async (code = desk.tickets[0]?.code ?? '') => {
  expect((await save()).status).toBe(200);
  return objectOf(code) ?? expect.fail('Google has no such ticket');
};

describe('a ticket for Google Wallet', () => {
  test('is put at Google, and the link names it by its ids alone, signed by the service account', async () => {
    const { url } = (await save()).body;
    const [ticket] = desk.tickets;
    const there = objectOf(ticket?.code ?? '') ?? expect.fail('not at Google');
    const { payload, protectedHeader } = await readLink(url);
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    expect(payload).toMatchObject({ typ: 'savetowallet', origins: [server.config.publicUrl] });
    expect(payload.payload).toEqual({ eventTicketObjects: [{ id: there.id, classId: there.classId }] });
    expect(EventTicketObject.parse(there)).toMatchObject({
      state: 'ACTIVE',
      ticketNumber: `${desk.bought.order.reference}-01`,
      ticketType: { defaultValue: { language: 'fr', value: 'Plein tarif' } },
      seatInfo: { gate: { defaultValue: { value: 'Porte A' } }, seat: { defaultValue: { value: '1' } } },
      groupingInfo: { groupingId: desk.bought.order.id, sortIndex: 1 },
    });
    const its = wallets.google.classes().find(({ id }) => id === there.classId);
    expect(EventTicketClass.parse(its)).toMatchObject({
      issuerName: 'Maison des Essais',
      eventName: {
        defaultValue: { language: 'fr', value: 'Un soir d’essai' },
        translatedValues: [{ language: 'en', value: 'A trial evening' }],
      },
      merchantLocations: [{ latitude: 48.8566, longitude: 2.3522 }],
    });
    const logo = await fetch(its?.logo?.sourceUri.uri ?? '');
    const png = Buffer.from(await logo.arrayBuffer());
    expect([logo.headers.get('content-type'), png.readUInt32BE(16)]).toEqual(['image/png', 660]);
  });

  test('carries a code that lets its holder in, and after it was cancelled is inactive and has none', async () => {
    const there = await saved();
    await desk.cancel(desk.tickets[0]?.id ?? '');
    const ended = await eventually('inactive', async () => {
      const now = object(there.id);
      return now?.state === 'INACTIVE' && now;
    });
    expect(ended.barcode).toBeUndefined();
    expect(await desk.scan(there.barcode?.value ?? '')).toBe('revoked');
    const other = await (async () => {
      await save(desk.tickets[1]?.id ?? '');
      return objectOf(desk.tickets[1]?.code ?? '');
    })();
    expect(await desk.scan(other?.barcode?.value ?? '')).toBe('admitted');
  });

  test('says where to go once the gate has changed, and when once the hour has', async () => {
    const there = await saved();
    const { rows } = await server.pool.query<{ id: string }>(
      `select id from venues.gate where mapping_id = $1 and code = 'Z'`,
      [desk.at.mappingId],
    );
    const zones = [{ zone: desk.at.zoneIds.parterre, gates: [rows[0]?.id ?? ''] }];
    await server.ask(
      'directZones',
      { params: { performanceId: desk.at.performanceId }, body: { zones } },
      desk.director,
    );
    await eventually(
      'the new gate',
      async () => object(there.id)?.seatInfo?.gate?.defaultValue.value === 'Entrée des artistes',
    );
    const its = () => wallets.google.classes().find(({ id }) => id === there.classId);
    const before = its()?.dateTime?.doorsOpen ?? '';
    await server.pool.query(
      `update catalogue.performance set doors_at = doors_at - interval '30 minutes' where id = $1`,
      [desk.at.performanceId],
    );
    await eventually(
      'the new hour',
      async () => Date.parse(before) - Date.parse(its()?.dateTime?.doorsOpen ?? before) === 30 * 60_000,
      30_000,
    );
  });

  test('that nobody wanted there is not told to Google', async () => {
    const calls = wallets.google.calls().length;
    await desk.download(desk.tickets[0]?.id ?? '');
    await desk.cancel(desk.tickets[0]?.id ?? '');
    const other = await openWalletDesk(server, wallets, 1);
    await server.ask('saveToGoogleWallet', { params: { ticketId: other.tickets[0]?.id ?? '' } }, other.guest);
    expect(wallets.google.calls().slice(calls)).toEqual([
      expect.objectContaining({ method: 'POST', status: 200 }),
      expect.objectContaining({ method: 'POST', status: 200 }),
    ]);
  });

  test('comes with all of its order in a link that stays short; more than it can name are refused', async () => {
    const params = { orderId: desk.bought.order.id };
    const { url } = (await server.ask('saveOrderToGoogleWallet', { params }, desk.guest)).body;
    expect((await readLink(url)).payload.payload.eventTicketObjects).toHaveLength(2);
    const six = await openWalletDesk(server, wallets, 6);
    const long = (await server.ask('saveOrderToGoogleWallet', { params: { orderId: six.bought.order.id } }, six.guest))
      .body;
    expect((await readLink(long.url)).payload.payload.eventTicketObjects).toHaveLength(6);
    expect(long.url.length).toBeLessThan(1800);
    const seven = await openWalletDesk(server, wallets, 7);
    const answer = await server.ask(
      'saveOrderToGoogleWallet',
      { params: { orderId: seven.bought.order.id } },
      seven.guest,
    );
    expect(answer.problem.code).toBe('too_many_for_a_link');
  });

  test('is for its holder alone', async () => {
    const stranger = await openWalletDesk(server, wallets, 1);
    for (const caller of [{}, stranger.guest]) expect((await save(desk.tickets[0]?.id, caller)).status).toBe(404);
    expect(objectOf(desk.tickets[0]?.code ?? '')).toBeUndefined();
  });
});

describe('when Google', () => {
  test('has it already, as its first answer was lost, the ticket is changed instead', async () => {
    await save(desk.tickets[1]?.id ?? '');
    wallets.google.trouble('reply_lost');
    const first = await save();
    expect([first.status, first.problem.code]).toEqual([503, 'wallet_unavailable']);
    expect(objectOf(desk.tickets[0]?.code ?? '')).toBeDefined();
    const calls = wallets.google.calls().length;
    expect((await save()).status).toBe(200);
    expect(
      wallets.google
        .calls()
        .slice(calls)
        .map(({ method, status }) => [method, status]),
    ).toEqual([
      ['POST', 409],
      ['PATCH', 200],
    ]);
  });

  test('has lost it, it is put there again', async () => {
    const there = await saved();
    wallets.google.forget(there.id);
    const calls = wallets.google.calls().length;
    await desk.cancel(desk.tickets[0]?.id ?? '');
    await eventually('inactive', async () => object(there.id)?.state === 'INACTIVE');
    expect(
      wallets.google
        .calls()
        .slice(calls)
        .map(({ method, status }) => [method, status]),
    ).toEqual([
      ['PATCH', 404],
      ['POST', 200],
    ]);
  });

  test('ends a token early, another is asked for', async () => {
    await save();
    wallets.google.endTokens();
    expect((await save(desk.tickets[1]?.id ?? '')).status).toBe(200);
  });

  test('is down, too busy or refuses us, the holder is told to try again, and can', async () => {
    for (const trouble of ['down', 'too_many', 'error_500', 'forbidden'] as const) {
      wallets.google.trouble(trouble);
      const answer = await save();
      expect([answer.status, answer.problem.code], trouble).toEqual([503, 'wallet_unavailable']);
    }
    expect((await save()).status).toBe(200);
  });

  test('cannot take that a ticket is void, it is told again until it has', async () => {
    const there = await saved();
    wallets.google.trouble('too_many', 'error_500', 'down');
    await desk.cancel(desk.tickets[0]?.id ?? '');
    await eventually('inactive', async () => object(there.id)?.state === 'INACTIVE', 30_000);
  });

  test('hears of a ticket from several at once, it has it once, as it is', async () => {
    const [ticket] = desk.tickets;
    const answers = await Promise.all([1, 2, 3, 4].map(() => save()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(wallets.google.objects().filter(({ barcode }) => barcode?.value === ticket?.code)).toHaveLength(1);
  });

  test('hears of a ticket while it is cancelled, it is inactive in the end', async () => {
    const there = await saved(desk.tickets[0]?.code);
    const [ticketId = ''] = desk.tickets.map(({ id }) => id);
    await Promise.all([desk.cancel(ticketId), ...[1, 2, 3].map(() => save())]);
    await eventually('inactive', async () => object(there.id)?.state === 'INACTIVE', 30_000);
  });
});
