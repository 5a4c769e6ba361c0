import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsIn } from '../database/audit.ts';
import { orderWith, simulate } from './testing/buy.ts';
import { givenARefundPolicy } from './testing/given-a-refund-policy.ts';
import { type Caller, eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { givenStaff } from './testing/given-staff.ts';
import { endHold } from './testing/let-time-pass.ts';
import { type MoneyDesk, openMoneyDesk } from './testing/money-desk.ts';

let server: GivenServer;
let desk: MoneyDesk;
let till: string;
beforeAll(async () => {
  server = await givenAServer();
  desk = await openMoneyDesk(server);
  await givenARefundPolicy(server.pool, desk.at.performanceId, {});
  till = (await desk.openTill()).id;
});
afterAll(() => server.stop());

const cashIn = async (tillId: string): Promise<number> => {
  const { rows } = await server.pool.query<{ cash: string }>(
    'select sum(cash_minor) as cash from payments.till_entry where till_id = $1',
    [tillId],
  );
  return Number(rows[0]?.cash);
};
const paymentsOf = async (orderId: string): Promise<number> => {
  const { rows } = await server.pool.query('select 1 from payments.payment where reference = $1', [orderId]);
  return rows.length;
};

describe('at the counter', () => {
  test('cash is taken, the change is told, and the tickets are there with the answer', async () => {
    const bought = await desk.order();
    const before = await cashIn(till);
    const tendered = (await desk.tender(bought.order.id, { till, cash: 10_000 })).body;
    expect(tendered).toMatchObject({
      paid: bought.order.total,
      cash: { amountMinor: 9_600 },
      change: { amountMinor: 400 },
    });
    const order = await desk.getOrder(bought);
    expect(order).toMatchObject({ status: 'confirmed', payment: { provider: 'counter', status: 'captured' } });
    expect(order.tickets.map(({ status }) => status)).toEqual(['valid', 'valid']);
    expect(await cashIn(till)).toBe(before + 9_600);
  });
  test('what is taken is the organiser’s already: the platform owes it nothing, and is owed its fees', async () => {
    const director = { cookie: await givenStaff(server, desk.at.organiserId) };
    const standing = async () => {
      const asked = { params: { organiserId: desk.at.organiserId } };
      const [balance] = (await server.ask('getBalances', asked, director)).body.items;
      return [balance?.due.amountMinor ?? 0, balance?.atProviders.amountMinor ?? 0];
    };
    const [dueBefore = 0, heldBefore = 0] = await standing();
    const bought = await desk.order();
    expect((await desk.tender(bought.order.id, { till, cash: 9_600 })).status).toBe(201);
    // Two seats with 3 € of booking fees each.
    expect(await standing()).toEqual([dueBefore - 600, heldBefore]);
  });
  test('a part is taken in cash and a part by the terminal', async () => {
    const bought = await desk.order();
    const { body } = await desk.tender(bought.order.id, { till, cash: 5_000, terminal: 5_000 });
    expect([body.cash.amountMinor, body.terminal.amountMinor, body.change.amountMinor]).toEqual([4_600, 5_000, 400]);
    await orderWith(server, bought, 'confirmed');
  });
  test.each([
    ['too little cash', { cash: 9_599 }, 'tender_short'],
    ['more than is due by the terminal', { terminal: 9_601 }, 'tender_over'],
    ['cash that nobody needs', { cash: 1, terminal: 9_600 }, 'tender_over'],
  ])('%s takes nothing and leaves the order as it was', async (_what, parts, code) => {
    const bought = await desk.order();
    const before = await cashIn(till);
    expect((await desk.tender(bought.order.id, { till, ...parts })).problem.code).toBe(code);
    expect(await paymentsOf(bought.order.id)).toBe(0);
    expect((await desk.getOrder(bought)).status).toBe('pending');
    expect(await cashIn(till)).toBe(before);
  });
  test('nothing is taken for places that are not held any more', async () => {
    const bought = await desk.order();
    await endHold(server, bought.hold.id);
    expect((await desk.tender(bought.order.id, { till, cash: 9_600 })).problem.code).toBe('hold_expired');
    expect(await paymentsOf(bought.order.id)).toBe(0);
  });
  test('an order is paid once, however many hands press', async () => {
    const bought = await desk.order();
    const before = await cashIn(till);
    const told = await Promise.all([1, 2, 3].map(() => desk.tender(bought.order.id, { till, cash: 9_600 })));
    expect(told.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const one of told.filter(({ status }) => status !== 201)) expect(one.problem.code).toBe('order_paid');
    expect(await cashIn(till)).toBe(before + 9_600);
  });
  test('who waits for a transfer may pay here instead', async () => {
    const waiting = await desk.transfer();
    expect((await desk.tender(waiting.order.id, { till, cash: 9_600 })).status).toBe(201);
    expect((await desk.getOrder(waiting)).payment?.provider).toBe('counter');
  });
  test('so may who has not paid on a page; whose money is there already cannot', async () => {
    const left = await desk.order();
    await desk.startAt(left, 'simulator');
    expect((await desk.tender(left.order.id, { till, cash: 9_600 })).status).toBe(201);
    expect((await desk.getOrder(left)).payment?.provider).toBe('counter');
    const bought = await desk.order();
    const { next } = (await desk.startAt(bought, 'simulator')).body;
    await simulate(server, next.kind === 'redirect' ? (next.url.split('/').at(-1) ?? '') : '', 'succeed');
    await orderWith(server, bought, 'confirmed');
    expect((await desk.tender(bought.order.id, { till, cash: 9_600 })).problem.code).toBe('order_paid');
  });
});

describe('a buyer', () => {
  test('is not offered the counter and cannot ask for it', async () => {
    const bought = await desk.order();
    expect(bought.order.providers).not.toContain('counter');
    expect((await desk.startAt(bought, 'counter')).problem.code).toBe('no_such_provider');
    const asBuyer = await desk.tender(bought.order.id, { till, cash: 9_600 }, { token: bought.token });
    expect(asBuyer.problem.code).toBe('not_signed_in');
    const artist: Caller = { cookie: await givenStaff(server, desk.at.organiserId, 'artist') };
    expect((await desk.tender(bought.order.id, { till, cash: 9_600 }, artist)).problem.code).toBe('role_missing');
    const elsewhere = await openMoneyDesk(server);
    expect((await desk.tender(bought.order.id, { till, cash: 9_600 }, elsewhere.agent)).problem.code).toBe('not_found');
    expect(await paymentsOf(bought.order.id)).toBe(0);
  });
});

describe('a till', () => {
  test('is one person’s, and a person has one', async () => {
    const bought = await desk.order();
    const other = await desk.tender(bought.order.id, { till, cash: 9_600 }, desk.director);
    expect(other.problem.code).toBe('till_of_another');
    const params = { organiserId: desk.at.organiserId };
    const body = { name: 'Guichet 2', float: { amountMinor: 0, currency: 'EUR' as const } };
    expect((await server.ask('openTill', { params, body }, desk.agent)).problem.code).toBe('till_open');
  });
  test('takes no order of another house, nor of another currency', async () => {
    const elsewhere = await openMoneyDesk(server);
    const foreign = await elsewhere.order();
    const theirs = (await elsewhere.openTill()).id;
    const ours = await desk.order();
    expect((await desk.tender(ours.order.id, { till: theirs, cash: 9_600 })).problem.code).toBe('till_of_another');
    expect((await desk.tender(foreign.order.id, { till, cash: 9_600 })).problem.code).toBe('not_found');
    const staff: Caller = { cookie: await givenStaff(server, desk.at.organiserId, 'agent') };
    const params = { organiserId: desk.at.organiserId };
    const body = { name: 'Guichet 3', float: { amountMinor: 0, currency: 'TND' as const } };
    const dinars = (await server.ask('openTill', { params, body }, staff)).body.id;
    expect((await desk.tender(ours.order.id, { till: dinars, cash: 9_600 }, staff)).problem.code).toBe('till_currency');
  });
  test('tells nobody what should be in it, is closed with what was counted, and never changes after that', async () => {
    const staff: Caller = { cookie: await givenStaff(server, desk.at.organiserId, 'agent') };
    const opened = await desk.openTill(staff, 5_000);
    const params = { tillId: opened.id };
    await desk.tender((await desk.order()).order.id, { till: opened.id, cash: 10_000 }, staff);
    await desk.tender((await desk.order()).order.id, { till: opened.id, terminal: 9_600 }, staff);
    const move = (kind: 'pay_in' | 'pay_out', amountMinor: number) =>
      server.ask(
        'moveCash',
        { params, body: { kind, amountMinor, note: 'Monnaie' } },
        { ...staff, key: crypto.randomUUID() },
      );
    expect((await move('pay_out', 14_601)).problem.code).toBe('till_short');
    await move('pay_out', 600);
    await move('pay_in', 1_000);
    const open = (await server.ask('getTill', { params }, staff)).body;
    expect(open).toMatchObject({ float: { amountMinor: 5_000 }, saleCount: 2, closing: null });

    const closed = (await server.ask('closeTill', { params, body: { countedMinor: 14_950 } }, staff)).body;
    const amounts = Object.fromEntries(
      Object.entries(closed.closing ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [] : [[name, value.amountMinor]],
      ),
    );
    expect(amounts).toMatchObject({
      expected: 15_000,
      counted: 14_950,
      difference: -50,
      cashSales: 9_600,
      terminalSales: 9_600,
      cashRefunds: 0,
      terminalRefunds: 0,
    });
    expect((await server.ask('closeTill', { params, body: { countedMinor: 15_000 } }, staff)).problem.code).toBe(
      'till_closed',
    );
    expect((await move('pay_in', 50)).problem.code).toBe('till_closed');
    const late = await desk.order();
    expect((await desk.tender(late.order.id, { till: opened.id, cash: 9_600 }, staff)).problem.code).toBe(
      'till_closed',
    );

    const statements = [
      `update payments.till set counted_minor = 15000 where id = '${opened.id}'`,
      `delete from payments.till where id = '${opened.id}'`,
      `update payments.till_entry set cash_minor = 1 where till_id = '${opened.id}' and kind = 'sale'`,
      `delete from payments.till_entry where till_id = '${opened.id}'`,
      `insert into payments.till_entry select (jsonb_populate_record(e, '{"number": 99999, "payment_id": null, "kind": "pay_in"}')).*
       from payments.till_entry e where till_id = '${opened.id}' and kind = 'float'`,
    ];
    for (const statement of statements)
      await expect(server.pool.query(statement), statement).rejects.toThrow(/append-only|does not change|closed/);
  });
  test('left open by somebody is closed by a director, not by another agent', async () => {
    const staff: Caller = { cookie: await givenStaff(server, desk.at.organiserId, 'agent') };
    const params = { tillId: (await desk.openTill(staff)).id };
    const close = (caller: Caller) => server.ask('closeTill', { params, body: { countedMinor: 10_000 } }, caller);
    expect((await close(desk.agent)).problem.code).toBe('till_of_another');
    expect((await close(desk.director)).body.closing?.difference.amountMinor).toBe(0);
  });
  test('of many who sell at once write one chain without a gap', async () => {
    const sellers = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const staff: Caller = { cookie: await givenStaff(server, desk.at.organiserId, 'agent') };
        return { staff, till: (await desk.openTill(staff)).id };
      }),
    );
    const orders = await Promise.all(sellers.map(() => desk.order()));
    const told = await Promise.all(
      sellers.map(({ staff, till: own }, index) =>
        desk.tender(orders[index]?.order.id ?? '', { till: own, cash: 10_000 }, staff),
      ),
    );
    expect(told.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const { rows } = await server.pool.query<{ gaps: string }>(
      `select max(number) - count(*) as gaps from payments.till_entry where organiser_id = $1 and currency = 'EUR'`,
      [desk.at.organiserId],
    );
    expect(Number(rows[0]?.gaps)).toBe(0);
    expect(await desk.contradictions()).toEqual([]);
  });
});

