import type { Reply } from '@tessera/contract/api/operations';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditAll } from '../../testing/books-of.ts';
import { buySeats } from '../../testing/buy.ts';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenStaff } from '../../testing/given-staff.ts';
import {
  type DirectedHouse,
  type Drawing,
  givenADirectedHouse,
  movePerformance,
  publishNext,
  takeOut,
  zoneOf,
} from '../../testing/next-version.ts';
import type { PerformanceWish } from '../../testing/trial-house.ts';

let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

const givenAHouse = (wish: PerformanceWish) => givenADirectedHouse(server, wish);
const publish = (house: DirectedHouse, edit: (drawing: Drawing) => void) => publishNext(server, house, edit);
const move = (house: DirectedHouse, mapping: string, more: { relabel?: boolean; dryRun?: boolean } = {}) =>
  movePerformance(server, house, { mapping, ...more });
const claim = (performanceId: string, seatId: string, change: string) =>
  server.pool.query(`update inventory.performance_seat set ${change} where performance_id = $1 and seat_id = $2`, [
    performanceId,
    seatId,
  ]);
const stockOf = async (performanceId: string) =>
  (
    await server.pool.query<{ id: string; state: string; hold: string | null; ordinal: number; zone: string }>(
      `select seat_id::text as id, state, hold_id as hold, ordinal, zone_id as zone from inventory.performance_seat
       where performance_id = $1 order by ordinal`,
      [performanceId],
    )
  ).rows;

/** First, as the audit looks at the whole database, and the others write claims that nobody paid for. */
describe('a ticket', () => {
  test('keeps its code and shows the words of the version its performance is on; the order says what was bought', async () => {
    const house = await givenAHouse({ rows: 2, seatsPerRow: 4, balconyRows: 1 });
    const [seatId = ''] = house.rows[0] ?? [];
    const { order, token } = await buySeats(server, house.performanceId, [seatId]);
    const ticketId = order.tickets[0]?.id ?? '';
    const ticket = async () => (await server.ask('getTicket', { params: { ticketId } }, { token })).body;
    const bought = await ticket();
    const version = await publish(house, (drawing) => {
      const [row] = zoneOf(drawing, 'parterre').rows ?? [];
      const [seat] = row?.seats.splice(0, 1) ?? [];
      const [balcony] = zoneOf(drawing, 'balcon').rows ?? [];
      if (seat) balcony?.seats.push({ ...seat, number: '77', position: 77, x: 1, y: 1 });
      for (const gate of drawing.gates) gate.zones = gate.code === 'Z' ? ['balcon', 'loges'] : ['parterre'];
    });
    const { problem } = await move(house, version);
    expect([problem.code, problem.seats]).toEqual([
      'live_seats_relabelled',
      [
        {
          id: seatId,
          zone: 'Parterre',
          row: 'A',
          number: '1',
          state: 'sold',
          becomes: { zone: 'Balcon', row: 'A', number: '77' },
        },
      ],
    ]);
    expect((await move(house, version, { relabel: true })).body.seats.rezoned).toMatchObject({ sold: 1 });
    const becomes = { zone: 'Balcon', row: 'A', number: '77', gates: ['Entrée des artistes'] };
    expect(await ticket()).toEqual({ ...bought, ...becomes });
    const told = (await server.ask('getOrder', { params: { orderId: order.id } }, { token })).body;
    expect(told.lines[0]).toMatchObject({ zone: 'Parterre', row: 'A', number: '1' });
    expect(told.performance.gates).toEqual(['Entrée des artistes']);
    expect(told.tickets[0]?.place).toBe('Balcon · A · 77');
    const cookie = await givenStaff(server, house.organiserId, 'gate_controller');
    const scan = async (accessPointId: string) => {
      const scans = [{ id: crypto.randomUUID(), code: bought.code ?? '', scannedAt: new Date().toISOString() }];
      return (await server.ask('scanTickets', { params: { accessPointId }, body: { scans } }, { cookie })).body.results;
    };
    expect(await scan(house.accessPointId)).toMatchObject([{ reason: 'wrong_gate' }]);
    expect(await scan(house.otherGateAccessPointId)).toMatchObject([{ verdict: 'admitted', place: 'Balcon · A · 77' }]);
    await auditAll(server);
  });
});

