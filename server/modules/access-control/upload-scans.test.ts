import { randomUUID } from 'node:crypto';
import { laneOf } from '@tessera/contract/admission/lanes';
import { decodeTicketCode } from '@tessera/contract/ticket-code';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GateDesk, openGateDesk } from '../../testing/gate-desk.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';

let server: GivenServer;
let desk: GateDesk;
let tickets: Awaited<ReturnType<GateDesk['buy']>>;
let ticket: { id: string; serial: string };
let code: string;
beforeAll(async () => {
  server = await givenAServer();
  desk = await openGateDesk(server);
  tickets = await desk.buy(10);
});
afterAll(() => server.stop());
beforeEach(() => {
  const next = tickets.pop() ?? expect.fail('all tickets are used');
  ticket = next;
  code = next.code ?? '';
});
const conflictsOf = async (serial: string) => (await desk.conflicts()).filter((found) => found.ticket === serial);

describe('what a door did without the server', () => {
  test('is recorded once, however often it is told, and at the time it was', async () => {
    const id = randomUUID();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => desk.upload({ id, code, agoMs: 600_000 }).catch(() => undefined)),
    );
    expect(outcomes.filter((told) => told?.outcome === 'recorded')).toHaveLength(1);
    expect((await desk.upload({ id, code })).outcome).toBe('known');
    expect(await desk.staysOf(code)).toBe(1);
    const told = await desk.scan(code);
    const agoMs = Date.now() - Date.parse(told.previous?.at ?? '');
    expect([told.reason, Math.round(agoMs / 60_000)]).toEqual(['already_used', 10]);
  });

  test('is kept when it let nobody in, or read no ticket at all', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await desk.upload({ id: first, code, verdict: 'refused', reason: 'wrong_gate' });
    await desk.upload({ id: second, code: 'BISCUIT', verdict: 'refused', reason: 'not_a_ticket' });
    const { rows } = await server.pool.query(
      'select mode, verdict, reason, device_id from access_control.scan where id = any($1::uuid[]) order by reason',
      [[first, second]],
    );
    const offline = { mode: 'offline', verdict: 'refused', device_id: desk.phone.deviceId };
    expect(rows).toEqual([
      { ...offline, reason: 'not_a_ticket' },
      { ...offline, reason: 'wrong_gate' },
    ]);
    expect(await desk.outcome(code)).toBe('admitted');
  });

  test('is what it is: what the door was to judge, such as the hour, is no conflict', async () => {
    await desk.setPolicy({ rules: [{ products: null, zoneIds: null, gateIds: null, from: null, until: 1_000 }] });
    expect(await desk.outcome(code)).toBe('too_late');
    expect(await desk.upload({ code })).not.toHaveProperty('conflict');
    await desk.setPolicy({});
    expect(await desk.staysOf(code)).toBe(1);
  });

  test('lets somebody out, who may come back where that is allowed', async () => {
    await desk.setPolicy({ mayReturn: true });
    await desk.upload({ code, agoMs: 50_000 });
    await desk.upload({ code, direction: 'out', verdict: 'let_out', agoMs: 40_000 });
    expect(await desk.upload({ code, agoMs: 30_000 })).not.toHaveProperty('conflict');
    expect(await desk.staysOf(code)).toBe(2);
    await desk.setPolicy({});
  });
});

test('a way out that is told late does not end the stay of somebody who came back since', async () => {
  await desk.setPolicy({ usesMax: null });
  await desk.upload({ code, agoMs: 120_000 });
  expect(await desk.outcome(code)).toBe('admitted');
  await desk.upload({ code, direction: 'out', verdict: 'let_out', agoMs: 60_000 });
  const { rows } = await server.pool.query(
    `select count(*)::int as inside from access_control.admission a join tickets.access_right r on r.id = a.access_right_id
     where r.ticket_id = $1 and a.left_at is null`,
    [ticket.id],
  );
  expect(rows[0]).toEqual({ inside: 1 });
  await desk.setPolicy({});
});

