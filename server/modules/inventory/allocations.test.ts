import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { endHold } from '../../testing/let-time-pass.ts';
import { lockRows } from '../../testing/lock-rows.ts';
import { openStaffDesk, outcomeOf, runOperation, type StaffDesk } from '../../testing/staff-desk.ts';
import { allocatePlaces, releaseDueAllocations } from './allocate-places.ts';

let server: GivenServer;
let desk: StaffDesk;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  expect(await audit(server.databaseUrl)).toEqual([]);
  await server.stop();
});
beforeEach(async () => {
  desk = await openStaffDesk(server);
});

const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
const listed = async () =>
  (await server.ask('listAllocations', { params: { performanceId: desk.house.performanceId } }, desk.staff)).body.items;
const releaseAllocation = (allocationId: string) =>
  server.ask('releaseAllocation', { params: { allocationId } }, desk.staff);
const letReleaseDateCome = (allocationId: string) =>
  server.pool.query(`update inventory.allocation set release_at = clock_timestamp() where id = $1`, [allocationId]);

describe('places set aside', () => {
  test('are had by whoever shows the code and by nobody else', async () => {
    const seats = [desk.seatAt(0, 0), desk.seatAt(0, 1)];
    const { code } = (await desk.allocate({ seats, pit: 2 })).body;
    expect(outcomeOf(await desk.hold({ seats }))).toBe('seats_taken');
    expect(outcomeOf(await desk.hold({ seats, code }))).toBe('held');
    expect(outcomeOf(await desk.standing(4))).toBe('not_enough_together');
    expect(outcomeOf(await desk.standing(3))).toBe('held');
    expect(outcomeOf(await desk.standing(3, { code }))).toBe('not_enough_together');
    expect(outcomeOf(await desk.standing(2, { code }))).toBe('held');
    expect(outcomeOf(await desk.standing(1, { code }))).toBe('sold_out');
    expect(await listed()).toMatchObject([{ seats: 2, seatsUsed: 2, zones: [{ quantity: 2, used: 2 }] }]);
  });

  test('are the best ones for whoever shows the code, whatever else is free', async () => {
    const seats = [desk.seatAt(1, 4), desk.seatAt(1, 5)];
    const { code } = (await desk.allocate({ seats })).body;
    const { places } = (await desk.hold({ best: { quantity: 2, together: true }, code })).body;
    expect(places.map(({ id }) => id)).toEqual(seats);
    expect(outcomeOf(await desk.hold({ best: { quantity: 1 }, code }))).toBe('sold_out');
  });

  test('without a code are nobody’s', async () => {
    const { code } = (await desk.allocate({ hasCode: false, seats: [desk.seatAt(0, 0)], pit: 5 })).body;
    expect(code).toBeNull();
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 0)] }))).toBe('seats_taken');
    expect(outcomeOf(await desk.standing(1))).toBe('sold_out');
  });

  test('go back to their allocation when the hold ends or its time is over', async () => {
    const { code } = (await desk.allocate({ seats: [desk.seatAt(0, 0)], pit: 2 })).body;
    const standing = (await desk.standing(2, { code })).body;
    await desk.release(standing);
    const again = (await desk.standing(2, { code })).body;
    await endHold(server, again.id);
    const seated = (await desk.hold({ seats: [desk.seatAt(0, 0)], code })).body;
    await endHold(server, seated.id);
    expect(outcomeOf(await desk.standing(4))).toBe('not_enough_together');
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 0)] }))).toBe('seats_taken');
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 0)], code }))).toBe('held');
    expect(outcomeOf(await desk.standing(2, { code }))).toBe('held');
  });
});

describe('what can be set aside', () => {
  test('is all of it or nothing: one seat that is taken, or one place too few, and nothing is', async () => {
    await desk.hold({ seats: [desk.seatAt(0, 1)] });
    await desk.standing(3);
    const taken = await desk.allocate({ seats: [desk.seatAt(0, 0), desk.seatAt(0, 1), '999999999'] });
    expect(taken.problem).toMatchObject({ code: 'seats_taken', seats: [desk.seatAt(0, 1), '999999999'] });
    const few = await desk.allocate({ seats: [desk.seatAt(0, 0)], pit: 3 });
    expect(few.problem).toMatchObject({ code: 'not_enough_left', zone: desk.house.zoneIds.fosse, left: 2 });
    expect(await listed()).toEqual([]);
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 0)] }))).toBe('held');
  });

  test('is not set aside twice, nor under a name that is used', async () => {
    await desk.allocate({ seats: [desk.seatAt(0, 0)] });
    expect(outcomeOf(await desk.allocate({ name: 'Maison', seats: [desk.seatAt(0, 0)] }))).toBe('seats_taken');
    expect(outcomeOf(await desk.allocate({ seats: [desk.seatAt(0, 1)] }))).toBe('allocation_exists');
  });

  test('is also what a hold still counts whose time is over', async () => {
    const standing = (await desk.standing(5)).body;
    const seated = (await desk.hold({ seats: [desk.seatAt(0, 0)] })).body;
    for (const { id } of [standing, seated]) await endHold(server, id);
    expect(outcomeOf(await desk.allocate({ seats: [desk.seatAt(0, 0)], pit: 5 }))).toBe('held');
  });

  test('is also what another allocation keeps whose release date has come', async () => {
    const { id } = (await desk.allocate({ releaseAt: tomorrow, seats: [desk.seatAt(0, 0)], pit: 5 })).body;
    await letReleaseDateCome(id);
    expect(outcomeOf(await desk.allocate({ name: 'Maison', seats: [desk.seatAt(0, 0)], pit: 5 }))).toBe('held');
  });
});

