import { createPrivateKey, sign } from 'node:crypto';
import { bytesToSign, decodeTicketCode, encodeTicketCode, type TicketCode } from '@tessera/contract/ticket-code';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveSecrets } from '../../platform/secrets.ts';
import { buySeats } from '../../testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer, testSecret } from '../../testing/given-a-server.ts';
import { givenAnAccount } from '../../testing/given-an-account.ts';

let server: GivenServer;
let at: GivenPerformance;
let cookie: string;
let codes: string[];

beforeAll(async () => {
  server = await givenAServer();
  at = await givenAPerformance(server.pool, { rows: 3, seatsPerRow: 10 });
  cookie = await controllerAt(at.organiserId);
  codes = (await Promise.all([0, 1, 2].map(buyRow))).flat();
});
afterAll(() => server.stop());

async function controllerAt(organiserId: string): Promise<string> {
  const account = await givenAnAccount(server.pool, { organiserId, roles: ['gate_controller'] });
  const answer = await server.ask('signIn', { body: { email: account.email, password: account.password } });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
async function buyRow(row: number): Promise<string[]> {
  const { order } = await buySeats(server, at.performanceId, at.rows[row] ?? []);
  return order.tickets.map(({ code }) => code ?? '');
}
/** A ticket nobody used yet. */
const newCode = () => codes.pop() ?? expect.fail('all tickets are used');

type Door = { accessPointId?: string; id?: string; as?: string };
async function scan(
  code: string,
  { accessPointId = at.accessPointId, id = crypto.randomUUID(), as = cookie }: Door = {},
) {
  const scans = [{ id, code, scannedAt: new Date().toISOString() }];
  const ask = () => server.ask('scanTickets', { params: { accessPointId }, body: { scans } }, { cookie: as });
  let answer = await ask();
  // Twenty devices at one ticket can take longer than a request waits on a busy machine: a device then sends its scan again.
  for (let tries = 1; tries < 5 && answer.status === 409 && answer.problem.code === 'contended'; tries += 1)
    answer = await ask();
  return answer.body.results[0] ?? expect.fail('no result');
}
const reasonOf = async (code: string, door?: Door) => {
  const { verdict, reason } = await scan(code, door);
  return reason ?? verdict;
};
const rightOf = (code: string): TicketCode => {
  const decoded = decodeTicketCode(code);
  return decoded.ok ? decoded.code : expect.fail('not a code');
};
const admissionsOf = async (code: string) => {
  const { rows } = await server.pool.query<{ admissions: number }>(
    `select count(*)::int as admissions from access_control.scan where access_right_id = $1 and verdict = 'admitted'`,
    [rightOf(code).accessRightId],
  );
  return rows[0]?.admissions;
};
/** Takes zones away from gates of a published plan, which its triggers would not let anybody do. */
async function openGates(which: string, id: string): Promise<void> {
  const client = await server.pool.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(`delete from venues.gate_zone where ${which}`, [id]);
    await client.query('commit');
  } finally {
    client.release();
  }
}
const changeRight = (code: string, change: string) =>
  server.pool.query(`update tickets.access_right set ${change} where id = $1`, [rightOf(code).accessRightId]);

describe('a good ticket', () => {
  test('lets its holder in, and says who sits where at which price', async () => {
    const code = newCode();
    const { id: _, ...told } = await scan(code);
    expect(told).toEqual({
      verdict: 'admitted',
      holder: '',
      place: expect.stringMatching(/^Parterre · [ABC] · \d+$/),
      tariff: { fr: 'Plein tarif', en: 'Full price' },
    });
  });

  test('shown again is refused anywhere, with when and where it was used', async () => {
    const code = newCode();
    await scan(code);
    for (const accessPointId of [at.accessPointId, at.secondAccessPointId, at.otherGateAccessPointId]) {
      const told = await scan(code, { accessPointId });
      expect([told.verdict, told.reason, told.previous?.accessPoint]).toEqual([
        'refused',
        'already_used',
        'Porte A · A1',
      ]);
      const { rows } = await server.pool.query<{ at: Date }>(
        `select scanned_at as at from access_control.scan where access_right_id = $1 and verdict = 'admitted'`,
        [rightOf(code).accessRightId],
      );
      expect(told.previous?.at).toBe(rows[0]?.at.toISOString());
    }
    expect(await admissionsOf(code)).toBe(1);
  });

  test('read by twenty devices at once at two doors lets one person in', async () => {
    const code = newCode();
    const doors = [at.accessPointId, at.secondAccessPointId];
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, device) => scan(code, { accessPointId: doors[device % 2] ?? '' })),
    );
    expect(told.filter(({ verdict }) => verdict === 'admitted')).toHaveLength(1);
    expect(told.filter(({ reason, previous }) => reason === 'already_used' && previous !== undefined)).toHaveLength(19);
    expect(await admissionsOf(code)).toBe(1);
  });

  test('leaves its trace in the journal, whether it lets in or not', async () => {
    const code = newCode();
    await scan(code);
    await scan(code);
    const { rows } = await server.pool.query<{ kind: string; reason: string | null }>(
      `select kind, payload->>'reason' as reason from platform.journal where subject_id = $1 order by id`,
      [rightOf(code).accessRightId],
    );
    expect(rows).toEqual([
      { kind: 'access_control.ticket_admitted', reason: null },
      { kind: 'access_control.ticket_refused', reason: 'already_used' },
    ]);
  });
});

