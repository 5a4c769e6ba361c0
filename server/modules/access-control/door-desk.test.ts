import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GateDesk, openGateDesk, rightOf } from '../../testing/gate-desk.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { lockRows } from '../../testing/lock-rows.ts';

let server: GivenServer;
let desk: GateDesk;
let phones: Awaited<ReturnType<GateDesk['device']>>[];

beforeAll(async () => {
  server = await givenAServer();
  desk = await openGateDesk(server);
  phones = await Promise.all(['Une', 'Deux', 'Trois', 'Quatre'].map((name) => desk.device({ name })));
});
afterAll(() => server.stop());

const buyCodes = async (count: number) => (await desk.buy(count)).map(({ code }) => code ?? '');
const lock = (code: string) =>
  lockRows(server.databaseUrl, 'select from tickets.access_right where id = $1 for update', [rightOf(code)]);
/** Who waits for a lock, and since when: nobody has given up meanwhile who is still there afterwards. */
const listWaiting = async () => {
  const { rows } = await server.pool.query<{ pid: number; since: Date }>(
    `select pid, query_start as since from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' order by pid`,
  );
  return rows;
};

test('a ticket that somebody else has locked keeps only its own visitor waiting', async () => {
  const [locked = '', ...others] = await buyCodes(4);
  const somebody = await lock(locked);
  try {
    const waiting = desk.outcome(locked, { as: phones[0] ?? desk.phone });
    await somebody.waitedForBy(1);
    const before = await listWaiting();
    const told = await Promise.all(
      others.map((code, number) => desk.outcome(code, { as: phones[number + 1] ?? desk.phone })),
    );
    expect(told).toEqual(['admitted', 'admitted', 'admitted']);
    expect(await listWaiting()).toEqual(before);
    expect(await desk.staysOf(locked)).toBe(0);
    await somebody.release();
    expect(await waiting).toBe('admitted');
  } finally {
    await somebody.release();
  }
});

test('whoever has gone in is told of, also while others wait for a ticket that is locked', async () => {
  const [locked = '', other = ''] = await buyCodes(2);
  const [first, second] = [randomUUID(), randomUUID()];
  await desk.scan(locked, { id: first, willConfirm: true });
  await desk.scan(other, { id: second, willConfirm: true });
  const somebody = await lock(locked);
  try {
    const waiting = desk.confirm(first);
    await somebody.waitedForBy(1);
    const before = await listWaiting();
    expect(await desk.confirm(second, phones[1])).toMatchObject({ outcome: 'confirmed', isDouble: false });
    expect(await listWaiting()).toEqual(before);
    expect(await desk.staysOf(locked)).toBe(0);
    await somebody.release();
    expect(await waiting).toMatchObject({ outcome: 'confirmed', isDouble: false });
  } finally {
    await somebody.release();
  }
});

test('of phones that read at the same moment each is answered for itself', async () => {
  const [good = '', twice = ''] = await buyCodes(2);
  const outside = await desk.device({ name: 'Ailleurs', accessPointIds: [desk.at.secondAccessPointId] });
  const id = randomUUID();
  const ask = (code: string, as = desk.phone, scanId: string = randomUUID()) => {
    const scans = [{ id: scanId, code, scannedAt: new Date().toISOString() }];
    const { accessPointId } = desk.at;
    return server.ask('scanTickets', { params: { accessPointId }, body: { scans } }, as);
  };
  const answers = await Promise.all([
    ask(good),
    ask('not a ticket', phones[0]),
    ask(twice, phones[1]),
    ask(twice, phones[2]),
    ask(good, outside),
    ask('same reading', phones[3], id),
    ask('same reading', phones[3], id),
  ]);
  const told = answers.map((one) => (one.status === 200 ? (one.body.results[0]?.reason ?? 'admitted') : one.status));
  expect(told.toSpliced(2, 2)).toEqual(['admitted', 'not_a_ticket', 404, 'not_a_ticket', 'not_a_ticket']);
  expect(told.slice(2, 4).toSorted()).toEqual(['admitted', 'already_used']);
  const { rows } = await server.pool.query('select count(*)::int as kept from access_control.scan where id = $1', [id]);
  expect(rows).toEqual([{ kept: 1 }]);
});

test('of two who want the last place of a zone at the same moment one gets it', async () => {
  const codes = await buyCodes(2);
  const { rows } = await server.pool.query<{ zoneId: string; inside: number }>(
    `select zone_id as "zoneId", count(*) filter (where left_at is null)::int as inside from access_control.admission
     where performance_id = $1 group by zone_id`,
    [desk.at.performanceId],
  );
  const [full = { zoneId: '', inside: 0 }] = rows;
  await desk.setPolicy({ zoneLimits: [{ zoneId: full.zoneId, placesMax: full.inside + 1 }] });
  const told = await Promise.all(codes.map((code, number) => desk.outcome(code, { as: phones[number] ?? desk.phone })));
  expect(told.toSorted()).toEqual(['admitted', 'zone_full']);
});
