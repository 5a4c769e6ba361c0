import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { endHold } from '../../testing/let-time-pass.ts';
import { lockRows } from '../../testing/lock-rows.ts';
import { openStaffDesk, outcomeOf, runOperation, type StaffDesk } from '../../testing/staff-desk.ts';
import { sellHeld } from './sell-held.ts';

let server: GivenServer;
let desk: StaffDesk;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  const sound = (await audit(server.databaseUrl)).filter(({ query }) => !/ticket|paid order/.test(query));
  expect(sound).toEqual([]);
  await server.stop();
});
beforeEach(async () => {
  desk = await openStaffDesk(server);
});

type Held = Awaited<ReturnType<StaffDesk['hold']>>['body'];
type Change = { release?: string[]; seats?: string[]; tariffs?: { tariff: string; quantity: number }[] };
const replace = ({ id, token }: Held, { release = [], seats = [], ...more }: Change) =>
  server.ask('replaceSeats', { params: { holdId: id }, body: { release, seats, ...more } }, { token: token ?? '' });
const row = (...numbers: number[]) => numbers.map((number) => desk.seatAt(0, number));
const holdRow = async (...numbers: number[]) => (await desk.hold({ seats: row(...numbers) })).body;
const orderOf = ({ id, token }: Held) =>
  server.ask(
    'placeOrder',
    { body: { hold: id, buyer: { email: 'lina@example.org' } } },
    { token: token ?? '', key: crypto.randomUUID() },
  );

