import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { endHold } from '../../testing/let-time-pass.ts';
import { openStaffDesk, outcomeOf, runOperation, type StaffDesk } from '../../testing/staff-desk.ts';
import { expireHolds } from './expire-holds.ts';
import { returnPlaces } from './return-places.ts';
import { sellHeld } from './sell-held.ts';

let server: GivenServer;
let desk: StaffDesk;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  desk = await openStaffDesk(server);
});

const resize = (quotaId: string, size: number) =>
  server.ask('resizeQuota', { params: { quotaId }, body: { size } }, desk.staff);
const seats = (row: number, ...numbers: number[]) => ({ seats: numbers.map((number) => desk.seatAt(row, number)) });
const reduced = (quantity: number) => ({ tariffs: [{ tariff: desk.house.tariffIds.reduced, quantity }] });

describe('a quota', () => {
  test('lets in what it has room for and says how many are left; what it does not cover is not limited', async () => {
    await desk.limit('Réduit', 2, { tariff: desk.house.tariffIds.reduced });
    expect(outcomeOf(await desk.hold({ ...seats(0, 0), ...reduced(1) }))).toBe('held');
    const refused = await desk.hold({ ...seats(0, 1, 2), ...reduced(2) });
    expect(refused.problem).toMatchObject({ status: 409, code: 'quota_reached', left: 1 });
    expect(outcomeOf(await desk.hold({ ...seats(0, 1, 2), ...reduced(1) }))).toBe('held');
    expect(outcomeOf(await desk.hold(seats(0, 3, 4, 5)))).toBe('held');
    expect(await desk.quotaUsed()).toEqual([2]);
  });

  test('counts from its first minute what is held or sold already', async () => {
    const { id } = (await desk.hold(seats(0, 0, 1))).body;
    await desk.standing(1);
    await runOperation(server, (ctx) => sellHeld(ctx, id));
    const tooSmall = await desk.limit('Tout', 2);
    expect(tooSmall.problem).toMatchObject({ code: 'quota_below_used', used: 3 });
    expect((await desk.limit('Tout', 3)).status).toBe(201);
    expect(await desk.quotaUsed()).toEqual([3]);
    expect(outcomeOf(await desk.standing(1))).toBe('quota_reached');
  });

  test('does not count holds whose time is over, whether or not anything swept them up', async () => {
    const { id: before } = (await desk.standing(3)).body;
    await endHold(server, before);
    const quota = (await desk.limit('Fosse', 2, { zone: desk.house.zoneIds.fosse })).body;
    const { id: after } = (await desk.standing(2)).body;
    await endHold(server, after);
    expect((await resize(quota.id, 1)).body).toMatchObject({ size: 1, used: 0 });
    expect(outcomeOf(await desk.standing(1))).toBe('held');
  });

  test('gets room when a hold ends, when its time is over, and when sold places come back', async () => {
    await desk.limit('Fosse', 2, { zone: desk.house.zoneIds.fosse });
    await desk.release((await desk.standing(2)).body);
    await endHold(server, (await desk.standing(2)).body.id);
    const { id } = (await desk.standing(2)).body;
    await runOperation(server, (ctx) => sellHeld(ctx, id));
    expect(outcomeOf(await desk.standing(1))).toBe('quota_reached');
    await runOperation(server, (ctx) => returnPlaces(ctx, id, [1]));
    await runOperation(server, (ctx) => returnPlaces(ctx, id, [1]));
    expect(await desk.quotaUsed()).toEqual([1]);
    expect(outcomeOf(await desk.standing(2))).toBe('quota_reached');
    expect(outcomeOf(await desk.standing(1))).toBe('held');
  });

  test('counts money that came late, also when the quota is younger than the hold', async () => {
    const { id } = (await desk.standing(2)).body;
    const { id: other } = (await desk.hold(seats(0, 0))).body;
    for (const holdId of [id, other]) await endHold(server, holdId);
    await runOperation(server, (ctx) => expireHolds(ctx, desk.house.performanceId));
    await desk.limit('Tout', 2);
    expect(await runOperation(server, (ctx) => sellHeld(ctx, id))).toBe('taken_again');
    expect(await desk.quotaUsed()).toEqual([2]);
    expect(await runOperation(server, (ctx) => sellHeld(ctx, other))).toBe('gone');
  });

  test('is not made smaller than what it counts, nor twice under one name, and limits nothing once it is gone', async () => {
    const quota = (await desk.limit('Fosse', 3, { zone: desk.house.zoneIds.fosse })).body;
    await desk.standing(2);
    expect((await resize(quota.id, 1)).problem).toMatchObject({ code: 'quota_below_used', used: 2 });
    expect((await resize(quota.id, 2)).status).toBe(200);
    expect(outcomeOf(await desk.limit('Fosse', 3))).toBe('quota_exists');
    expect(outcomeOf(await desk.standing(1))).toBe('quota_reached');
    const removed = await server.ask('removeQuota', { params: { quotaId: quota.id } }, desk.staff);
    expect(removed.status).toBe(204);
    expect(outcomeOf(await desk.standing(3))).toBe('held');
  });
});

test('of thirty buyers at once for other seats, as many get one as the smallest quota has room', async () => {
  await desk.limit('Parterre', 5, { zone: desk.house.zoneIds.parterre });
  await desk.limit('Tout', 9);
  const all = [...(desk.house.rows[0] ?? []), ...(desk.house.rows[1] ?? [])];
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) => desk.hold({ seats: [String(all[index % all.length])] })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  const others = answers.filter(({ status }) => status !== 201).map(outcomeOf);
  expect(others.every((code) => code === 'quota_reached' || code === 'seats_taken')).toBe(true);
  expect(await desk.quotaUsed()).toEqual([5, 5]);
  const found = await audit(server.databaseUrl);
  expect(found.filter(({ query }) => query.startsWith('quotas'))).toEqual([]);
});
