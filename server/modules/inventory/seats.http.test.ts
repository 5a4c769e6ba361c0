import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decodeSeatMap } from '@tessera/contract/seating/seat-map-wire';
import { unpackStates } from '@tessera/contract/seating/seat-states';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer, startServer } from '../../testing/given-a-server.ts';
import { lockFast } from '../../testing/run-product.ts';
import { send } from '../../testing/send.ts';

let server: GivenServer;
let at: GivenPerformance;
let base: string;

beforeAll(async () => {
  server = await givenAServer();
  at = await givenAPerformance(server.pool, { rows: 4, seatsPerRow: 30, balconyRows: 2, wheelchairPlaces: 1 });
  base = `/api/v1/performances/${at.performanceId}`;
});
afterAll(() => server.stop());

type Answer = { status: number; headers: Headers; bytes: Buffer };

/** fetch would unpack what it gets. */
async function ask(path: string, headers: Record<string, string> = {}, url = server.url): Promise<Answer> {
  const response = await fetch(`${url}${path}`, { headers: { 'accept-encoding': 'identity', ...headers } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('the seat map', () => {
  test('of a performance says which seats there are, where, and under which address it is for good', async () => {
    const { status, headers, bytes } = await ask(`${base}/seat-map`);
    const { seatMap } = (await server.ask('getPerformance', { params: { performanceId: at.performanceId } })).body;
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/vnd.tessera.seat-map');
    expect(headers.get('etag')).toBe(`"${seatMap}"`);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    expect(headers.get('content-location')).toBe(`/api/v1/seat-maps/${seatMap}`);
    const chart = decodeSeatMap(bytes);
    expect([...chart.seatIds].slice(0, 30).map(String)).toEqual(at.rows[0]);
    expect(chart.seatCount).toBe(6 * 30);
    const again = await ask(`/api/v1/seat-maps/${seatMap}`);
    expect(again.bytes.equals(bytes)).toBe(true);
    expect(again.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('is not sent to who has it', async () => {
    const etag = (await ask(`${base}/seat-map`)).headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      expect((await ask(`${base}/seat-map`, { 'if-none-match': known })).status, known).toBe(304);
    }
    expect((await ask(`${base}/seat-map`, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('comes in the encoding that is asked for, and unpacks to the same bytes', async () => {
    const plain = (await ask(`${base}/seat-map`)).bytes;
    const packed = async (accepted: string) => {
      const { headers, rawPayload } = await server.app.server.inject({
        url: `${base}/seat-map`,
        headers: { 'accept-encoding': accepted },
      });
      expect(headers.vary, accepted).toMatch(/accept-encoding/);
      return { encoding: headers['content-encoding'], bytes: rawPayload };
    };
    const [br, gzip] = [await packed('gzip, br'), await packed('gzip')];
    expect([br.encoding, gzip.encoding]).toEqual(['br', 'gzip']);
    expect(brotliDecompressSync(br.bytes).equals(plain)).toBe(true);
    expect(gunzipSync(gzip.bytes).equals(plain)).toBe(true);
    for (const accepted of ['identity', 'br;q=0, gzip;q=0', 'deflate']) {
      expect((await packed(accepted)).encoding, accepted).toBeUndefined();
    }
    expect((await packed('br;q=0, gzip')).encoding).toBe('gzip');
  });

  test('is JSON for who asks for JSON', async () => {
    const { headers, bytes } = await ask(`${base}/seat-map`, { accept: 'application/json' });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('vary')).toMatch(/accept/);
    const map = JSON.parse(String(bytes));
    expect(map.seats[0]).toMatchObject({ id: at.rows[0]?.[0], row: 'A', number: '1', ordinal: 0 });
    expect(map.zones.map(({ kind }: { kind: string }) => kind)).not.toContain('group');
  });

  test('is found by its address on a server that never saw the performance', async () => {
    const { seatMap } = (await server.ask('getPerformance', { params: { performanceId: at.performanceId } })).body;
    const other = await startServer(server.databaseUrl);
    const found = await ask(`/api/v1/seat-maps/${seatMap}`, {}, other.url);
    expect(found.bytes.equals((await ask(`${base}/seat-map`)).bytes)).toBe(true);
    await other.stop();
  });

  test('under an address nobody was told of is not found', async () => {
    expect((await ask(`/api/v1/seat-maps/${'x'.repeat(22)}`)).status).toBe(404);
    expect((await ask('/api/v1/seat-maps/x')).status).toBe(404);
  });
});

describe('the states of seats', () => {
  test('are two bits each, with the number and the epoch of the story they are part of', async () => {
    const { headers, bytes } = await ask(`${base}/seat-states`);
    expect(bytes).toHaveLength((6 * 30) / 4);
    expect(unpackStates(bytes).every((state) => state === 0)).toBe(true);
    expect(headers.get('etag')).toBe(`"${headers.get('x-epoch')}.${headers.get('x-sequence')}"`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-stale')).toBeNull();
  });

  test('move on with each change, and are not sent to who has them', async () => {
    const { performanceId, rows } = await givenAPerformance(server.pool);
    const path = `/api/v1/performances/${performanceId}/seat-states`;
    const before = await ask(path);
    const known = { 'if-none-match': before.headers.get('etag') ?? '' };
    expect((await ask(path, known)).status).toBe(304);
    await server.ask('holdSeats', { params: { performanceId }, body: { seats: [rows[0]?.[1] ?? ''] } });
    const after = await eventually('the change', async () => {
      const answer = await ask(path, known);
      return answer.status === 200 ? answer : undefined;
    });
    expect(unpackStates(after.bytes).slice(0, 3).join('')).toBe('010');
    expect(Number(after.headers.get('x-sequence'))).toBe(Number(before.headers.get('x-sequence')) + 1);
    expect(after.headers.get('x-epoch')).toBe(before.headers.get('x-epoch'));
  });

  test('are the same in the list of seats, with the words printed on them', async () => {
    const { performanceId, rows, zoneIds, tierIds } = await givenAPerformance(server.pool, { balconyRows: 1 });
    await server.ask('holdSeats', { params: { performanceId }, body: { seats: [rows[0]?.[1] ?? ''] } });
    const list = async (zone?: string) =>
      (await server.ask('listSeats', { params: { performanceId }, query: zone ? { zone } : {} })).body.items;
    const second = { id: rows[0]?.[1], ordinal: 1, zone: zoneIds.parterre, row: 'A', number: '2', state: 'held' };
    expect((await list())[1]).toMatchObject({ ...second, tier: tierIds.parterre });
    expect((await list()).map(({ state }) => state).filter((state) => state !== 'available')).toEqual(['held']);
    expect(new Set((await list(zoneIds.balcony)).map(({ zone }) => zone))).toEqual(new Set([zoneIds.balcony]));
    expect(await list(crypto.randomUUID())).toEqual([]);
  });

  test('and the map are answered from memory: the database may be locked', async () => {
    const { seatMap } = (await server.ask('getPerformance', { params: { performanceId: at.performanceId } })).body;
    const paths = [`${base}/seat-map`, `/api/v1/seat-maps/${seatMap}`, `${base}/seat-states`, `${base}/seats`];
    for (const path of paths) expect((await ask(path)).status, path).toBe(200);
    const unlock = await lockFast(server.pool, [
      `lock table catalogue.performance, catalogue.event, inventory.performance_seat, inventory.zone_stock,
         inventory.seat_map_address, venues.mapping, venues.zone, venues.seat in access exclusive mode`,
    ]);
    try {
      for (const path of paths) expect((await ask(path)).status, path).toBe(200);
    } finally {
      await unlock();
    }
  });

  test('of a draft are as unknown as those of nothing', async () => {
    const draft = await givenAPerformance(server.pool);
    await server.pool.query(`update catalogue.event set state = 'draft' where id = $1`, [draft.eventId]);
    for (const performanceId of [draft.performanceId, crypto.randomUUID()]) {
      for (const part of ['seats', 'seat-map', 'seat-states', 'live']) {
        const path = `/api/v1/performances/${performanceId}/${part}`;
        expect((await send(server, { method: 'GET', path })).status, part).toBe(404);
      }
    }
  });
});
