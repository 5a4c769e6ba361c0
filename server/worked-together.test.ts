import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../database/audit.ts';
import { issueInvoices } from './modules/invoices/issue-invoice.ts';
import { mailBuyerListener } from './modules/notifications/listeners.ts';
import { confirmOrders } from './modules/orders/confirm-order.ts';
import { applyFact } from './modules/payments/apply-fact.ts';
import { applyProvenEvents, applyProviderEvent } from './modules/payments/receive-webhook.ts';
import { system } from './platform/actor.ts';
import { booksOf } from './testing/books-of.ts';
import { type PaymentStarted, placeAnOrder, startToPay } from './testing/buy.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';
import { givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, startServer } from './testing/given-a-server.ts';
import { endHold } from './testing/let-time-pass.ts';
import { transactionsThatCount } from './testing/without-locks.ts';

/**
 * What a node works on together ends as if each had been worked alone. The orders are placed at a server that is gone when
 * their money comes: nobody else works on them.
 */
type Paying = PaymentStarted & { readonly organiserId: string };

let database: TestDatabase;
let pool: pg.Pool;
let own: ReturnType<typeof transactionsThatCount>;
const inTime: Paying[] = [];
const ofAnother: Paying[] = [];
/** Their holds have ended; of the first, somebody else has a seat. */
const lateAndTaken: Paying[] = [];
const lateAndFree: Paying[] = [];
let sharing: Paying[] = [];
const actor = system('together-test');

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 4 });
  own = transactionsThatCount(database.url);
  const server = await startServer(database.url);
  const houses = [
    await givenAPerformance(pool, { rows: 40, seatsPerRow: 4 }),
    await givenAPerformance(pool, { rows: 8, seatsPerRow: 4 }),
  ] as const;
  const rows = houses.map((house) => house.rows.values());
  const begin = async (which: 0 | 1, seats = (rows[which]?.next().value ?? []).slice(0, 2)): Promise<Paying> => {
    const { performanceId, organiserId } = houses[which];
    return { ...(await startToPay(server, await placeAnOrder(server, performanceId, seats))), organiserId };
  };
  for (let count = 0; count < 24; count += 1) inTime.push(await begin(0));
  for (let count = 0; count < 4; count += 1) ofAnother.push(await begin(1));
  for (let count = 0; count < 4; count += 1) lateAndTaken.push(await beginLate(server, begin, true));
  for (let count = 0; count < 2; count += 1) lateAndFree.push(await beginLate(server, begin, false));
  sharing = await beginSharing(server, begin);
  await eventually('what ended to be swept up', async () => (await countEnded()) === 0);
  await server.stop();
}, 240_000);
afterAll(async () => {
  await own.close();
  await pool.end();
  await database.drop();
});

type Begin = (which: 0 | 1, seats?: string[]) => Promise<Paying>;

async function countEnded(): Promise<number> {
  const { rowCount } = await pool.query(
    `select from inventory.hold where state = 'active' and expires_at < clock_timestamp()`,
  );
  return rowCount ?? 0;
}

async function beginLate(server: GivenServer, begin: Begin, isTaken: boolean): Promise<Paying> {
  const paying = await begin(0);
  await endHold(server, paying.hold.id);
  const seats = paying.hold.places.map(({ id }) => id);
  const params = { performanceId: paying.hold.performance };
  if (isTaken) expect((await server.ask('holdSeats', { params, body: { seats: seats.slice(1) } })).status).toBe(201);
  return paying;
}

/** Two buyers one after the other of the same seats, whose holds have both ended. */
async function beginSharing(server: GivenServer, begin: Begin): Promise<Paying[]> {
  const first = await begin(0);
  await endHold(server, first.hold.id);
  const second = await begin(
    0,
    first.hold.places.map(({ id }) => id),
  );
  await endHold(server, second.hold.id);
  return [first, second];
}

function take(from: Paying[], count: number): [Paying, ...Paying[]] {
  const [first, ...more] = from.splice(0, count);
  if (!first || more.length < count - 1) throw new Error('too few orders were placed');
  return [first, ...more];
}
function two(from: Paying[]): [Paying, Paying] {
  const [first] = take(from, 1);
  const [second] = take(from, 1);
  return [first, second];
}

const known = ({ payment, simulatedId }: Paying) => {
  return { paymentId: payment.id, providerPaymentId: simulatedId, amountMinor: 9_600, currency: 'EUR' };
};
const learn = (paying: Paying, kind: 'captured' | 'authorised') =>
  own.inTransaction(actor, (ctx) => applyFact(ctx, { ...known(paying), kind }));
