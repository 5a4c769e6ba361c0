import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditAll, type Books, booksOf, expectBooks, paidAndGiven } from './testing/books-of.ts';
import { type Bought, buySeats, orderWith, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { endHold } from './testing/let-time-pass.ts';
import { eventAbout, sendWebhook, signatureOf, type ToldPayment } from './testing/send-webhook.ts';

// Two seats at 45 €, with 3 € of booking fees each.
const total = 9600;

let server: GivenServer;
let at: GivenPerformance;
let row: string[];

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  await server.stop();
});

async function freshSeats(wish: Parameters<typeof givenAPerformance>[1] = {}): Promise<string[]> {
  at = await givenAPerformance(server.pool, wish);
  row = at.rows[0] ?? [];
  return row.slice(0, 2);
}

const startBuying = async (seats: string[], email?: string) =>
  startToPay(server, await placeAnOrder(server, at.performanceId, seats, email));

/** What the provider would tell of a payment that is under way. */
const told = (
  started: { payment: { id: string }; simulatedId: string },
  status: ToldPayment['status'],
): ToldPayment => ({
  id: started.simulatedId,
  status,
  clientReference: started.payment.id,
  amountMinor: total,
  currency: 'EUR',
});

/** The bank takes back what it said of a payment: it can be settled once more. */
const openAgainAtTheProvider = (simulatedId: string) =>
  server.pool.query(`update simulator.payment set status = 'open', outcome = null, settles_at = null where id = $1`, [
    simulatedId,
  ]);

const onceEach = {
  'payments.payment_captured': 1,
  'inventory.places_sold': 1,
  'tickets.tickets_issued': 1,
  'orders.order_confirmed': 1,
  'notifications.message_sent': 1,
};

const nothingGiven = { tickets: [], accessRights: [], ledger: {} } satisfies Partial<Books>;

const givenBack = (reason: string): Partial<Books> => ({
  ...nothingGiven,
  order: 'refunded',
  closingReason: reason,
  payments: [`captured ${total}/${total}`],
  refunds: [`succeeded ${total} ${reason}`],
  messages: [`order_refunded sent ${reason}`],
  provider: [`succeeded ${total}, back ${total}`],
});

