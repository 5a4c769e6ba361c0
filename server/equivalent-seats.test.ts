import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditAll } from './testing/books-of.ts';
import { type Bought, buySeats, orderWith, simulate, startToPay } from './testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { endHold } from './testing/let-time-pass.ts';

let server: GivenServer;
let at: GivenPerformance;
beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { rows: 2, seatsPerRow: 6 });
});

const row = (index: number) => at.rows[index] ?? [];

/** A buyer whose money is on its way when the hold ends. */
async function startLate(seats: string[], acceptEquivalentSeats: boolean) {
  const hold = (await server.ask('holdSeats', { params: { performanceId: at.performanceId }, body: { seats } })).body;
  const token = hold.token ?? '';
  const buyer = { email: 'lina@example.org', name: 'Lina Amari', locale: 'en' as const };
  const body = { hold: hold.id, buyer, acceptEquivalentSeats };
  const order = (await server.ask('placeOrder', { body }, { token, key: crypto.randomUUID() })).body;
  const started = await startToPay(server, { hold, token, order });
  await endHold(server, hold.id);
  return started;
}
const payLate = (started: { simulatedId: string }) => simulate(server, started.simulatedId, 'late', 0);
const seatsOf = ({ lines }: Pick<Bought['order'], 'lines'>) => lines.map((line) => `${line.row} ${line.number}`);
const soldTo = async (holdId: string) => {
  const { rows } = await server.pool.query<{ id: string }>(
    `select seat_id::text as id from inventory.performance_seat where hold_id = $1 and state = 'sold' order by seat_id`,
    [holdId],
  );
  return rows.map(({ id }) => id);
};

describe('money that comes when the seats are somebody else’s', () => {
  test('buys others of the zone together, at the same price, for a buyer who agreed to that', async () => {
    const late = await startLate(row(0).slice(0, 2), true);
    await buySeats(server, at.performanceId, row(0).slice(1, 3));
    await payLate(late);
    const order = await orderWith(server, late, 'confirmed');
    expect(order).toMatchObject({ hasOtherSeats: true, total: late.order.total });
    expect(order.tickets).toHaveLength(2);
    expect(seatsOf(order)).not.toEqual(seatsOf(late.order));
    expect(order.tickets.map(({ place }) => place.split(' · ').slice(1).join(' ')).toSorted()).toEqual(
      seatsOf(order).toSorted(),
    );
    const sold = await soldTo(late.hold.id);
    expect(sold).toHaveLength(2);
    for (const seat of row(0).slice(1, 3)) expect(sold).not.toContain(seat);
    const mail = await eventually('the mail', async () => {
      const { rows } = await server.pool.query<{ payload: { otherSeats: boolean } }>(
        `select payload from notifications.message where subject_id = $1 and status = 'sent'`,
        [late.order.id],
      );
      return rows[0];
    });
    expect(mail.payload.otherSeats).toBe(true);
    await auditAll(server);
  });

  test('goes back to a buyer who did not', async () => {
    const late = await startLate(row(0).slice(0, 2), false);
    await buySeats(server, at.performanceId, row(0).slice(1, 3));
    await payLate(late);
    expect(await orderWith(server, late, 'refunded')).toMatchObject({ hasOtherSeats: false, tickets: [] });
    await auditAll(server);
  });

  test('buys the very same seats as long as they are free, also for a buyer who agreed to others', async () => {
    const late = await startLate(row(0).slice(0, 2), true);
    await payLate(late);
    const order = await orderWith(server, late, 'confirmed');
    expect(order.hasOtherSeats).toBe(false);
    expect(seatsOf(order)).toEqual(seatsOf(late.order));
    await auditAll(server);
  });

  test('goes back when there are not as many together any more', async () => {
    const late = await startLate(row(0).slice(0, 3), true);
    // Free are 1 and 3 in front, 2, 4 and 6 behind: no two of them touch.
    const others = [1, 3, 4, 5].map((seat) => row(0)[seat] ?? '').concat([0, 2, 4].map((seat) => row(1)[seat] ?? ''));
    await buySeats(server, at.performanceId, others);
    await payLate(late);
    expect(await orderWith(server, late, 'refunded')).toMatchObject({ closingReason: 'seats_gone', tickets: [] });
    await auditAll(server);
  });

  test('of four parties at once, never gives a seat twice', async () => {
    const parties = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const started = await startLate(row(0).slice(0, 2), true);
      parties.push(started);
    }
    await buySeats(server, at.performanceId, row(0).slice(0, 1));
    await Promise.all(parties.map(payLate));
    const ends = await Promise.all(parties.map((party) => orderWith(server, party, 'confirmed', 30_000)));
    const seats = ends.flatMap(seatsOf);
    expect(new Set(seats).size).toBe(8);
    await auditAll(server);
  });
});
