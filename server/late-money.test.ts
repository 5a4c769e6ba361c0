import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../database/audit.ts';
import { confirmOrder } from './modules/orders/confirm-order.ts';
import { takeBackUnpaidListener, tidyOrders } from './modules/orders/listeners.ts';
import { applyFact, applyProviderFact } from './modules/payments/apply-fact.ts';
import type { PaymentFact, PaymentProvider } from './modules/payments/providers/provider.ts';
import { sendRefund } from './modules/payments/refund.ts';
import { sendCapture, sendVoid } from './modules/payments/send-capture.ts';
import { system } from './platform/actor.ts';
import { openDatabase } from './platform/database.ts';
import { openLog } from './platform/log.ts';
import { deriveSecrets } from './platform/secrets.ts';
import { type InTransaction, transactionsOn } from './platform/transaction.ts';
import { type Bought, placeAnOrder, startToPay } from './testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { type GivenServer, givenAServer, testSecret } from './testing/given-a-server.ts';

/**
 * Money that comes late, or of which nobody knows: every combination of how the provider takes money, when its word comes, whose
 * the places are by then and how we hear of it ends in tickets or in the money back, never both and never neither.
 */
let server: GivenServer;
let inTransaction: InTransaction;
let closeDatabase: () => Promise<void>;
let at: GivenPerformance;
let nextRow = 0;

beforeAll(async () => {
  server = await givenAServer();
  const database = openDatabase(server.databaseUrl, { onError: () => undefined });
  closeDatabase = () => database.close();
  inTransaction = transactionsOn({
    database,
    secrets: deriveSecrets(testSecret),
    // Nobody is told: the test does what each listener would, in the order it wants.
    listenersOf: () => [],
    deliver: async () => undefined,
  });
  at = await givenAPerformance(server.pool, { rows: 220, seatsPerRow: 4 });
}, 120_000);
afterAll(async () => {
  await closeDatabase();
  await server.stop();
});

const actor = system('late-money-test');

/** A provider by its own books: what it was asked for is done, once for each payment. */
function providerThat(captures: PaymentProvider['captures']) {
  const taken = new Map<string, number>();
  const released = new Set<string>();
  const refunded = new Map<string, number>();
  const factOf = (kind: PaymentFact['kind'], { paymentId, providerPaymentId }: Asked): PaymentFact => ({
    kind,
    paymentId,
    providerPaymentId,
    amountMinor: 9_600,
    currency: 'EUR',
  });
  type Asked = { readonly paymentId: string; readonly providerPaymentId: string };
  const provider: PaymentProvider = {
    name: 'simulator',
    captures,
    refunds: 'partial',
    takes: () => true,
    start: async () => ({ providerPaymentId: '', next: { kind: 'none' } }),
    readWebhook: async () => ({ ok: false }),
    capture: async (asked) => {
      taken.set(asked.paymentId, asked.amountMinor);
      return factOf('captured', asked);
    },
    void: async (asked) => {
      if (taken.has(asked.paymentId)) return factOf('captured', asked);
      released.add(asked.paymentId);
      return factOf('cancelled', asked);
    },
    refund: async ({ refundId, paymentId, providerPaymentId, amountMinor, currency }) => {
      refunded.set(paymentId, amountMinor);
      return {
        kind: 'refund',
        refundId,
        paymentId,
        providerPaymentId,
        providerRefundId: `r-${refundId}`,
        status: 'succeeded',
        amountMinor,
        currency,
      };
    },
  };
  return { provider, taken, released, refunded };
}

const takings = ['separate', 'at_once'] as const;
const comings = ['before D', 'at D', 'D + 1 ms', 'D + 1 h', 'D + 72 h'] as const;
const claims = ['free', 'held by another', 'sold to another', 'event cancelled'] as const;
const ways = ['webhook', 'return', 'both', 'both, reordered', 'poll'] as const;
type Cell = {
  readonly captures: (typeof takings)[number];
  readonly coming: (typeof comings)[number];
  readonly claim: (typeof claims)[number];
  readonly way: (typeof ways)[number];
};
const cells: Cell[] = takings.flatMap((captures) =>
  comings.flatMap((coming) => claims.flatMap((claim) => ways.map((way) => ({ captures, coming, claim, way })))),
);

