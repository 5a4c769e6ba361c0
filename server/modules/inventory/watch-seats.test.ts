import { PassThrough } from 'node:stream';
import { unpackStates } from '@tessera/contract/seating/seat-states';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../../platform/log.ts';
import { openSeatChanger, type SeatChanger } from '../../testing/change-seats.ts';
import { type Follower, followLive } from '../../testing/follow-live.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer, startServer } from '../../testing/given-a-server.ts';
import { openCharts } from './charts.ts';
import { openSeatBoards } from './seat-board.ts';
import { openSeatMaps } from './seat-maps.ts';
import { openSeatStreams } from './watch-seats.ts';

let server: GivenServer;
let changer: SeatChanger;
const followers: Follower[] = [];

beforeAll(async () => {
  server = await givenAServer();
  changer = await openSeatChanger(server.databaseUrl);
});
afterEach(() => {
  for (const follower of followers.splice(0)) follower.stop();
});
afterAll(async () => {
  await changer.stop();
  await server.stop();
});

const aHall = (): Promise<GivenPerformance> => givenAPerformance(server.pool, { rows: 20, seatsPerRow: 50 });

async function aFollower(performanceId: string, at: GivenServer = server): Promise<Follower> {
  const follower = followLive(at.url, performanceId);
  followers.push(follower);
  await eventually('a snapshot', async () => follower.known() !== undefined);
  return follower;
}

/** As the database has it: 0 available, 1 held, 2 sold, 3 off. */
async function statesInDatabase(performanceId: string): Promise<number[]> {
  const { rows } = await server.pool.query<{ code: number }>(
    `select case when state = 'held' and held_until <= clock_timestamp() then 0
       else array_position(array['free', 'held', 'sold', 'off'], state) - 1 end as code
     from inventory.performance_seat where performance_id = $1 order by ordinal`,
    [performanceId],
  );
  return rows.map(({ code }) => code);
}

async function untilEqual(follower: Follower, performanceId: string): Promise<void> {
  const expected = await statesInDatabase(performanceId);
  const shown = (): number[] => [...(follower.known()?.states ?? [])].slice(0, expected.length);
  await eventually('the same states', async () => shown().join('') === expected.join('')).catch(() =>
    expect(shown()).toEqual(expected),
  );
}

async function statesServed({ url }: GivenServer, performanceId: string): Promise<number[]> {
  const response = await fetch(`${url}/api/v1/performances/${performanceId}/seat-states`);
  return [...unpackStates(new Uint8Array(await response.arrayBuffer()))];
}