describe('money that does not come', () => {
  test('a declined payment gives nothing, keeps the seats for another try, and the other try buys them', async () => {
    const started = await startBuying(await freshSeats());
    await simulate(server, started.simulatedId, 'decline');
    await expectBooks(server, started.order.id, {
      ...nothingGiven,
      order: 'pending',
      hold: 'active',
      seats: ['held', 'held'],
      payments: ['failed 0/0'],
      refunds: [],
      messages: [],
      provider: [`declined ${total}`],
      journal: { 'payments.payment_closed': 1, 'orders.order_reopened': 1 },
    });

    const again = await startToPay(server, started);
    expect(again.payment.id).not.toBe(started.payment.id);
    await simulate(server, again.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, {
      ...paidAndGiven,
      payments: ['failed 0/0', `captured ${total}/0`],
      provider: [`declined ${total}`, `succeeded ${total}`],
      journal: onceEach,
    });
    await auditAll(server);
  });

  test('an abandoned payment gives nothing, and the buyer who then gives up the order frees the seats at once', async () => {
    const started = await startBuying(await freshSeats());
    await simulate(server, started.simulatedId, 'abandon');
    await expectBooks(server, started.order.id, {
      order: 'pending',
      payments: ['cancelled 0/0'],
      seats: ['held', 'held'],
    });
    await server.ask('cancelOrder', { params: { orderId: started.order.id } }, { token: started.token });
    await expectBooks(server, started.order.id, {
      ...nothingGiven,
      order: 'cancelled',
      closingReason: 'cancelled_by_buyer',
      hold: 'released',
      seats: ['free', 'free'],
      messages: [],
      provider: [`cancelled ${total}`],
    });
    await auditAll(server);
  });

  test('an order nobody pays expires: its seats are free before anything writes that down', async () => {
    const seats = await freshSeats();
    const bought = await placeAnOrder(server, at.performanceId, seats);
    await endHold(server, bought.hold.id);
    expect((await booksOf(server, bought.order.id)).seats).toEqual(['free', 'free']);
    const shown = (await server.ask('getOrder', { params: { orderId: bought.order.id } }, { token: bought.token }))
      .body;
    expect(shown.status).toBe('expired');
    await expectBooks(server, bought.order.id, {
      ...nothingGiven,
      order: 'expired',
      closingReason: 'not_paid_in_time',
      seats: ['free', 'free'],
      payments: [],
      messages: [],
      journal: { 'orders.order_expired': 1 },
    });
    const paying = await server.ask(
      'payOrder',
      { params: { orderId: bought.order.id }, body: { provider: 'simulator', returnUrl: `${server.url}/` } },
      { token: bought.token, key: crypto.randomUUID() },
    );
    expect([paying.status, paying.problem.code]).toEqual([410, 'hold_expired']);
    await auditAll(server);
  });

  test('a payment left open ends at the provider, and its order expires', async () => {
    const started = await startBuying(await freshSeats());
    await endHold(server, started.hold.id);
    await server.pool.query('update simulator.payment set expires_at = clock_timestamp() where id = $1', [
      started.simulatedId,
    ]);
    await expectBooks(server, started.order.id, {
      ...nothingGiven,
      order: 'expired',
      seats: ['free', 'free'],
      payments: ['cancelled 0/0'],
      messages: [],
      provider: [`cancelled ${total}`],
    });
    await auditAll(server);
  });

  test('a provider that does not answer refuses the payment for now; asking again goes on with the same payment', async () => {
    const seats = await freshSeats();
    const bought = await placeAnOrder(server, at.performanceId, seats);
    const blocker = await server.pool.connect();
    await blocker.query('begin');
    await blocker.query('lock table simulator.payment in access exclusive mode');
    const input = {
      params: { orderId: bought.order.id },
      body: { provider: 'simulator', returnUrl: `${server.url}/` },
    };
    const refused = await server.ask('payOrder', input, { token: bought.token, key: crypto.randomUUID() });
    await blocker.query('rollback');
    blocker.release();
    expect([refused.status, refused.problem.code]).toEqual([503, 'provider_unavailable']);

    const started = await startToPay(server, bought);
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, bought.order.id, {
      ...paidAndGiven,
      journal: { ...onceEach, 'payments.payment_opened': 1 },
    });
    await auditAll(server);
  });
});

