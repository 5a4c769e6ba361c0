import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { type Caller, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenASession } from '../../testing/given-a-session.ts';
import { givenAnAccount } from '../../testing/given-an-account.ts';
import { endHold } from '../../testing/let-time-pass.ts';
import { openStaffDesk, outcomeOf, type StaffDesk } from '../../testing/staff-desk.ts';

let server: GivenServer;
let desk: StaffDesk;
let ada: Caller;
let adasAddress: string;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(async () => {
  expect(await audit(server.databaseUrl)).toEqual([]);
  await server.stop();
});
beforeEach(async () => {
  desk = await openStaffDesk(server, { placesPerPersonMax: 3 });
  const account = await givenAnAccount(server.pool, { email: `ada-${crypto.randomUUID().slice(0, 8)}@example.org` });
  adasAddress = account.email;
  ada = { cookie: (await givenASession(server, account.accountId)).cookie };
});

type Held = Awaited<ReturnType<StaffDesk['hold']>>['body'];
const row = (...numbers: number[]) => ({ seats: numbers.map((number) => desk.seatAt(0, number)) });
const orderOf = ({ id, token }: Held, email: string) =>
  server.ask('placeOrder', { body: { hold: id, buyer: { email } } }, { token: token ?? '', key: crypto.randomUUID() });
const setLimit = (placesPerPersonMax: number | null) => {
  const { performanceId } = desk.house;
  const body = { placesPerOrderMax: 6, placesPerPersonMax, loneSeats: 'off' as const };
  return server.ask('setLimits', { params: { performanceId }, body }, desk.staff);
};

describe('one person', () => {
  test('has no more places than a person may have, in all holds together, and is told how many already', async () => {
    expect(outcomeOf(await desk.hold(row(0, 1), ada))).toBe('held');
    const refused = await desk.standing(2, {}, ada);
    expect(refused.problem).toMatchObject({ status: 409, code: 'person_limit', max: 3, already: 2 });
    expect(outcomeOf(await desk.standing(1, {}, ada))).toBe('held');
    expect(outcomeOf(await desk.hold(row(2), ada))).toBe('person_limit');
    expect(outcomeOf(await desk.hold(row(2)))).toBe('held');
  });

  test('may have others once a hold was given back or its time is over', async () => {
    await desk.release((await desk.hold(row(0, 1, 2), ada)).body);
    await endHold(server, (await desk.hold(row(0, 1, 2), ada)).body.id);
    expect(outcomeOf(await desk.hold(row(3, 4, 5), ada))).toBe('held');
    expect(outcomeOf(await desk.hold(row(0), ada))).toBe('person_limit');
  });

  test('is counted at the order though a guest held, under whatever form of the address', async () => {
    const [first, second, third] = [
      (await desk.hold(row(0, 1))).body,
      (await desk.hold(row(2))).body,
      (await desk.hold(row(3))).body,
    ];
    const name = crypto.randomUUID().slice(0, 8);
    expect((await orderOf(first, `Lina.${name}@gmail.com`)).status).toBe(201);
    expect((await orderOf(second, `lina${name}+opera@googlemail.com`)).status).toBe(201);
    const refused = await orderOf(third, `l.i.n.a.${name}@GMAIL.com`);
    expect(refused.problem).toMatchObject({ status: 409, code: 'person_limit', max: 3 });
    expect((await orderOf(third, `other-${name}@gmail.com`)).status).toBe(201);
  });

  test('who holds and orders under another address counts under that one, and no more under the first', async () => {
    const held = (await desk.hold(row(0, 1, 2), ada)).body;
    const other = `bea-${crypto.randomUUID().slice(0, 8)}@example.org`;
    expect((await orderOf(held, other)).status).toBe(201);
    expect(outcomeOf(await desk.hold(row(3, 4, 5), ada))).toBe('held');
    const more = (await desk.standing(1)).body;
    expect((await orderOf(more, other)).problem.code).toBe('person_limit');
  });

  test('is not held up by own holds whose time is over when ordering', async () => {
    const dead = (await desk.hold(row(0, 1, 2), ada)).body;
    await endHold(server, dead.id);
    const held = (await desk.hold(row(3, 4))).body;
    expect((await orderOf(held, adasAddress)).status).toBe(201);
  });

  test('is not held up either while somebody is taking back what such holds counted', async () => {
    const dead = (await desk.hold(row(0, 1, 2), ada)).body;
    await endHold(server, dead.id);
    const client = await server.pool.connect();
    try {
      await client.query('begin');
      // The job may have been quicker.
      await client.query('select from inventory.hold where id = $1 for update', [dead.id]);
      const ordering = orderOf((await desk.hold(row(3, 4))).body, adasAddress);
      await new Promise((waited) => setTimeout(waited, 500));
      await client.query('rollback');
      expect((await ordering).status).toBe(201);
    } finally {
      client.release();
    }
  });

  test('who asks many times at once gets as many places as a person may have', async () => {
    const answers = await Promise.all([
      ...[0, 1, 2, 3, 4, 5].map((number) => desk.hold(row(number), ada)),
      ...[1, 1, 1, 1].map((quantity) => desk.standing(quantity, {}, ada)),
    ]);
    expect(answers.map(outcomeOf).filter((code) => code === 'held')).toHaveLength(3);
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['held', 'person_limit']));
  });
});

describe('a limit that is set later', () => {
  test('counts what people hold and ordered already, takes nothing away, and lets nothing more in', async () => {
    desk = await openStaffDesk(server);
    await desk.hold(row(0, 1), ada);
    const ordered = (await desk.hold(row(2, 3))).body;
    await orderOf(ordered, adasAddress);
    expect((await setLimit(3)).status).toBe(200);
    expect((await desk.hold(row(4), ada)).problem).toMatchObject({ code: 'person_limit', max: 3, already: 4 });
    await setLimit(5);
    expect(outcomeOf(await desk.hold(row(4), ada))).toBe('held');
    await setLimit(null);
    expect(outcomeOf(await desk.hold(row(5), ada))).toBe('held');
    await setLimit(6);
    expect(outcomeOf(await desk.standing(1, {}, ada))).toBe('person_limit');
  });
});
