import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buySeats } from '../../testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenStaff } from '../../testing/given-staff.ts';

let server: GivenServer;
/** Home supporters in the parterre, visitors on the balcony; gate A serves both, gate Z neither. */
let at: GivenPerformance;
let director: string;
let controller: string;
let balcony: string;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 6, balconyRows: 1 });
  director = await givenStaff(server, at.organiserId);
  controller = await givenStaff(server, at.organiserId, 'gate_controller');
  balcony = at.zoneIds.balcony ?? '';
});

const direct = (zones: { zone: string; gates: string[] }[], performanceId = at.performanceId) =>
  server.ask('directZones', { params: { performanceId }, body: { zones } }, { cookie: director });
const gates = async (performanceId = at.performanceId) =>
  (await server.ask('getGates', { params: { performanceId } }, { cookie: director })).body.zones;
const gateZ = async (): Promise<string> => {
  const { rows } = await server.pool.query<{ id: string }>(
    `select id from venues.gate where mapping_id = $1 and code = 'Z'`,
    [at.mappingId],
  );
  return rows[0]?.id ?? '';
};
async function buy(seatId: string) {
  const { order, token } = await buySeats(server, at.performanceId, [seatId]);
  const ticketId = order.tickets[0]?.id ?? '';
  const { code } = (await server.ask('getTicket', { params: { ticketId } }, { token })).body;
  return { code: code ?? '', ticketId, orderId: order.id, token };
}
async function scan(code: string, accessPointId: string) {
  const scans = [{ id: crypto.randomUUID(), code, scannedAt: new Date().toISOString() }];
  const answer = await server.ask(
    'scanTickets',
    { params: { accessPointId }, body: { scans } },
    { cookie: controller },
  );
  return answer.body.results[0] ?? expect.fail('no result');
}

describe('at a match whose visitors are kept apart', () => {
  test('an away ticket is refused at the home gate and goes in at the away gate, and a home ticket the other way round', async () => {
    const away = await buy(at.balconyRows[0]?.[0] ?? '');
    const home = await buy(at.rows[0]?.[0] ?? '');
    const answer = await direct([{ zone: balcony, gates: [await gateZ()] }]);
    expect(
      answer.body.zones.map(({ code, isDirected, gates: by }) => [code, isDirected, by.map((gate) => gate.name)]),
    ).toEqual([
      ['parterre', false, ['Porte A']],
      ['balcon', true, ['Entrée des artistes']],
    ]);
    expect(await scan(away.code, at.accessPointId)).toMatchObject({
      verdict: 'refused',
      reason: 'wrong_gate',
      gates: ['Entrée des artistes'],
    });
    expect(await scan(home.code, at.otherGateAccessPointId)).toMatchObject({
      reason: 'wrong_gate',
      gates: ['Porte A'],
    });
    expect(await scan(away.code, at.otherGateAccessPointId)).toMatchObject({ verdict: 'admitted' });
    expect(await scan(home.code, at.accessPointId)).toMatchObject({ verdict: 'admitted' });
  });

  test('tickets and orders name the gate of the evening, and that of the plan once nothing is directed', async () => {
    const { ticketId, orderId, token } = await buy(at.balconyRows[0]?.[0] ?? '');
    const printed = async () => [
      (await server.ask('getTicket', { params: { ticketId } }, { token })).body.gates,
      (await server.ask('getOrder', { params: { orderId } }, { token })).body.performance.gates,
    ];
    await direct([{ zone: balcony, gates: [await gateZ()] }]);
    expect(await printed()).toEqual([['Entrée des artistes'], ['Entrée des artistes']]);
    await direct([]);
    expect(await printed()).toEqual([['Porte A'], ['Porte A']]);
  });

  test('a gate that is left without visitors lets nobody in', async () => {
    const home = await buy(at.rows[0]?.[0] ?? '');
    const gate = await gateZ();
    await direct([
      { zone: balcony, gates: [gate] },
      { zone: at.zoneIds.parterre, gates: [gate] },
    ]);
    expect((await scan(home.code, at.accessPointId)).reason).toBe('wrong_gate');
    expect((await scan(home.code, at.otherGateAccessPointId)).verdict).toBe('admitted');
  });

  test('another evening on the same plan is not directed', async () => {
    const { rows } = await server.pool.query<{ id: string }>(
      `insert into catalogue.performance (event_id, organiser_id, mapping_id, doors_at, starts_at, ends_at, time_zone,
         currency, sale_opens_at, sale_closes_at)
       select event_id, organiser_id, mapping_id, doors_at, starts_at, ends_at, time_zone, currency, sale_opens_at, sale_closes_at
       from catalogue.performance where id = $1 returning id`,
      [at.performanceId],
    );
    await direct([{ zone: balcony, gates: [await gateZ()] }]);
    expect((await gates(rows[0]?.id)).map(({ isDirected }) => isDirected)).toEqual([false, false]);
  });

  test('zones and gates that are not of the plan are refused', async () => {
    const other = await givenAPerformance(server.pool);
    const strangeZone = await direct([{ zone: other.zoneIds.parterre, gates: [at.gateId] }]);
    expect([strangeZone.problem.code, strangeZone.problem.zones]).toEqual(['no_such_zone', [other.zoneIds.parterre]]);
    const strangeGate = await direct([{ zone: balcony, gates: [other.gateId] }]);
    expect([strangeGate.problem.code, strangeGate.problem.gates]).toEqual(['no_such_gate', [other.gateId]]);
    expect((await gates()).some(({ isDirected }) => isDirected)).toBe(false);
  });
});

