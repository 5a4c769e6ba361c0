import { createHash, createPublicKey, verify } from 'node:crypto';
import { apiBase } from '@tessera/contract/api/paths';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buySeats } from '../../testing/buy.ts';
import { givenADevice } from '../../testing/given-a-device.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenASession } from '../../testing/given-a-session.ts';
import { givenAnAccount } from '../../testing/given-an-account.ts';
import { givenAccess } from '../../testing/given-an-authority.ts';
import { givenStaff } from '../../testing/given-staff.ts';
import { readPdf } from '../../testing/read-pdf.ts';

let server: GivenServer;
let at: GivenPerformance;
let director: string;
let officer: { accountId: string; cookie: string };

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 4 });
  director = await givenStaff(server, at.organiserId);
  const wish = { roles: ['authority' as const], organiserId: at.organiserId, name: 'Cdt Morel' };
  const { accountId } = await givenAnAccount(server.pool, wish);
  officer = { accountId, cookie: (await givenASession(server, accountId)).cookie };
});

const look = () =>
  server.ask('getAuthorityEntry', { params: { performanceId: at.performanceId } }, { cookie: officer.cookie });
const fetchReport = (query = '?locale=en') =>
  fetch(`${server.url}${apiBase}/performances/${at.performanceId}/authority-report${query}`, {
    headers: { cookie: officer.cookie },
  });
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const grant = (body: object = {}) =>
  server.ask(
    'grantAuthorityAccess',
    {
      params: { organiserId: at.organiserId },
      body: {
        account: officer.accountId,
        performance: at.performanceId,
        startsAt: inHours(-1),
        endsAt: inHours(1),
        ...body,
      },
    },
    { cookie: director, key: crypto.randomUUID() },
  );
const revoke = (accessId: string) =>
  server.ask('revokeAuthorityAccess', { params: { accessId } }, { cookie: director });
const views = async () =>
  (await server.ask('listAuthorityViews', { params: { organiserId: at.organiserId }, query: {} }, { cookie: director }))
    .body.items;

describe('an authority', () => {
  test('sees nothing by its role alone, everything while it has access, and nothing from the instant it is taken away', async () => {
    expect((await look()).problem.code).toBe('access_not_open');
    const { id } = (await grant()).body;
    expect((await look()).body.figures.performance.id).toBe(at.performanceId);
    await revoke(id);
    expect((await look()).problem.code).toBe('access_not_open');
    expect((await fetchReport()).status).toBe(403);
    expect((await revoke(id)).problem.code).toBe('access_over');
  });

  test('sees nothing before its time and nothing after it', async () => {
    await givenAccess(server, at, officer.accountId, { from: 1, until: 2 });
    await givenAccess(server, at, officer.accountId, { from: -2, until: -1 });
    expect((await look()).problem.code).toBe('access_not_open');
    const open = await server.ask('listOpenAccesses', {}, { cookie: officer.cookie });
    expect(open.body.items).toEqual([]);
  });

  test('who has access to a day sees all that begin on it where they are, and nothing of another day', async () => {
    const { rows } = await server.pool.query<{ day: string }>(
      `select (starts_at at time zone time_zone)::date::text as day from catalogue.performance where id = $1`,
      [at.performanceId],
    );
    await grant({ performance: null, day: '2031-01-01' });
    expect((await look()).problem.code).toBe('access_not_open');
    await grant({ performance: null, day: rows[0]?.day });
    expect((await look()).status).toBe(200);
    const open = await server.ask('listOpenAccesses', {}, { cookie: officer.cookie });
    expect(open.body.items.map(({ performance }) => performance.id)).toEqual([at.performanceId]);
  });

  test('who has lost the role sees nothing, whatever access is left', async () => {
    await grant();
    await server.pool.query(`delete from identity.membership where account_id = $1`, [officer.accountId]);
    expect((await look()).problem.code).toBe('role_missing');
    expect((await server.ask('listOpenAccesses', {}, { cookie: officer.cookie })).body.items).toEqual([]);
  });

  test('finds no person, ticket, order or device in what it gets, nor the words of an incident', async () => {
    await grant();
    const { order, token } = await buySeats(server, at.performanceId, at.rows[0]?.slice(0, 1) ?? []);
    const ticketId = order.tickets[0]?.id ?? '';
    const { code } = (await server.ask('getTicket', { params: { ticketId } }, { token })).body;
    const device = await givenADevice(server, { organiserId: at.organiserId, name: 'Téléphone de Nour' });
    const shift = { performance: at.performanceId, accessPoint: at.accessPointId, direction: 'in' as const };
    const body = { ...shift, id: crypto.randomUUID(), agent: 'Nour Haddad', checks: [] };
    await server.ask('startShift', { body }, { token: device.token });
    const scans = [{ id: crypto.randomUUID(), code: code ?? '', scannedAt: inHours(0) }];
    await server.ask(
      'scanTickets',
      { params: { accessPointId: at.accessPointId }, body: { scans } },
      { token: device.token },
    );
    const told = { kind: 'medical', severity: 'serious', words: 'Mme Dupont a fait un malaise' } as const;
    await server.ask(
      'reportIncident',
      { params: { performanceId: at.performanceId }, body: told },
      { token: device.token },
    );
    const seen = (await look()).body;
    expect(seen.figures).toMatchObject({ inside: 1, tickets: 1, doors: { devices: 1 } });
    expect(seen.incidents).toMatchObject([{ kind: 'medical', severity: 'serious', state: 'open' }]);
    const { text = '' } = (await readPdf(new Uint8Array(await (await fetchReport()).arrayBuffer()))).pages[0] ?? {};
    for (const answer of [JSON.stringify(seen), text]) {
      expect(answer).not.toMatch(/Nour|Haddad|Téléphone|Dupont|malaise|Lina|Amari|Camille|Morel|@/);
      for (const secret of [device.deviceId, order.id, order.reference, ticketId, order.tickets[0]?.serial]) {
        expect(answer).not.toContain(secret);
      }
    }
    expect(text).toContain('Medical, serious');
  });
});

