import { randomUUID } from 'node:crypto';
import type { Input } from '@tessera/contract/api/operations';
import { deriveSecrets } from '../platform/secrets.ts';
import { type Bought, orderWith, simulate, startToPay } from './buy.ts';
import { type Crowd, gatherCrowd, type HouseName } from './crowd.ts';
import { banOf, givenABan } from './given-a-ban.ts';
import { givenAnEnrolmentCode } from './given-a-device.ts';
import { type GivenPass, takeOntoPhone } from './given-a-pass.ts';
import { type GivenPerformance, givenAPerformance } from './given-a-performance.ts';
import { givenARefundPolicy } from './given-a-refund-policy.ts';
import { type Caller, eventually, type GivenServer } from './given-a-server.ts';
import { givenASession } from './given-a-session.ts';
import { givenAnAccount } from './given-an-account.ts';
import { givenAnAuthority } from './given-an-authority.ts';
import { insertAllocation, insertPromoCode, insertQuotas } from './given-codes-and-quotas.ts';
import { givenDoors } from './given-doors.ts';
import { givenDrafts } from './given-drafts.ts';
import { type GivenGiftCard, givenGiftCard } from './given-gift-card.ts';
import { givenMoneyByHand, type MoneyByHand } from './given-money-by-hand.ts';
import { type FakeStripe, givenAReadyAccount } from './payout-desk.ts';

type Held = { readonly id: string; readonly token: string };
type Ordered = Held & { readonly holdId: string };
type Paid = Ordered & { readonly ticketId: string; readonly serial: string };

/** Everything of one organiser that an operation can be asked about. Orders and the session are its customer's. */
export type Targets = MoneyByHand & {
  readonly organiserId: string;
  readonly ownerId: string;
  readonly eventSlug: string;
  readonly performanceId: string;
  readonly seatMap: string;
  readonly plannedPerformanceId: string;
  readonly offerId: string;
  readonly tariffId: string;
  readonly tierId: string;
  readonly freeSeatIds: readonly string[];
  readonly standingZoneId: string;
  readonly accessPointId: string;
  readonly parterreId: string;
  readonly gateId: string;
  /** Of the planned performance. */
  readonly venueId: string;
  readonly mappingId: string;
  readonly nextVersionId: string;
  readonly draftId: string;
  readonly draftToPublishId: string;
  readonly sessionId: string;
  readonly provider: string;
  readonly returnUrl: string;
  readonly hold: Held;
  readonly holdToRelease: Held;
  readonly holdToOrder: Held;
  readonly holdToChange: Held;
  readonly allocationId: string;
  readonly promoCodeId: string;
  readonly promoCode: string;
  readonly quotaId: string;
  /** Taken off the list as they are asked for. */
  readonly quotasToRemove: string[];
  readonly orderToCancel: Ordered;
  readonly orderToPay: Ordered;
  readonly orderToTender: Ordered;
  /** A card of ten euros is on it. */
  readonly orderWithGiftCard: Ordered;
  readonly giftCard: GivenGiftCard;
  readonly giftCardToBlockId: string;
  readonly banId: string;
  readonly banToLiftId: string;
  readonly deviceId: string;
  readonly deviceToRevokeId: string;
  /** Of the crowd's own device. */
  readonly shiftId: string;
  readonly conflictId: string;
  readonly incidentId: string;
  readonly authorityAccountId: string;
  readonly accessToRevokeId: string;
  readonly reportId: string;
  readonly paidOrder: Paid & { readonly invoiceId: string };
  /** Of the paid order, on a phone. */
  readonly pass: GivenPass;
  readonly orderWithATicketToCancel: Paid;
  /** Its buyer has asked for it; it waits for staff. */
  readonly cancellationToApproveId: string;
  readonly cancellationToRejectId: string;
};

export type TwoHouses = {
  readonly crowd: Crowd;
  readonly at: { readonly [name in HouseName | 'nowhere']: Targets };
  /** The capability of a hold that nothing in the matrix is asked about. */
  readonly unrelatedToken: string;
  /** What an account signs in with. */
  readonly signInAs: { readonly email: string; readonly password: string };
  /** The token of a verification link of the account, not used yet. */
  newVerificationToken(accountId: string): Promise<string>;
  newEnrolmentCode(organiserId: string): Promise<string>;
};

