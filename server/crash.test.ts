import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../database/embedded.ts';
import { migrate } from '../database/migrate.ts';
import { ensureDatabase } from './start-checks.ts';
import { auditAll, type Books, expectBooks } from './testing/books-of.ts';
import { buySeats, orderWith, type PaymentStarted, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';
import { type GivenMailServer, givenAMailServer } from './testing/given-a-mail-server.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, freePort, type GivenServer, startServer } from './testing/given-a-server.ts';
import { endHold } from './testing/let-time-pass.ts';
import { lockFast, type Product, runProduct, untilBlocked } from './testing/run-product.ts';

// A start of the product and the patience below have to fit into one test, on a busy machine too.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const total = 9600;
const fees = 600;
// A delivery that a killed process had in hand is given to another after ten seconds without a sign of life.
const patienceMs = 60_000;

const paidAndGiven: Omit<Books, 'journal'> = {
  order: 'confirmed',
  closingReason: null,
  hold: 'sold',
  seats: ['sold', 'sold'],
  payments: [`captured ${total}/0`],
  refunds: [],
  ledger: { provider_clearing: total, organiser_payable: fees - total, platform_fee: -fees },
  tickets: ['valid', 'valid'],
  accessRights: ['issued', 'issued'],
  messages: ['order_confirmed sent'],
  provider: [`succeeded ${total}`],
};
const nothingGiven = {
  order: 'paying',
  hold: 'active',
  seats: ['held', 'held'],
  ledger: {},
  tickets: [],
  accessRights: [],
  messages: [],
} satisfies Partial<Books>;

describe('the process is killed', () => {
  let database: TestDatabase;
  let mailServer: GivenMailServer;
  let dataDir: string;
  let port: number;
  let product: Product;
  let place: { pool: pg.Pool; databaseUrl: string };
  let at: GivenPerformance;

  const start = () => runProduct({ databaseUrl: database.url, port, dataDir, smtpUrl: mailServer.url });
  /** What the tests for buying need of a server; the product itself is the process of the moment. */
  const server = () => ({ ...product, ...place }) as Product & GivenServer;
  const seats = () => (at.rows[0] ?? []).slice(0, 2);
  const startBuying = async () => startToPay(server(), await placeAnOrder(server(), at.performanceId, seats()));

  async function killAndStartAgain(release: () => Promise<void>): Promise<void> {
    await product.kill();
    await release();
    product = await start();
  }

  /** As it must be in the end, wherever the process was killed: bought once, told once. */
  async function expectBoughtOnce(orderId: string): Promise<void> {
    await expectBooks(place, orderId, paidAndGiven, patienceMs);
    await auditAll(place, patienceMs);
    await expectBooks(place, orderId, {
      ...paidAndGiven,
      journal: {
        'payments.payment_captured': 1,
        'inventory.places_sold': 1,
        'tickets.tickets_issued': 1,
        'orders.order_confirmed': 1,
        'notifications.message_sent': 1,
      },
    });
    const messageId = await messageIdOf(orderId);
    expect(
      new Set(mailServer.received.map((mail) => mail.messageId).filter((id) => id?.includes(messageId))).size,
    ).toBe(1);
  }

  async function messageIdOf(orderId: string): Promise<string> {
    const { rows } = await place.pool.query<{ id: string }>(
      'select id from notifications.message where subject_id = $1',
      [orderId],
    );
    return rows[0]?.id ?? 'no message';
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    place = { pool: new pg.Pool({ connectionString: database.url, max: 4 }), databaseUrl: database.url };
    mailServer = await givenAMailServer();
    dataDir = await mkdtemp(join(tmpdir(), 'tessera crash-'));
    port = await freePort();
    product = await start();
  });
  beforeEach(async () => {
    at = await givenAPerformance(place.pool);
    mailServer.judge = async () => undefined;
  });
  afterAll(async () => {
    await product.kill();
    await mailServer.turnOff();
    await place.pool.end();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('inside a hold: its seats are free, and asking again with the same key gets them, once', async () => {
    const release = await lockFast(place.pool, ['lock table inventory.hold_place in exclusive mode']);
    const key = crypto.randomUUID();
    const ask = () =>
      product.ask('holdSeats', { params: { performanceId: at.performanceId }, body: { seats: seats() } }, { key });
    const unanswered = ask().catch(() => 'no answer');
    await untilBlocked(place.pool, 'insert into inventory.hold_place');
    await killAndStartAgain(release);
    expect(await unanswered).toBe('no answer');
    const { items } = (await product.ask('listSeats', { params: { performanceId: at.performanceId }, query: {} })).body;
    expect(items.filter(({ id }) => seats().includes(id)).map(({ state }) => state)).toEqual([
      'available',
      'available',
    ]);

    const held = (await ask()).body;
    expect(held.places.map(({ id }) => id)).toEqual(seats());
    expect((await ask()).body.id).toBe(held.id);
    const { rows } = await place.pool.query('select id from inventory.hold where performance_id = $1', [
      at.performanceId,
    ]);
    expect(rows).toEqual([{ id: held.id }]);
    await auditAll(place);
  });

  test('after the payment was opened and before the provider heard of it: paying goes on with the same payment', async () => {
    const bought = await placeAnOrder(server(), at.performanceId, seats());
    const release = await lockFast(place.pool, ['lock table simulator.payment in exclusive mode']);
    const unanswered = startToPay(server(), bought).catch(() => 'no answer');
    await untilBlocked(place.pool, 'insert into "simulator"."payment"');
    await killAndStartAgain(release);
    expect(await unanswered).toBe('no answer');
    await expectBooks(place, bought.order.id, { ...nothingGiven, payments: ['opening 0/0'], provider: [] });
    const started = await startToPay(server(), bought);
    await simulate(product, started.simulatedId, 'succeed');
    await expectBoughtOnce(bought.order.id);
  });

  const steps: {
    at: string;
    reach: (started: PaymentStarted) => Promise<() => Promise<void>>;
    before: Partial<Books>;
  }[] = [
    {
      at: 'after the provider took the money and before its webhook was stored',
      reach: async (started) => {
        const release = await lockFast(place.pool, ['lock table payments.provider_event in exclusive mode']);
        await simulate(product, started.simulatedId, 'succeed');
        await untilBlocked(place.pool, 'insert into "payments"."provider_event"');
        return release;
      },
      before: { ...nothingGiven, payments: ['pending 0/0'], provider: [`succeeded ${total}`] },
    },
    {
      at: 'after the webhook was stored and before it was applied',
      reach: async (started) => {
        const release = await lockFast(place.pool, [
          'select from payments.payment where id = $1 for update',
          [started.payment.id],
        ]);
        await simulate(product, started.simulatedId, 'succeed');
        await untilBlocked(place.pool, 'from "payments"."payment"');
        return release;
      },
      before: { ...nothingGiven, payments: ['pending 0/0'], provider: [`succeeded ${total}`] },
    },
    {
      at: 'after the capture was booked and before the order was confirmed',
      reach: async (started) => {
        const release = await lockFast(place.pool, [
          'select from orders."order" where id = $1 for update',
          [started.order.id],
        ]);
        await simulate(product, started.simulatedId, 'succeed');
        await untilBlocked(place.pool, 'from "orders"."order"');
        return release;
      },
      before: {
        ...nothingGiven,
        payments: [`captured ${total}/0`],
        ledger: { provider_clearing: total, order_clearing: -total },
      },
    },
    {
      at: 'in the middle of confirming, with seats sold and tickets written',
      reach: async (started) => {
        const release = await lockFast(place.pool, ['lock table tickets.access_right in exclusive mode']);
        await simulate(product, started.simulatedId, 'succeed');
        await untilBlocked(place.pool, 'insert into "tickets"."access_right"');
        return release;
      },
      before: {
        ...nothingGiven,
        payments: [`captured ${total}/0`],
        ledger: { provider_clearing: total, order_clearing: -total },
      },
    },
    {
      at: 'after the order was confirmed and before its mail was queued',
      reach: async (started) => {
        const release = await lockFast(place.pool, ['lock table notifications.message in exclusive mode']);
        await simulate(product, started.simulatedId, 'succeed');
        await untilBlocked(place.pool, 'insert into "notifications"."message"');
        return release;
      },
      before: { ...paidAndGiven, messages: [] },
    },
    {
      at: 'after the mail was accepted and before that was written down',
      reach: async (started) => {
        let release = async (): Promise<void> => undefined;
        mailServer.judge = async () => {
          const messageId = await messageIdOf(started.order.id);
          mailServer.judge = async () => undefined;
          release = await lockFast(place.pool, [
            'select from notifications.message where id = $1 for update',
            [messageId],
          ]);
        };
        await simulate(product, started.simulatedId, 'succeed');
        await untilBlocked(place.pool, 'update "notifications"."message"');
        return release;
      },
      before: { ...paidAndGiven, messages: ['order_confirmed queued'] },
    },
  ];

  test.each(steps)('$at: the order is confirmed, once', async ({ reach, before }) => {
    const started = await startBuying();
    const release = await reach(started);
    await product.kill();
    await release();
    await expectBooks(place, started.order.id, before);
    product = await start();
    await expectBoughtOnce(started.order.id);
  });

  test('after a refund was decided and before the provider paid it: it is paid once', async () => {
    const started = await startBuying();
    await endHold(place, started.hold.id);
    await buySeats(server(), at.performanceId, seats().slice(0, 1), 'quick@example.org');
    const release = await lockFast(place.pool, ['lock table simulator.refund in exclusive mode']);
    await simulate(product, started.simulatedId, 'late', 0);
    await untilBlocked(place.pool, 'simulator.refund');
    await killAndStartAgain(release);
    await expectBooks(
      place,
      started.order.id,
      {
        order: 'refunded',
        closingReason: 'seats_gone',
        payments: [`captured ${total}/${total}`],
        refunds: [`succeeded ${total} seats_gone`],
        ledger: {},
        tickets: [],
        messages: ['order_refunded sent seats_gone'],
        provider: [`succeeded ${total}, back ${total}`],
      },
      patienceMs,
    );
    await auditAll(place, patienceMs);
  });
});

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