const confirm = (payings: readonly Paying[]) =>
  own.inTransaction(actor, (ctx) =>
    confirmOrders(
      ctx,
      payings.map(({ order, payment }) => ({ orderId: order.id, paymentId: payment.id })),
    ),
  );
const books = ({ order }: Paying) => booksOf({ pool }, order.id);

async function bought(count: number): Promise<[Paying, ...Paying[]]> {
  const payings = take(inTime, count);
  for (const paying of payings) await learn(paying, 'captured');
  await confirm(payings);
  return payings;
}

describe('orders whose money has come', () => {
  /** One of each kind, and how its money comes. */
  const cases = () => {
    const [simple, promised] = two(inTime);
    const [taken, takenPromised] = two(lateAndTaken);
    const [free] = take(lateAndFree, 1);
    const [another] = take(ofAnother, 1);
    return [
      [takenPromised, 'authorised'],
      [simple, 'captured'],
      [taken, 'captured'],
      [another, 'captured'],
      [free, 'captured'],
      [promised, 'authorised'],
    ] as const;
  };

  test('are confirmed, or their money goes back, as if each had come alone; and once, however often', async () => {
    const alone = cases();
    for (const [paying, kind] of alone) {
      await learn(paying, kind);
      await confirm([paying]);
    }
    const together = cases();
    for (const [paying, kind] of together) await learn(paying, kind);
    for (let time = 0; time < 2; time += 1) await confirm(together.map(([paying]) => paying));
    const expected = await Promise.all(alone.map(([paying]) => books(paying)));
    expect(await Promise.all(together.map(([paying]) => books(paying)))).toEqual(expected);
    const given = ['valid', 'valid'];
    expect(expected.map(({ tickets }) => tickets)).toEqual([[], given, [], given, given, given]);
    expect(expected.map(({ order }) => order)).toEqual([
      ...['expired', 'confirmed', 'refunded'],
      ...['confirmed', 'confirmed', 'confirmed'],
    ]);
  });

  test('cost as many statements together as one of them alone', async () => {
    const [one, ...more] = take(inTime, 7);
    for (const paying of [one, ...more]) await learn(paying, 'captured');
    const ofOne = await own.statementsOf(() => confirm([one]));
    expect(await own.statementsOf(() => confirm(more))).toBe(ofOne);
    for (const paying of more)
      expect(await books(paying)).toMatchObject({ order: 'confirmed', tickets: ['valid', 'valid'] });
  });

  test('and come twice for one of them, give tickets for the first and send the second back', async () => {
    const [twice, once] = two(inTime);
    for (const paying of [twice, once]) await learn(paying, 'captured');
    const { rows } = await pool.query<{ id: string }>(
      `insert into payments.payment (organiser_id, reference, provider, status, amount_minor, currency, return_url, closed_at)
       select organiser_id, reference, provider, 'cancelled', amount_minor, currency, return_url, clock_timestamp()
       from payments.payment where id = $1 returning id`,
      [twice.payment.id],
    );
    const second = { ...twice, payment: { ...twice.payment, id: rows[0]?.id ?? '' }, simulatedId: 'another' };
    await learn(second, 'captured');
    await confirm([twice, second, once]);
    expect(await books(twice)).toMatchObject({
      order: 'confirmed',
      tickets: ['valid', 'valid'],
      payments: ['captured 9600/0', 'captured 9600/9600'],
      refunds: ['requested 9600 paid_twice'],
    });
    expect(await books(once)).toMatchObject({ order: 'confirmed', refunds: [] });
  });

  test('for seats that are free to two of them, are given to one', async () => {
    for (const paying of sharing) await learn(paying, 'captured');
    await confirm(sharing);
    const ends = await Promise.all(sharing.map(books));
    expect(ends.map(({ order, tickets }) => `${order} ${tickets.length}`)).toEqual(['confirmed 2', 'refunded 0']);
  });

  test('fail together when one of them does not exist: nothing of any is kept', async () => {
    const [paying] = take(inTime, 1);
    await learn(paying, 'captured');
    const stranger = { ...paying, order: { ...paying.order, id: crypto.randomUUID() } };
    await expect(confirm([paying, stranger])).rejects.toMatchObject({ code: 'not_found' });
    expect(await books(paying)).toMatchObject({ order: 'paying', tickets: [] });
    await confirm([paying]);
    expect(await books(paying)).toMatchObject({ order: 'confirmed' });
  });
});

