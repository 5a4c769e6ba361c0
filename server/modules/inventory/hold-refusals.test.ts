import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenStaff } from '../../testing/given-staff.ts';
import { givenASmallHouse, type SmallHouse } from '../../testing/small-house.ts';

let server: GivenServer;
let house: SmallHouse;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  house = await givenASmallHouse(server.pool, { loneSeats: 'lenient' });
});

const holdAt = (performanceId: string, body: object) => server.ask('holdSeats', { params: { performanceId }, body });
const hold = (body: object) => holdAt(house.performanceId, body);
const idsOf = (seats: readonly number[]) => seats.map(String);
const seatAt = (row: number, seat: number) => String(house.rows[row]?.[seat]);
/** What somebody is told who is refused: the code, and the facts beside it. */
async function refusalOf(asked: ReturnType<typeof hold>) {
  const { status, problem } = await asked;
  const { type, title, detail, instance, traceId, ...said } = problem;
  return { ...said, status };
}

describe('before anything is looked for', () => {
  test('sale_not_open: before the sale and after it, whatever is left', async () => {
    for (const saleWindow of ['not_yet', 'ended'] as const) {
      const at: GivenPerformance = await givenAPerformance(server.pool, { saleWindow, standingCapacity: 5 });
      for (const body of [
        { seats: [at.rows[0]?.[0]] },
        { zone: at.zoneIds.standing, quantity: 1 },
        { best: { quantity: 1 } },
      ])
        expect(await refusalOf(holdAt(at.performanceId, body))).toEqual({ status: 409, code: 'sale_not_open' });
    }
  });

  test('invalid: seats that are not of this house, named one by one', async () => {
    expect(await refusalOf(hold({ seats: [seatAt(0, 0), '999999999'] }))).toEqual({
      status: 422,
      code: 'invalid',
      errors: [{ pointer: '/body/seats/1', code: 'no_such_seat' }],
    });
    expect(await refusalOf(hold({ seats: [seatAt(0, 0)], zone: house.zoneIds.fosse, quantity: 1 }))).toMatchObject({
      status: 422,
      code: 'invalid',
    });
  });

  test('code_unknown: a code that opens nothing here, though it may elsewhere', async () => {
    const other = await givenASmallHouse(server.pool);
    const cookie = await givenStaff(server, other.organiserId);
    const allocation = await server.ask(
      'allocatePlaces',
      {
        params: { performanceId: other.performanceId },
        body: {
          name: 'Presse',
          kind: 'press',
          hasCode: true,
          releaseAt: null,
          seats: [],
          zones: [{ zone: other.zoneIds.fosse, quantity: 1 }],
        },
      },
      { cookie },
    );
    for (const code of ['NOTHING', allocation.body.code ?? '']) {
      expect(await refusalOf(hold({ seats: [seatAt(0, 0)], code }))).toEqual({ status: 422, code: 'code_unknown' });
    }
  });

  test('too_many_places: more than one order may have, however they are wished for', async () => {
    const seven = idsOf([...(house.rows[0] ?? []), ...(house.rows[1] ?? [])]).slice(0, 7);
    for (const body of [{ seats: seven }, { best: { quantity: 7 } }, { zone: house.zoneIds.fosse, quantity: 7 }]) {
      expect(await refusalOf(hold(body))).toEqual({ status: 422, code: 'too_many_places', max: 6 });
    }
  });

  test('no_such_offer: a tariff that is not sold, or for more places than are asked for', async () => {
    for (const tariffs of [
      [{ tariff: crypto.randomUUID(), quantity: 1 }],
      [{ tariff: house.tariffIds.child, quantity: 3 }],
    ]) {
      const asked = hold({ seats: [seatAt(0, 0), seatAt(0, 1)], tariffs });
      expect(await refusalOf(asked)).toEqual({ status: 422, code: 'no_such_offer' });
    }
  });
});