describe('every look', () => {
  test('is kept: a screen that goes on asking is one viewing, a report another, each in the journal', async () => {
    await grant();
    for (let times = 0; times < 3; times += 1) await look();
    await fetchReport();
    const kept = await views();
    expect(kept.map(({ kind, name, times }) => [kind, name, times])).toEqual([
      ['report', 'Cdt Morel', 1],
      ['screen', 'Cdt Morel', 3],
    ]);
    const { rows } = await server.pool.query<{ kind: string; actorId: string }>(
      `select kind, actor_id as "actorId" from platform.journal where subject_id = $1 and kind like 'authority.%' order by id`,
      [at.performanceId],
    );
    expect(rows).toEqual([
      { kind: 'authority.entry_viewed', actorId: officer.accountId },
      { kind: 'authority.report_made', actorId: officer.accountId },
    ]);
  });

  test('begins anew after a minute without one, and from another session', async () => {
    await grant();
    await look();
    await server.pool.query(
      `update authority.viewing set last_at = last_at - interval '61 seconds' where performance_id = $1`,
      [at.performanceId],
    );
    await look();
    const { cookie } = await givenASession(server, officer.accountId);
    await server.ask('getAuthorityEntry', { params: { performanceId: at.performanceId } }, { cookie });
    expect((await views()).map(({ times }) => times)).toEqual([1, 1, 1]);
  });

  test('can be neither taken out of the list nor, for a report, changed', async () => {
    await grant();
    await fetchReport();
    await expect(server.pool.query('delete from authority.viewing')).rejects.toThrow('append-only');
    await expect(server.pool.query('update authority.report set made_at = now()')).rejects.toThrow('append-only');
  });
});

describe('a grant', () => {
  test('is refused for whoever has not the role, for a performance of others, and for a time that cannot be', async () => {
    const stranger = (await givenAnAccount(server.pool)).accountId;
    const other = await givenAPerformance(server.pool);
    const errors = async (body: object) =>
      ((await grant(body)).problem.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
    expect(await errors({ account: stranger })).toEqual(['/body/account unknown']);
    expect(await errors({ performance: other.performanceId })).toEqual(['/body/performance unknown']);
    expect(await errors({ day: '2026-05-01' })).toEqual(['/body/performance one_thing']);
    expect(await errors({ endsAt: inHours(-2) })).toEqual(['/body/endsAt before_start']);
    expect(await errors({ startsAt: inHours(-3), endsAt: inHours(-2) })).toEqual(['/body/endsAt past']);
    expect(await errors({ endsAt: inHours(24 * 32) })).toEqual(['/body/endsAt too_long']);
  });
});

describe('a report', () => {
  test('is a PDF with the figures, whose address leads to a signature that anybody can check with the key', async () => {
    await grant();
    const answer = await fetchReport();
    const pdf = new Uint8Array(await answer.arrayBuffer());
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const { pages, language } = await readPdf(pdf);
    expect(language).toBe('en');
    expect(pages[0]?.text).toContain('Entry report');
    expect(pages[0]?.text).toContain('Maison des Essais');
    const reportId = /\/reports\/([\w-]{36})/.exec(pages.map(({ text }) => text).join(' '))?.[1] ?? '';
    expect(pages.some(({ code }) => code === `${server.config.publicUrl}/reports/${reportId}`)).toBe(true);
    const signed = (await server.ask('getSignedReport', { params: { reportId } })).body;
    expect(signed.sha256).toBe(createHash('sha256').update(pdf).digest('hex'));
    expect(signed.signedText).toBe(`tessera report 1\n${reportId}\n${signed.sha256}`);
    const key = createPublicKey({ key: Buffer.from(signed.publicKey, 'base64url'), type: 'spki', format: 'der' });
    const signature = Buffer.from(signed.signature, 'base64url');
    expect(verify(null, Buffer.from(signed.signedText), key, signature)).toBe(true);
    expect(verify(null, Buffer.from(signed.signedText.replace(/.$/, 'x')), key, signature)).toBe(false);
  });

  test('stays good when the organiser signs with a new key', async () => {
    await grant();
    const pdf = await readPdf(new Uint8Array(await (await fetchReport()).arrayBuffer()));
    const reportId = /\/reports\/([\w-]{36})/.exec(pdf.pages.map(({ text }) => text).join(' '))?.[1] ?? '';
    const before = (await server.ask('getSignedReport', { params: { reportId } })).body;
    await server.ask('rotateSigningKey', { params: { organiserId: at.organiserId } }, { cookie: director });
    expect((await server.ask('getSignedReport', { params: { reportId } })).body).toEqual(before);
  });

  test('is in the language of the browser where none is asked for', async () => {
    await grant();
    const { pages } = await readPdf(new Uint8Array(await (await fetchReport('')).arrayBuffer()));
    expect(pages[0]?.text).toContain('Rapport d’entrée');
  });
});