/** While the hold is alive nobody else can have its places: what another does then finds them taken. */
const isInTime = ({ coming }: Cell) => coming === 'before D';
function expectedOf(cell: Cell): 'tickets' | 'money back' {
  if (cell.claim === 'event cancelled') return 'money back';
  return isInTime(cell) || cell.claim === 'free' ? 'tickets' : 'money back';
}

const seconds: Record<Cell['coming'], number> = {
  'before D': -60,
  'at D': 0,
  'D + 1 ms': 0.001,
  'D + 1 h': 3_600,
  'D + 72 h': 259_200,
};

/** Moves the end of the hold so that the provider's word comes then. */
async function moveDeadline(holdId: string, { coming }: Cell): Promise<void> {
  await server.pool.query(
    `with moved as (
       update inventory.hold set held_at = held_at - interval '5 days',
         expires_at = clock_timestamp() - make_interval(secs => $2) where id = $1 returning expires_at)
     update inventory.performance_seat set held_until = (select expires_at from moved), change_number = change_number + 1
     where hold_id = $1`,
    [holdId, seconds[coming]],
  );
}

async function giveToAnother(seats: string[], { claim }: Cell, performanceId: string): Promise<void> {
  if (claim === 'held by another' || claim === 'sold to another') {
    const held = await server.ask('holdSeats', { params: { performanceId }, body: { seats } });
    if (held.status !== 201) return;
    if (claim === 'sold to another') {
      await server.pool.query(
        `with sold as (update inventory.hold set state = 'sold', ended_at = clock_timestamp() where id = $1)
         update inventory.performance_seat set state = 'sold', held_until = null, change_number = change_number + 1 where hold_id = $1`,
        [held.body.id],
      );
    }
  }
}

/** The word of the provider, as often and in the order in which this way brings it. */
async function hear(cell: Cell, fact: PaymentFact, orderId: string): Promise<void> {
  const learn = (kind: PaymentFact['kind']) => inTransaction(actor, (ctx) => applyFact(ctx, { ...fact, kind }));
  const decide = () => inTransaction(actor, (ctx) => confirmOrder(ctx, orderId, fact.paymentId));
  switch (cell.way) {
    case 'webhook':
    case 'poll':
      await learn(fact.kind);
      await decide();
      break;
    case 'return':
      await learn('pending');
      await learn(fact.kind);
      await decide();
      break;
    case 'both':
      await learn(fact.kind);
      await decide();
      await learn(fact.kind);
      await decide();
      break;
    case 'both, reordered':
      await learn(fact.kind);
      await learn('pending');
      await decide();
      await decide();
      break;
  }
}

type Ending = {
  readonly order: string;
  readonly tickets: number;
  readonly payment: string;
  readonly captured: number;
  readonly refunded: number;
  readonly told: readonly string[];
  readonly clearing: number;
};
async function endingOf(orderId: string): Promise<Ending | undefined> {
  const { rows } = await server.pool.query<Ending>(
    `select o.status as "order", p.status as payment, p.captured_minor::int as captured, p.refunded_minor::int as refunded,
       (select count(*)::int from tickets.ticket t where t.order_id = o.id and t.status = 'valid') as tickets,
       array(select j.kind || coalesce(' ' || (j.payload->>'reason'), '') || case when j.payload ? 'notCharged' then ' not charged' else '' end
         from platform.journal j where j.subject_id = o.id::text and j.kind in ('orders.order_confirmed', 'orders.order_refunded')
         order by j.id) as told,
       coalesce((select sum(e.amount_minor)::int from ledger.entry e join ledger.posting g on g.id = e.posting_id
         where e.account = 'order_clearing' and (g.reference in (o.id::text, p.id::text)
           or g.reference in (select r.id::text from payments.refund r where r.payment_id = p.id))), 0) as clearing
     from orders."order" o join payments.payment p on p.reference = o.id::text where o.id = $1`,
    [orderId],
  );
  return rows[0];
}

type Played = {
  readonly books: ReturnType<typeof providerThat>;
  readonly fact: PaymentFact;
  readonly orderId: string;
  readonly paymentId: string;
};

async function play(cell: Cell): Promise<Played & { ending: Ending }> {
  const played = await hearAndDecide(cell);
  await doJobs(played.books, played.paymentId);
  const ending = await endingOf(played.orderId);
  if (!ending) throw new Error('the order is gone');
  return { ...played, ending };
}

