import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { audit } from '../database/audit.ts';
import { type CrashPoint, crashPoints } from './platform/crash-point.ts';
import { auditAll, type Books, expectBooks, paidAndGiven } from './testing/books-of.ts';
import { type Bought, buySeats, type PaymentStarted, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { type CrashingProduct, givenACrashingProduct } from './testing/given-a-crashing-product.ts';
import { givenAPerformance } from './testing/given-a-performance.ts';
import { givenARefundPolicy } from './testing/given-a-refund-policy.ts';
import { eventually } from './testing/given-a-server.ts';
import { givenASession } from './testing/given-a-session.ts';
import { givenAnAccount } from './testing/given-an-account.ts';
import { endClaims, endHold, stopPolling } from './testing/let-time-pass.ts';
import type { Product } from './testing/run-product.ts';

/**
 * The same purchase is killed at one point after another: each start goes on from what the kill before it left, and dies at the
 * next. Every point is thus also met by a purchase that was interrupted before.
 */
vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

const patienceMs = 90_000;
/** A mail may wait as long as every process dies before it comes to it: a whole journey. */
const openSeconds = 300;
const reached = new Set<CrashPoint>();

type Step = {
  readonly at: CrashPoint;
  /** What leads there; without it the process comes there by what it finds undone. */
  readonly by?: (product: Product) => Promise<unknown>;
  /** Whoever asked for it waits for an answer. */
  readonly isAsked?: true;
  /** The books just after the kill. */
  readonly left: Partial<Books>;
  /** Stripe’s own. */
  readonly stripe?: string[];
};

async function killAtEach(shop: CrashingProduct, orderId: () => string, steps: readonly Step[]): Promise<void> {
  for (const { at, by, isAsked, left, stripe } of steps) {
    const answer = await shop.killAt(at, by);
    if (isAsked) expect(answer, at).toBe('no answer');
    await expectBooks(shop, orderId(), left).catch((error: Error) => {
      throw Object.assign(error, { message: `after ${at}: ${error.message}` });
    });
    if (stripe) expect(shop.stripe.books(), at).toEqual(stripe);
    await expectSound(shop, at);
    reached.add(at);
  }
}

/** What is open may be open; nothing contradicts itself. */
async function expectSound(shop: CrashingProduct, at: CrashPoint): Promise<void> {
  expect(await audit(shop.databaseUrl, { graceSeconds: openSeconds }), at).toEqual([]);
}

/** As it must be in the end, wherever the process was killed: bought once, told once. */
async function expectBoughtOnce(shop: CrashingProduct, orderId: string, differing: Partial<Books> = {}): Promise<void> {
  const books = { ...paidAndGiven, ...differing };
  await expectBooks(shop, orderId, books, patienceMs);
  await auditAll(shop, patienceMs, openSeconds);
  await expectBooks(shop, orderId, {
    ...books,
    journal: {
      'inventory.seats_held': 1,
      'orders.order_placed': 1,
      'payments.payment_opened': 1,
      'payments.payment_started': 1,
      'payments.payment_captured': 1,
      'inventory.places_sold': 1,
      'tickets.tickets_issued': 1,
      'orders.order_confirmed': 1,
      'notifications.message_sent': 1,
      ...differing.journal,
    },
  });
}

/** The Message-IDs under which mails of an order were accepted, one for each time. */
async function mailsOf({ pool, mailServer }: CrashingProduct, orderId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('select id from notifications.message where subject_id = $1', [
    orderId,
  ]);
  return mailServer.received.flatMap(({ messageId }) => rows.flatMap(({ id }) => (messageId?.includes(id) ? id : [])));
}

const givenNothing = {
  order: 'paying',
  refunds: [],
  ledger: {},
  tickets: [],
  accessRights: [],
  messages: [],
} satisfies Partial<Books>;
const nothingGiven = { ...givenNothing, hold: 'active', seats: ['held', 'held'] };
const taken = { provider_clearing: 9600, order_clearing: -9600 };
/** Tickets are given and money is only promised; whether a mail has gone out is a matter of luck. */
const { messages: _, ...given } = {
  ...paidAndGiven,
  payments: ['authorised 0/0'],
  ledger: { order_clearing: 9600, organiser_payable: -9000, platform_fee: -600 },
  provider: [],
};

/** Holds seats and places the order, killed at each point; whoever got no answer asks again with the same key. */
async function killWhileOrdering(
  shop: CrashingProduct,
  performanceId: string,
  seats: string[],
): Promise<(product: Product) => Promise<Bought>> {
  const keys = { hold: crypto.randomUUID(), order: crypto.randomUUID() };
  const hold = (product: Product) =>
    product.ask('holdSeats', { params: { performanceId }, body: { seats } }, { key: keys.hold });
  const order = async (product: Product): Promise<Bought> => {
    const held = (await hold(product)).body;
    const token = held.token ?? '';
    const buyer = { email: 'lina@example.org', name: 'Lina Amari', locale: 'en' as const };
    const placed = await product.ask('placeOrder', { body: { hold: held.id, buyer } }, { token, key: keys.order });
    return { hold: held, token, order: placed.body };
  };
  const claims = async (): Promise<string[]> => {
    const { rows } = await shop.pool.query<{ claim: string }>(
      `select concat_ws(' ', h.state, count(s.*), o.status) as claim
       from inventory.hold h full join inventory.performance_seat s on s.hold_id = h.id and s.state = 'held'
         left join orders."order" o on o.hold_id = h.id
       where coalesce(h.performance_id, s.performance_id) = $1 and (h.id is not null or s.state = 'held')
       group by h.id, h.state, o.status`,
      [performanceId],
    );
    return rows.map(({ claim }) => claim);
  };
  const steps: { at: CrashPoint; by: (product: Product) => Promise<unknown>; left: string[] }[] = [
    { at: 'hold.saved', by: hold, left: [] },
    { at: 'hold.committed', by: hold, left: ['active 2'] },
    { at: 'order.saved', by: order, left: ['active 2'] },
    { at: 'order.committed', by: order, left: ['active 2 pending'] },
  ];
  for (const { at, by, left } of steps) {
    expect(await shop.killAt(at, by), at).toBe('no answer');
    await eventually(`after ${at}: ${left}`, async () => isDeepStrictEqual(await claims(), left));
    await expectSound(shop, at);
    reached.add(at);
  }
  return order;
}

describe.concurrent('the process is killed at every point of a purchase', () => {
  test('whose money is taken at once: it is bought once', async ({ onTestFinished }) => {
    const shop = await givenACrashingProduct();
    onTestFinished(shop.end);
    const at = await givenAPerformance(shop.pool, { doorsOpen: false });
    await givenARefundPolicy(shop.pool, at.performanceId);
    let bought: Bought | undefined;
    const pay = async (product: Product): Promise<PaymentStarted> => {
      bought ??= await placeAnOrder(product, at.performanceId, (at.rows[0] ?? []).slice(0, 2));
      const started = await startToPay(product, bought);
      await stopPolling(shop);
      return started;
    };
    const opening = { ...nothingGiven, payments: ['opening 0/0'] };
    const untold = { ...nothingGiven, payments: ['pending 0/0'], provider: ['succeeded 9600'] };
    const captured = { ...nothingGiven, payments: ['captured 9600/0'], ledger: taken };
    const unsent = { ...paidAndGiven, messages: ['order_confirmed queued'] };
    const orderId = (): string => bought?.order.id ?? 'no order';
    await killAtEach(shop, orderId, [
      { at: 'payment.opened', by: pay, isAsked: true, left: { ...opening, provider: [] } },
      { at: 'payment.started', by: pay, isAsked: true, left: { ...opening, provider: ['open 9600'] } },
      { at: 'payment.pending', by: pay, isAsked: true, left: { ...untold, provider: ['open 9600'] } },
      {
        at: 'webhook.verified',
        by: async (product) => simulate(product, (await pay(product)).simulatedId, 'succeed'),
        left: untold,
      },
      { at: 'webhook.stored', left: untold },
      { at: 'payment.captured', left: untold },
      { at: 'webhook.applied', left: captured },
      { at: 'confirm.decided', left: captured },
      { at: 'confirm.committed', left: { ...paidAndGiven, messages: [] } },
      { at: 'mail.queued', left: unsent },
      { at: 'mail.composed', left: unsent },
      { at: 'mail.sent', by: () => endClaims(shop), left: unsent },
    ]);
    expect(await mailsOf(shop, orderId())).toHaveLength(1);
    await shop.start();
    await expectBoughtOnce(shop, orderId());
    // The mail server took it twice, and its reader can tell that by the one Message-ID.
    const mails = await mailsOf(shop, orderId());
    expect(mails).toEqual([mails[0], mails[0]]);

    // One of its tickets is given back, by a buyer who asks again with the same key until somebody answers.
    const key = crypto.randomUUID();
    const cancel = async (product: Product) => {
      const { order, token } = bought ?? (await placeAnOrder(product, at.performanceId, []));
      const params = { orderId: order.id };
      const { tickets } = (await product.ask('getOrder', { params }, { token })).body;
      const body = {
        tickets: [tickets[0]?.id ?? ''],
        expectedRefund: { amountMinor: 4_800, currency: 'EUR' as const },
      };
      return product.ask('cancelTickets', { params, body }, { token, key });
    };
    const cancelled = { order: 'part_refunded', tickets: ['void', 'valid'], seats: ['free', 'sold'] };
    await killAtEach(shop, orderId, [
      { at: 'cancellation.booked', by: cancel, isAsked: true, left: paidAndGiven },
      { at: 'cancellation.committed', by: cancel, isAsked: true, left: cancelled },
    ]);
    const product = await shop.start();
    expect((await cancel(product)).body.status).toBe('done');
    await expectBooks(
      shop,
      orderId(),
      {
        ...cancelled,
        payments: ['captured 9600/4800'],
        refunds: ['succeeded 4800 tickets_cancelled'],
        ledger: { provider_clearing: 4_800, organiser_payable: -4_500, platform_fee: -300 },
        messages: ['order_confirmed sent', 'tickets_cancelled sent'],
      },
      patienceMs,
    );
    await auditAll(shop, patienceMs, openSeconds);
  });

  test('whose money is promised, then taken: it is bought once', async ({ onTestFinished }) => {
    const shop = await givenACrashingProduct();
    onTestFinished(shop.end);
    const at = await givenAPerformance(shop.pool);
    const order = await killWhileOrdering(shop, at.performanceId, (at.rows[0] ?? []).slice(0, 2));
    let orderId = 'no order';
    const pay = async (product: Product): Promise<PaymentStarted> => {
      const bought = await order(product);
      orderId = bought.order.id;
      const started = await startToPay(product, bought, 'stripe');
      await stopPolling(shop);
      return started;
    };
    const promised = { ...nothingGiven, payments: ['authorised 0/0'] };
    await killAtEach(shop, () => orderId, [
      {
        at: 'payment.started',
        by: pay,
        isAsked: true,
        left: { ...nothingGiven, payments: ['opening 0/0'] },
        stripe: ['open 0/0'],
      },
      {
        at: 'payment.authorised',
        by: async (product) => {
          const { simulatedId: session } = await pay(product);
          shop.stripe.giveCard(session);
          await shop.tellFromStripe(product, shop.stripe.promised(session));
        },
        left: { ...nothingGiven, payments: ['pending 0/0'] },
        stripe: ['requires_capture 0/0'],
      },
      { at: 'webhook.applied', left: promised },
      { at: 'confirm.sold', left: promised },
      { at: 'confirm.issued', left: promised },
      { at: 'confirm.committed', left: given },
      { at: 'capture.due', left: given, stripe: ['requires_capture 0/0'] },
      { at: 'capture.taken', left: given, stripe: ['succeeded 9600/0'] },
    ]);
    await shop.start();
    await expectBoughtOnce(shop, orderId, { provider: [], journal: { 'payments.payment_authorised': 1 } });
    expect(shop.stripe.books()).toEqual(['succeeded 9600/0']);
    expect(new Set(await mailsOf(shop, orderId)).size).toBe(1);
  });

  test('whose money is not kept, or does not come: nothing is given for it, and all of it is back', async ({
    onTestFinished,
  }) => {
    const shop = await givenACrashingProduct();
    onTestFinished(shop.end);
    const at = await givenAPerformance(shop.pool, { rows: 3, seatsPerRow: 4 });
    const orders = { late: '', lateAtStripe: '', unpaid: '' };

    /** Somebody else has one of the seats by the time the money comes. */
    const comeLate = async (product: Product, row: number, provider: string): Promise<PaymentStarted> => {
      const seats = (at.rows[row] ?? []).slice(0, 2);
      const started = await startToPay(product, await placeAnOrder(product, at.performanceId, seats), provider);
      await endHold(shop, started.hold.id);
      await buySeats(product, at.performanceId, seats.slice(0, 1), 'quick@example.org');
      return started;
    };
    const promise = async (product: Product, { simulatedId: session }: PaymentStarted): Promise<void> => {
      shop.stripe.giveCard(session);
      await shop.tellFromStripe(product, shop.stripe.promised(session));
    };

    const seats = ['sold by another', 'free'];
    const refunding = {
      ...{ order: 'refunded', closingReason: 'seats_gone', seats, ledger: {}, tickets: [] },
      ...{ payments: ['captured 9600/9600'], refunds: ['requested 9600 seats_gone'] },
    };
    await killAtEach(shop, () => orders.late, [
      {
        at: 'confirm.given-back',
        by: async (product) => {
          const started = await comeLate(product, 0, 'simulator');
          orders.late = started.order.id;
          await simulate(product, started.simulatedId, 'late', 0);
        },
        left: { ...givenNothing, seats, payments: ['captured 9600/0'], ledger: taken, provider: ['succeeded 9600'] },
      },
      { at: 'refund.due', left: { ...refunding, provider: ['succeeded 9600'] } },
      { at: 'refund.paid', left: { ...refunding, provider: ['succeeded 9600, back 9600'] } },
    ]);

    const lettingGo = {
      ...{ order: 'expired', closingReason: 'seats_gone_not_charged', seats, ledger: {}, tickets: [], refunds: [] },
      ...{ payments: ['authorised 0/0'] },
    };
    await killAtEach(shop, () => orders.lateAtStripe, [
      {
        at: 'confirm.given-back',
        by: async (product) => {
          const started = await comeLate(product, 1, 'stripe');
          orders.lateAtStripe = started.order.id;
          await promise(product, started);
        },
        left: { ...givenNothing, seats, payments: ['authorised 0/0'] },
        stripe: ['requires_capture 0/0'],
      },
      { at: 'void.due', left: lettingGo, stripe: ['requires_capture 0/0'] },
      { at: 'void.done', left: lettingGo, stripe: ['canceled 0/0'] },
    ]);

    await killAtEach(shop, () => orders.unpaid, [
      {
        at: 'take-back.saved',
        by: async (product) => {
          const placed = await placeAnOrder(product, at.performanceId, (at.rows[2] ?? []).slice(0, 2));
          orders.unpaid = placed.order.id;
          const started = await startToPay(product, placed, 'stripe');
          shop.stripe.giveCard(started.simulatedId);
          const told = shop.stripe.promised(started.simulatedId);
          shop.stripe.breakPromise(started.simulatedId);
          await shop.tellFromStripe(product, told);
        },
        left: { ...given, payments: ['failed 0/0'] },
      },
      {
        at: 'take-back.committed',
        left: {
          ...{ order: 'cancelled', closingReason: 'money_not_taken', seats: ['free', 'free'], ledger: {} },
          ...{ tickets: ['void', 'void'], payments: ['failed 0/0'] },
        },
      },
    ]);

    const product = await shop.start();
    await expectBooks(
      shop,
      orders.late,
      {
        ...refunding,
        refunds: ['succeeded 9600 seats_gone'],
        messages: ['order_refunded sent seats_gone'],
        provider: ['succeeded 9600, back 9600'],
      },
      patienceMs,
    );
    const notCharged = { ...lettingGo, payments: ['cancelled 0/0'], messages: ['order_refunded sent seats_gone'] };
    await expectBooks(shop, orders.lateAtStripe, notCharged, patienceMs);
    await expectBooks(
      shop,
      orders.unpaid,
      { order: 'cancelled', messages: ['order_confirmed sent', 'order_unpaid sent money_not_taken'] },
      patienceMs,
    );
    await auditAll(shop, patienceMs, openSeconds);
    expect(shop.stripe.books()).toEqual(['canceled 0/0', 'canceled 0/0']);
    for (const orderId of Object.values(orders)) {
      const mails = new Set(await mailsOf(shop, orderId));
      expect(mails.size, orderId).toBe(orderId === orders.unpaid ? 2 : 1);
    }
    await buySeats(product, at.performanceId, (at.rows[2] ?? []).slice(0, 2), 'next@example.org');
  });

  test('at every point of a payout: what is owed is sent once', async ({ onTestFinished }) => {
    const shop = await givenACrashingProduct();
    onTestFinished(shop.end);
    const at = await givenAPerformance(shop.pool, { doorsOpen: false });
    const params = { organiserId: at.organiserId };
    const { accountId } = await givenAnAccount(shop.pool, { isSuperadmin: true });
    const before = await shop.start();
    const { cookie } = await givenASession({ pool: shop.pool, config: { publicUrl: before.url } }, accountId);
    await buySeats(before, at.performanceId, (at.rows[0] ?? []).slice(0, 2));
    await before.ask('openPayoutAccount', { params, body: { country: 'FR' } }, { cookie });
    shop.stripe.verify(shop.stripe.accounts()[0]?.id ?? '');
    await before.ask('refreshPayoutAccount', { params }, { cookie });
    shop.stripe.topUp(20_000, 'eur');

    const body = { amount: { amountMinor: 9_000, currency: 'EUR' as const } };
    /** As if the minute had passed that whoever was at it has for itself. */
    const hurry = () => shop.pool.query('update settlement.payout set try_after = clock_timestamp()');
    const left = async (): Promise<string[]> => {
      const { rows } = await shop.pool.query<{ state: string }>('select state from settlement.payout');
      return [...rows.map(({ state }) => state), ...shop.stripe.transfers().map(({ amount }) => `sent ${amount}`)];
    };
    const points: [CrashPoint, (product: Product) => Promise<unknown>, string[]][] = [
      [
        'payout.due',
        (product) => product.ask('requestPayout', { params, body }, { cookie, key: 'once' }),
        ['requested'],
      ],
      ['payout.sent', hurry, ['requested', 'sent 9000']],
    ];
    for (const [point, lead, expected] of points) {
      await shop.killAt(point, lead);
      expect(await left(), point).toEqual(expected);
      await expectSound(shop, point);
      reached.add(point);
    }
    const product = await shop.start();
    // Whoever got no answer asks again with the same key.
    await product.ask('requestPayout', { params, body }, { cookie, key: 'once' });
    await hurry();
    await eventually(
      'the payout to be known',
      async () => isDeepStrictEqual(await left(), ['sent', 'sent 9000']),
      patienceMs,
    );
    await auditAll(shop, patienceMs, openSeconds);
  });
});

test('every crash point was reached', () => {
  expect(Object.keys(crashPoints).filter((point) => !reached.has(point as CrashPoint))).toEqual([]);
});