/** Two organisers, each with a performance on sale, one planned, holds, orders, one of them paid, and tickets. */
export async function givenTwoHouses(server: GivenServer, stripe: FakeStripe): Promise<TwoHouses> {
  const performances = {
    house: await givenAPerformance(server.pool, { standingCapacity: 300, doorsOpen: false }),
    elsewhere: await givenAPerformance(server.pool, { standingCapacity: 300, doorsOpen: false }),
  };
  const crowd = await gatherCrowd(server, {
    house: performances.house.organiserId,
    elsewhere: performances.elsewhere.organiserId,
  });
  const staffOf = async (at: HouseName) => ({
    agent: await crowd.staff('agent', at),
    director: await crowd.staff('director', at),
  });
  const staff = { house: await staffOf('house'), elsewhere: await staffOf('elsewhere') };
  const { devices } = crowd;
  const [house, elsewhere] = await Promise.all([
    furnish(server, performances.house, crowd.customer, { ...staff.house, ...devices.house }),
    furnish(server, performances.elsewhere, crowd.otherCustomer, { ...staff.elsewhere, ...devices.elsewhere }),
  ]);
  stripe.topUp(100_000, 'eur');
  for (const at of ['house', 'elsewhere'] as const) {
    await givenAReadyAccount(server, stripe, {
      organiserId: performances[at].organiserId,
      director: staff[at].director,
    });
  }
  const unrelated = await holdOne(server, { performance: performances.house, seat: 11 });
  const signsIn = await givenAnAccount(server.pool);
  await untilQuiet(server);
  return {
    crowd,
    at: { house, elsewhere, nowhere: nowhere(house) },
    unrelatedToken: unrelated.token,
    signInAs: { email: signsIn.email, password: signsIn.password },
    newEnrolmentCode: (organiserId) => givenAnEnrolmentCode(server, organiserId),
    newVerificationToken: async (accountId) => {
      const { rows } = await server.pool.query<{ id: string }>(
        `insert into identity.email_verification (account_id, email, expires_at)
         select id, email, now() + interval '1 day' from identity.account where id = $1 returning id`,
        [accountId],
      );
      const id = rows[0]?.id ?? '';
      return `${id}.${deriveSecrets(server.config.secret).capability(`email-verification:${id}`)}`;
    },
  };
}

type Seat = { readonly performance: GivenPerformance; readonly seat: number };

async function holdOne(server: GivenServer, { performance, seat }: Seat): Promise<Held & Pick<Bought, 'hold'>> {
  const input = {
    params: { performanceId: performance.performanceId },
    body: { seats: [performance.rows.flat()[seat] ?? ''] },
  };
  const hold = (await server.ask('holdSeats', input)).body;
  return { hold, id: hold.id, token: hold.token ?? '' };
}

/** An order of a signed-in customer. */
async function orderOne(server: GivenServer, cookie: string, seat: Seat): Promise<Bought & Ordered> {
  const { hold, token } = await holdOne(server, seat);
  const body = { hold: hold.id, buyer: { email: 'lina@example.org', name: 'Lina Amari' } };
  const order = (await server.ask('placeOrder', { body }, { token, cookie, key: randomUUID() })).body;
  return { hold, order, token, id: order.id, holdId: hold.id };
}

type Staff = { readonly agent: Caller; readonly director: Caller; readonly deviceId: string };