describe('whatever is drawn and whatever is sold', () => {
  const edits = fc.record({
    claims: fc.array(fc.constantFrom('free', 'free', 'sold', 'held', 'dead', 'allocated'), {
      minLength: 12,
      maxLength: 12,
    }),
    gone: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    isKind: fc.boolean(),
    added: fc.nat(3),
    swapsRows: fc.boolean(),
    toBalcony: fc.array(fc.nat(11), { maxLength: 3 }),
  });

  test('a move is refused exactly when somebody would lose a seat, and else everybody has theirs', async () => {
    const outcomes = { moved: 0, refused: 0 };
    const run = async ({ claims, gone, isKind, added, swapsRows, toBalcony }: Edit): Promise<void> => {
      const house = await givenAHouse({ rows: 2, seatsPerRow: 6, balconyRows: 1 });
      const seats = house.rows.flat();
      const allocationId = await allocate(house.performanceId);
      for (const [index, seatId] of seats.entries()) {
        const change = claimed(claims[index] ?? 'free', allocationId);
        if (change) await claim(house.performanceId, seatId, change);
      }
      const isLive = (index: number): boolean => !['free', 'dead'].includes(claims[index] ?? 'free');
      const lost = new Set(seats.filter((_, index) => gone[index] && !(isKind && isLive(index))));
      const before = await stockOf(house.performanceId);
      const version = await publish(house, (drawing) => {
        moveToBalcony(
          drawing,
          toBalcony.map((index) => seats[index] ?? ''),
        );
        takeOut(drawing, lost);
        const parterre = zoneOf(drawing, 'parterre');
        const rows = parterre.rows ?? [];
        if (swapsRows) for (const row of rows) row.position = 5 - row.position;
        const [row] = rows;
        for (let n = 0; n < added; n += 1) row?.seats.push({ number: `N${n}`, position: 50 + n, x: 1, y: 1 + n / 2 });
      });
      const answer = await move(house, version, { relabel: true });
      const isLost = seats.some((seatId, index) => lost.has(seatId) && isLive(index));
      const after = await stockOf(house.performanceId);
      if (isLost) {
        expect(answer.problem.code).toBe('live_seats_removed');
        expect(after).toEqual(before);
        outcomes.refused += 1;
        return;
      }
      expect(answer.body.isMoved).toBe(true);
      const states = new Map(after.map((seat) => [seat.id, seat]));
      for (const { id, state, hold } of before.filter((_, index) => isLive(index))) {
        expect(states.get(id)).toMatchObject({ state, hold });
      }
      expect(after.map(({ id, ordinal, zone }) => ({ id, ordinal, zone }))).toEqual(await placesOf(version));
      outcomes.moved += 1;
    };
    await fc.assert(fc.asyncProperty(edits, run), { numRuns: 40 });
    expect(Math.min(outcomes.moved, outcomes.refused)).toBeGreaterThan(3);
  });

  type Edit = typeof edits extends fc.Arbitrary<infer Value> ? Value : never;
  const claimed = (wish: string, allocationId: string): string | undefined =>
    ({
      sold: `state = 'sold', hold_id = gen_random_uuid()`,
      held: `state = 'held', hold_id = gen_random_uuid(), held_until = now() + interval '1 hour'`,
      dead: `state = 'held', hold_id = gen_random_uuid(), held_until = now() - interval '1 second'`,
      allocated: `allocation_id = '${allocationId}'`,
    })[wish];
  const placesOf = async (mappingId: string) =>
    (
      await server.pool.query<{ id: string; ordinal: number; zone: string }>(
        `select id::text, ordinal, zone_id as zone from venues.seat where mapping_id = $1 order by ordinal`,
        [mappingId],
      )
    ).rows;
  async function allocate(performanceId: string): Promise<string> {
    const { rows } = await server.pool.query<{ id: string }>(
      `insert into inventory.allocation (performance_id, name, kind) values ($1, 'Presse', 'press') returning id`,
      [performanceId],
    );
    return rows[0]?.id ?? '';
  }
  function moveToBalcony(drawing: Drawing, seatIds: readonly string[]): void {
    const rows = zoneOf(drawing, 'parterre').rows ?? [];
    const [balcony] = zoneOf(drawing, 'balcon').rows ?? [];
    for (const row of rows) {
      for (const seat of row.seats.filter(({ id }) => seatIds.includes(id ?? ''))) {
        row.seats = row.seats.filter((other) => other !== seat);
        balcony?.seats.push({ ...seat, number: `${row.label}${seat.number}`, position: 100 + Number(seat.id) });
      }
    }
  }
});