describe('money that comes late', () => {
  /** Starts to pay, lets the hold end, and has the bank pay only now, after `meanwhile`. */
  async function payLate(seats: string[], meanwhile: () => Promise<unknown>): Promise<Bought> {
    const started = await startBuying(seats, 'late@example.org');
    await endHold(server, started.hold.id);
    await meanwhile();
    await simulate(server, started.simulatedId, 'late', 0);
    return started;
  }

  test('with the seats still free it buys the very same seats, and the mail says so', async () => {
    const seats = await freshSeats();
    const late = await payLate(seats, async () => undefined);
    await expectBooks(server, late.order.id, {
      ...paidAndGiven,
      messages: ['order_confirmed sent late'],
      journal: onceEach,
    });
    const { lines } = await orderWith(server, late, 'confirmed');
    expect(lines.map(({ number }) => number)).toEqual(late.order.lines.map(({ number }) => number));
    await auditAll(server);
  });

  test('with one of the seats sold meanwhile all of it goes back, and the other seat stays free', async () => {
    const seats = await freshSeats();
    const late = await payLate(seats, () => buySeats(server, at.performanceId, seats.slice(0, 1), 'quick@example.org'));
    await expectBooks(server, late.order.id, { ...givenBack('seats_gone'), seats: ['sold by another', 'free'] });
    await auditAll(server);
  });

  test('with the seats held by somebody else it goes back, and the other buyer keeps them', async () => {
    const seats = await freshSeats();
    const late = await payLate(seats, () => placeAnOrder(server, at.performanceId, seats, 'quick@example.org'));
    await expectBooks(server, late.order.id, {
      ...givenBack('seats_gone'),
      seats: ['held by another', 'held by another'],
    });
    await auditAll(server);
  });

  test('after the sale has closed it goes back', async () => {
    const late = await payLate(await freshSeats(), () =>
      server.pool.query(`update catalogue.performance set state = 'closed' where id = $1`, [at.performanceId]),
    );
    await expectBooks(server, late.order.id, { ...givenBack('sale_over'), seats: ['free', 'free'] });
    await auditAll(server);
  });

  test('for a performance that was cancelled it goes back even in time', async () => {
    const started = await startBuying(await freshSeats());
    await server.pool.query(`update catalogue.performance set state = 'cancelled' where id = $1`, [at.performanceId]);
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, givenBack('performance_cancelled'));
    await auditAll(server);
  });

  test('in time it buys, though the sale closed while the buyer was at the bank', async () => {
    const started = await startBuying(await freshSeats());
    await server.pool.query(`update catalogue.performance set state = 'closed' where id = $1`, [at.performanceId]);
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, paidAndGiven);
    await auditAll(server);
  });

  test('of two late payments for the same seats exactly one buys them and the other goes back', async () => {
    const seats = await freshSeats();
    const first = await startBuying(seats, 'one@example.org');
    await endHold(server, first.hold.id);
    const second = await startBuying(seats, 'two@example.org');
    await endHold(server, second.hold.id);
    await Promise.all([first, second].map(({ simulatedId }) => simulate(server, simulatedId, 'late', 0)));
    const ends = await eventually('both decided', async () => {
      const books = await Promise.all([first, second].map(({ order }) => booksOf(server, order.id)));
      const words = books.map(({ order }) => order).sort();
      return words.includes('paying') || words.includes('pending') ? undefined : words;
    });
    expect(ends).toEqual(['confirmed', 'refunded']);
    await auditAll(server);
  });

  test('for an order the buyer had cancelled it goes back', async () => {
    const started = await startBuying(await freshSeats());
    await simulate(server, started.simulatedId, 'decline');
    await orderWith(server, started, 'pending');
    await server.ask('cancelOrder', { params: { orderId: started.order.id } }, { token: started.token });
    await openAgainAtTheProvider(started.simulatedId);
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, {
      ...givenBack('order_cancelled'),
      hold: 'released',
      seats: ['free', 'free'],
    });
    await auditAll(server);
  });

  test('for standing places it buys as many again, or goes back when they are taken', async () => {
    at = await givenAPerformance(server.pool, { standingCapacity: 3 });
    const zone = at.zoneIds.standing ?? '';
    const startStanding = async (quantity: number, email: string) => {
      const input = { params: { performanceId: at.performanceId }, body: { zone, quantity } };
      const hold = (await server.ask('holdSeats', input)).body;
      const token = hold.token ?? '';
      const buyer = { email, name: 'Sami', locale: 'fr' as const };
      const order = (
        await server.ask('placeOrder', { body: { hold: hold.id, buyer } }, { token, key: crypto.randomUUID() })
      ).body;
      return startToPay(server, { hold, token, order });
    };
    const first = await startStanding(2, 'one@example.org');
    await endHold(server, first.hold.id);
    const second = await startStanding(3, 'two@example.org');
    await endHold(server, second.hold.id);
    await simulate(server, first.simulatedId, 'late', 0);
    await expectBooks(server, first.order.id, { order: 'confirmed', tickets: ['valid', 'valid'] });
    await simulate(server, second.simulatedId, 'late', 0);
    await expectBooks(server, second.order.id, { order: 'refunded', closingReason: 'seats_gone', tickets: [] });
    const { rows } = await server.pool.query('select used from inventory.zone_stock where performance_id = $1', [
      at.performanceId,
    ]);
    expect(rows).toEqual([{ used: 2 }]);
    await auditAll(server);
  });
});