async function furnish(
  server: GivenServer,
  performance: GivenPerformance,
  ownerId: string,
  staff: Staff,
): Promise<Targets> {
  const { organiserId } = performance;
  const planned = await givenAPerformance(server.pool, { state: 'planned', organiserId });
  const { cookie } = await givenASession(server, ownerId);
  const hold = (seat: number) => holdOne(server, { performance, seat });
  const order = (seat: number) => orderOne(server, cookie, { performance, seat });
  await givenARefundPolicy(server.pool, performance.performanceId, { needsApproval: true });
  const pay = async (seat: number): Promise<Paid> => {
    const bought = await order(seat);
    const started = await startToPay(server, bought);
    await simulate(server, started.simulatedId, 'succeed');
    const { tickets } = await orderWith(server, started, 'confirmed');
    const { id, token, holdId } = bought;
    return { id, token, holdId, ticketId: tickets[0]?.id ?? '', serial: tickets[0]?.serial ?? '' };
  };
  const askToCancel = async ({ id, token, ticketId }: Paid): Promise<string> =>
    (await server.ask('cancelTickets', cancellationOf(id, ticketId), { token, key: randomUUID() })).body.id;
  const paidOrder = await pay(5);
  return {
    organiserId,
    ownerId,
    eventSlug: performance.eventSlug,
    performanceId: performance.performanceId,
    seatMap: await seatMapOf(server, performance),
    plannedPerformanceId: planned.performanceId,
    offerId: performance.offerIds.parterre,
    tariffId: performance.tariffIds.full,
    tierId: performance.tierIds.parterre,
    freeSeatIds: performance.rows[2] ?? [],
    standingZoneId: performance.zoneIds.standing ?? '',
    accessPointId: performance.accessPointId,
    parterreId: performance.zoneIds.parterre,
    gateId: performance.gateId,
    venueId: planned.venueId,
    ...(await givenDrafts(server.pool, planned)),
    sessionId: (await givenASession(server, ownerId)).sessionId,
    provider: 'simulator',
    returnUrl: `${server.config.publicUrl}/checkout/return`,
    hold: await hold(0),
    holdToRelease: await hold(1),
    holdToOrder: await hold(2),
    holdToChange: await hold(6),
    allocationId: await insertAllocation(server, performance.performanceId),
    ...(await insertPromoCode(server, organiserId)),
    quotaId: (await insertQuotas(server, performance.performanceId, 1))[0] ?? '',
    quotasToRemove: await insertQuotas(server, performance.performanceId, 60),
    orderToCancel: await order(3),
    orderToPay: await order(4),
    orderToTender: await order(14),
    ...(await givenGiftCards(server, organiserId, staff.director, await order(15))),
    ...(await givenTwoBans(server, organiserId, staff.director)),
    ...(await givenMoneyByHand(server, { organiserId, ...staff, order })),
    paidOrder: { ...paidOrder, invoiceId: await invoiceOf(server, paidOrder.id) },
    pass: await takeOntoPhone(server, paidOrder),
    ...(await givenDoors(server, performance, { deviceId: staff.deviceId, ticketId: paidOrder.ticketId })),
    ...(await givenAnAuthority(server, performance)),
    orderWithATicketToCancel: await pay(7),
    cancellationToApproveId: await askToCancel(await pay(8)),
    cancellationToRejectId: await askToCancel(await pay(9)),
  };
}

/** One that pays a part of an order, and one that does nothing. */
async function givenGiftCards(
  server: GivenServer,
  organiserId: string,
  director: Caller,
  orderWithGiftCard: Bought & Ordered,
) {
  const card = () => givenGiftCard(server, organiserId, director, { amountMinor: 1_000 });
  const giftCard = await card();
  const applying = { params: { orderId: orderWithGiftCard.id }, body: { code: giftCard.code } };
  await server.ask('applyGiftCard', applying, { token: orderWithGiftCard.token });
  return { orderWithGiftCard, giftCard, giftCardToBlockId: (await card()).id };
}

async function givenTwoBans(server: GivenServer, organiserId: string, director: Caller) {
  const ban = async () => (await givenABan(server, organiserId, director, banOf('banned@example.org'))).id;
  return { banId: await ban(), banToLiftId: await ban() };
}

/** One ticket of 48 €, all of which goes back. */
export function cancellationOf(orderId: string, ticketId: string): Input<'cancelTickets'> {
  return {
    params: { orderId },
    body: { tickets: [ticketId], expectedRefund: { amountMinor: 4_800, currency: 'EUR' } },
  };
}

async function seatMapOf({ ask }: GivenServer, { performanceId }: GivenPerformance): Promise<string> {
  return (await ask('getPerformance', { params: { performanceId } })).body.seatMap;
}