describe('money back at the counter', () => {
  /** An order paid in two parts of which one ticket was cancelled by staff, and the refund that waits. */
  async function cancelled(parts: { cash?: number; terminal?: number }) {
    const bought = await desk.order();
    await desk.tender(bought.order.id, { till, ...parts });
    const [ticket] = (await desk.getOrder(bought)).tickets;
    const body = {
      tickets: [ticket?.id ?? ''],
      reason: 'seller_error' as const,
      expectedRefund: { amountMinor: 4_800, currency: 'EUR' as const },
    };
    const caller = { ...desk.director, key: crypto.randomUUID() };
    expect(
      (await server.ask('cancelTickets', { params: { orderId: bought.order.id }, body }, caller)).body.status,
    ).toBe('done');
    const refund = (await desk.refundsToSend()).find(({ order }) => order === bought.order.id);
    expect(refund).toMatchObject({ provider: 'counter', amount: { amountMinor: 4_800 } });
    return { bought, refundId: refund?.id ?? '' };
  }
  const settle = (refundId: string, parts: { cash?: number; terminal?: number }, caller = desk.agent) =>
    server.ask(
      'settleRefund',
      {
        params: { refundId },
        body: {
          till,
          ...(parts.cash === undefined ? {} : { cash: { amountMinor: parts.cash } }),
          ...(parts.terminal === undefined ? {} : { terminal: { amountMinor: parts.terminal, receipt: 'R-7' } }),
        },
      },
      caller,
    );

  test('is given out of the till, as it came, once', async () => {
    const { bought, refundId } = await cancelled({ cash: 10_000 });
    const before = await cashIn(till);
    expect((await settle(refundId, { terminal: 4_800 })).problem.code).toBe('refund_parts');
    expect((await settle(refundId, { cash: 4_799 })).problem.code).toBe('refund_parts');
    expect((await settle(refundId, {})).problem.code).toBe('refund_parts');
    expect((await settle(refundId, { cash: 4_800 }, desk.director)).problem.code).toBe('till_of_another');
    expect((await settle(refundId, { cash: 4_800 })).status).toBe(204);
    expect((await settle(refundId, { cash: 4_800 })).problem.code).toBe('refund_settled');
    expect(await cashIn(till)).toBe(before - 4_800);
    expect((await desk.getOrder(bought)).refunded.amountMinor).toBe(4_800);
  });
  test('goes back by the terminal as far as it came by it', async () => {
    const { refundId } = await cancelled({ cash: 5_600, terminal: 4_000 });
    expect((await settle(refundId, { terminal: 4_800 })).problem.code).toBe('refund_parts');
    expect((await settle(refundId, { terminal: 4_000, cash: 800 })).status).toBe(204);
  });
  test('that a provider sends is not settled by hand', async () => {
    const { rows } = await server.pool.query<{ id: string }>(
      `insert into payments.refund (payment_id, amount_minor, reason)
       select id, 1, 'x' from payments.payment where provider = 'simulator' limit 1 returning id`,
    );
    expect((await settle(rows[0]?.id ?? '', { cash: 1 })).problem.code).toBe('refund_by_provider');
    await server.pool.query('delete from payments.refund where id = $1', [rows[0]?.id]);
  });
});

