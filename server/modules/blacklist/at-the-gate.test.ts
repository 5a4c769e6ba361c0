import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBanDesk } from '../../testing/ban-desk.ts';
import { buySeats } from '../../testing/buy.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { runOperation } from '../../testing/staff-desk.ts';
import { listBanned, listBannedAmong } from './index.ts';

let server: GivenServer;
beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

test('the gate knows which tickets are of persons who may not come, all at once and one by one', async () => {
  const desk = await openBanDesk(server);
  const { performanceId, eventId } = desk.at;
  const [first = '', second = '', third = ''] = desk.at.rows.at(-1) ?? [];
  const rightsOf = async (seats: string[], email: string): Promise<string[]> => {
    const { order } = await buySeats(server, performanceId, seats, email);
    const { rows } = await server.pool.query<{ id: string }>(
      `select r.id from tickets.access_right r join tickets.ticket t on t.id = r.ticket_id where t.order_id = $1`,
      [order.id],
    );
    return rows.map(({ id }) => id);
  };
  const victors = await rightsOf([first, second], 'victor.lenoir@gmail.com');
  const [adas = ''] = await rightsOf([third], 'ada@example.org');
  const list = () => runOperation(server, (ctx) => listBanned(ctx, performanceId));
  const among = (...ids: string[]) => runOperation(server, (ctx) => listBannedAmong(ctx, ids));
  expect(await list()).toEqual([]);
  expect(await among(adas)).toEqual([]);

  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const short = await desk.ban('VictorLenoir+x@gmail.com', { endsAt });
  const ofVictor = (banId: string) => victors.toSorted().map((accessRightId) => ({ accessRightId, banId }));
  expect(await list()).toEqual(ofVictor(short.id));
  const endless = await desk.ban('victorlenoir@gmail.com', { event: eventId });
  const elsewhere = await openBanDesk(server);
  await elsewhere.ban('ada@example.org');
  expect(await list()).toEqual(ofVictor(endless.id));
  expect(await among(victors[0] ?? '', adas)).toEqual([{ accessRightId: victors[0], banId: endless.id }]);
  expect(await among(adas)).toEqual([]);

  await desk.lift(endless.id);
  await desk.let(short.id, 'ends_at = clock_timestamp()');
  expect(await list()).toEqual([]);
  expect(await among(...victors)).toEqual([]);
});
