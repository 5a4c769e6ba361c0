import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditAll } from '../../testing/books-of.ts';
import { orderWith, simulate, startToPay } from '../../testing/buy.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { endHold } from '../../testing/let-time-pass.ts';
import { lockRows } from '../../testing/lock-rows.ts';
import { openPriceDesk, type PriceDesk } from '../../testing/price-desk.ts';
import { runOperation } from '../../testing/staff-desk.ts';
import { expireHolds } from './expire-holds.ts';
import { sellHeld } from './sell-held.ts';

let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

/** Three places sold at the early price, of which staff cancel one. */
async function soldAtEarlyPrice(placesMax: number | null) {
  const desk = await openPriceDesk(server);
  await desk.offer('early_bird', { placesMax, saleClosesAt: '2099-01-01T00:00:00Z' });
  const hold = (await desk.hold(3)).body;
  const token = hold.token ?? '';
  const buyer = { email: 'lina@example.org', name: 'Lina', locale: 'en' as const };
  const order = (await server.ask('placeOrder', { body: { hold: hold.id, buyer } }, { token, key: randomUUID() })).body;
  const started = await startToPay(server, { hold, token, order });
  await simulate(server, started.simulatedId, 'succeed');
  const { tickets } = await orderWith(server, started, 'confirmed');
  const cancelOne = () =>
    server.ask(
      'cancelTickets',
      {
        params: { orderId: order.id },
        body: {
          tickets: tickets.slice(0, 1).map(({ id }) => id),
          reason: 'seller_error',
          expectedRefund: { amountMinor: order.total.amountMinor / 3, currency: 'EUR' },
        },
      },
      { ...desk.staff, key: randomUUID() },
    );
  return { desk, cancelOne };
}

/** Publishes the early price for the first places, or for all. */
const count = (desk: PriceDesk, placesMax: number | null) =>
  desk.publish((draft) => ({
    ...draft,
    offers: draft.offers.map((offer) => (offer.tariff === 'early-bird' ? { ...offer, placesMax } : offer)),
  }));

async function counted({ params }: PriceDesk): Promise<number[]> {
  const { rows } = await server.pool.query<{ used: number }>(
    'select used from inventory.quota where performance_id = $1',
    [params.performanceId],
  );
  return rows.map(({ used }) => used);
}

/** Keeps somebody waiting who is about to change a counter. */
const keep = (table: 'quota' | 'zone_stock', { params }: PriceDesk) =>
  lockRows(server.databaseUrl, `select from inventory.${table} where performance_id = $1 for update`, [
    params.performanceId,
  ]);

test('sold places come back while prices are published that do not count them any more', async () => {
  const { desk, cancelOne } = await soldAtEarlyPrice(5);
  const kept = await keep('quota', desk);
  const publishing = count(desk, null);
  await kept.waitedForBy(1);
  const cancelling = cancelOne();
  await kept.waitedForBy(2);
  await kept.release();
  expect([(await publishing).status, (await cancelling).status]).toEqual([201, 201]);
  expect(await counted(desk)).toEqual([]);
  await auditAll(server);
});

test('prices that begin to count places that are coming back count what is left', async () => {
  const { desk, cancelOne } = await soldAtEarlyPrice(null);
  const kept = await keep('zone_stock', desk);
  const cancelling = cancelOne();
  await kept.waitedForBy(1);
  const publishing = count(desk, 5);
  await Promise.race([publishing, kept.waitedForBy(2)]);
  await kept.release();
  expect([(await publishing).status, (await cancelling).status]).toEqual([201, 201]);
  expect(await counted(desk)).toEqual([2]);
  await auditAll(server);
});

test('a quota and a limit of each person begin to count while a hold is released', async () => {
  const desk = await openPriceDesk(server);
  const { params } = desk;
  const { placesPerOrderMax } = (await desk.performance()).body;
  const begin = [
    () => server.ask('createQuota', { params, body: { name: 'Tout', size: 50 } }, desk.staff),
    () =>
      server.ask(
        'setLimits',
        { params, body: { placesPerOrderMax, placesPerPersonMax: 4, loneSeats: 'off' } },
        desk.staff,
      ),
  ];
  for (const one of begin) {
    const body = { zone: desk.at.zoneIds.standing ?? '', quantity: 2 };
    const { id, token = '' } = (await server.ask('holdSeats', { params, body }, desk.staff)).body;
    const kept = await keep('zone_stock', desk);
    const releasing = server.ask('releaseHold', { params: { holdId: id } }, { token });
    await kept.waitedForBy(1);
    const beginning = one();
    await Promise.race([beginning, kept.waitedForBy(2)]);
    await kept.release();
    expect([(await releasing).status, (await beginning).status < 300]).toEqual([204, true]);
    await auditAll(server);
  }
});

test('money that came late is for places whose count ends at this moment', async () => {
  const desk = await openPriceDesk(server);
  await desk.offer('early_bird', { placesMax: 5, saleClosesAt: '2099-01-01T00:00:00Z' });
  const { id } = (await desk.hold(3)).body;
  await endHold(server, id);
  await runOperation(server, (ctx) => expireHolds(ctx, desk.params.performanceId));
  const kept = await keep('quota', desk);
  const publishing = count(desk, null);
  await kept.waitedForBy(1);
  const selling = runOperation(server, (ctx) => sellHeld(ctx, id));
  await kept.waitedForBy(2);
  await kept.release();
  expect([(await publishing).status, await selling]).toEqual([201, 'taken_again']);
});