test('what would happen is told without doing it, and the seats on sale are those of the new version once it is done', async () => {
  const house = await givenAHouse({ rows: 2, seatsPerRow: 4 });
  const [gone = '', sold = '', ...rest] = house.rows[1] ?? [];
  await buySeats(server, house.performanceId, [sold]);
  const listed = async () =>
    (await server.ask('listSeats', { params: { performanceId: house.performanceId }, query: {} })).body.items;
  const before = await listed();
  const version = await publish(house, (drawing) => {
    takeOut(drawing, new Set([gone]));
    const [row] = zoneOf(drawing, 'parterre').rows ?? [];
    row?.seats.push({ number: 'Z', position: 90, x: 1, y: 1 });
    if (row?.seats[0]) row.seats[0].x += 0.5;
    if (row?.seats[1]) row.seats[1].y += 1.5;
  });
  const plan = await move(house, version, { dryRun: true });
  const none = { free: 0, held: 0, sold: 0, allocated: 0 };
  const expected: Reply<'movePerformance'>['seats'] = {
    same: { ...none, free: 4, sold: 1 },
    moved: { ...none, free: 1 },
    movedFurther: { ...none, free: 1 },
    relabelled: none,
    rezoned: none,
    added: { ...none, free: 1 },
    removed: { ...none, free: 1 },
  };
  expect(plan.body).toEqual({ isMoved: false, seats: expected, blockedBy: [] });
  expect(await listed()).toEqual(before);
  expect((await move(house, version)).body).toEqual({ isMoved: true, seats: expected, blockedBy: [] });
  await eventually('the boards have read the new version', async () =>
    (await listed()).some(({ number }) => number === 'Z'),
  );
  const after = await listed();
  expect(after.map(({ id }) => id)).not.toContain(gone);
  expect(after.filter(({ state }) => state === 'sold').map(({ id }) => id)).toEqual([sold]);
  expect(after).toHaveLength(8);
  expect(rest).toHaveLength(2);
  const told = (await server.ask('getPerformance', { params: { performanceId: house.performanceId } })).body;
  expect(told.mapping).toMatchObject({ id: version, version: 2 });
  const { rows } = await server.pool.query(
    `select payload from platform.journal where kind = 'inventory.mapping_moved' and subject_id = $1`,
    [house.performanceId],
  );
  expect(rows).toEqual([{ payload: { from: house.mappingId, to: version, relabelled: 0 } }]);
});

test('a zone without a price is not on sale, and who has a seat that is in it now keeps it', async () => {
  const house = await givenAHouse({ rows: 1, seatsPerRow: 4 });
  const [sold = '', free = '', ...stay] = house.rows[0] ?? [];
  await buySeats(server, house.performanceId, [sold]);
  const version = await publish(house, (drawing) => {
    const [row] = zoneOf(drawing, 'parterre').rows ?? [];
    const moved = row?.seats.splice(0, 2) ?? [];
    const added = { number: '9', position: 9, x: 3, y: 1 };
    drawing.zones.push({
      code: 'loge',
      name: 'Loge',
      kind: 'seated',
      rows: [{ label: 'L', position: 0, seats: [...moved.map((seat) => ({ ...seat, y: 2 })), added] }],
    });
  });
  expect((await move(house, version, { relabel: true })).status).toBe(200);
  const stock = await stockOf(house.performanceId);
  expect(stock.map(({ id, state }) => [id, state]).toSorted()).toEqual(
    [...stay.map((id) => [id, 'free']), [sold, 'sold']].toSorted(),
  );
  await move(house, house.mappingId, { relabel: true });
  expect((await stockOf(house.performanceId)).map(({ id, state }) => [id, state])).toEqual([
    [sold, 'sold'],
    [free, 'free'],
    ...stay.map((id) => [id, 'free']),
  ]);
});

