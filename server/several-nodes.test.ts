import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Follower, followLive } from './testing/follow-live.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { type GivenRedis, givenARedis } from './testing/given-a-redis.ts';
import { eventually, freePort, type GivenServer, givenAServer, startServer } from './testing/given-a-server.ts';
import { type Product, runProduct } from './testing/run-product.ts';

const followers: Follower[] = [];
afterEach(() => {
  for (const follower of followers.splice(0)) follower.stop();
});

async function follow(url: string, performanceId: string): Promise<Follower> {
  const follower = followLive(url, performanceId);
  followers.push(follower);
  await eventually('a snapshot', async () => follower.known() !== undefined);
  return follower;
}

const shown = (follower: Follower, count: number): string => (follower.known()?.states ?? []).slice(0, count).join('');
const untilShown = (follower: Follower, states: string): Promise<boolean> =>
  eventually(`${states} to be shown`, async () => shown(follower, states.length) === states);
const hold = async ({ ask }: Pick<GivenServer, 'ask'>, { performanceId, rows }: GivenPerformance, ...seats: number[]) =>
  (await ask('holdSeats', { params: { performanceId }, body: { seats: seats.map((seat) => rows[0]?.[seat] ?? '') } }))
    .body;

for (const transport of ['PostgreSQL', 'Redis'] as const) {
  describe(`three nodes that tell each other over ${transport}`, () => {
    let redis: GivenRedis;
    let nodes: [GivenServer, GivenServer, GivenServer];
    beforeAll(async () => {
      redis = await givenARedis();
      const settings = transport === 'Redis' ? { redisUrl: redis.url } : {};
      const first = await givenAServer(settings);
      nodes = [first, await startServer(first.databaseUrl, settings), await startServer(first.databaseUrl, settings)];
    });
    afterAll(async () => {
      const [first, ...others] = nodes;
      for (const node of [...others, first]) await node.stop();
      await redis.kill();
    });

    const cutAll = async (): Promise<void> => {
      if (transport === 'Redis') return redis.cut();
      await nodes[0].pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'tessera listener'`,
      );
    };

    test('show a hold made on one of them on the others, and its end', async () => {
      const at = await givenAPerformance(nodes[0].pool);
      const watching = await Promise.all(nodes.map(({ url }) => follow(url, at.performanceId)));
      const { id, token } = await hold(nodes[0], at, 0, 1);
      for (const follower of watching) await untilShown(follower, '1100');
      await nodes[1].ask('releaseHold', { params: { holdId: id } }, { token: token ?? '' });
      for (const follower of watching) await untilShown(follower, '0000');
    });

    test('say that they are cut off, and are right and live again when they are back', async () => {
      const at = await givenAPerformance(nodes[0].pool);
      const follower = await follow(nodes[2].url, at.performanceId);
      await cutAll();
      await eventually('to be told', async () => follower.events.some(({ name }) => name === 'stale'));
      await hold(nodes[0], at, 2, 3);
      await eventually('to be live again', async () => follower.known()?.isLive === true);
      await untilShown(follower, '0011');
      const names = follower.events.map(({ name }) => name);
      expect(names.slice(names.indexOf('stale'))).toContain('snapshot');
    });
  });
}

test('a node that cannot hear the others says with every answer that its states may be old', async () => {
  const redis = await givenARedis();
  const node = await givenAServer({ redisUrl: redis.url });
  const { performanceId } = await givenAPerformance(node.pool);
  const states = () => fetch(`${node.url}/api/v1/performances/${performanceId}/seat-states`);
  expect((await states()).headers.get('x-stale')).toBeNull();
  await redis.kill();
  await eventually('the states to be marked', async () => (await states()).headers.get('x-stale') === '1');
  await redis.revive();
  await eventually('the mark to go', async () => (await states()).headers.get('x-stale') === null);
  await node.stop();
  await redis.kill();
});

test('what a node did just before it was killed is seen on the others', async () => {
  const server = await givenAServer();
  const at = await givenAPerformance(server.pool);
  const follower = await follow(server.url, at.performanceId);
  const dataDir = mkdtempSync(join(tmpdir(), 'node-'));
  const settings = { databaseUrl: server.databaseUrl, dataDir, smtpUrl: 'smtp://127.0.0.1:1' };
  const product: Product = await runProduct({ ...settings, port: await freePort() });
  await hold(product, at, 4, 5);
  await product.kill();
  await untilShown(follower, '000011');
  await server.stop();
});