describe('who watches seats', () => {
  test('knows after a thousand random changes what the server knows, without a second snapshot', async () => {
    const { performanceId } = await aHall();
    const follower = await aFollower(performanceId);
    for (let round = 0; round < 100; round += 1) await changer.shuffle(performanceId, 10);
    await untilEqual(follower, performanceId);
    expect(await statesServed(server, performanceId)).toEqual([...(follower.known()?.states ?? [])]);
    expect(follower.events.filter(({ name }) => name === 'snapshot')).toHaveLength(1);
    expect(follower.gaps()).toBe(0);
  });

  test('who was cut off while 200 seats changed knows them all once it is back', async () => {
    const { performanceId } = await aHall();
    const follower = await aFollower(performanceId);
    follower.cut();
    for (let round = 0; round < 20; round += 1) await changer.shuffle(performanceId, 10);
    follower.connect();
    await untilEqual(follower, performanceId);
    await changer.shuffle(performanceId, 10);
    await untilEqual(follower, performanceId);
  });

  test('gets at most four frames a second, however many seats change', async () => {
    const { performanceId } = await aHall();
    const follower = await aFollower(performanceId);
    const startedAt = performance.now();
    while (performance.now() - startedAt < 2_000) await changer.shuffle(performanceId, 20);
    const seconds = (performance.now() - startedAt) / 1000;
    const frames = follower.events.filter(({ name }) => name === 'changes').length;
    expect(frames).toBeGreaterThan(0);
    expect(frames).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1);
    await untilEqual(follower, performanceId);
  });

  test('sees a held seat become available at its deadline, though nothing is written or told then', async () => {
    const { performanceId } = await aHall();
    const follower = await aFollower(performanceId);
    await changer.hold(performanceId, [3, 4], new Date(Date.now() + 2_000));
    await eventually('the hold to be seen', async () => follower.known()?.states[3] === 1);
    const writes = async (): Promise<number> => {
      const { rows } = await server.pool.query<{ sum: number }>(
        'select sum(change_number)::int as sum from inventory.performance_seat where performance_id = $1',
        [performanceId],
      );
      return rows[0]?.sum ?? 0;
    };
    const before = await writes();
    await eventually('the seats to be available', async () => follower.known()?.states[3] === 0);
    expect(follower.known()?.states[4]).toBe(0);
    expect(await writes()).toBe(before);
  });

  test('sees a hold that is made, given back and sold through the API', async () => {
    const { performanceId, rows } = await aHall();
    const follower = await aFollower(performanceId);
    const body = { seats: [rows[0]?.[0] ?? '', rows[0]?.[1] ?? ''] };
    const hold = (await server.ask('holdSeats', { params: { performanceId }, body })).body;
    await eventually('the hold', async () => follower.known()?.states.slice(0, 2).join('') === '11');
    await server.ask('releaseHold', { params: { holdId: hold.id } }, { token: hold.token ?? '' });
    await eventually('the release', async () => follower.known()?.states.slice(0, 2).join('') === '00');
  });

  test('knows the places left of standing zones as they go', async () => {
    const { performanceId, zoneIds } = await givenAPerformance(server.pool, { standingCapacity: 5 });
    const zone = zoneIds.standing ?? '';
    const follower = await aFollower(performanceId);
    await eventually('the places left', async () => follower.known()?.remaining[zone] === 5);
    await server.ask('holdSeats', { params: { performanceId }, body: { zone, quantity: 2 } });
    await eventually('two places fewer', async () => follower.known()?.remaining[zone] === 3);
  });

  test('of a performance whose event is taken back is let go', async () => {
    const { performanceId, eventId } = await aHall();
    const follower = await aFollower(performanceId);
    await server.pool.query(`update catalogue.event set state = 'draft' where id = $1`, [eventId]);
    await eventually('the end of the stream', async () => follower.isEnded(), 25_000);
    expect((await server.ask('getSeatStates', { params: { performanceId } })).status).toBe(404);
  }, 40_000);

  test('who does not read gets nothing more until it has read all, and then everything anew', async () => {
    const { performanceId } = await aHall();
    const { inTransaction, broadcasts } = changer;
    const charts = openCharts();
    const boards = openSeatBoards({ inTransaction, broadcasts, charts, log: openLog('silent') });
    const streams = openSeatStreams(openSeatMaps(charts), 10);
    const board = await boards.open(performanceId);
    const [slow, quick] = [new PassThrough(), new PassThrough()];
    streams.watch(board, slow);
    streams.watch(board, quick);
    let heard = '';
    quick.on('data', (bytes) => {
      heard += String(bytes);
    });
    slow.write(Buffer.alloc(70_000, ' '));
    const unread = slow.writableLength + slow.readableLength;
    for (let frame = 1; frame <= 3; frame += 1) {
      await changer.shuffle(performanceId, 20);
      await eventually('the next frame', async () => heard.split('event: changes').length > frame);
    }
    expect(slow.writableLength + slow.readableLength).toBe(unread);
    let late = '';
    slow.on('data', (bytes) => {
      late += String(bytes);
    });
    await eventually('everything anew', async () => late.split('event: snapshot').length === 3);
    expect(late).not.toContain('event: changes');
    await changer.shuffle(performanceId, 20);
    await eventually('the next change', async () => late.includes('event: changes'));
    streams.stop();
    boards.stop();
  });
});

test('more watchers than one server takes are told to come back', async () => {
  const small = await startServer(server.databaseUrl, { watchersMax: 1 });
  const { performanceId } = await aHall();
  await aFollower(performanceId, small);
  const refused = await small.ask('watchSeats', { params: { performanceId } });
  expect([refused.status, refused.problem.code]).toEqual([503, 'busy']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  await small.stop();
});

test('a server that stops ends the streams', async () => {
  const other = await startServer(server.databaseUrl);
  const { performanceId } = await aHall();
  const follower = await aFollower(performanceId, other);
  await other.stop();
  await eventually('the end of the stream', async () => follower.isEnded());
});