describe('a hold', () => {
  test('gives seats back and takes others at once; its deadline and the seats it kept stay', async () => {
    const held = await holdRow(0, 1);
    const { body } = await replace(held, { release: row(1), seats: row(2, 3) });
    expect(body.places.map(({ id }) => id)).toEqual(row(0, 2, 3));
    expect(body.expiresAt).toBe(held.expiresAt);
    expect(body.total.amountMinor).toBe(3 * 4_800);
    expect(outcomeOf(await desk.hold({ seats: row(1) }))).toBe('held');
    expect(outcomeOf(await desk.hold({ seats: row(3) }))).toBe('seats_taken');
  });

  test('keeps everything when one of the seats is not to be had', async () => {
    const held = await holdRow(0, 1);
    await holdRow(3);
    const refused = await replace(held, { release: row(0, 1), seats: row(2, 3) });
    expect(refused.problem).toMatchObject({ status: 409, code: 'seats_taken', seats: row(3) });
    const params = { holdId: held.id };
    const now = (await server.ask('getHold', { params }, { token: held.token ?? '' })).body;
    expect(now.places.map(({ id }) => id)).toEqual(row(0, 1));
    expect(outcomeOf(await desk.hold({ seats: row(2) }))).toBe('held');
  });

  test('keeps the tariffs of the seats it keeps, unless it is asked for others', async () => {
    const { reduced } = desk.house.tariffIds;
    const held = (await desk.hold({ seats: row(0, 1), tariffs: [{ tariff: reduced, quantity: 1 }] })).body;
    const pricesOf = (body: Held) => body.places.map(({ price }) => price.amountMinor);
    expect(pricesOf((await replace(held, { release: row(1), seats: row(2) })).body)).toEqual([3_900, 4_800]);
    const tariffs = [{ tariff: reduced, quantity: 2 }];
    expect(pricesOf((await replace(held, { seats: row(3), tariffs })).body)).toEqual([3_900, 3_900, 4_800]);
  });

  test('that is over, released, sold or ordered is left as it is', async () => {
    const [over, released, sold, ordered] = [await holdRow(0), await holdRow(1), await holdRow(2), await holdRow(3)];
    await endHold(server, over.id);
    await desk.release(released);
    await runOperation(server, (ctx) => sellHeld(ctx, sold.id));
    expect((await orderOf(ordered)).status).toBe(201);
    const told = [];
    for (const held of [over, released, sold, ordered]) told.push(outcomeOf(await replace(held, { seats: row(5) })));
    expect(told).toEqual(['hold_expired', 'hold_ended', 'hold_ended', 'hold_has_order']);
    expect(outcomeOf(await desk.hold({ seats: row(5) }))).toBe('held');
  });

  test('is told what it may not give back or take', async () => {
    const held = await holdRow(0);
    expect((await replace(held, { release: row(1), seats: row(0) })).problem).toMatchObject({
      code: 'invalid',
      errors: [
        { pointer: '/body/release/0', code: 'not_held' },
        { pointer: '/body/seats/0', code: 'held_already' },
      ],
    });
    expect((await replace(held, { seats: ['999999999'] })).problem).toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/body/seats/0', code: 'no_such_seat' }],
    });
    expect((await replace(held, { release: row(0) })).problem.code).toBe('invalid');
    const six = [0, 1, 2, 3, 4, 5].map((number) => desk.seatAt(1, number));
    expect((await replace(held, { seats: six })).problem).toMatchObject({ code: 'too_many_places', max: 6 });
  });

  test('minds tables, companions and lone seats as a new one would', async () => {
    desk = await openStaffDesk(server, { loneSeats: 'lenient' });
    const { house } = desk;
    const table = house.table.map(String);
    const held = (await desk.hold({ seats: table })).body;
    expect(outcomeOf(await replace(held, { release: table.slice(0, 1) }))).toBe('whole_table');
    expect(outcomeOf(await replace(held, { seats: [String(house.companion)] }))).toBe('companion_only');
    expect(outcomeOf(await replace(held, { seats: [house.wheelchair, house.companion].map(String) }))).toBe('held');
    const other = (await desk.hold({ seats: row(0, 1) })).body;
    expect(outcomeOf(await replace(other, { release: row(0, 1), seats: row(1, 2) }))).toBe('invalid');
    expect(outcomeOf(await replace(other, { release: row(0), seats: row(2) }))).toBe('lone_seat');
    expect(outcomeOf(await replace(other, { release: row(0, 1), seats: row(2, 3) }))).toBe('held');
  });

  test('takes no more than a quota has room for, and counts what it has afterwards', async () => {
    await desk.limit('Parterre', 3, { zone: desk.house.zoneIds.parterre });
    const held = await holdRow(0, 1);
    expect(outcomeOf(await replace(held, { seats: row(2, 3) }))).toBe('quota_reached');
    expect(outcomeOf(await replace(held, { release: row(0), seats: row(2, 3) }))).toBe('held');
    expect(await desk.quotaUsed()).toEqual([3]);
    expect(outcomeOf(await replace(held, { release: row(1, 2) }))).toBe('held');
    const other = await holdRow(4, 5);
    await endHold(server, other.id);
    expect(outcomeOf(await replace(held, { seats: row(0, 1) }))).toBe('held');
  });

  test('takes seats set aside only of the allocation whose seats it has', async () => {
    const { code } = (await desk.allocate({ seats: row(0, 1) })).body;
    const own = (await desk.hold({ seats: row(0), code })).body;
    const other = await holdRow(3);
    expect(outcomeOf(await replace(other, { seats: row(1) }))).toBe('seats_taken');
    expect(outcomeOf(await replace(own, { seats: row(1) }))).toBe('held');
  });
});

test('two holds that exchange seats crosswise at once: both are answered, and every seat is one’s', async () => {
  const [left, right] = [await holdRow(0, 1), await holdRow(4, 5)];
  const answers = await Promise.all([
    replace(left, { release: row(0), seats: row(2, 3) }),
    replace(right, { release: row(5), seats: row(3, 2) }),
  ]);
  expect(answers.map(outcomeOf).sort()).toEqual(['held', 'seats_taken']);
});

test('an order placed while the seats are being replaced is one for the seats the hold has afterwards', async () => {
  const held = await holdRow(0, 1);
  // The replacement has the hold and waits for a seat; the order waits for the hold.
  const locked = await lockRows(
    server.databaseUrl,
    'select from inventory.performance_seat where performance_id = $1 and seat_id = $2 for update',
    [desk.house.performanceId, row(2)[0]],
  );
  const replaced = replace(held, { release: row(0), seats: row(2) });
  await locked.waitedForBy(1);
  const ordering = orderOf(held);
  await locked.waitedForBy(2);
  await locked.release();
  expect(outcomeOf(await replaced)).toBe('held');
  const { body } = await ordering;
  expect(body.lines.map(({ row: label, number }) => [label, number])).toEqual([
    ['A', '2'],
    ['A', '3'],
  ]);
  const found = await audit(server.databaseUrl);
  expect(found.filter(({ query }) => query.startsWith('order lines priced otherwise'))).toEqual([]);
});
