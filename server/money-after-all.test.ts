import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeBackUnpaidListener, tidyOrders } from './modules/orders/listeners.ts';
import { applyProviderFact } from './modules/payments/apply-fact.ts';
import { sendCapture } from './modules/payments/send-capture.ts';
import { openLog } from './platform/log.ts';
import {
  actor,
  type Cashier,
  type Cell,
  contradictionsIn,
  decide,
  doJobs,
  endingOf,
  givenACashier,
  hear,
  learn,
  type Paying,
  providerThat,
  startPaying,
  startPayingLate,
} from './testing/late-money.ts';

/** What a provider said of money turns out otherwise: it does not come, comes after all, or has gone back already. */
let cashier: Cashier;
beforeAll(async () => {
  cashier = await givenACashier();
}, 120_000);
afterAll(() => cashier.close());

const log = openLog('silent');
const allBack = { order: 'refunded', tickets: 0, payment: 'captured', captured: 9_600, refunded: 9_600, clearing: 0 };

const takeBack = ({ order, payment }: Paying) =>
  takeBackUnpaidListener(cashier.inTransaction)({
    kind: '',
    subjectId: payment.id,
    payload: { reference: order.id },
  });

async function passSeconds({ payment }: Paying, passed: number): Promise<void> {
  await cashier.server.pool.query(
    `update payments.payment set opened_at = opened_at - make_interval(secs => $2),
       captured_at = captured_at - make_interval(secs => $2), closed_at = closed_at - make_interval(secs => $2) where id = $1`,
    [payment.id, passed],
  );
}

/** Tickets are given for promised money, which the provider then does not take. */
async function givenForNothing(): Promise<Paying> {
  const paying = await startPaying(cashier, cashier.freshSeats());
  await learn(cashier, paying, 'authorised');
  await decide(cashier, paying);
  expect((await endingOf(cashier, paying)).tickets).toBe(2);
  const { provider } = providerThat('separate');
  const failed = { ...paying.known, kind: 'failed', failureCode: 'declined' } as const;
  const failing = { ...provider, capture: async () => failed };
  const { inTransaction } = cashier;
  await sendCapture({ inTransaction, providers: new Map([['simulator', failing]]) }, paying.payment.id);
  return paying;
}

describe('promised money that does not come', () => {
  test('takes its tickets back, and the books are as before', async () => {
    const paying = await givenForNothing();
    await takeBack(paying);
    await takeBack(paying);
    expect(await endingOf(cashier, paying)).toMatchObject({
      order: 'cancelled',
      tickets: 0,
      payment: 'failed',
      captured: 0,
    });
    const { rows } = await cashier.server.pool.query<{ balance: number }>(
      `select coalesce(sum(e.amount_minor), 0)::int as balance from ledger.entry e join ledger.posting g on g.id = e.posting_id
       where g.reference in ($1, $2) group by e.account`,
      [paying.order.id, paying.payment.id],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ balance }) => balance === 0)).toBe(true);
    const again = await cashier.server.ask('holdSeats', {
      params: { performanceId: cashier.at.performanceId },
      body: { seats: paying.hold.places.map(({ id }) => id) },
    });
    expect(again.status).toBe(201);
  });

  test('takes them back even when the news of it is lost', async () => {
    const paying = await givenForNothing();
    await passSeconds(paying, 4);
    await tidyOrders(cashier.inTransaction, log);
    expect(await endingOf(cashier, paying)).toMatchObject({ order: 'cancelled', tickets: 0, payment: 'failed' });
  });

  test('and comes after its tickets were taken back, goes back once', async () => {
    const paying = await givenForNothing();
    await takeBack(paying);
    const books = providerThat('separate');
    for (let round = 0; round < 2; round += 1) {
      await learn(cashier, paying, 'captured');
      await decide(cashier, paying);
      await doJobs(cashier, books, paying.payment.id);
    }
    const told = ['orders.order_confirmed', 'orders.order_refunded order_cancelled'];
    expect(await endingOf(cashier, paying)).toMatchObject({ ...allBack, told });
    expect([...books.refunded.values()]).toEqual([9_600]);
  });
});

test('money that was let go of and comes all the same goes back once, even when the news of it is lost', async () => {
  const late: Cell = { captures: 'separate', coming: 'D + 1 h', claim: 'sold to another', way: 'webhook' };
  const paying = await startPayingLate(cashier, late);
  await hear(cashier, late, paying);
  expect(await endingOf(cashier, paying)).toMatchObject({
    order: 'expired',
    payment: 'authorised',
    tickets: 0,
    captured: 0,
  });
  await learn(cashier, paying, 'captured');
  await passSeconds(paying, 4);
  const books = providerThat('separate');
  for (let round = 0; round < 2; round += 1) {
    await tidyOrders(cashier.inTransaction, log);
    await doJobs(cashier, books, paying.payment.id);
  }
  const told = ['orders.order_refunded seats_gone not charged', 'orders.order_refunded seats_gone'];
  expect(await endingOf(cashier, paying)).toMatchObject({ ...allBack, told });
  expect([...books.refunded.values()]).toEqual([9_600]);
});

describe('money that went back at the provider before its order was decided', () => {
  const goesBack = (paying: Paying, amountMinor: number) =>
    cashier.inTransaction(actor, (ctx) =>
      applyProviderFact(ctx, 'simulator', {
        ...paying.known,
        kind: 'refund',
        refundId: null,
        providerRefundId: `r-${paying.order.id}`,
        status: 'succeeded',
        amountMinor,
      }),
    );

  test('leaves no tickets', async () => {
    const paying = await startPaying(cashier, cashier.freshSeats());
    await learn(cashier, paying, 'captured');
    await goesBack(paying, 9_600);
    for (let time = 0; time < 2; time += 1) await decide(cashier, paying);
    expect(await endingOf(cashier, paying)).toMatchObject(allBack);
  });

  test('in part, is followed by the rest when there are no places for it', async () => {
    const late: Cell = { captures: 'at_once', coming: 'D + 1 h', claim: 'sold to another', way: 'webhook' };
    const paying = await startPayingLate(cashier, late);
    await learn(cashier, paying, 'captured');
    await goesBack(paying, 100);
    const books = providerThat('at_once');
    for (let time = 0; time < 2; time += 1) {
      await decide(cashier, paying);
      await doJobs(cashier, books, paying.payment.id);
    }
    expect(await endingOf(cashier, paying)).toMatchObject(allBack);
    expect([...books.refunded.values()]).toEqual([9_500]);
  });
});

test('of two late payments for one seat, one gets it and the other is let go of', async () => {
  const late: Cell = { captures: 'separate', coming: 'D + 1 h', claim: 'free', way: 'webhook' };
  const seats = cashier.freshSeats();
  const buyers = [await startPayingLate(cashier, late, seats), await startPayingLate(cashier, late, seats)];
  const books = providerThat('separate');
  await Promise.all(
    buyers.map(async (paying) => {
      await hear(cashier, late, paying);
      await doJobs(cashier, books, paying.payment.id);
    }),
  );
  expect([books.taken.size, books.released.size]).toEqual([1, 1]);
  const endings = await Promise.all(buyers.map((paying) => endingOf(cashier, paying)));
  expect(endings.map(({ tickets }) => tickets).toSorted()).toEqual([0, 2]);
});

test('afterwards nothing contradicts itself', async () => {
  expect(await contradictionsIn(cashier)).toEqual([]);
});
