import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GateDesk, openGateDesk } from '../../testing/gate-desk.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';

let server: GivenServer;
let desk: GateDesk;
let params: { organiserId: string };
beforeAll(async () => {
  server = await givenAServer();
  desk = await openGateDesk(server);
  params = { organiserId: desk.at.organiserId };
});
afterAll(() => server.stop());

const enrol = async (wish: object = {}) =>
  (await server.ask('enrolDevice', { params, body: { name: 'Porte A', ...wish } }, desk.director)).body;
const redeem = (code: string) => server.ask('redeemEnrolment', { body: { code } });
const stateOf = async (deviceId: string) => {
  const { items } = (await server.ask('listDevices', { params }, desk.director)).body;
  return items.find(({ id }) => id === deviceId)?.state;
};
const shiftOf = (more: object = {}) => ({
  body: {
    id: randomUUID(),
    performance: desk.at.performanceId,
    accessPoint: desk.at.accessPointId,
    direction: 'in' as const,
    agent: 'Nour',
    checks: [{ name: 'camera', isGood: true }],
    ...more,
  },
});

describe('a phone becomes a device', () => {
  test('by a code that is read once, within ten minutes, and knows then where it may work', async () => {
    const { device, code, url, expiresAt } = await enrol();
    expect(url).toBe(`${server.config.publicUrl}/scanner/#e=${code}`);
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 60_000)).toBe(10);
    expect(await stateOf(device.id)).toBe('waiting');
    const redeemed = (await redeem(code)).body;
    const performances = [
      expect.objectContaining({
        id: desk.at.performanceId,
        accessPoints: expect.arrayContaining([expect.objectContaining({ id: desk.at.accessPointId })]),
      }),
    ];
    expect(redeemed.device).toMatchObject({ id: device.id, name: 'Porte A', performances });
    expect(await stateOf(device.id)).toBe('enrolled');
    expect((await redeem(code)).problem.code).toBe('link_used_or_expired');
    const own = (await server.ask('getOwnDevice', {}, { token: redeemed.token })).body;
    expect(own).toMatchObject({ id: device.id, performances });
  });

  test('not by a code whose time is over, nor by one that was replaced', async () => {
    const { device, code } = await enrol();
    await server.pool.query('update access_control.device set code_expires_at = now() where id = $1', [device.id]);
    expect((await redeem(code)).problem.code).toBe('link_used_or_expired');
    const fresh = { params: { deviceId: device.id } };
    const newer = (await server.ask('renewEnrolment', fresh, desk.director)).body;
    const newest = (await server.ask('renewEnrolment', fresh, desk.director)).body;
    expect((await redeem(newer.code)).problem.code).toBe('link_used_or_expired');
    expect((await redeem(newest.code)).status).toBe(200);
  });

  test('of two phones that read one code at once, one', async () => {
    const { code } = await enrol();
    const told = await Promise.all([redeem(code), redeem(code)]);
    expect(told.map(({ status }) => status).toSorted()).toEqual([200, 410]);
  });
});

test('a device that is cut off is a stranger at once, and so is the phone a new code was made for', async () => {
  const cut = await desk.device();
  expect((await server.ask('getOwnDevice', {}, cut)).status).toBe(200);
  const of = { params: { deviceId: cut.deviceId } };
  expect((await server.ask('revokeDevice', of, desk.director)).body.state).toBe('revoked');
  expect((await server.ask('getOwnDevice', {}, cut)).problem).toMatchObject({ status: 401, code: 'not_signed_in' });
  const scans = [{ id: randomUUID(), code: 'x', scannedAt: new Date().toISOString() }];
  const where = { params: { accessPointId: desk.at.accessPointId }, body: { scans } };
  expect((await server.ask('scanTickets', where, cut)).status).toBe(401);
  expect((await server.ask('renewEnrolment', of, desk.director)).problem.code).toBe('device_revoked');
  const lent = await desk.device();
  await server.ask('renewEnrolment', { params: { deviceId: lent.deviceId } }, desk.director);
  expect((await server.ask('getOwnDevice', {}, lent)).status).toBe(401);
});

test('what is outside the scope of a device is not there for it', async () => {
  const { performanceId, accessPointId, secondAccessPointId } = desk.at;
  const here = await desk.device({ accessPointIds: [accessPointId], performanceIds: [performanceId] });
  const [ticket] = await desk.buy(1);
  const code = ticket?.code ?? '';
  const scans = [{ id: randomUUID(), code, scannedAt: new Date().toISOString() }];
  const at = (id: string) => ({ params: { accessPointId: id }, body: { scans } });
  expect((await server.ask('scanTickets', at(secondAccessPointId), here)).status).toBe(404);
  const elsewhere = await desk.device({ performanceIds: [randomUUID()] });
  expect((await server.ask('getAdmissionList', { params: { performanceId }, query: {} }, elsewhere)).status).toBe(404);
  expect(await desk.outcome(code, { as: elsewhere })).toBe('wrong_performance');
  const own = (await server.ask('getOwnDevice', {}, elsewhere)).body;
  expect(own.performances).toEqual([]);
  expect((await server.ask('startShift', shiftOf({ accessPoint: secondAccessPointId }), here)).status).toBe(404);
  expect(await desk.outcome(code, { as: here })).toBe('admitted');
});

describe('a shift', () => {
  test('begins once under its id, ends the one before, and ends once', async () => {
    const phone = await desk.device();
    const first = shiftOf();
    const begun = (await server.ask('startShift', first, phone)).body;
    expect((await server.ask('startShift', first, phone)).body).toEqual(begun);
    const second = (await server.ask('startShift', shiftOf({ direction: 'out' }), phone)).body;
    const end = { params: { shiftId: second.id }, body: { unsent: 2 } };
    const ended = (await server.ask('endShift', end, phone)).body;
    expect(ended.endedAt).not.toBeNull();
    expect((await server.ask('endShift', end, phone)).body).toEqual(ended);
    expect((await server.ask('endShift', end, await desk.device())).status).toBe(404);
    const { rows } = await server.pool.query(
      'select count(*)::int as open from access_control.shift where device_id = $1 and ended_at is null',
      [phone.deviceId],
    );
    expect(rows[0]).toEqual({ open: 0 });
  });

  test('tells the device the time and who came in by it, by its gate, and who is inside', async () => {
    const house = await openGateDesk(server);
    const where = { performance: house.at.performanceId, accessPoint: house.at.accessPointId };
    const phone = await house.device();
    await server.ask('startShift', shiftOf(where), phone);
    const [first, second] = await house.buy(2);
    await house.scan(first?.code ?? '', { as: phone });
    await house.scan(second?.code ?? '', { accessPointId: house.at.secondAccessPointId });
    await house.scan(second?.code ?? '', { direction: 'out' });
    const sign = { unsent: 3, batteryPercent: 40, listMadeAt: new Date().toISOString(), clockAheadMs: -90 };
    const synced = (await server.ask('syncDevice', { body: sign }, phone)).body;
    expect(synced).toMatchObject({ admittedHere: 1, admittedAtGate: 2, inside: 1 });
    expect(Math.abs(Date.parse(synced.serverAt) - Date.now())).toBeLessThan(5_000);
    const organiser = { params: { organiserId: house.at.organiserId } };
    const { items } = (await server.ask('listDevices', organiser, house.director)).body;
    expect(items.find(({ id }) => id === phone.deviceId)).toMatchObject({
      unsent: 3,
      batteryPercent: 40,
      listMadeAt: sign.listMadeAt,
      shift: { accessPoint: house.at.accessPointId, direction: 'in' },
    });
  });
});
