import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmOrders } from './modules/orders/confirm-order.ts';
import { tidyOrders } from './modules/orders/listeners.ts';
import { takeBackRefunded, takeBackUnpaid } from './modules/orders/take-back.ts';
import { applyProviderFact } from './modules/payments/apply-fact.ts';
import { openLog } from './platform/log.ts';
import { placeAnOrder, startToPay } from './testing/buy.ts';
import { type GiftCardDesk, openGiftCardDesk } from './testing/gift-card-desk.ts';
import { eventually } from './testing/given-a-server.ts';
import type { GivenGiftCard } from './testing/given-gift-card.ts';
import {
  actor,
  type Cashier,
  contradictionsIn,
  decide,
  doJobs,
  givenACashier,
  learn,
  type Paying,
  providerThat,
} from './testing/late-money.ts';
import { endHold } from './testing/let-time-pass.ts';

/**
 * Money that comes late for the part of an order that a gift card did not pay: the card pays its part in the same decision, or
 * the money goes back. Never tickets below the price, and never a card that paid for nothing.
 */
let cashier: Cashier;
let desk: GiftCardDesk;
beforeAll(async () => {
  cashier = await givenACashier();
  desk = await openGiftCardDesk(cashier.server, cashier.at);
}, 120_000);
afterAll(() => cashier.close());

const cardMinor = 4_000;
const restMinor = 5_600;
const tidy = () => tidyOrders(cashier.inTransaction, openLog('silent'));

type Started = Paying & { readonly card: GivenGiftCard; readonly seats: string[] };

async function startWithCard(): Promise<Started> {
  const card = await desk.issue(cardMinor);
  const seats = cashier.freshSeats();
  const bought = await placeAnOrder(cashier.server, cashier.at.performanceId, seats);
  expect((await desk.apply(bought, card.code)).status).toBe(200);
  const started = await startToPay(cashier.server, bought);
  const { payment, simulatedId: providerPaymentId } = started;
  const known = { paymentId: payment.id, providerPaymentId, amountMinor: restMinor, currency: 'EUR' };
  return { ...started, known, card, seats };
}

const statusIs = (bought: Paying, status: string) =>
  eventually(`order ${status}`, async () => {
    await tidy();
    return (await desk.getOrder(bought)).status === status;
  });

async function fail(paying: Paying): Promise<void> {
  await learn(cashier, paying, 'failed');
  await statusIs(paying, 'pending');
}

/** The payment failed, the time passed, and the card has its money again. */
async function expire(paying: Started): Promise<void> {
  await endHold(cashier.server, paying.hold.id);
  await eventually('the order is written down as expired', async () => {
    await tidy();
    const { rows } = await cashier.server.pool.query<{ status: string }>(
      `select status from orders."order" where id = $1`,
      [paying.order.id],
    );
    return rows[0]?.status === 'expired';
  });
  expect(await desk.standing(paying.card.id)).toEqual([cardMinor, 0]);
}

async function giveToAnother({ seats }: Started): Promise<void> {
  const held = await cashier.server.ask('holdSeats', {
    params: { performanceId: cashier.at.performanceId },
    body: { seats },
  });
  expect(held.status).toBe(201);
}

const change = (sql: string) => (paying: Started) => cashier.server.pool.query(sql, [paying.card.id]);

/** What became of the card's money after the order had expired. */
const fates: Record<string, { readonly befall: (paying: Started) => Promise<unknown>; readonly canPay: boolean }> = {
  'still there': { befall: async () => undefined, canPay: true },
  'on another order': {
    befall: async ({ card }) => {
      const other = await placeAnOrder(cashier.server, cashier.at.performanceId, cashier.freshSeats());
      expect((await desk.apply(other, card.code)).status).toBe(200);
    },
    canPay: false,
  },
  'ended meanwhile': {
    befall: change(`update gift_cards.card set ends_at = clock_timestamp() where id = $1`),
    canPay: false,
  },
  'blocked meanwhile': {
    befall: change(`update gift_cards.card set state = 'blocked' where id = $1`),
    canPay: false,
  },
};
const claims = ['free', 'held by another'] as const;

async function expectTickets(paying: Started): Promise<void> {
  const order = await desk.getOrder(paying);
  expect(order).toMatchObject({ status: 'confirmed', refunded: { amountMinor: 0 } });
  expect(order.tickets).toHaveLength(2);
  expect(order.giftCards).toMatchObject([{ id: paying.card.id, amount: { amountMinor: cardMinor }, state: 'spent' }]);
  expect(await desk.standing(paying.card.id)).toEqual([0, 0]);
}

