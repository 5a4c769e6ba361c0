import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../database/embedded.ts';
import { migrate } from '../database/migrate.ts';
import { ensureDatabase } from './start-checks.ts';
import { auditAll, expectBooks, paidAndGiven } from './testing/books-of.ts';
import { buySeats, orderWith, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, startServer } from './testing/given-a-server.ts';
import { endHold } from './testing/let-time-pass.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const patienceMs = 60_000;

describe('PostgreSQL is killed', () => {
  let dataDir: string;
  let postgres: EmbeddedPostgres;
  let server: GivenServer;
  let at: GivenPerformance;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tessera crash-'));
    postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
    await ensureDatabase(postgres.url('postgres'), 'tessera');
    await migrate(postgres.url('tessera'));
    server = await startServer(postgres.url('tessera'));
  });
  afterAll(async () => {
    await server.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    at = await givenAPerformance(server.pool, { rows: 12, seatsPerRow: 40 });
  });
  afterEach(async () => {
    await auditAll(server, 60_000);
  });

  type Asked = { readonly key: string; readonly seats: string[]; readonly answer: string };

  /** One hold; its id when it was acknowledged, else the code of the refusal. Throws when no answer comes. */
  async function hold(key: string, seats: string[]): Promise<string> {
    const { signal, done } = deadline(30_000);
    const answer = server.ask('holdSeats', { params: { performanceId: at.performanceId }, body: { seats } }, { key });
    const { status, body, problem } = lazily(await Promise.race([answer, signal]));
    done();
    return status === 201 ? body().id : problem().code;
  }

  /** Buyers who hold two neighbouring seats after another, anywhere, until told to stop. */
  function buyersAtWork(count: number): { stop(): Promise<Asked[]> } {
    let working = true;
    const all = at.rows.flatMap((row) => row.slice(1).map((seat, index) => [row[index] ?? '', seat]));
    const buyer = async (): Promise<Asked[]> => {
      const asked: Asked[] = [];
      while (working) {
        const key = crypto.randomUUID();
        const seats = all[Math.floor(Math.random() * all.length)] ?? [];
        asked.push({ key, seats, answer: await hold(key, seats) });
      }
      return asked;
    };
    const work = Promise.all(Array.from({ length: count }, buyer));
    return {
      stop: async () => {
        working = false;
        return (await work).flat();
      },
    };
  }

  async function killPostgres(): Promise<void> {
    const { rows } = await server.pool.query<{ pid: number }>('select pid from pg_stat_activity');
    const postmaster = Number((await readFile(join(dataDir, 'postgresql', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    for (const pid of [postmaster, ...rows.map((row) => row.pid)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself between the question and now.
      }
    }
  }

  const ready = () =>
    eventually('the server to be ready again', async () => (await fetch(`${server.url}/health/ready`)).ok, 60_000);

  test.each([1, 2, 3])(
    'during holds under load, round %i: what was acknowledged is there, the rest wholly or not at all',
    async () => {
      const paying = await startToPay(
        server,
        await placeAnOrder(server, at.performanceId, (at.rows[0] ?? []).slice(0, 2)),
      );
      const buyers = buyersAtWork(8);
      await eventually('some holds', async () => {
        const { rows } = await server.pool.query<{ count: number }>(
          'select count(*)::int as count from inventory.hold',
        );
        return (rows[0]?.count ?? 0) > 20;
      });
      await simulate(server, paying.simulatedId, 'succeed');
      await killPostgres();
      await ready();
      const asked = await buyers.stop();

      const answers = new Set(asked.map(({ answer }) => answer).filter((answer) => !answer.includes('-')));
      expect([...answers].filter((code) => !['seats_taken', 'contended', 'busy'].includes(code))).toEqual([]);
      // Who got no clear answer asks again with the same key and learns how it ended.
      const ended = await Promise.all(
        asked.map(async ({ key, seats, answer }) => ({
          seats,
          answer: answer === 'busy' ? await hold(key, seats) : answer,
        })),
      );
      expect(ended.some(({ answer }) => answer === 'busy')).toBe(false);
      const acknowledged = new Map(
        ended.filter(({ answer }) => answer.includes('-')).map(({ answer, seats }) => [answer, seats]),
      );
      const { rows } = await server.pool.query<{ id: string; seats: string[] }>(
        `select h.id, array_agg(s.seat_id::text order by s.seat_id) as seats
       from inventory.hold h join inventory.performance_seat s on s.performance_id = h.performance_id and s.hold_id = h.id
       where h.performance_id = $1 and h.state = 'active' and s.state = 'held' group by h.id`,
        [at.performanceId],
      );
      const kept = new Map(rows.map(({ id, seats }) => [id, seats]));
      kept.delete(paying.hold.id);
      expect(kept).toEqual(
        new Map([...acknowledged].map(([id, seats]) => [id, [...seats].sort((a, b) => Number(a) - Number(b))])),
      );
      await expectBooks(server, paying.order.id, paidAndGiven, patienceMs);
    },
  );

  test('afterwards everything goes on: orders are confirmed and mailed, silent payments found, and expired orders closed', async () => {
    await killPostgres();
    await ready();
    const [first = [], second = [], third = []] = at.rows;
    const { order } = await buySeats(server, at.performanceId, first.slice(0, 2));
    await expectBooks(server, order.id, paidAndGiven, patienceMs);

    const forgotten = await placeAnOrder(server, at.performanceId, second.slice(0, 2));
    await endHold(server, forgotten.hold.id);
    await expectBooks(server, forgotten.order.id, { order: 'expired', seats: ['free', 'free'] }, patienceMs);

    const silent = await startToPay(server, await placeAnOrder(server, at.performanceId, third.slice(0, 2)));
    await simulate(server, silent.simulatedId, 'timeout');
    await orderWith(server, silent, 'confirmed', patienceMs);
  });
});

function deadline(afterMs: number): { signal: Promise<never>; done: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const signal = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${afterMs / 1000} seconds`)), afterMs);
  });
  return { signal, done: () => clearTimeout(timer) };
}

/** Body and problem are only there for the one or the other kind of answer. */
function lazily<Body, Refusal>(answer: { status: number; readonly body: Body; readonly problem: Refusal }) {
  return { status: answer.status, body: () => answer.body, problem: () => answer.problem };
}