/** Up to what is decided of the provider's word; no job has run. */
async function hearAndDecide(cell: Cell): Promise<Played> {
  const house =
    cell.claim === 'event cancelled' ? await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 4 }) : at;
  const row = house.rows[cell.claim === 'event cancelled' ? 0 : nextRow++] ?? [];
  const seats = row.slice(0, 2);
  const bought: Bought = await placeAnOrder(server, house.performanceId, seats);
  const { payment, simulatedId } = await startToPay(server, bought);
  const books = providerThat(cell.captures);
  await moveDeadline(bought.hold.id, cell);
  await giveToAnother(seats, cell, house.performanceId);
  if (cell.claim === 'event cancelled') {
    await server.pool.query(`update catalogue.performance set state = 'cancelled' where id = $1`, [
      house.performanceId,
    ]);
  }
  const kind = cell.captures === 'separate' ? 'authorised' : 'captured';
  const fact = {
    kind,
    paymentId: payment.id,
    providerPaymentId: simulatedId,
    amountMinor: 9_600,
    currency: 'EUR',
  } as const;
  await hear(cell, fact, bought.order.id);
  return { books, fact, orderId: bought.order.id, paymentId: payment.id };
}

const silentLog = openLog('silent');

async function passSeconds(paymentId: string, passed: number): Promise<void> {
  await server.pool.query(
    `update payments.payment set opened_at = opened_at - make_interval(secs => $2),
       captured_at = captured_at - make_interval(secs => $2) where id = $1`,
    [paymentId, passed],
  );
}

/** What the jobs would do: take or release promised money, send refunds. */
async function doJobs({ provider }: ReturnType<typeof providerThat>, paymentId: string): Promise<void> {
  const app = { inTransaction, providers: new Map([[provider.name, provider]]) };
  await sendCapture(app, paymentId);
  await sendVoid(app, paymentId);
  const { rows } = await server.pool.query<{ id: string }>(
    `select id from payments.refund where payment_id = $1 and status = 'requested'`,
    [paymentId],
  );
  for (const { id } of rows) await sendRefund(app, id);
}

const reasonOf = (cell: Cell) => (cell.claim === 'event cancelled' ? 'performance_cancelled' : 'seats_gone');

test('the matrix is whole: 2 ways to take money × 5 instants × 4 fates of the places × 5 ways to hear of it', () => {
  expect(new Set(cells.map((cell) => Object.values(cell).join())).size).toBe(200);
});

describe.each(takings)('money taken %s', (captures) => {
  test.each(comings)('whose word comes %s', { timeout: 120_000 }, async (coming) => {
    for (const cell of cells.filter((one) => one.captures === captures && one.coming === coming)) {
      const what = Object.values(cell).join(', ');
      const { ending, books, paymentId } = await play(cell);
      expect(ending.clearing, what).toBe(0);
      if (expectedOf(cell) === 'tickets') {
        expect(ending, what).toMatchObject({
          order: 'confirmed',
          tickets: 2,
          payment: 'captured',
          captured: 9_600,
          refunded: 0,
        });
        expect(ending.told, what).toEqual(['orders.order_confirmed']);
        if (captures === 'separate') expect(books.taken.get(paymentId), what).toBe(9_600);
        expect([books.released.size, books.refunded.size], what).toEqual([0, 0]);
        continue;
      }
      expect(ending.tickets, what).toBe(0);
      if (captures === 'separate') {
        expect(ending, what).toMatchObject({ order: 'expired', payment: 'cancelled', captured: 0 });
        expect(ending.told, what).toEqual([`orders.order_refunded ${reasonOf(cell)} not charged`]);
        expect([books.released.size, books.taken.size], what).toEqual([1, 0]);
      } else {
        expect(ending, what).toMatchObject({
          order: 'refunded',
          payment: 'captured',
          captured: 9_600,
          refunded: 9_600,
        });
        expect(ending.told, what).toEqual([`orders.order_refunded ${reasonOf(cell)}`]);
        expect(books.refunded.get(paymentId), what).toBe(9_600);
      }
    }
  });
});

