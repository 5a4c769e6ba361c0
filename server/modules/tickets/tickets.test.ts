import type { webcrypto } from 'node:crypto';
import { apiBase } from '@tessera/contract/api/paths';
import { decodeTicketCode } from '@tessera/contract/ticket-code';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buySeats, placeAnOrder } from '../../testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { readPdf } from '../../testing/read-pdf.ts';

let server: GivenServer;
let at: GivenPerformance;
let bought: Awaited<ReturnType<typeof buySeats>>;

beforeAll(async () => {
  server = await givenAServer();
  at = await givenAPerformance(server.pool, { rows: 2, seatsPerRow: 6 });
  bought = await buySeats(server, at.performanceId, at.rows[0]?.slice(0, 3) ?? []);
});
afterAll(() => server.stop());

async function publicKeyOf(organiserId: string): Promise<webcrypto.CryptoKey> {
  const { rows } = await server.pool.query<{ publicKey: Buffer }>(
    'select public_key as "publicKey" from tickets.signing_key where organiser_id = $1 and retired_at is null',
    [organiserId],
  );
  const spki = new Uint8Array(rows[0]?.publicKey ?? []);
  return crypto.subtle.importKey('spki', spki, 'Ed25519', false, ['verify']);
}
async function isGood(code: string | null, key: webcrypto.CryptoKey): Promise<boolean> {
  const decoded = decodeTicketCode(code ?? '');
  if (!decoded.ok) throw new Error(decoded.problem);
  return crypto.subtle.verify('Ed25519', key, new Uint8Array(decoded.signature), new Uint8Array(decoded.signedBytes));
}
const orderNow = async () =>
  (await server.ask('getOrder', { params: { orderId: bought.order.id } }, { token: bought.token })).body;
const ticketNow = (ticketId: string, token = bought.token) =>
  server.ask('getTicket', { params: { ticketId } }, { token });