describe('the chain of entries', () => {
  test('is sound, and shows whatever is done to it by hand', async () => {
    await eventually('quiet', async () => (await desk.contradictions()).length === 0);
    const client = await server.pool.connect();
    const altered = 'till entries that are not what was sealed when they were written';
    const broken = 'till entries out of their chain: altered, missing or in another order';
    const last = `(select max(number) from payments.till_entry where organiser_id = '${desk.at.organiserId}' and currency = 'EUR')`;
    const of = `organiser_id = '${desk.at.organiserId}' and currency = 'EUR'`;
    const deeds: [string, string][] = [
      [`update payments.till_entry set cash_minor = cash_minor - 100 where ${of} and number = 2`, altered],
      [`update payments.till_entry set note = 'x' where ${of} and number = 2`, altered],
      [
        `update payments.till_entry set recorded_at = recorded_at - interval '1 hour' where ${of} and number = 2`,
        altered,
      ],
      [
        `update payments.till_entry set cash_minor = cash_minor - 100,
           sealed = replace(sealed, '"cashMinor":' || cash_minor, '"cashMinor":' || cash_minor - 100) where ${of} and number = 2`,
        broken,
      ],
      [`delete from payments.till_entry where ${of} and number = 2`, broken],
      [
        `delete from payments.till_entry where ${of} and number = ${last}`,
        'chains of till entries that end otherwise than they should',
      ],
    ];
    for (const [deed, finds] of deeds) {
      await client.query('begin');
      await client.query('set local session_replication_role = replica');
      await client.query(deed);
      expect(
        (await violationsIn(client)).map(({ query }) => query),
        deed,
      ).toContain(finds);
      await client.query('rollback');
    }
    client.release();
  });
});