test('promised money that does not come takes its tickets back, and the books are as before', async () => {
  const bought = await placeAnOrder(server, at.performanceId, (at.rows[nextRow++] ?? []).slice(0, 2));
  const { payment, simulatedId } = await startToPay(server, bought);
  const fact = { paymentId: payment.id, providerPaymentId: simulatedId, amountMinor: 9_600, currency: 'EUR' } as const;
  await inTransaction(actor, (ctx) => applyFact(ctx, { ...fact, kind: 'authorised' }));
  await inTransaction(actor, (ctx) => confirmOrder(ctx, bought.order.id, payment.id));
  expect((await endingOf(bought.order.id))?.tickets).toBe(2);

  const { provider } = providerThat('separate');
  const failing = { ...provider, capture: async () => ({ ...fact, kind: 'failed', failureCode: 'declined' }) as const };
  await sendCapture({ inTransaction, providers: new Map([['simulator', failing]]) }, payment.id);
  const announcement = { kind: '', subjectId: payment.id, payload: { reference: bought.order.id } };
  await takeBackUnpaidListener(inTransaction)(announcement);
  await takeBackUnpaidListener(inTransaction)(announcement);
  expect(await endingOf(bought.order.id)).toMatchObject({
    order: 'cancelled',
    tickets: 0,
    payment: 'failed',
    captured: 0,
  });
  const { rows } = await server.pool.query<{ balance: number }>(
    `select coalesce(sum(e.amount_minor), 0)::int as balance from ledger.entry e join ledger.posting g on g.id = e.posting_id
     where g.reference in ($1, $2) group by e.account`,
    [bought.order.id, payment.id],
  );
  expect(rows.every(({ balance }) => balance === 0)).toBe(true);
  const again = await server.ask('holdSeats', {
    params: { performanceId: at.performanceId },
    body: { seats: bought.hold.places.map(({ id }) => id) },
  });
  expect(again.status).toBe(201);
});

test('money that was let go of and comes all the same goes back once, even when the news of it is lost', async () => {
  const late: Cell = { captures: 'separate', coming: 'D + 1 h', claim: 'sold to another', way: 'webhook' };
  const { paymentId, books, fact, orderId } = await hearAndDecide(late);
  expect(await endingOf(orderId)).toMatchObject({ order: 'expired', payment: 'authorised', tickets: 0, captured: 0 });
  await inTransaction(actor, (ctx) => applyFact(ctx, { ...fact, kind: 'captured' }));
  await passSeconds(paymentId, 4);
  for (let round = 0; round < 2; round += 1) {
    await tidyOrders(inTransaction, silentLog);
    await doJobs(books, paymentId);
  }
  expect(await endingOf(orderId)).toMatchObject({
    order: 'refunded',
    tickets: 0,
    payment: 'captured',
    captured: 9_600,
    refunded: 9_600,
    clearing: 0,
    told: ['orders.order_refunded seats_gone not charged', 'orders.order_refunded seats_gone'],
  });
  expect([...books.refunded.values()]).toEqual([9_600]);
});

test('money that comes after its tickets were taken back goes back once', async () => {
  const bought = await placeAnOrder(server, at.performanceId, (at.rows[nextRow++] ?? []).slice(0, 2));
  const { payment, simulatedId } = await startToPay(server, bought);
  const fact = { paymentId: payment.id, providerPaymentId: simulatedId, amountMinor: 9_600, currency: 'EUR' } as const;
  const learn = (kind: PaymentFact['kind']) => inTransaction(actor, (ctx) => applyFact(ctx, { ...fact, kind }));
  const decide = () => inTransaction(actor, (ctx) => confirmOrder(ctx, bought.order.id, payment.id));
  await learn('authorised');
  await decide();
  await learn('failed');
  await takeBackUnpaidListener(inTransaction)({
    kind: '',
    subjectId: payment.id,
    payload: { reference: bought.order.id },
  });
  expect(await endingOf(bought.order.id)).toMatchObject({ order: 'cancelled', payment: 'failed', tickets: 0 });

  const books = providerThat('separate');
  for (let round = 0; round < 2; round += 1) {
    await learn('captured');
    await decide();
    await doJobs(books, payment.id);
  }
  expect(await endingOf(bought.order.id)).toMatchObject({
    order: 'refunded',
    tickets: 0,
    payment: 'captured',
    captured: 9_600,
    refunded: 9_600,
    clearing: 0,
    told: ['orders.order_confirmed', 'orders.order_refunded order_cancelled'],
  });
  expect([...books.refunded.values()]).toEqual([9_600]);
});