test('a standing zone may shrink to those it let in, and no further', async () => {
  const house = await givenAHouse({ rows: 1, seatsPerRow: 2, standingCapacity: 50 });
  const zone = house.zoneIds.standing ?? '';
  await server.ask('holdSeats', { params: { performanceId: house.performanceId }, body: { zone, quantity: 10 } });
  const sized = (capacity: number) =>
    publish(house, (drawing) => {
      zoneOf(drawing, 'fosse').capacity = capacity;
    });
  const { problem } = await move(house, await sized(9));
  expect([problem.status, problem.code, problem.zones]).toEqual([
    409,
    'live_capacity',
    [{ zone, name: 'Fosse', capacity: 9, used: 10 }],
  ]);
  const none = await publish(house, (drawing) => {
    drawing.zones = drawing.zones.filter(({ code }) => code !== 'fosse');
    for (const gate of drawing.gates) gate.zones = gate.zones.filter((code) => code !== 'fosse');
  });
  expect((await move(house, none)).problem.zones).toMatchObject([{ capacity: 0, used: 10 }]);
  expect((await move(house, await sized(10))).status).toBe(200);
  const left = (await server.ask('getPerformance', { params: { performanceId: house.performanceId } })).body.zones;
  expect(left.find(({ id }) => id === zone)).toMatchObject({ capacity: 10, remaining: 0 });
});

describe('a performance stands', () => {
  test('on published versions of plans of its own venue only', async () => {
    const house = await givenAHouse({ rows: 1, seatsPerRow: 2 });
    const nextDoor = await givenAPerformance(server.pool, { organiserId: house.organiserId });
    const elsewhere = await givenAPerformance(server.pool);
    const params = { venueId: house.venueId };
    const { cookie } = house;
    const draft = await server.ask('draftMapping', { params, body: { from: house.mappingId } }, { cookie });
    expect((await move(house, draft.body.id)).problem.code).toBe('mapping_state');
    expect((await move(house, nextDoor.mappingId)).problem.code).toBe('other_venue');
    expect((await move(house, elsewhere.mappingId)).problem.code).toBe('not_found');
  });

  test('where it can go back to, with everybody where they were', async () => {
    const house = await givenAHouse({ rows: 2, seatsPerRow: 4 });
    const [sold = ''] = house.rows[0] ?? [];
    await buySeats(server, house.performanceId, [sold]);
    const before = await stockOf(house.performanceId);
    const version = await publish(house, (drawing) => takeOut(drawing, new Set(house.rows[1])));
    expect((await move(house, version)).status).toBe(200);
    expect(await stockOf(house.performanceId)).toHaveLength(4);
    expect((await move(house, house.mappingId)).status).toBe(200);
    expect(await stockOf(house.performanceId)).toEqual(before);
  });
});

test('publishing with all performances to come moves them and retires what they stood on, or publishes nothing', async () => {
  const house = await givenAHouse({ rows: 2, seatsPerRow: 4 });
  const { venueId, mappingId, cookie } = house;
  const [sold = ''] = house.rows[0] ?? [];
  await buySeats(server, house.performanceId, [sold]);
  const draft = await server.ask('draftMapping', { params: { venueId }, body: { from: mappingId } }, { cookie });
  const of = { params: { mappingId: draft.body.id } };
  const { zones, gates, width, height, focus } = (await server.ask('getMapping', of, { cookie })).body;
  const publishWithout = async (gone: readonly string[], stamp: number) => {
    const drawing = structuredClone({ zones, gates, width, height, focus });
    takeOut(drawing, new Set(gone));
    await server.ask('drawMapping', { ...of, body: { stamp, ...drawing } }, { cookie });
    const body = { stamp: stamp + 1, movePerformances: true };
    return server.ask('publishMapping', { ...of, body }, { cookie });
  };
  expect((await publishWithout([sold], 0)).problem.code).toBe('live_seats_removed');
  expect((await server.ask('getMapping', of, { cookie })).body.state).toBe('draft');
  const { body } = await publishWithout(house.rows[1] ?? [], 1);
  expect(body).toMatchObject({ moved: [house.performanceId], retired: [mappingId] });
  expect((await move(house, mappingId)).problem.code).toBe('mapping_state');
});