describe('an allocation that is released', () => {
  test('gives what it has left to everybody; what its own buyers have stays theirs, and comes to everybody when they leave it', async () => {
    const seats = [desk.seatAt(0, 0), desk.seatAt(0, 1)];
    const { id, code } = (await desk.allocate({ seats, pit: 3 })).body;
    const standing = (await desk.standing(1, { code })).body;
    const seated = (await desk.hold({ seats: [desk.seatAt(0, 0)], code })).body;
    expect((await releaseAllocation(id)).status).toBe(204);
    expect((await releaseAllocation(id)).status).toBe(204);
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 0)] }))).toBe('seats_taken');
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 1)] }))).toBe('held');
    expect(outcomeOf(await desk.standing(5))).toBe('not_enough_together');
    expect(outcomeOf(await desk.standing(4))).toBe('held');
    for (const held of [standing, seated]) await desk.release(held);
    expect(outcomeOf(await desk.standing(1))).toBe('held');
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 0)] }))).toBe('held');
  });

  test('is so from its release date on, though nothing wrote that down', async () => {
    const { id, code } = (await desk.allocate({ releaseAt: tomorrow, seats: [desk.seatAt(0, 0)], pit: 3 })).body;
    const standing = (await desk.standing(1, { code })).body;
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 0)] }))).toBe('seats_taken');
    await letReleaseDateCome(id);
    expect(await listed()).toMatchObject([{ state: 'released' }]);
    expect(outcomeOf(await desk.hold({ seats: [desk.seatAt(0, 0)] }))).toBe('held');
    expect(outcomeOf(await desk.standing(4))).toBe('held');
    await desk.release(standing);
    await runOperation(server, releaseDueAllocations);
    expect(outcomeOf(await desk.standing(1))).toBe('held');
    expect(outcomeOf(await desk.standing(1))).toBe('sold_out');
  });
});

test('a buyer who waits for a seat while it is set aside does not get it', async () => {
  const { performanceId } = desk.house;
  const seat = desk.house.rows[0]?.[0] ?? 0;
  const wish = { performanceId, name: 'Presse', kind: 'press' as const, hasCode: false, releaseAt: null, zones: [] };
  const waiting = await runOperation(server, async (ctx) => {
    await allocatePlaces(ctx, { ...wish, seatIds: [seat] });
    const answer = desk.hold({ seats: [String(seat)] });
    await eventually('a buyer who waits', async () => {
      const { rows } = await server.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    return { answer };
  });
  expect(outcomeOf(await waiting.answer)).toBe('seats_taken');
});

test('whoever shows the code while somebody is at the allocation waits, and gets places of it', async () => {
  const { id, code } = (await desk.allocate({ pit: 5 })).body;
  const statement = 'select from inventory.allocation_zone where allocation_id = $1 for update';
  const locked = await lockRows(server.databaseUrl, statement, [id]);
  const answer = desk.standing(2, { code });
  await locked.waitedForBy(1);
  await locked.release();
  expect(outcomeOf(await answer)).toBe('held');
  expect(await listed()).toMatchObject([{ zones: [{ used: 2 }] }]);
});

test('while many buy the last places and they are set aside at once, each is given once', async () => {
  const seats = (desk.house.rows[0] ?? []).map(String);
  const [allocated, ...answers] = await Promise.all([
    desk.allocate({ seats, pit: 3 }),
    ...Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? desk.standing(1) : desk.hold({ seats: [seats[index % 6] ?? ''] }),
    ),
  ]);
  const places = answers.flatMap((answer) => (answer.status === 201 ? answer.body.places : []));
  const standing = places.filter(({ zone }) => zone.kind === 'standing').length;
  const isSetAside = allocated.status === 201;
  expect(standing).toBe(isSetAside ? 2 : 5);
  const named = places.filter(({ zone }) => zone.kind === 'seated').map(({ id }) => id);
  expect(new Set(named).size).toBe(named.length);
  expect(named.length).toBe(isSetAside ? 0 : 3);
});