test('money that went back at the provider before its order was confirmed leaves no tickets', async () => {
  const bought = await placeAnOrder(server, at.performanceId, (at.rows[nextRow++] ?? []).slice(0, 2));
  const { payment, simulatedId } = await startToPay(server, bought);
  const known = { paymentId: payment.id, providerPaymentId: simulatedId, amountMinor: 9_600, currency: 'EUR' } as const;
  const back = { ...known, kind: 'refund', refundId: null, providerRefundId: 'r-1', status: 'succeeded' } as const;
  await inTransaction(actor, (ctx) => applyFact(ctx, { ...known, kind: 'captured' }));
  await inTransaction(actor, (ctx) => applyProviderFact(ctx, 'simulator', back));
  for (let time = 0; time < 2; time += 1)
    await inTransaction(actor, (ctx) => confirmOrder(ctx, bought.order.id, payment.id));
  expect(await endingOf(bought.order.id)).toMatchObject({
    order: 'refunded',
    tickets: 0,
    captured: 9_600,
    refunded: 9_600,
    clearing: 0,
  });
});

test('of money a part of which went back at the provider, the rest goes back when there are no places for it', async () => {
  const seats = (at.rows[nextRow++] ?? []).slice(0, 2);
  const late: Cell = { captures: 'at_once', coming: 'D + 1 h', claim: 'sold to another', way: 'webhook' };
  const bought = await placeAnOrder(server, at.performanceId, seats);
  const { payment, simulatedId } = await startToPay(server, bought);
  await moveDeadline(bought.hold.id, late);
  await giveToAnother(seats, late, at.performanceId);
  const known = { paymentId: payment.id, providerPaymentId: simulatedId, currency: 'EUR' } as const;
  const part = { ...known, kind: 'refund', refundId: null, providerRefundId: 'r-2', amountMinor: 100 } as const;
  await inTransaction(actor, (ctx) => applyFact(ctx, { ...known, kind: 'captured', amountMinor: 9_600 }));
  await inTransaction(actor, (ctx) => applyProviderFact(ctx, 'simulator', { ...part, status: 'succeeded' }));
  const books = providerThat('at_once');
  for (let time = 0; time < 2; time += 1) {
    await inTransaction(actor, (ctx) => confirmOrder(ctx, bought.order.id, payment.id));
    await doJobs(books, payment.id);
  }
  expect(await endingOf(bought.order.id)).toMatchObject({
    order: 'refunded',
    tickets: 0,
    captured: 9_600,
    refunded: 9_600,
    clearing: 0,
  });
  expect([...books.refunded.values()]).toEqual([9_500]);
});

test('of two late payments for one seat, one gets it and the other is let go of', async () => {
  const seats = (at.rows[nextRow++] ?? []).slice(0, 2);
  const late: Cell = { captures: 'separate', coming: 'D + 1 h', claim: 'free', way: 'webhook' };
  const buyers = [];
  for (const _ of [1, 2]) {
    const bought = await placeAnOrder(server, at.performanceId, seats);
    const { payment, simulatedId } = await startToPay(server, bought);
    await moveDeadline(bought.hold.id, late);
    buyers.push({ bought, payment, simulatedId });
  }
  const books = providerThat('separate');
  await Promise.all(
    buyers.map(async ({ bought, payment, simulatedId }) => {
      const fact = {
        paymentId: payment.id,
        providerPaymentId: simulatedId,
        amountMinor: 9_600,
        currency: 'EUR',
      } as const;
      await hear(late, { ...fact, kind: 'authorised' }, bought.order.id);
      await doJobs(books, payment.id);
    }),
  );
  expect([books.taken.size, books.released.size]).toEqual([1, 1]);
  const endings = await Promise.all(buyers.map(({ bought }) => endingOf(bought.order.id)));
  expect(endings.map((ending) => ending?.tickets).toSorted()).toEqual([0, 2]);
});

test('afterwards nothing contradicts itself', async () => {
  const violations = await audit(server.databaseUrl, { graceSeconds: 600 });
  // Mails wait for a listener that this test has taken away, and some seats were sold without an order, by hand.
  const byHand = [
    'holds that are sold without a paid order, or the other way round',
    'sold seats, valid tickets and paid order lines that are not one to one',
  ];
  expect(violations.filter(({ query }) => !byHand.includes(query))).toEqual([]);
});