async function invoiceOf({ pool }: GivenServer, orderId: string): Promise<string> {
  return eventually('an invoice', async () => {
    const { rows } = await pool.query<{ id: string }>('select id from invoices.document where order_id = $1', [
      orderId,
    ]);
    return rows[0]?.id;
  });
}

/** The same questions about things that do not exist. */
function nowhere(house: Targets): Targets {
  const unknown = <Thing extends Held>(thing: Thing): Thing => ({ ...thing, id: randomUUID() });
  return {
    ...house,
    organiserId: randomUUID(),
    ownerId: randomUUID(),
    eventSlug: 'no-such-evening',
    performanceId: randomUUID(),
    seatMap: 'x'.repeat(22),
    plannedPerformanceId: randomUUID(),
    accessPointId: randomUUID(),
    venueId: randomUUID(),
    mappingId: randomUUID(),
    draftId: randomUUID(),
    draftToPublishId: randomUUID(),
    sessionId: randomUUID(),
    provider: 'nobody',
    hold: unknown(house.hold),
    holdToRelease: unknown(house.holdToRelease),
    holdToOrder: unknown(house.holdToOrder),
    holdToChange: unknown(house.holdToChange),
    allocationId: randomUUID(),
    promoCodeId: randomUUID(),
    quotaId: randomUUID(),
    quotasToRemove: [],
    orderToCancel: unknown(house.orderToCancel),
    orderToPay: unknown(house.orderToPay),
    orderToTender: unknown(house.orderToTender),
    orderWithGiftCard: unknown(house.orderWithGiftCard),
    giftCard: { ...house.giftCard, id: randomUUID() },
    giftCardToBlockId: randomUUID(),
    banId: randomUUID(),
    banToLiftId: randomUUID(),
    bankAccountId: randomUUID(),
    bankEntryToAssignId: randomUUID(),
    bankEntryToReturnId: randomUUID(),
    refundToSettleId: randomUUID(),
    tillId: randomUUID(),
    paidOrder: { ...unknown(house.paidOrder), ticketId: randomUUID(), invoiceId: randomUUID() },
    deviceId: randomUUID(),
    deviceToRevokeId: randomUUID(),
    shiftId: randomUUID(),
    conflictId: randomUUID(),
    incidentId: randomUUID(),
    accessToRevokeId: randomUUID(),
    reportId: randomUUID(),
    pass: { ...house.pass, ticketId: randomUUID(), phoneId: 'no-such-phone' },
    orderWithATicketToCancel: unknown(house.orderWithATicketToCancel),
    cancellationToApproveId: randomUUID(),
    cancellationToRejectId: randomUUID(),
  };
}

/** Until everything the orders set in motion has arrived: nothing changes the database by itself after this. */
async function untilQuiet({ pool }: GivenServer): Promise<void> {
  await eventually('mails sent, webhooks applied and invoices written', async () => {
    const { rows } = await pool.query<{ open: number }>(
      `select (select count(*) from simulator.delivery where delivered_at is null)
         + (select count(*) from payments.provider_event where applied_at is null)
         + (select count(*) from payments.payment where status in ('opening', 'pending') and provider <> 'bank_transfer')
         + (select count(*) from notifications.message where status <> 'sent')
         + (select count(*) from gift_cards.card c where not exists (select from notifications.message m where m.subject_id = c.id::text))
         + (select count(*) from payments.transfer t where not exists (select from notifications.message m
             where m.dedupe_key = 'transfer_awaited:' || (select reference from payments.payment where id = t.payment_id) || ':' || t.payment_id))
         + (select count(*) from orders."order" o where confirmed_at is not null
             and not exists (select from notifications.message m where m.kind = 'order_confirmed' and m.subject_id = o.id::text))
         + (select count(*) from orders."order" o where confirmed_at is not null
             and not exists (select from invoices.document d where d.order_id = o.id))
         + (select count(*) from orders.cancellation c where status = 'done'
             and (not exists (select from invoices.document d where d.return_id = c.id)
               or not exists (select from notifications.message m where m.dedupe_key like '%:' || c.id))) as open`,
    );
    return Number(rows[0]?.open) === 0;
  });
}
