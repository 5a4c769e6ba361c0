import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { givenARedis } from '../testing/given-a-redis.ts';
import { eventually, freePort } from '../testing/given-a-server.ts';
import { system } from './actor.ts';
import {
  type Broadcasts,
  broadcast,
  openBroadcasts,
  payloadBytesMax,
  type Transport,
  type TransportEvents,
} from './broadcast.ts';
import { postgresTransport } from './broadcast-postgres.ts';
import { redisTransport } from './broadcast-redis.ts';
import { type Database, openDatabase } from './database.ts';
import { openLog } from './log.ts';
import { deriveSecrets } from './secrets.ts';
import { type InTransaction, transactionsOn } from './transaction.ts';

type Ground = {
  readonly open: (events: TransportEvents) => Transport;
  /** Ends the connections of the nodes, as a restart does. */
  readonly cut: () => Promise<void>;
  /** Nothing comes through and nobody is told. */
  readonly freeze: () => Promise<void>;
  readonly thaw: () => Promise<void>;
  readonly stop: () => Promise<void>;
};
type Node = {
  readonly broadcasts: Broadcasts;
  readonly inTransaction: InTransaction;
  readonly heard: string[];
  readonly states: boolean[];
  gaps: number;
};

const log = openLog('silent');
let database: TestDatabase;
let pool: pg.Pool;
const opened: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
});
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const redisServer = ['redis-server', 'valkey-server'].find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

const grounds: Record<string, () => Promise<Ground>> = {
  PostgreSQL: async () => {
    let frozen: number[] = [];
    const backends = async (): Promise<number[]> => {
      const { rows } = await pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and application_name = 'tessera listener'`,
      );
      return rows.map(({ pid }) => pid);
    };
    return {
      open: postgresTransport(database.url),
      cut: async () => {
        for (const pid of await backends()) await pool.query('select pg_terminate_backend($1)', [pid]);
      },
      freeze: async () => {
        frozen = await backends();
        for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      },
      thaw: async () => {
        for (const pid of frozen) process.kill(pid, 'SIGCONT');
      },
      stop: async () => undefined,
    };
  },
  'a Redis protocol server': async () => {
    const redis = await givenARedis();
    return {
      open: redisTransport(redis.url),
      cut: async () => redis.cut(),
      freeze: async () => redis.freeze(),
      thaw: redis.revive,
      stop: redis.kill,
    };
  },
  ...(redisServer === undefined ? {} : { [redisServer]: () => realRedis(redisServer) }),
};

async function realRedis(binary: string): Promise<Ground> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const child = spawn(binary, ['--port', String(port), '--save', '', '--dir', folder], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const client = async (...words: string[]): Promise<void> => {
    const { Redis } = await import('ioredis');
    const redis = new Redis(port, '127.0.0.1');
    await redis.call(words[0] ?? '', ...words.slice(1));
    redis.disconnect();
  };
  return {
    open: redisTransport(`redis://127.0.0.1:${port}`),
    cut: async () => {
      await client('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await client('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    },
    freeze: async () => void child.kill('SIGSTOP'),
    thaw: async () => void child.kill('SIGCONT'),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function aNode(ground: Ground): Promise<Node> {
  const broadcasts = openBroadcasts(ground.open, log);
  const own: Database = openDatabase(database.url, { poolSize: 2, onError: () => undefined });
  const inTransaction = transactionsOn({
    database: own,
    secrets: deriveSecrets('a secret that only this test knows, forever'),
    listenersOf: () => [],
    deliver: async () => undefined,
    broadcasts,
    log,
  });
  const node: Node = { broadcasts, inTransaction, heard: [], states: [], gaps: 0 };
  broadcasts.hear('weather', {
    onMessage: (payload) => node.heard.push(payload),
    onGap: () => {
      node.gaps += 1;
    },
    onState: (isLive) => node.states.push(isLive),
  });
  opened.push(async () => {
    await broadcasts.stop();
    await own.close();
  });
  await eventually('the node to hear', async () => node.states.at(-1) === true);
  return node;
}

const tell = (node: Node, ...payloads: string[]): Promise<void> =>
  node.inTransaction(system('test'), (ctx) => broadcast(ctx, 'weather', payloads));
const untilHeard = (node: Node, payload: string): Promise<boolean> =>
  eventually(`${payload} to be heard`, async () => node.heard.includes(payload));

for (const [name, lay] of Object.entries(grounds)) {
  describe(`broadcasts over ${name}`, () => {
    let ground: Ground;
    beforeAll(async () => {
      ground = await lay();
    });
    afterAll(() => ground.stop());

    test('reach every node once, its own at once after the commit', async () => {
      const [here, there] = [await aNode(ground), await aNode(ground)];
      await tell(here, 'rain', 'snow');
      expect(here.heard).toEqual(['rain', 'snow']);
      await untilHeard(there, 'snow');
      await tell(there, 'sun');
      await untilHeard(here, 'sun');
      expect(there.heard).toEqual(['rain', 'snow', 'sun']);
      expect(here.heard).toEqual(['rain', 'snow', 'sun']);
    });

    test('of a transaction that is rolled back reach nobody', async () => {
      const [here, there] = [await aNode(ground), await aNode(ground)];
      const failing = here.inTransaction(system('test'), async (ctx) => {
        await broadcast(ctx, 'weather', ['hail']);
        throw new Error('on purpose');
      });
      await expect(failing).rejects.toThrow('on purpose');
      await tell(here, 'sun');
      await untilHeard(there, 'sun');
      expect([...here.heard, ...there.heard]).toEqual(['sun', 'sun']);
    });

    test('carry as much as they promise, in any letters, and refuse more', async () => {
      const [here, there] = [await aNode(ground), await aNode(ground)];
      const long = `${'é'.repeat(100)}'";\\${'x'.repeat(payloadBytesMax - 204)}`;
      expect(Buffer.byteLength(long)).toBe(payloadBytesMax);
      await tell(here, long);
      await untilHeard(there, long);
      await expect(tell(here, `${long}x`)).rejects.toThrow(RangeError);
    });

    test('say that they are not live when the connection is cut, and that something may be missing when it is back', async () => {
      const [here, there] = [await aNode(ground), await aNode(ground)];
      const gaps = there.gaps;
      await ground.cut();
      await eventually('the loss to be told', async () => there.states.includes(false));
      await eventually('the connection to be back', async () => there.states.at(-1) === true);
      expect(there.gaps).toBeGreaterThan(gaps);
      await eventually('messages to come through again', async () => {
        await tell(here, 'sun');
        return there.heard.includes('sun');
      });
    });

    test('that nobody can hear do not fail what was committed', async () => {
      const here = await aNode(ground);
      await ground.cut();
      await tell(here, 'fog');
      expect(here.heard).toEqual(['fog']);
    });

    test('end when they are told to, also while they connect again', async () => {
      for (const wait of [0, 250, 350, 450]) {
        const here = await aNode(ground);
        await ground.cut();
        await new Promise((resolve) => setTimeout(resolve, wait));
        await here.broadcasts.stop();
      }
    });

    test('know it when the other side is there and silent', async () => {
      const here = await aNode(ground);
      await ground.freeze();
      try {
        await eventually('the silence to be noticed', async () => here.states.includes(false));
      } finally {
        await ground.thaw();
      }
      await eventually('the connection to be back', async () => here.states.at(-1) === true);
    });
  });
}