const pdfOf = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${apiBase}${path}`, { headers });

async function voidTickets(...ticketIds: (string | undefined)[]): Promise<void> {
  await server.pool.query(
    `update tickets.access_right set state = 'revoked' where ticket_id = any($1) and state = 'issued'`,
    [ticketIds],
  );
  await server.pool.query(`update tickets.ticket set status = 'void', voided_at = now() where id = any($1)`, [
    ticketIds,
  ]);
}

describe('the code of a ticket', () => {
  test('is checked offline with the organiser’s public key alone, by what every browser has', async () => {
    const key = await publicKeyOf(at.organiserId);
    for (const { code } of bought.order.tickets) expect(await isGood(code, key)).toBe(true);
  });

  test('is not good under the key of another organiser', async () => {
    const other = await givenAPerformance(server.pool);
    await buySeats(server, other.performanceId, other.rows[0]?.slice(0, 1) ?? []);
    expect(await isGood(bought.order.tickets[0]?.code ?? null, await publicKeyOf(other.organiserId))).toBe(false);
  });

  test('is each time the same, and another for each ticket', async () => {
    const again = await orderNow();
    const codes = bought.order.tickets.map(({ code }) => code);
    expect(again.tickets.map(({ code }) => code)).toEqual(codes);
    expect(new Set(codes).size).toBe(3);
  });

  test('names the performance and nothing of the person', async () => {
    const decoded = decodeTicketCode(bought.order.tickets[0]?.code ?? '');
    expect(decoded.ok && decoded.code.performanceNumber).toBe(at.performanceNumber);
    const bytes = decoded.ok ? Buffer.from(decoded.signedBytes).toString('latin1') : '';
    expect(bytes).not.toMatch(/lina/i);
  });

  test('is kept nowhere: the private key lies sealed and the tables hold no code', async () => {
    const { rows } = await server.pool.query<{ dump: string }>(
      `select string_agg(t::text, ' ') || (select string_agg(r::text, ' ') from tickets.access_right r) as dump from tickets.ticket t`,
    );
    expect(rows[0]?.dump).not.toContain('TS1:');
    const sealed = await server.pool.query<{ sealed: Buffer }>(
      'select private_key_sealed as sealed from tickets.signing_key',
    );
    // Every Ed25519 key in PKCS#8 holds these bytes, the name of the algorithm.
    for (const row of sealed.rows) expect(row.sealed.includes(Buffer.from('06032b6570', 'hex'))).toBe(false);
  });
});

describe('a ticket', () => {
  test('says where, when and at which gate, under a serial of its order', async () => {
    const [first] = bought.order.tickets;
    const { body } = await ticketNow(first?.id ?? '');
    expect(body).toMatchObject({
      order: bought.order.id,
      orderReference: bought.order.reference,
      serial: `${bought.order.reference}-01`,
      code: first?.code,
      status: 'valid',
      title: { fr: 'Un soir d’essai', en: 'A trial evening' },
      venue: 'Salle des Essais',
      zone: 'Parterre',
      row: 'A',
      number: '1',
      tariff: { fr: 'Plein tarif', en: 'Full price' },
      gates: ['Porte A'],
      timeZone: 'Europe/Paris',
    });
  });

  test('is opened by the token of its order, not by that of another', async () => {
    const other = await placeAnOrder(server, at.performanceId, at.rows[1]?.slice(0, 1) ?? []);
    const ticketId = bought.order.tickets[0]?.id ?? '';
    expect((await ticketNow(ticketId, other.token)).problem.code).toBe('not_found');
    expect((await ticketNow(crypto.randomUUID())).problem.code).toBe('not_found');
    for (const path of [`/tickets/${ticketId}/pdf`, `/orders/${bought.order.id}/tickets.pdf`]) {
      expect((await pdfOf(path)).status).toBe(404);
      expect((await pdfOf(`${path}?k=${other.token}`)).status).toBe(404);
      expect((await pdfOf(`${path}?k=${bought.token}`)).status).toBe(200);
    }
  });

  test('comes as PDF in the reader’s language, its code the one the door reads', async () => {
    const [first] = bought.order.tickets;
    for (const [language, words] of [
      ['fr', 'Un soir d’essai'],
      ['en-GB,fr;q=0.5', 'A trial evening'],
    ] as const) {
      const answer = await pdfOf(`/tickets/${first?.id}/pdf?k=${bought.token}`, { 'accept-language': language });
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      expect(answer.headers.get('content-disposition')).toBe(`inline; filename="${first?.serial}.pdf"`);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { pages } = await readPdf(new Uint8Array(await answer.arrayBuffer()));
      expect(pages.map(({ code }) => code)).toEqual([first?.code]);
      expect(pages[0]?.text).toContain(words);
    }
  });

  test('whose access right was renewed has the new code only', async () => {
    const [, ticket] = bought.order.tickets;
    await server.pool.query(`update tickets.access_right set state = 'replaced' where ticket_id = $1`, [ticket?.id]);
    await server.pool.query(
      `insert into tickets.access_right (ticket_id, performance_id, zone_id, signing_key_id, epoch, valid_from, valid_until)
       select ticket_id, performance_id, zone_id, signing_key_id, 2, valid_from, valid_until
       from tickets.access_right where ticket_id = $1`,
      [ticket?.id],
    );
    const { tickets } = await orderNow();
    expect(tickets.map(({ id }) => id)).toEqual(bought.order.tickets.map(({ id }) => id));
    const renewed = tickets.find(({ id }) => id === ticket?.id)?.code ?? '';
    const decoded = decodeTicketCode(renewed);
    expect(decoded.ok && decoded.code.epoch).toBe(2);
    expect((await ticketNow(ticket?.id ?? '')).body.code).toBe(renewed);
  });

  test('that is void has no code and no page; the others of its order stay', async () => {
    const [gone, ...left] = (await orderNow()).tickets;
    await voidTickets(gone?.id);
    const { body } = await ticketNow(gone?.id ?? '');
    expect([body.status, body.code]).toEqual(['void', null]);
    expect((await orderNow()).tickets.map(({ status, code }) => [status, code !== null])).toEqual([
      ['void', false],
      ['valid', true],
      ['valid', true],
    ]);
    expect((await pdfOf(`/tickets/${gone?.id}/pdf?k=${bought.token}`)).status).toBe(404);
    const answer = await pdfOf(`/orders/${bought.order.id}/tickets.pdf?k=${bought.token}`);
    const { pages } = await readPdf(new Uint8Array(await answer.arrayBuffer()));
    expect(pages.map(({ code }) => code)).toEqual(left.map(({ code }) => code));
    await voidTickets(...left.map(({ id }) => id));
    expect((await pdfOf(`/orders/${bought.order.id}/tickets.pdf?k=${bought.token}`)).status).toBe(404);
  });

  test('of an order that is not paid does not exist', async () => {
    const unpaid = await placeAnOrder(server, at.performanceId, at.rows[1]?.slice(1, 2) ?? []);
    expect(unpaid.order.tickets).toEqual([]);
    expect((await pdfOf(`/orders/${unpaid.order.id}/tickets.pdf?k=${unpaid.token}`)).status).toBe(404);
  });
});