async function expectMoneyBack(paying: Started, reason: string, status = 'refunded'): Promise<void> {
  const books = providerThat('at_once');
  await doJobs(cashier, books, paying.payment.id);
  expect(books.refunded.get(paying.payment.id)).toBe(restMinor);
  const order = await desk.getOrder(paying);
  expect(order).toMatchObject({ status, refunded: { amountMinor: restMinor }, giftCards: [], tickets: [] });
  if (status === 'refunded') expect(order.closingReason).toBe(reason);
}

describe.each(Object.keys(fates))('money for an order that had expired, whose card’s money is %s', (name) => {
  test.each(claims)('and whose places are %s', async (claim) => {
    const { befall, canPay } = fates[name] ?? { befall: async () => undefined, canPay: false };
    const paying = await startWithCard();
    await fail(paying);
    await expire(paying);
    if (claim === 'held by another') await giveToAnother(paying);
    await befall(paying);
    const before = await desk.standing(paying.card.id);
    await learn(cashier, paying, 'captured');
    await decide(cashier, paying);
    await decide(cashier, paying);
    if (canPay && claim === 'free') await expectTickets(paying);
    else {
      await expectMoneyBack(paying, canPay ? 'seats_gone' : 'gift_card_gone');
      expect(await desk.standing(paying.card.id)).toEqual(before);
    }
  });
});

describe.each(['authorised', 'captured'] as const)('money that is %s late while its payment was under way', (kind) => {
  test('finds the card’s money still reserved, and gives tickets while the places are free', async () => {
    const paying = await startWithCard();
    await endHold(cashier.server, paying.hold.id);
    await learn(cashier, paying, kind);
    await decide(cashier, paying);
    await doJobs(cashier, { ...providerThat('separate'), provider: exact(paying) }, paying.payment.id);
    await expectTickets(paying);
  });

  test('goes back when they are not, and the card has its own again', async () => {
    const paying = await startWithCard();
    await endHold(cashier.server, paying.hold.id);
    await giveToAnother(paying);
    await learn(cashier, paying, kind);
    await decide(cashier, paying);
    await doJobs(cashier, { ...providerThat('separate'), provider: exact(paying) }, paying.payment.id);
    expect(await desk.standing(paying.card.id)).toEqual([cardMinor, 0]);
    expect((await desk.getOrder(paying)).tickets).toEqual([]);
  });
});

const decideTogether = (paid: readonly Paying[]) =>
  cashier.inTransaction(actor, (ctx) =>
    confirmOrders(
      ctx,
      paid.map(({ order, payment }) => ({ orderId: order.id, paymentId: payment.id })),
    ),
  );
const takeBack = ({ order, payment }: Paying) =>
  cashier.inTransaction(actor, (ctx) => takeBackUnpaid(ctx, order.id, payment.id));

/** All of the payment, as somebody at the provider sent it back. */
const noticeRefund = ({ order, payment, known }: Paying) =>
  cashier.inTransaction(actor, async (ctx) => {
    const refund = { ...known, kind: 'refund' as const, refundId: null, providerRefundId: `own-${payment.id}` };
    await applyProviderFact(ctx, 'simulator', { ...refund, status: 'succeeded' });
    await takeBackRefunded(ctx, order.id, payment.id);
  });

/** A provider that takes and lets go of exactly what it was asked for. */
function exact(paying: Paying) {
  const { provider } = providerThat('separate');
  return {
    ...provider,
    capture: async () => ({ ...paying.known, kind: 'captured' as const }),
    void: async () => ({ ...paying.known, kind: 'cancelled' as const }),
  };
}