describe('two people by one ticket', () => {
  test('the earlier one is the stay, the later one the conflict, in whichever order they are told', async () => {
    const [early, late] = [await desk.device({ name: 'Porte A' }), await desk.device({ name: 'Porte B' })];
    expect(await desk.upload({ code, agoMs: 60_000 }, late)).toMatchObject({ outcome: 'recorded' });
    expect(await desk.upload({ code, agoMs: 120_000 }, early)).toMatchObject({ conflict: 'double' });
    const [conflict, ...more] = await conflictsOf(ticket.serial);
    expect(more).toEqual([]);
    expect(conflict).toMatchObject({
      kind: 'double',
      scan: { device: 'Porte B', isOffline: true },
      other: { device: 'Porte A', isOffline: true },
      seenAt: null,
    });
    expect(await desk.staysOf(code)).toBe(1);
  });

  test('one online and one offline are found too, and announced', async () => {
    await desk.scan(code);
    const id = randomUUID();
    expect(await desk.upload({ id, code, agoMs: 0 })).toMatchObject({ conflict: 'double' });
    expect(await desk.upload({ id, code })).toMatchObject({ outcome: 'known', conflict: 'double' });
    const { rows } = await server.pool.query(
      `select count(*)::int as told from platform.journal
       where kind = 'access_control.scan_conflict_found' and payload->>'scanId' = $1`,
      [id],
    );
    expect(rows[0]).toEqual({ told: 1 });
  });

  test('is looked into by staff, once', async () => {
    await desk.scan(code);
    await desk.upload({ code, agoMs: 0 });
    const [conflict] = await conflictsOf(ticket.serial);
    const params = { conflictId: conflict?.id ?? '' };
    const seen = (await server.ask('acknowledgeScanConflict', { params }, desk.director)).body;
    expect(seen.seenAt).not.toBeNull();
    const again = (await server.ask('acknowledgeScanConflict', { params }, desk.director)).body;
    expect(again).toEqual(seen);
  });
});

test('somebody let in by a ticket that was not good is a conflict, with its reason', async () => {
  const params = { ticketId: ticket.id };
  await server.ask('suspendTicket', { params, body: { reason: 'unpaid' } }, desk.director);
  expect(await desk.upload({ code })).toMatchObject({ conflict: 'not_valid' });
  expect(await conflictsOf(ticket.serial)).toMatchObject([{ kind: 'not_valid', words: 'unpaid', other: null }]);
});

test('where tickets are shared out, whoever lets in another’s is told', async () => {
  const lanes = await openGateDesk(server);
  const [own, other] = [await lanes.device({ name: 'Une' }), await lanes.device({ name: 'Deux' })];
  await lanes.setPolicy({ offline: 'by_lane' });
  await lanes.setLanes([own.deviceId, other.deviceId]);
  const codes: string[] = [];
  // By chance all of a few may be in one lane.
  while (new Set(codes.map(laneOfCode)).size < 2)
    codes.push(...(await lanes.buy(4)).map((bought) => bought.code ?? ''));
  const told = await Promise.all(codes.map((each) => lanes.scan(each, { as: own })));
  const refused = told.flatMap(({ reason, lane }, number) => (reason === 'other_lane' ? [{ number, lane }] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(codes.length);
  expect(new Set(refused.map(({ lane }) => lane))).toEqual(new Set(['Deux']));
  const stranger = codes[refused[0]?.number ?? 0] ?? '';
  expect(await lanes.upload({ code: stranger }, own)).toMatchObject({ conflict: 'other_lane' });
  const fixed = await lanes.setLanes([other.deviceId]);
  expect(fixed.problem.code).toBe('lanes_in_use');
});

function laneOfCode(code: string): number {
  const decoded = decodeTicketCode(code);
  if (!decoded.ok) throw new Error(`not a ticket: ${code}`);
  return laneOf(decoded.code.accessRightId, 2);
}
