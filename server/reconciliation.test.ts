import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from '@tessera/contract/api/operations';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditAll } from './testing/books-of.ts';
import { type Bought, buySeats, type Outcome, orderWith, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { givenARefundPolicy } from './testing/given-a-refund-policy.ts';
import { type GivenServer, givenAServer, testSecret } from './testing/given-a-server.ts';
import { givenASession } from './testing/given-a-session.ts';
import { givenAnAccount } from './testing/given-an-account.ts';
import { givenStaff } from './testing/given-staff.ts';

/** A seat is 45 € and 3 € of fees; the simulator keeps 1.4 %. */
const seatMinor = 4_800;
const feeOf = (minor: number) => Math.round(minor * 0.014);
const dayMs = 86_400_000;
/** The simulator's statement is complete after five seconds. */
const untilComplete = () => pause(6_000);

let server: GivenServer;
let at: GivenPerformance;
let director: { cookie: string };
beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { doorsOpen: false });
  director = { cookie: await givenStaff(server, at.organiserId) };
});

const seats = (count: number, row = 0) => (at.rows[row] ?? []).slice(0, count);
async function pay(places: string[], outcome: Outcome): Promise<Bought & { simulatedId: string }> {
  const started = await startToPay(server, await placeAnOrder(server, at.performanceId, places));
  await simulate(server, started.simulatedId, outcome);
  await orderWith(server, started, 'confirmed');
  return started;
}
async function superadmin(): Promise<{ cookie: string }> {
  const { accountId } = await givenAnAccount(server.pool, { isSuperadmin: true });
  return { cookie: (await givenASession(server, accountId)).cookie };
}
async function readNow(): Promise<Reply<'readStatements'>['items']> {
  return (await server.ask('readStatements', { params: { organiserId: at.organiserId } }, director)).body.items;
}
const dayOf = (offset: number) => new Date(Date.now() + offset * dayMs).toISOString().slice(0, 10);
async function report(who = director): Promise<Reply<'getReconciliation'>> {
  const asked = { params: { organiserId: at.organiserId }, query: { from: dayOf(-1), to: dayOf(1) } };
  return (await server.ask('getReconciliation', asked, who)).body;
}
/** Over all days: midnight may fall into a test. */
function sumOf(days: Reply<'getReconciliation'>['days']) {
  const total = (minorOf: (day: (typeof days)[number]) => number) => days.reduce((sum, day) => sum + minorOf(day), 0);
  return {
    capturedMinor: total(({ capturedMinor }) => capturedMinor),
    refundedMinor: total(({ refundedMinor }) => refundedMinor),
    feesMinor: total(({ feesMinor }) => feesMinor),
  };
}
async function balances(): Promise<Reply<'getBalances'>> {
  return (await server.ask('getBalances', { params: { organiserId: at.organiserId } }, director)).body;
}
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' as const });
/** What somebody does on the simulator's own pages. */
async function atTheSimulator(path: string, body: object): Promise<void> {
  const key = createHmac('sha256', testSecret).update('simulator api key').digest('hex');
  const response = await fetch(`${server.url}/simulator/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
}

describe('the statement of a provider', () => {
  test('that agrees says what was taken, given back and kept, and the books know the fees', async () => {
    await givenARefundPolicy(server.pool, at.performanceId);
    const bought = await buySeats(server, at.performanceId, seats(2));
    const [ticket = ''] = bought.order.tickets.map(({ id }) => id);
    const input = { params: { orderId: bought.order.id }, body: { tickets: [ticket] } };
    const { refund } = (await server.ask('previewCancellation', input, { token: bought.token })).body;
    const wish = { ...input, body: { ...input.body, expectedRefund: refund } };
    expect((await server.ask('cancelTickets', wish, { token: bought.token, key: randomUUID() })).status).toBe(201);
    await untilComplete();
    expect(await readNow()).toMatchObject([{ provider: 'simulator', newLines: expect.any(Number) }]);

    const { days, differences, statements } = await report();
    const [takenMinor, feesMinor] = [2 * seatMinor, feeOf(2 * seatMinor)];
    const sums = { capturedMinor: takenMinor, refundedMinor: refund.amountMinor, feesMinor };
    expect(refund.amountMinor).toBeGreaterThan(0);
    expect(sumOf(days)).toEqual(sums);
    expect(days.map(({ provider, currency }) => `${provider} ${currency}`)).toContain('simulator EUR');
    expect(differences).toEqual([]);
    expect(statements.map(({ provider }) => provider)).toEqual(['simulator']);
    const [balance] = (await balances()).items;
    expect(balance).toMatchObject({
      atProviders: eur(takenMinor - refund.amountMinor - feesMinor),
      undecided: eur(0),
      providerFees: eur(feesMinor),
    });
    await auditAll(server);

    expect((await readNow())[0]?.newLines).toBe(0);
    expect((await balances()).items).toEqual([balance]);
  });

  test('that shows money taken a second time is told apart, though the tickets are right', async () => {
    const bought = await pay(seats(1), 'twice');
    await readNow();
    expect((await report()).differences).toMatchObject([
      {
        order: bought.order.id,
        kinds: ['taken_twice'],
        here: { capturedMinor: seatMinor },
        there: { capturedMinor: 2 * seatMinor },
      },
    ]);
  });

  test('shows what went back there without us, and what went back by our books only', async () => {
    const noted = await pay(seats(1), 'succeed');
    await atTheSimulator(`payments/${noted.simulatedId}/refunds`, { amountMinor: 1_000 });
    await givenARefundPolicy(server.pool, at.performanceId);
    const lost = await buySeats(server, at.performanceId, seats(1, 1));
    const tickets = lost.order.tickets.map(({ id }) => id);
    const input = { params: { orderId: lost.order.id }, body: { tickets } };
    const { refund } = (await server.ask('previewCancellation', input, { token: lost.token })).body;
    const wish = { ...input, body: { tickets, expectedRefund: refund } };
    expect((await server.ask('cancelTickets', wish, { token: lost.token, key: randomUUID() })).status).toBe(201);
    await untilComplete();
    await server.pool.query(
      `delete from simulator.refund where payment_id in (select provider_payment_id from payments.payment where reference = $1)`,
      [lost.order.id],
    );
    await readNow();
    const found = new Map((await report()).differences.map(({ order, kinds }) => [order, kinds]));
    expect(found).toEqual(
      new Map([
        [noted.order.id, ['refund_not_in_books']],
        [lost.order.id, ['refund_not_on_statement']],
      ]),
    );
  });

  test('without a payment of our books is missed once it had the time to be there, and not before', async () => {
    const bought = await pay(seats(1), 'succeed');
    await server.pool.query('delete from simulator.movement where payment_id = $1', [bought.simulatedId]);
    await readNow();
    expect((await report()).differences).toEqual([]);
    await untilComplete();
    await readNow();
    expect((await report()).differences).toMatchObject([{ order: bought.order.id, kinds: ['not_on_statement'] }]);
  });

  test('shows money of none of our payments, to the superadmin alone', async () => {
    const description = `strange ${randomUUID()}`;
    const page = {
      returnUrl: server.url,
      webhookUrl: `${server.url}/nowhere`,
      expiresAt: new Date(Date.now() + dayMs),
    };
    const money = { amountMinor: 777, currency: 'CAD' };
    await pay(seats(1), 'succeed');
    await atTheSimulator('payments', { clientReference: 'of another shop', description, ...money, ...page });
    const { rows } = await server.pool.query<{ id: string }>(
      'select id from simulator.payment where description = $1',
      [description],
    );
    await simulate(server, rows[0]?.id ?? '', 'succeed');
    await readNow();
    expect((await report()).strange).toEqual([]);
    const seen = (await report(await superadmin())).strange.filter(
      ({ providerPayment }) => providerPayment === rows[0]?.id,
    );
    expect(seen).toMatchObject([{ provider: 'simulator', ...money }]);
  });

  test('of a provider that does not answer is said not to be read', async () => {
    const paypal = { url: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'x', webhookId: 'x' };
    const other = await givenAServer({ payments: { stripe: undefined, paypal, flouci: undefined } });
    const theirs = await givenAPerformance(other.pool);
    const caller = { cookie: await givenStaff(other, theirs.organiserId) };
    const answer = await other.ask('readStatements', { params: { organiserId: theirs.organiserId } }, caller);
    await other.stop();
    expect(answer.body.items).toMatchObject([
      { provider: 'simulator', completeUntil: expect.any(String) },
      { provider: 'paypal', completeUntil: null, newLines: 0 },
    ]);
  });
});

test.each([
  ['2026-11-02', '2026-11-01'],
  ['2026-01-01', '2026-02-01'],
  ['2026-13-01', '2026-13-02'],
])('a report from %s to %s is refused', async (from, to) => {
  const asked = { params: { organiserId: at.organiserId }, query: { from, to } };
  expect((await server.ask('getReconciliation', asked, director)).problem.code).toBe('invalid');
});
