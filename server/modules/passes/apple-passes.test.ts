import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type GivenServer, startServer } from '../../testing/given-a-server.ts';
import { type GivenWallets, givenWallets, teamId } from '../../testing/provider-fakes/wallets/given-wallets.ts';
import { readPass, unzip } from '../../testing/provider-fakes/wallets/read-pass.ts';
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

const fieldsOf = (pass: Awaited<ReturnType<WalletDesk['download']>>) =>
  Object.fromEntries(
    Object.values(pass.json.eventTicket).flatMap((group = []) => group.map(({ key, value }) => [key, value])),
  );

describe('a ticket as an Apple pass', () => {
  test('is signed, whole, and says whose, where, when and by which gate', async () => {
    const [ticket] = desk.tickets;
    const pass = await desk.download(ticket?.id ?? '');
    expect(pass.json).toMatchObject({
      serialNumber: ticket?.id,
      teamIdentifier: teamId,
      organizationName: 'Maison des Essais',
      webServiceURL: `${server.config.publicUrl}/api/v1/wallet/apple/`,
      groupingIdentifier: desk.bought.order.id,
      voided: false,
      locations: [{ latitude: 48.8566, longitude: 2.3522 }],
      barcodes: [{ message: ticket?.code, altText: `${desk.bought.order.reference}-01` }],
      semantics: { eventType: 'PKEventTypeLivePerformance', seats: [{ seatRow: 'A', seatNumber: '1' }] },
    });
    expect(fieldsOf(pass)).toMatchObject({
      event: 'A trial evening',
      venue: 'Salle des Essais',
      gate: 'Porte A',
      place: 'Parterre',
      row: 'A',
      seat: '1',
      tariff: 'Full price',
      organiser: 'Maison des Essais',
      address: 'Salle des Essais\n1 rue de la Paix\nParis',
    });
  });

  test('speaks French and English, and has our mark in every size', async () => {
    const { files } = await desk.download(desk.tickets[0]?.id ?? '');
    const french = files.get('fr.lproj/pass.strings')?.toString('utf8');
    expect(french).toContain('"A trial evening" = "Un soir d’essai";');
    expect(french).toContain('"Gate" = "Porte";');
    expect(files.get('en.lproj/pass.strings')?.toString('utf8')).toContain('"Gate" = "Gate";');
    const widths = ['icon.png', 'icon@2x.png', 'icon@3x.png', 'logo.png', 'logo@2x.png', 'logo@3x.png'].map((name) =>
      files.get(name)?.readUInt32BE(16),
    );
    expect(widths).toEqual([29, 58, 87, 50, 100, 150]);
  });

  test('carries a code that lets its holder in, and after it was cancelled no more', async () => {
    const [one, other] = await Promise.all(desk.tickets.map(({ id }) => desk.download(id)));
    const codeIn = (pass: typeof one) => pass?.json.barcodes?.[0]?.message ?? '';
    expect(await desk.scan(codeIn(one))).toBe('admitted');
    expect((await desk.cancel(desk.tickets[1]?.id ?? '')).status).toBe(201);
    expect(await desk.scan(codeIn(other))).toBe('revoked');
  });

  test('comes with the others of its order in one file, void ones left out', async () => {
    const path = `/orders/${desk.bought.order.id}/apple-passes?k=${desk.guest.token}`;
    const codes = async () => {
      const answer = await desk.get(path);
      expect(answer.headers.get('content-type')).toBe('application/vnd.apple.pkpasses');
      const files = [...unzip(Buffer.from(await answer.arrayBuffer())).values()];
      const passes = await Promise.all(files.map((file) => readPass(file, wallets.authority.pem)));
      return passes.map(({ json }) => json.barcodes?.[0]?.message);
    };
    const [one, other] = desk.tickets;
    expect(await codes()).toEqual([one?.code, other?.code]);
    await desk.cancel(one?.id ?? '');
    expect(await codes()).toEqual([other?.code]);
  });

  test('is for its holder alone, and there is none of a void ticket', async () => {
    const [ticket] = desk.tickets;
    const stranger = await openWalletDesk(server, wallets, 1);
    for (const key of ['', `?k=${stranger.guest.token}`]) {
      expect((await desk.get(`/tickets/${ticket?.id}/apple-pass${key}`)).status).toBe(404);
      expect((await desk.get(`/orders/${desk.bought.order.id}/apple-passes${key}`)).status).toBe(404);
    }
    await desk.cancel(ticket?.id ?? '');
    expect((await desk.get(`/tickets/${ticket?.id}/apple-pass?k=${desk.guest.token}`)).status).toBe(404);
  });
});

test('a pass that is asked for while its ticket is being cancelled says so', async () => {
  const [ticketId = ''] = desk.tickets.map(({ id }) => id);
  const client = await server.pool.connect();
  await client.query('begin');
  await client.query(`update tickets.access_right set state = 'revoked' where ticket_id = $1`, [ticketId]);
  await client.query(`update tickets.ticket set status = 'void', voided_at = now() where id = $1`, [ticketId]);
  const asked = desk.download(ticketId);
  await eventually('it waits', async () => {
    const { rows } = await server.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });
  await client.query('commit');
  client.release();
  expect((await asked).json.voided).toBe(true);
});

describe('where Apple Wallet is not set up', () => {
  test('nothing offers it, and whoever asks all the same is told so', async () => {
    const plain = await startServer(server.databaseUrl, { simulator: false });
    const answer = await plain.ask('getApplePass', { params: { ticketId: desk.tickets[0]?.id ?? '' } }, desk.guest);
    const offered = (await plain.ask('getWallets', {})).body;
    await plain.stop();
    expect([answer.status, answer.problem.code]).toEqual([404, 'wallet_not_offered']);
    expect(offered).toEqual({ apple: false, google: false });
    expect((await server.ask('getWallets', {})).body).toEqual({ apple: true, google: true });
  });

  test('nor once the certificate has ended, as no phone would open what it signs', async () => {
    const late = await givenWallets({ days: -1 });
    const ended = await startServer(server.databaseUrl, { simulator: false, wallets: late.config });
    const answer = await ended.ask('getApplePass', { params: { ticketId: desk.tickets[0]?.id ?? '' } }, desk.guest);
    const offered = (await ended.ask('getWallets', {})).body;
    await ended.stop();
    await late.close();
    expect([answer.problem.code, offered.apple, offered.google]).toEqual(['wallet_not_offered', false, true]);
  });
});