describe('for want of places', () => {
  test('seats_taken: those that somebody has, that are set aside, or whose zone is closed', async () => {
    const cookie = await givenStaff(server, house.organiserId);
    const { performanceId } = house;
    const body = {
      name: 'Maison',
      kind: 'house' as const,
      hasCode: false,
      releaseAt: null,
      seats: [seatAt(0, 5), seatAt(0, 4)],
      zones: [],
    };
    await server.ask('allocatePlaces', { params: { performanceId }, body }, { cookie });
    await hold({ seats: [seatAt(0, 0), seatAt(0, 1)] });
    await server.ask('closeZone', { params: { performanceId, zoneId: house.zoneIds.salon } }, { cookie });
    const table = idsOf(house.table);
    expect(await refusalOf(hold({ seats: [seatAt(0, 1), seatAt(0, 2)] }))).toEqual({
      status: 409,
      code: 'seats_taken',
      seats: [seatAt(0, 1)],
    });
    expect(await refusalOf(hold({ seats: [seatAt(0, 4)] }))).toMatchObject({ seats: [seatAt(0, 4)] });
    expect(await refusalOf(hold({ seats: table }))).toMatchObject({ code: 'seats_taken', seats: table });
  });

  test('lone_seat: the seats left alone, and others instead that can be had', async () => {
    const refused = await refusalOf(hold({ seats: [seatAt(0, 1), seatAt(0, 2)] }));
    expect(refused).toMatchObject({ status: 422, code: 'lone_seat', lone: [seatAt(0, 0)] });
    const suggestion = (refused as { suggestion?: string[] }).suggestion ?? [];
    expect(suggestion).toHaveLength(2);
    expect((await hold({ seats: suggestion })).status).toBe(201);
  });

  test('whole_table: the seats of the table, which can be had together', async () => {
    const table = idsOf(house.table);
    expect(await refusalOf(hold({ seats: table.slice(0, 3) }))).toEqual({
      status: 422,
      code: 'whole_table',
      table: 'Table 1',
      seats: table,
    });
    expect((await hold({ seats: table })).status).toBe(201);
  });

  test('companion_only: the wheelchair place, with which it can be had, and without it once that one is gone', async () => {
    const [wheelchair, companion] = [String(house.wheelchair), String(house.companion)];
    expect(await refusalOf(hold({ seats: [companion] }))).toEqual({
      status: 422,
      code: 'companion_only',
      seats: [companion],
      wheelchair,
    });
    const { body } = await hold({ seats: [wheelchair, companion] });
    await server.ask('releaseHold', { params: { holdId: body.id } }, { token: body.token ?? '' });
    expect((await hold({ seats: [wheelchair] })).status).toBe(201);
    expect((await hold({ seats: [companion] })).status).toBe(201);
  });

  test('not_enough_together and sold_out: how many could be had, standing and side by side', async () => {
    const pit = (quantity: number) => hold({ zone: house.zoneIds.fosse, quantity });
    const best = (quantity: number) => hold({ best: { quantity, together: true, zone: house.zoneIds.parterre } });
    expect((await pit(3)).status).toBe(201);
    expect(await refusalOf(pit(3))).toEqual({ status: 409, code: 'not_enough_together', largest: 2, alternatives: [] });
    expect((await pit(2)).status).toBe(201);
    expect(await refusalOf(pit(1))).toEqual({ status: 409, code: 'sold_out' });
    expect((await best(6)).status).toBe(201);
    expect((await best(4)).status).toBe(201);
    expect(await refusalOf(best(3))).toMatchObject({ status: 409, code: 'not_enough_together', largest: 2 });
    expect((await best(2)).status).toBe(201);
    expect(await refusalOf(best(1))).toEqual({ status: 409, code: 'sold_out' });
  });

  test('not_on_sale: a zone that is closed or is none, and a price nobody sells at', async () => {
    const cookie = await givenStaff(server, house.organiserId);
    const { performanceId, zoneIds } = house;
    await server.ask('closeZone', { params: { performanceId, zoneId: zoneIds.fosse } }, { cookie });
    for (const body of [
      { zone: zoneIds.fosse, quantity: 1 },
      { zone: crypto.randomUUID(), quantity: 1 },
      { best: { quantity: 1, maxPriceMinor: 1 } },
    ])
      expect(await refusalOf(hold(body)), JSON.stringify(body)).toEqual({ status: 409, code: 'not_on_sale' });
    await server.ask('openZone', { params: { performanceId, zoneId: zoneIds.fosse } }, { cookie });
    expect((await hold({ zone: zoneIds.fosse, quantity: 1 })).status).toBe(201);
  });
});

test('there is nothing to hold at a performance nobody knows of, or whose event is a draft', async () => {
  await server.pool.query(
    `update catalogue.event set state = 'draft'
     where id = (select event_id from catalogue.performance where id = $1)`,
    [house.performanceId],
  );
  for (const performanceId of [house.performanceId, crypto.randomUUID()]) {
    expect(await refusalOf(holdAt(performanceId, { seats: [seatAt(0, 0)] }))).toEqual({
      status: 404,
      code: 'not_found',
    });
  }
});