describe('invoices', () => {
  test('issued together are numbered without a gap in each series, once, and cost as many statements as one', async () => {
    const [first, ...more] = await bought(4);
    const [another] = take(ofAnother, 1);
    await learn(another, 'captured');
    await confirm([another]);
    const issue = (payings: readonly Paying[]) => {
      const ids = payings.map(({ order }) => order.id);
      return own.inTransaction(actor, (ctx) => issueInvoices(ctx, ids));
    };
    const ofOne = await own.statementsOf(() => issue([first]));
    expect(await own.statementsOf(() => issue(more))).toBe(ofOne);
    const issued = await issue([first, another, ...more]);
    expect([...issued.keys()].sort()).toEqual([first, another, ...more].map(({ order }) => order.id).sort());
    const { rows } = await pool.query(
      `select d.organiser_id, array_agg(d.series_number order by d.series_number) as numbers,
         array_agg(distinct d.gross_minor::int) as gross, array_agg(distinct (
           select sum(l.gross_minor)::int from invoices.line l where l.document_id = d.id)) as lines
       from invoices.document d group by 1 order by 1`,
    );
    const of = (organiserId: string, numbers: number[]) => {
      return { organiser_id: organiserId, numbers, gross: [9_600], lines: [9_600] };
    };
    const expected = [of(first.organiserId, [1, 2, 3, 4]), of(another.organiserId, [1])];
    expect(rows).toEqual(expected.sort((a, b) => (a.organiser_id < b.organiser_id ? -1 : 1)));
  });
});

describe('mails', () => {
  test('are queued once for each order, by as many statements as one', async () => {
    const [first, ...more] = await bought(3);
    const { workTogether } = mailBuyerListener(own.inTransaction, 'order_confirmed');
    const tell = (subjects: readonly string[]) =>
      workTogether?.(subjects.map((subjectId) => ({ kind: '', subjectId, payload: { late: false } })));
    const ids = more.map(({ order }) => order.id);
    const ofOne = await own.statementsOf(async () => tell([first.order.id]));
    expect(await own.statementsOf(async () => tell([...ids, ...ids, crypto.randomUUID()]))).toBe(ofOne);
    for (const paying of [first, ...more]) expect((await books(paying)).messages).toEqual(['order_confirmed queued']);
  });
});

describe('webhooks', () => {
  const told = async (eventId: string, facts: readonly object[], ask: object | null = null) => {
    await pool.query(
      `insert into payments.provider_event (provider, event_id, kind, body, facts, ask)
       values ('simulator', $1, 'test', '', $2, $3)`,
      [eventId, JSON.stringify(facts), ask === null ? null : JSON.stringify(ask)],
    );
    return { provider: 'simulator', eventId };
  };

  test('that prove what they say are applied together, once; of the others a provider is asked first', async () => {
    const payings = two(inTime);
    const proven = await Promise.all(
      payings.map((paying, index) => told(`proven ${index}`, [{ ...known(paying), kind: 'captured' }])),
    );
    const strange = { ...known(payings[0]), paymentId: 'not one of ours', kind: 'captured' };
    const unknown = await told('of a stranger', [strange]);
    const nothing = await told('of nothing', []);
    const unsaid = await told('does not say whose', [{ ...strange, paymentId: null }]);
    const asking = await told('proves nothing', [], { paymentId: payings[0].payment.id, providerPaymentId: '' });
    const events = [...proven, unsaid, unknown, asking, nothing, ...proven];
    const left = await applyProvenEvents(own, events);
    expect(left.map(({ eventId }) => eventId).sort()).toEqual(['does not say whose', 'proves nothing']);
    for (const paying of payings) {
      const { payments, ledger, journal } = await books(paying);
      expect(payments).toEqual(['captured 9600/0']);
      expect(ledger).toEqual({ provider_clearing: 9_600, order_clearing: -9_600 });
      expect(journal['payments.payment_captured']).toBe(1);
    }
    const { rows } = await pool.query(
      `select event_id, outcome, payment_id is not null as known from payments.provider_event
       where applied_at is not null order by event_id`,
    );
    expect(rows).toEqual([
      { event_id: 'of a stranger', outcome: 'unknown_payment', known: false },
      { event_id: 'of nothing', outcome: 'nothing_new', known: false },
      { event_id: 'proven 0', outcome: 'capture', known: true },
      { event_id: 'proven 1', outcome: 'capture', known: true },
    ]);
    await applyProviderEvent({ inTransaction: own.inTransaction, providers: new Map() }, unsaid);
    expect(await applyProvenEvents(own, [unsaid])).toEqual([]);
  });
});

test('afterwards nothing contradicts itself', async () => {
  expect(await audit(database.url, { graceSeconds: 600 })).toEqual([]);
});
