import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type GivenServer } from '../../testing/given-a-server.ts';
import { type GivenWallets, passTypeId } from '../../testing/provider-fakes/wallets/given-wallets.ts';
import type { ReadPass } from '../../testing/provider-fakes/wallets/read-pass.ts';
import { aPhone, givenAWalletServer, openWalletDesk, type Phone, type WalletDesk } from '../../testing/wallet-desk.ts';

let server: GivenServer;
let wallets: GivenWallets;
let desk: WalletDesk;
let phone: Phone;
let pass: ReadPass;
beforeAll(async () => {
  ({ server, wallets } = await givenAWalletServer());
});
afterAll(() => server.stop());
beforeEach(async () => {
  desk = await openWalletDesk(server, wallets);
  phone = aPhone();
  pass = await desk.download(desk.tickets[0]?.id ?? '');
});

const ticketId = () => desk.tickets[0]?.id ?? '';
const pushedTo = (one: Phone, times = 1) =>
  eventually(`${times} pushes`, async () => desk.pushesTo(one) === times, 30_000);

describe('a phone with a pass', () => {
  test('registers once, comes again with another address, and is forgotten when it has the pass no more', async () => {
    expect([(await desk.register(phone, pass)).status, (await desk.register(phone, pass)).status]).toEqual([201, 200]);
    const moved = { ...phone, pushToken: aPhone().pushToken };
    expect((await desk.register(moved, pass)).status).toBe(200);
    const { rows } = await server.pool.query('select push_token as token from passes.phone where id = $1', [phone.id]);
    expect(rows).toEqual([{ token: moved.pushToken }]);
    const other = await desk.download(desk.tickets[1]?.id ?? '');
    await desk.register(moved, other);
    expect((await desk.unregister(phone, pass)).status).toBe(200);
    expect(await desk.phones()).toContain(phone.id);
    await desk.unregister(phone, other);
    expect(await desk.phones()).not.toContain(phone.id);
  });

  test('is told when its ticket is cancelled, and then gets a pass that says so and has no code', async () => {
    const second = aPhone();
    await desk.register(phone, pass);
    await desk.register(second, pass);
    const { lastUpdated } = (await desk.changedOn(phone)).body ?? expect.fail('nothing on the phone');
    expect((await desk.changedOn(phone, lastUpdated)).status).toBe(204);
    await desk.cancel(ticketId());
    await pushedTo(phone);
    await pushedTo(second);
    expect(wallets.apple.pushed().every(({ topic }) => topic === passTypeId)).toBe(true);
    const changed = (await desk.changedOn(phone, lastUpdated)).body;
    expect(changed.serialNumbers).toEqual([ticketId()]);
    expect((await desk.changedOn(phone, changed.lastUpdated)).status).toBe(204);
    const latest = await desk.latest(pass);
    expect([latest.json.voided, latest.json.barcodes]).toEqual([true, undefined]);
    expect(latest.json.authenticationToken).toBe(pass.json.authenticationToken);
  });

  test('is told of another gate, and of another hour that nobody announced', async () => {
    await desk.register(phone, pass);
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
    await pushedTo(phone);
    expect((await desk.latest(pass)).json.semantics.venueEntranceGate).toBe('Entrée des artistes');
    await server.pool.query(
      `update catalogue.performance set starts_at = starts_at + interval '30 minutes', ends_at = ends_at + interval '1 hour' where id = $1`,
      [desk.at.performanceId],
    );
    await pushedTo(phone, 2);
    const before = Date.parse(pass.json.semantics.eventStartDate);
    expect(Date.parse((await desk.latest(pass)).json.semantics.eventStartDate) - before).toBe(30 * 60_000);
  });

  test('is told nothing when nothing on the pass has changed', async () => {
    await desk.register(phone, pass);
    const zones = [{ zone: desk.at.zoneIds.parterre, gates: [desk.at.gateId] }];
    await server.ask(
      'directZones',
      { params: { performanceId: desk.at.performanceId }, body: { zones } },
      desk.director,
    );
    await desk.cancel(desk.tickets[1]?.id ?? '');
    const other = aPhone();
    const third = await openWalletDesk(server, wallets, 1);
    const last = await third.download(third.tickets[0]?.id ?? '');
    await third.register(other, last);
    await third.cancel(third.tickets[0]?.id ?? '');
    await pushedTo(other);
    expect(desk.pushesTo(phone)).toBe(0);
  });

  test('that comes only after its ticket was cancelled is told at once', async () => {
    const first = aPhone();
    await desk.register(first, pass);
    await desk.cancel(ticketId());
    await pushedTo(first);
    await desk.register(phone, pass);
    await pushedTo(phone);
    expect((await desk.latest(pass)).json.voided).toBe(true);
  });

  test('that was told of one change has missed none that was begun before and committed after it', async () => {
    const [slow, quick] = desk.tickets.map(({ id }) => id);
    await desk.register(phone, pass);
    await desk.register(phone, await desk.download(quick ?? ''));
    const { lastUpdated } = (await desk.changedOn(phone)).body;
    const client = await server.pool.connect();
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended('changes of passes', 0))`);
    await client.query(`update passes.pass set change_number = nextval('passes.change_number') where ticket_id = $1`, [
      slow,
    ]);
    await desk.cancel(quick ?? '');
    await eventually('the other change waits', async () => {
      const waiting = `select from pg_locks where locktype = 'advisory' and not granted`;
      return (await server.pool.query(waiting)).rows.length > 0;
    });
    expect((await desk.changedOn(phone, lastUpdated)).status).toBe(204);
    await client.query('commit');
    client.release();
    await pushedTo(phone);
    expect((await desk.changedOn(phone, lastUpdated)).body.serialNumbers).toEqual([slow, quick]);
  });

  test('that has the latest pass is told 304, and gets it again only after a change', async () => {
    const ask = (since: string) =>
      desk.get(desk.latestPath(ticketId()), { ...desk.shown(pass), 'if-modified-since': since });
    const first = await desk.get(desk.latestPath(ticketId()), desk.shown(pass));
    const since = first.headers.get('last-modified') ?? '';
    expect([first.status, (await ask(since)).status]).toEqual([200, 304]);
    await desk.register(phone, pass);
    await desk.cancel(ticketId());
    await pushedTo(phone);
    const changed = await ask(since);
    expect(changed.status).toBe(200);
    expect((await ask(changed.headers.get('last-modified') ?? '')).status).toBe(304);
  });
});

describe('a push', () => {
  test('that Apple could not take is tried again, and only that one', async () => {
    const second = aPhone();
    await desk.register(phone, pass);
    await desk.register(second, pass);
    wallets.apple.trouble('error_500');
    await desk.cancel(ticketId());
    await pushedTo(phone);
    await pushedTo(second);
    expect(desk.pushesTo(phone) + desk.pushesTo(second)).toBe(2);
  });

  test('gets through after too many, no answer, and a connection that went away', async () => {
    await desk.register(phone, pass);
    wallets.apple.trouble('too_many', 'unanswered', 'gone_away');
    await desk.cancel(ticketId());
    await pushedTo(phone);
    expect(wallets.apple.refused()).toContain('TooManyRequests');
  });

  test('to a phone that is reached no more ends its registrations, and those of no other', async () => {
    const second = aPhone();
    await desk.register(phone, pass);
    await desk.register(second, pass);
    wallets.apple.remove(phone.pushToken);
    const stranger = { id: aPhone().id, pushToken: 'abcdef0123456789' };
    await desk.register(stranger, pass);
    await desk.cancel(ticketId());
    await pushedTo(second);
    await eventually('both forgotten', async () => {
      const left = await desk.phones();
      return !left.includes(phone.id) && !left.includes(stranger.id);
    });
    expect(await desk.phones()).toContain(second.id);
    expect(wallets.apple.refused()).toEqual(expect.arrayContaining(['Unregistered', 'BadDeviceToken']));
  });
});

describe('nobody', () => {
  const wrong = async (): Promise<Record<string, string>[]> => {
    const other = await desk.download(desk.tickets[1]?.id ?? '');
    return [
      {},
      { authorization: 'ApplePass ' },
      { authorization: `ApplePass ${'A'.repeat(43)}` },
      { authorization: `Basic ${pass.json.authenticationToken}` },
      { authorization: `ApplePass ${desk.guest.token}` },
      desk.shown(other),
    ];
  };

  test('gets a pass, registers or unregisters without the token of that pass', async () => {
    await desk.register(phone, pass);
    for (const headers of await wrong()) {
      const answers = [
        (await desk.get(desk.latestPath(ticketId()), headers)).status,
        (await desk.register(aPhone(), pass, headers)).status,
        (await desk.unregister(phone, pass, headers)).status,
      ];
      expect(answers, JSON.stringify(headers)).toEqual([401, 401, 401]);
    }
    expect(await desk.phones()).toContain(phone.id);
  });

  test('opens a ticket with the token of its pass', async () => {
    const token = pass.json.authenticationToken;
    expect((await server.ask('getTicket', { params: { ticketId: ticketId() } }, { token })).status).toBe(404);
    expect((await desk.get(`/tickets/${ticketId()}/apple-pass?k=${token}`)).status).toBe(404);
  });

  test('learns of passes of another pass type, or of a phone that is not known', async () => {
    await desk.register(phone, pass);
    const elsewhere = `/wallet/apple/v1/passes/pass.org.example.other/${ticketId()}`;
    expect((await desk.get(elsewhere, desk.shown(pass))).status).toBe(404);
    expect((await desk.changedOn(aPhone())).status).toBe(404);
  });
});

test('what a phone could not do is taken down, and a report that is none is refused', async () => {
  const log = (logs: unknown) =>
    fetch(`${server.url}/api/v1/wallet/apple/v1/log`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ logs }),
    });
  expect((await log(['[2026-11-27] Get pass task encountered error'])).status).toBe(200);
  expect((await log('none')).status).toBe(422);
});

test('phones are forgotten a month after the performance', async () => {
  await desk.register(phone, pass);
  await server.pool.query(
    `update catalogue.performance set doors_at = doors_at - interval '40 days', starts_at = starts_at - interval '40 days',
       ends_at = ends_at - interval '40 days' where id = $1`,
    [desk.at.performanceId],
  );
  await desk.forgetPhones();
  expect(await desk.phones()).not.toContain(phone.id);
});