describe('the same scan id again', () => {
  test('is the same scan: admitted stays admitted, one at a time or all at once', async () => {
    const code = newCode();
    const id = crypto.randomUUID();
    const first = await scan(code, { id });
    expect(first.verdict).toBe('admitted');
    expect(await Promise.all(Array.from({ length: 10 }, () => scan(code, { id })))).toEqual(
      Array.from({ length: 10 }, () => first),
    );
    expect(await admissionsOf(code)).toBe(1);
  });

  test('of a scan that is sent ten times before any answer is one admission', async () => {
    const code = newCode();
    const id = crypto.randomUUID();
    const told = await Promise.all(Array.from({ length: 10 }, () => scan(code, { id })));
    expect(told.map(({ verdict }) => verdict)).toEqual(told.map(() => 'admitted'));
    expect(await admissionsOf(code)).toBe(1);
  });

  test('of a refused scan stays refused when the ticket would be good by now, so nobody goes in unrecorded', async () => {
    const code = newCode();
    const id = crypto.randomUUID();
    await changeRight(code, `state = 'suspended', suspended_for = 'other'`);
    expect(await reasonOf(code, { id })).toBe('suspended');
    await changeRight(code, `state = 'issued', suspended_for = null`);
    expect(await reasonOf(code, { id })).toBe('suspended');
    expect(await admissionsOf(code)).toBe(0);
    expect(await reasonOf(code)).toBe('admitted');
    expect(await reasonOf(code, { id })).toBe('suspended');
  });

  test('of "already used" says again when and where', async () => {
    const code = newCode();
    const id = crypto.randomUUID();
    await scan(code);
    const first = await scan(code, { id });
    expect(first.previous?.accessPoint).toBe('Porte A · A1');
    expect(await scan(code, { id })).toEqual(first);
  });

  test('with another ticket or at another door lets nobody in', async () => {
    const [code, other] = [newCode(), newCode()];
    const id = crypto.randomUUID();
    await scan(code, { id });
    expect(await scan(other, { id })).toEqual({ id, verdict: 'refused', reason: 'scan_id_reused' });
    expect(await reasonOf(code, { id, accessPointId: at.secondAccessPointId })).toBe('scan_id_reused');
    expect(await admissionsOf(other)).toBe(0);
    expect(await reasonOf(other)).toBe('admitted');
  });

  test('twice in one batch is judged once', async () => {
    const code = newCode();
    const one = { id: crypto.randomUUID(), code, scannedAt: new Date().toISOString() };
    const input = {
      params: { accessPointId: at.accessPointId },
      body: { scans: [one, one, { ...one, id: crypto.randomUUID() }] },
    };
    const { results } = (await server.ask('scanTickets', input, { cookie })).body;
    expect(results.map(({ verdict }) => verdict)).toEqual(['admitted', 'admitted', 'refused']);
    expect(await admissionsOf(code)).toBe(1);
  });
});