describe('money of a payment that failed', () => {
  test('for a part whose card was taken off since goes back, and the order can still be paid in full', async () => {
    const paying = await startWithCard();
    await fail(paying);
    expect((await desk.remove(paying, paying.card.id)).status).toBe(200);
    await learn(cashier, paying, 'captured');
    await decide(cashier, paying);
    await expectMoneyBack(paying, 'gift_card_gone', 'pending');
    expect(await desk.standing(paying.card.id)).toEqual([cardMinor, 0]);
    const again = await startToPay(cashier.server, paying);
    const known = { ...paying.known, paymentId: again.payment.id, providerPaymentId: again.simulatedId };
    const whole = { ...again, known: { ...known, amountMinor: 9_600 } };
    await learn(cashier, whole, 'captured');
    await decide(cashier, whole);
    expect(await desk.getOrder(paying)).toMatchObject({ status: 'confirmed', giftCards: [] });
  });

  test('for a part whose card was taken off before the order expired goes back', async () => {
    const paying = await startWithCard();
    await fail(paying);
    await desk.remove(paying, paying.card.id);
    await expire(paying);
    await learn(cashier, paying, 'captured');
    await decide(cashier, paying);
    await expectMoneyBack(paying, 'gift_card_gone');
  });

  test('for all of an order pays it, and a card put on since has its money again', async () => {
    const bought = await placeAnOrder(cashier.server, cashier.at.performanceId, cashier.freshSeats());
    const started = await startToPay(cashier.server, bought);
    const known = { paymentId: started.payment.id, providerPaymentId: started.simulatedId };
    const paying = { ...started, known: { ...known, amountMinor: 9_600, currency: 'EUR' } };
    await fail(paying);
    const card = await desk.issue(cardMinor);
    expect((await desk.apply(bought, card.code)).body.toPay.amountMinor).toBe(restMinor);
    await learn(cashier, paying, 'captured');
    await decide(cashier, paying);
    expect(await desk.getOrder(bought)).toMatchObject({
      status: 'confirmed',
      giftCards: [],
      refunded: { amountMinor: 0 },
    });
    expect(await desk.standing(card.id)).toEqual([cardMinor, 0]);
  });

  test('for a cancelled order goes back', async () => {
    const paying = await startWithCard();
    await fail(paying);
    await cashier.server.ask('cancelOrder', { params: { orderId: paying.order.id } }, { token: paying.token });
    await learn(cashier, paying, 'captured');
    await decide(cashier, paying);
    await expectMoneyBack(paying, 'order_cancelled');
    expect(await desk.standing(paying.card.id)).toEqual([cardMinor, 0]);
  });
});

test('two late orders in one decision do not both get the money of one card', async () => {
  const first = await startWithCard();
  await fail(first);
  await expire(first);
  const bought = await placeAnOrder(cashier.server, cashier.at.performanceId, cashier.freshSeats());
  expect((await desk.apply(bought, first.card.code)).status).toBe(200);
  const started = await startToPay(cashier.server, bought);
  const second: Started = {
    ...started,
    card: first.card,
    seats: [],
    known: { ...first.known, paymentId: started.payment.id, providerPaymentId: started.simulatedId },
  };
  await fail(second);
  await expire(second);
  for (const paying of [first, second]) await learn(cashier, paying, 'captured');
  await decideTogether([first, second]);
  const statuses = await Promise.all([first, second].map(async (paying) => (await desk.getOrder(paying)).status));
  expect(statuses.sort()).toEqual(['confirmed', 'refunded']);
  expect(await desk.standing(first.card.id)).toEqual([0, 0]);
});

test('tickets whose money was promised and did not come: the card has its own again', async () => {
  const paying = await startWithCard();
  await learn(cashier, paying, 'authorised');
  await decide(cashier, paying);
  expect(await desk.standing(paying.card.id)).toEqual([0, 0]);
  const failing = { ...exact(paying), capture: async () => ({ ...paying.known, kind: 'failed' as const }) };
  await doJobs(cashier, { ...providerThat('separate'), provider: failing }, paying.payment.id);
  await takeBack(paying);
  await takeBack(paying);
  expect(await desk.getOrder(paying)).toMatchObject({ status: 'cancelled', closingReason: 'money_not_taken' });
  expect(await desk.standing(paying.card.id)).toEqual([cardMinor, 0]);
});

test('money that went back from the provider’s own pages: the tickets are void, and the card has its own again', async () => {
  const paying = await startWithCard();
  await learn(cashier, paying, 'captured');
  await decide(cashier, paying);
  await noticeRefund(paying);
  expect(await desk.getOrder(paying)).toMatchObject({ status: 'refunded', closingReason: 'refunded_at_provider' });
  expect(await desk.standing(paying.card.id)).toEqual([cardMinor, 0]);
});

test('afterwards nothing contradicts itself', async () => {
  expect(await contradictionsIn(cashier)).toEqual([]);
});
