import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buySeats } from '../../testing/buy.ts';
import { givenADevice } from '../../testing/given-a-device.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenEntries, givenRights } from '../../testing/given-entries.ts';
import { givenStaff } from '../../testing/given-staff.ts';

let server: GivenServer;
let at: GivenPerformance;
let controller: string;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { rows: 2, seatsPerRow: 6, balconyRows: 1 });
  controller = await givenStaff(server, at.organiserId, 'gate_controller');
});

const live = async () =>
  (await server.ask('getLiveEntry', { params: { performanceId: at.performanceId } }, { cookie: controller })).body;

async function buyCodes(seats: readonly string[]): Promise<string[]> {
  const { order, token } = await buySeats(server, at.performanceId, [...seats]);
  const codes = [];
  for (const { id: ticketId } of order.tickets) {
    codes.push((await server.ask('getTicket', { params: { ticketId } }, { token })).body.code ?? '');
  }
  return codes;
}

async function scan(code: string, accessPointId = at.accessPointId, direction: 'in' | 'out' = 'in') {
  const scans = [{ id: crypto.randomUUID(), code, direction, scannedAt: new Date().toISOString() }];
  const input = { params: { accessPointId }, body: { scans } };
  const { results } = (await server.ask('scanTickets', input, { cookie: controller })).body;
  return results[0]?.verdict;
}

describe('a performance that is let in', () => {
  test('shows nobody before the first visitor, with every minute of the chart and every gate there', async () => {
    const figures = await live();
    expect(figures).toMatchObject({ tickets: 0, arrived: 0, inside: 0, left: 0, everybodyInAt: null, conflicts: 0 });
    expect(figures.minutes).toHaveLength(60);
    expect(figures.gates.map(({ code, admitted }) => [code, admitted])).toEqual([
      ['A', 0],
      ['Z', 0],
    ]);
    expect([figures.refusals, figures.devices]).toEqual([[], []]);
  });

  test('counts real scans: who came in by which door, who left, who was refused and why', async () => {
    const [first = '', second = '', third = ''] = await buyCodes(at.rows[0]?.slice(0, 4) ?? []);
    expect(await scan(first)).toBe('admitted');
    expect(await scan(second, at.secondAccessPointId)).toBe('admitted');
    expect(await scan(first)).toBe('refused');
    expect(await scan(third, at.otherGateAccessPointId)).toBe('refused');
    expect(await scan('not a ticket')).toBe('refused');
    expect(await scan(second, at.secondAccessPointId, 'out')).toBe('let_out');
    const figures = await live();
    expect(figures).toMatchObject({ tickets: 4, arrived: 2, inside: 1, left: 1 });
    expect(figures.flow).toEqual({ admitted: 2, last1: 2, last5: 2, last15: 2 });
    const gate = figures.gates.find(({ code }) => code === 'A');
    expect(gate?.admitted).toBe(2);
    const byPoint = new Map(gate?.accessPoints.map(({ id, admitted }) => [id, admitted]));
    expect([byPoint.get(at.accessPointId), byPoint.get(at.secondAccessPointId)]).toEqual([1, 1]);
    const refused = new Map(figures.refusals.map(({ reason, total }) => [reason, total]));
    expect(Object.fromEntries(refused)).toEqual({ already_used: 1, not_a_ticket: 1, wrong_gate: 1 });
    expect(figures.minutes.reduce((sum, minute) => sum + minute.in, 0)).toBe(2);
    expect(figures.minutes.reduce((sum, minute) => sum + minute.out, 0)).toBe(1);
  });

  test('tells the flow by how long ago people came, and counts whoever comes back once', async () => {
    await buyCodes([at.rows[0]?.[0] ?? '']);
    const rights = await givenRights(server, at, at.zoneIds.parterre, 60);
    const place = { performanceId: at.performanceId, zoneId: at.zoneIds.parterre, accessPointId: at.accessPointId };
    await givenEntries(server, { ...place, rightIds: rights.slice(0, 20), agoMinutes: 90 });
    await givenEntries(server, { ...place, rightIds: rights.slice(20, 30), agoMinutes: 40, leftAgoMinutes: 3 });
    await givenEntries(server, { ...place, rightIds: rights.slice(30, 40), agoMinutes: 4 });
    await givenEntries(server, { ...place, rightIds: rights.slice(20, 22), agoMinutes: 0.2 });
    const figures = await live();
    expect(figures.flow).toEqual({ admitted: 42, last1: 2, last5: 12, last15: 12 });
    expect(figures).toMatchObject({ tickets: 61, arrived: 40, inside: 32, left: 8 });
    expect(figures.minutes.reduce((sum, minute) => sum + minute.in, 0)).toBe(22);
    // 21 are missing, 2.4 come a minute.
    expect(Date.parse(figures.everybodyInAt ?? '') - Date.parse(figures.asOf)).toBe(9 * 60_000);
  });

  test('says when a limited zone will be full', async () => {
    await buyCodes([at.rows[0]?.[0] ?? '']);
    const rights = await givenRights(server, at, at.zoneIds.parterre, 30);
    await server.pool.query(
      `insert into access_control.zone_limit (performance_id, zone_id, places_max, inside) values ($1, $2, 40, 20)`,
      [at.performanceId, at.zoneIds.parterre],
    );
    const place = { performanceId: at.performanceId, zoneId: at.zoneIds.parterre, accessPointId: at.accessPointId };
    await givenEntries(server, { ...place, rightIds: rights.slice(0, 20), agoMinutes: 2 });
    const figures = await live();
    const zone = figures.zones.find(({ code }) => code === 'parterre');
    expect(zone).toMatchObject({ inside: 20, placesMax: 40, tickets: 31 });
    expect(Date.parse(zone?.fullAt ?? '') - Date.parse(figures.asOf)).toBe(5 * 60_000);
  });
});

describe('its devices', () => {
  test('are those in a shift there, with what they last told; a device that is cut off is not', async () => {
    const { deviceId, token } = await givenADevice(server, { organiserId: at.organiserId, name: 'Porte A, n° 1' });
    const shift = {
      id: crypto.randomUUID(),
      performance: at.performanceId,
      accessPoint: at.accessPointId,
      direction: 'in' as const,
      agent: 'Nour',
      checks: [],
    };
    await server.ask('startShift', { body: shift }, { token });
    const told = { unsent: 3, batteryPercent: 41, listMadeAt: '2026-05-01T18:00:00.000Z' };
    await server.ask('syncDevice', { body: told }, { token });
    const figures = await live();
    expect(figures.doors).toEqual({ devices: 1, silent: 0, unsent: 3 });
    expect(figures.devices).toMatchObject([
      { id: deviceId, name: 'Porte A, n° 1', agent: 'Nour', unsent: 3, batteryPercent: 41, isSilent: false },
    ]);
    await server.pool.query(
      `update access_control.device set last_seen_at = now() - interval '3 minutes' where id = $1`,
      [deviceId],
    );
    await server.pool.query(
      `update access_control.shift set started_at = now() - interval '1 hour' where device_id = $1`,
      [deviceId],
    );
    expect((await live()).doors).toEqual({ devices: 1, silent: 1, unsent: 3 });
    const director = await givenStaff(server, at.organiserId);
    await server.ask('revokeDevice', { params: { deviceId } }, { cookie: director });
    expect((await live()).doors.devices).toBe(0);
  });
});

test('the performances whose doors are open are listed for their own organiser', async () => {
  const input = { params: { organiserId: at.organiserId } };
  const { items } = (await server.ask('listEntries', input, { cookie: controller })).body;
  expect(items.map(({ id }) => id)).toEqual([at.performanceId]);
});