describe('a ticket at the wrong place or time', () => {
  test('at the wrong gate is told the right ones, and goes in there afterwards', async () => {
    const code = newCode();
    const told = await scan(code, { accessPointId: at.otherGateAccessPointId });
    expect([told.verdict, told.reason, told.gates]).toEqual(['refused', 'wrong_gate', ['Porte A']]);
    expect(await reasonOf(code)).toBe('admitted');
  });

  test('of a zone that no gate names goes in at every gate, and a gate that names none takes every zone', async () => {
    const house = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 4, balconyRows: 1 });
    const as = await controllerAt(house.organiserId);
    const buy = async (seats: string[]) =>
      (await buySeats(server, house.performanceId, seats)).order.tickets.map(({ code }) => code ?? '');
    const [first = '', second = ''] = await buy(house.rows[0]?.slice(0, 2) ?? []);
    const [balcony = ''] = await buy(house.balconyRows[0]?.slice(0, 1) ?? []);
    const { otherGateAccessPointId: accessPointId, accessPointId: mainAccessPointId } = house;
    expect(await reasonOf(first, { accessPointId, as })).toBe('wrong_gate');
    await openGates('zone_id = $1', house.zoneIds.parterre);
    expect(await reasonOf(first, { accessPointId, as })).toBe('admitted');
    expect(await reasonOf(second, { accessPointId: mainAccessPointId, as })).toBe('admitted');

    const refused = await scan(balcony, { accessPointId, as });
    expect([refused.reason, refused.gates]).toEqual(['wrong_gate', ['Porte A']]);
    await openGates('gate_id in (select gate_id from venues.access_point where id = $1)', accessPointId);
    expect(await reasonOf(balcony, { accessPointId, as })).toBe('admitted');
  });

  test('of another performance of the house is refused', async () => {
    const other = await givenAPerformance(server.pool, { organiserId: at.organiserId });
    expect(await reasonOf(newCode(), { accessPointId: other.accessPointId })).toBe('wrong_performance');
  });

  test('of another organiser is nobody’s business: nothing of it is told', async () => {
    const other = await givenAPerformance(server.pool);
    const as = await controllerAt(other.organiserId);
    const code = newCode();
    const id = crypto.randomUUID();
    expect(await scan(code, { accessPointId: other.accessPointId, as, id })).toEqual({
      id,
      verdict: 'refused',
      reason: 'unknown_ticket',
    });
    await scan(code);
    expect(await reasonOf(code, { accessPointId: other.accessPointId, as })).toBe('unknown_ticket');
    const forbidden = await server.ask(
      'scanTickets',
      {
        params: { accessPointId: at.accessPointId },
        body: { scans: [{ id, code, scannedAt: new Date().toISOString() }] },
      },
      { cookie: as },
    );
    expect(forbidden.problem.code).toBe('not_found');
  });

  test('before the doors open and after the end is refused', async () => {
    const early = newCode();
    await changeRight(early, `valid_from = clock_timestamp() + interval '1 hour'`);
    expect(await reasonOf(early)).toBe('too_early');
    const late = newCode();
    await changeRight(late, `valid_from = now() - interval '2 hours', valid_until = now() - interval '1 hour'`);
    expect(await reasonOf(late)).toBe('too_late');
  });

  test('for doors that are still closed cannot be used thirty days early', async () => {
    const later = await givenAPerformance(server.pool, { doorsOpen: false, organiserId: at.organiserId });
    const { order } = await buySeats(server, later.performanceId, later.rows[0]?.slice(0, 1) ?? []);
    expect(await reasonOf(order.tickets[0]?.code ?? '', { accessPointId: later.accessPointId })).toBe('too_early');
  });
});

describe('a ticket that is void or forged', () => {
  test('is refused with its reason', async () => {
    const [revoked, replaced, renewed] = [newCode(), newCode(), newCode()];
    await changeRight(revoked, `state = 'revoked'`);
    await changeRight(replaced, `state = 'replaced'`);
    await changeRight(renewed, `epoch = 2`);
    expect(await Promise.all([revoked, replaced, renewed].map((code) => reasonOf(code)))).toEqual([
      'revoked',
      'replaced',
      'replaced',
    ]);
  });

  test('with any part of the code changed bears no good signature', async () => {
    const code = newCode();
    const right = rightOf(code);
    const { signature } = decodedOf(code);
    const forgeries: TicketCode[] = [
      { ...right, epoch: right.epoch + 1 },
      { ...right, performanceNumber: right.performanceNumber + 1 },
      { ...right, accessRightId: rightOf(newCode()).accessRightId },
      { ...right, signingKeyId: right.signingKeyId + 1 },
      { ...right, signingKeyId: 0xffffffff },
      { ...right, signingKeyId: 0 },
    ];
    for (const forgery of forgeries)
      expect(await reasonOf(encodeTicketCode(bytesToSign(forgery), signature))).toBe('wrong_signature');
    const flipped = signature.map((byte, index) => (index === 10 ? byte ^ 1 : byte));
    expect(await reasonOf(encodeTicketCode(bytesToSign(right), flipped))).toBe('wrong_signature');
    expect(await reasonOf(code)).toBe('admitted');
  });

  test('signed with the stolen key of another organiser opens nothing here', async () => {
    const other = await givenAPerformance(server.pool);
    await buySeats(server, other.performanceId, other.rows[0]?.slice(0, 1) ?? []);
    const { rows } = await server.pool.query<{ id: number; sealed: Buffer }>(
      'select id, private_key_sealed as sealed from tickets.signing_key where organiser_id = $1',
      [other.organiserId],
    );
    const [key] = rows;
    if (!key) throw new Error('the other organiser has no key');
    const der = deriveSecrets(testSecret).open(key.sealed, `tickets.signing_key:${other.organiserId}`);
    const bytes = bytesToSign({ ...rightOf(newCode()), signingKeyId: key.id });
    const forged = encodeTicketCode(
      bytes,
      sign(null, bytes, createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })),
    );
    expect(await reasonOf(forged)).toBe('wrong_signature');
  });

  test('that is no ticket code at all is told as such', async () => {
    for (const text of ['', 'https://example.org/', '4006381333931', '\ud83c\udfab'.repeat(900), newCode().slice(1)]) {
      expect(await reasonOf(text)).toBe('not_a_ticket');
    }
  });
});

function decodedOf(code: string) {
  const decoded = decodeTicketCode(code);
  return decoded.ok ? decoded : expect.fail('not a code');
}