describe('webhooks', () => {
  test.each(['duplicate', 'reorder'] as const)(
    'told by the provider in the manner “%s”, a payment buys once',
    async (manner) => {
      const started = await startBuying(await freshSeats());
      await simulate(server, started.simulatedId, manner);
      await expectBooks(server, started.order.id, { ...paidAndGiven, journal: onceEach });
      await eventually('everything delivered', async () => {
        const { rows } = await server.pool.query('select from simulator.delivery where delivered_at is null');
        return rows.length === 0;
      });
      await auditAll(server);
      expect(await booksOf(server, started.order.id)).toMatchObject({ ...paidAndGiven, journal: onceEach });
    },
  );

  test('ten copies at once, five of them under another event id, buy once and are all acknowledged', async () => {
    const started = await startBuying(await freshSeats());
    await server.pool.query(`update simulator.payment set status = 'succeeded', outcome = 'succeed' where id = $1`, [
      started.simulatedId,
    ]);
    const body = eventAbout(told(started, 'succeeded'));
    const copies = Array.from({ length: 5 }, () => [body, eventAbout(told(started, 'succeeded'))]).flat();
    const answers = await Promise.all(copies.map((copy) => sendWebhook(server, copy)));
    expect(answers).toEqual(copies.map(() => 204));
    await auditAll(server);
    expect(await booksOf(server, started.order.id)).toMatchObject({ ...paidAndGiven, journal: onceEach });
  });

  test('the order of what is told does not matter: success wins over an earlier and a later failure', async () => {
    for (const order of [
      ['declined', 'succeeded', 'cancelled'],
      ['succeeded', 'declined', 'open'],
      ['cancelled', 'declined', 'succeeded'],
    ] as const) {
      const started = await startBuying(await freshSeats());
      await server.pool.query(`update simulator.payment set status = 'succeeded', outcome = 'succeed' where id = $1`, [
        started.simulatedId,
      ]);
      for (const status of order) expect(await sendWebhook(server, eventAbout(told(started, status)))).toBe(204);
      await expectBooks(server, started.order.id, { ...paidAndGiven, journal: onceEach });
    }
    await auditAll(server);
  });

  test('told before our own record of the provider’s answer is written, a payment still buys, and keeps its end', async () => {
    const started = await startBuying(await freshSeats());
    await server.pool.query(
      `update payments.payment set status = 'opening', provider_payment_id = null, next_url = null where id = $1`,
      [started.payment.id],
    );
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, { ...paidAndGiven, journal: onceEach });
    const again = await server.ask(
      'payOrder',
      { params: { orderId: started.order.id }, body: { provider: 'simulator', returnUrl: `${server.url}/` } },
      { token: started.token, key: crypto.randomUUID() },
    );
    expect([again.status, again.problem.code]).toEqual([409, 'order_paid']);
    await auditAll(server);
  });

  test('arrived before the buyer is back, the return page finds the tickets', async () => {
    const started = await startBuying(await freshSeats());
    const paid = await fetch(`${server.url}/simulator/payments/${started.simulatedId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'outcome=succeed',
      redirect: 'manual',
    });
    expect([paid.status, paid.headers.get('location')]).toEqual([
      303,
      `${server.url}/checkout/return?order=${started.order.id}`,
    ]);
    const order = await orderWith(server, started, 'confirmed');
    expect(order.tickets.map(({ status }) => status)).toEqual(['valid', 'valid']);
    expect(order.payment?.status).toBe('captured');
    await auditAll(server);
  });

  test('never told, a payment is found by asking the provider', async () => {
    const started = await startBuying(await freshSeats());
    await simulate(server, started.simulatedId, 'timeout');
    await expectBooks(server, started.order.id, { ...paidAndGiven, journal: onceEach }, 40_000);
    const { rows } = await server.pool.query(
      'select from payments.provider_event where payment_id = $1 or facts->0->>$2 = $3',
      [started.payment.id, 'paymentId', started.payment.id],
    );
    expect(rows).toEqual([]);
    await auditAll(server);
  });

  test('forged, altered, too old, unsigned or for no provider, a webhook is refused and changes nothing', async () => {
    const started = await startBuying(await freshSeats());
    const before = await booksOf(server, started.order.id);
    const events = async () =>
      (await server.pool.query('select count(*)::int as count from payments.provider_event')).rows[0]?.count;
    const eventsBefore = await events();
    const body = eventAbout(told(started, 'succeeded'));
    const genuine = signatureOf(body);
    const forged = [
      { 'simulator-signature': signatureOf(body, { secret: 'a secret that somebody made up, at home' }) },
      { 'simulator-signature': signatureOf(body, { at: Date.now() - 301_000 }) },
      // A minute beyond the tolerance: a slow machine comes nearer to it before this is sent.
      { 'simulator-signature': signatureOf(body, { at: Date.now() + 360_000 }) },
      { 'simulator-signature': signatureOf(eventAbout({ ...told(started, 'succeeded'), amountMinor: 1 })) },
      { 'simulator-signature': genuine.replace(/v1=.*/, 'v1=') },
      { 'simulator-signature': genuine.replace(/t=\d+/, 't=') },
      { 'simulator-signature': '' },
      {},
    ];
    for (const headers of forged) expect(await sendWebhook(server, body, headers)).toBe(401);
    expect(await sendWebhook(server, `${body} `, { 'simulator-signature': genuine })).toBe(401);
    expect(await sendWebhook(server, body, { 'simulator-signature': genuine }, 'somebody-else')).toBe(404);
    expect(await events()).toBe(eventsBefore);
    expect(await booksOf(server, started.order.id)).toEqual(before);
    await auditAll(server);
  });

  test('about payments that are not ours, webhooks are acknowledged and put aside, and do not hold up the others', async () => {
    const started = await startBuying(await freshSeats());
    const strange = [crypto.randomUUID(), 'invoice-4711', ''].map((clientReference) =>
      eventAbout({ ...told(started, 'succeeded'), clientReference }),
    );
    for (const body of strange) expect(await sendWebhook(server, body)).toBe(204);
    await eventually('all put aside', async () => {
      const { rows } = await server.pool.query(
        `select from payments.provider_event where outcome = 'unknown_payment' and applied_at is not null`,
      );
      return rows.length === strange.length;
    });
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, { ...paidAndGiven, journal: onceEach });
    await auditAll(server);
  });
});

describe('money that is too much, too little or none', () => {
  test('a second payment of a confirmed order goes back, and the tickets stay valid', async () => {
    const started = await startBuying(await freshSeats());
    await simulate(server, started.simulatedId, 'decline');
    await orderWith(server, started, 'pending');
    const again = await startToPay(server, started);
    await simulate(server, again.simulatedId, 'succeed');
    await orderWith(server, started, 'confirmed');
    await openAgainAtTheProvider(started.simulatedId);
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, {
      ...paidAndGiven,
      payments: [`captured ${total}/${total}`, `captured ${total}/0`],
      refunds: [`succeeded ${total} paid_twice`],
      messages: ['order_confirmed sent', 'order_refunded sent paid_twice'],
      provider: [`succeeded ${total}, back ${total}`, `succeeded ${total}`],
    });
    await auditAll(server);
  });

  test('money for an order that was refunded already goes back too, and its mail promises no tickets', async () => {
    const started = await startBuying(await freshSeats());
    await simulate(server, started.simulatedId, 'decline');
    await orderWith(server, started, 'pending');
    const again = await startToPay(server, started);
    await server.pool.query(`update catalogue.performance set state = 'cancelled' where id = $1`, [at.performanceId]);
    await simulate(server, again.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, {
      order: 'refunded',
      messages: ['order_refunded sent performance_cancelled'],
    });
    await openAgainAtTheProvider(started.simulatedId);
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, {
      ...nothingGiven,
      order: 'refunded',
      closingReason: 'performance_cancelled',
      payments: [`captured ${total}/${total}`, `captured ${total}/${total}`],
      refunds: [`succeeded ${total} performance_cancelled`, `succeeded ${total} order_refunded`],
      messages: ['order_refunded sent performance_cancelled', 'order_refunded sent order_refunded'],
      provider: [`succeeded ${total}, back ${total}`, `succeeded ${total}, back ${total}`],
    });
    const { items } = (await (await fetch(`${server.url}/demo/mails`)).json()) as { items: { id: number }[] };
    const { text } = (await (await fetch(`${server.url}/demo/mails/${items[0]?.id}`)).json()) as { text: string };
    expect(text).toContain(`Your order ${started.order.reference} had been refunded already`);
    expect(text).not.toContain('stay valid');
    await auditAll(server);
  });

  test('another amount or currency than asked for buys nothing and is written down; the right one buys', async () => {
    const started = await startBuying(await freshSeats());
    for (const wrong of [{ amountMinor: total - 1 }, { amountMinor: total + 1 }, { currency: 'TND' }]) {
      expect(await sendWebhook(server, eventAbout({ ...told(started, 'succeeded'), ...wrong }))).toBe(204);
    }
    await expectBooks(server, started.order.id, {
      ...nothingGiven,
      order: 'paying',
      payments: ['pending 0/0'],
      journal: { 'payments.payment_mismatched': 3 },
    });
    await simulate(server, started.simulatedId, 'succeed');
    await expectBooks(server, started.order.id, { ...paidAndGiven, journal: onceEach });
    // The audit names such money until somebody has looked; here somebody has.
    await server.pool.query(`delete from payments.provider_event where outcome = 'mismatch'`);
    await auditAll(server);
  });

  test('an order that costs nothing is confirmed with tickets and mail, and no money is asked for or booked', async () => {
    const seats = await freshSeats({ priceMinor: 0, feeMinor: 0 });
    const bought = await placeAnOrder(server, at.performanceId, seats);
    const input = {
      params: { orderId: bought.order.id },
      body: { provider: 'simulator', returnUrl: `${server.url}/` },
    };
    const payment = (await server.ask('payOrder', input, { token: bought.token, key: crypto.randomUUID() })).body;
    expect(payment.next).toEqual({ kind: 'none' });
    await expectBooks(server, bought.order.id, {
      ...paidAndGiven,
      payments: [],
      ledger: {},
      provider: [],
      journal: { 'orders.order_confirmed': 1, 'tickets.tickets_issued': 1 },
    });
    const again = await server.ask('payOrder', input, { token: bought.token, key: crypto.randomUUID() });
    expect(again.problem.code).toBe('order_paid');
    const late = await server.ask('cancelOrder', { params: { orderId: bought.order.id } }, { token: bought.token });
    expect(late.problem.code).toBe('order_state');
    await auditAll(server);
  });

  test('an order that cost nothing can be given back before the doors open: somebody else may have the places at once', async () => {
    const seats = await freshSeats({ priceMinor: 0, feeMinor: 0, doorsOpen: false });
    const bought = await placeAnOrder(server, at.performanceId, seats);
    const params = { orderId: bought.order.id };
    const body = { provider: 'simulator', returnUrl: `${server.url}/` };
    await server.ask('payOrder', { params, body }, { token: bought.token, key: crypto.randomUUID() });
    const cancelled = (await server.ask('cancelOrder', { params }, { token: bought.token })).body;
    expect([cancelled.status, cancelled.tickets.map(({ status }) => status)]).toEqual(['cancelled', ['void', 'void']]);
    expect((await server.ask('cancelOrder', { params }, { token: bought.token })).status).toBe(200);
    const next = await server.ask('holdSeats', { params: { performanceId: at.performanceId }, body: { seats } });
    expect(next.status).toBe(201);
    await auditAll(server);
  });

  test('ten clicks on “pay” are one payment', async () => {
    const seats = await freshSeats();
    const bought = await placeAnOrder(server, at.performanceId, seats);
    const clicks = await Promise.all(Array.from({ length: 10 }, () => startToPay(server, bought)));
    expect(new Set(clicks.map(({ simulatedId }) => simulatedId)).size).toBe(1);
    await simulate(server, clicks[0]?.simulatedId ?? '', 'succeed');
    await expectBooks(server, bought.order.id, paidAndGiven);
    await auditAll(server);
  });
});