describe('across versions of the plan', () => {
  /** The balcony moves into a group in a group, which gate Z serves; the parterre is drawn as it was. */
  async function moveToNext(gateZStays: boolean) {
    const params = { venueId: at.venueId };
    const caller = { cookie: director };
    const draft = (await server.ask('draftMapping', { params, body: { from: at.mappingId } }, caller)).body.id;
    const of = { params: { mappingId: draft } };
    const { width, height, focus, zones, gates: drawn } = (await server.ask('getMapping', of, caller)).body;
    const nested = [
      { code: 'stade', name: 'Stade', kind: 'group' as const },
      { code: 'visiteurs', name: 'Visiteurs', kind: 'group' as const, parent: 'stade' },
      ...zones.map((zone) => (zone.code === 'balcon' ? { ...zone, parent: 'visiteurs' } : zone)),
    ];
    const served = drawn
      .filter(({ code }) => gateZStays || code !== 'Z')
      .map((gate) => ({ ...gate, zones: gate.code === 'Z' ? ['stade'] : ['parterre'] }));
    const body = { stamp: 0, width, height, focus, zones: nested, gates: served };
    await server.ask('drawMapping', { ...of, body }, caller);
    await server.ask('publishMapping', { ...of, body: { stamp: 1 } }, caller);
    const { performanceId } = at;
    return server.ask('movePerformance', { params: { performanceId }, body: { mapping: draft } }, caller);
  }

  test('scanners and gates are the same ones, and a gate that serves a group serves all that lies in it', async () => {
    const away = await buy(at.balconyRows[0]?.[0] ?? '');
    const home = await buy(at.rows[0]?.[0] ?? '');
    expect((await moveToNext(true)).status).toBe(200);
    expect((await scan(away.code, at.accessPointId)).reason).toBe('wrong_gate');
    expect((await scan(away.code, at.otherGateAccessPointId)).verdict).toBe('admitted');
    expect((await scan(home.code, at.accessPointId)).verdict).toBe('admitted');
    const { items } = (await server.ask('listAccessPoints', {}, { cookie: controller })).body;
    const points = items.filter(({ id }) => [at.accessPointId, at.otherGateAccessPointId].includes(id));
    expect(points.map(({ performances }) => performances.map(({ id }) => id))).toEqual([
      [at.performanceId],
      [at.performanceId],
    ]);
  });

  test('of a group that is directed, the nearest counts', async () => {
    expect((await moveToNext(true)).status).toBe(200);
    const { rows } = await server.pool.query<{ code: string; id: string }>(
      `select z.code, z.id from venues.zone z join catalogue.performance p on p.mapping_id = z.mapping_id where p.id = $1`,
      [at.performanceId],
    );
    const zone = (code: string) => rows.find((row) => row.code === code)?.id ?? '';
    const balconyGates = async () =>
      (await gates()).find(({ code }) => code === 'balcon')?.gates.map(({ code }) => code);
    await direct([{ zone: zone('stade'), gates: [at.gateId] }]);
    expect(await balconyGates()).toEqual(['A']);
    expect((await gates()).map(({ code, isDirected }) => [code, isDirected])).toEqual([
      ['stade', true],
      ['balcon', true],
      ['parterre', false],
    ]);
    await direct([
      { zone: zone('stade'), gates: [at.gateId] },
      { zone: zone('visiteurs'), gates: [await gateZ()] },
    ]);
    expect(await balconyGates()).toEqual(['Z']);
  });

  test('a performance is not moved to a version without the gate its visitors are directed to', async () => {
    await direct([{ zone: balcony, gates: [await gateZ()] }]);
    const { problem } = await moveToNext(false);
    expect([problem.code, problem.directed]).toEqual([
      'directed_gates_removed',
      [{ zone: balcony, gate: await gateZ() }],
    ]);
  });
});
