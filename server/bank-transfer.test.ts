import { inGroups } from '@tessera/contract/iban';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderWith, placeAnOrder, simulate } from './testing/buy.ts';
import { givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { endHold } from './testing/let-time-pass.ts';
import { lockRows } from './testing/lock-rows.ts';
import { type MoneyDesk, openMoneyDesk } from './testing/money-desk.ts';
import { camtFile } from './testing/provider-fakes/bank/camt-file.ts';
import { sendWebhook } from './testing/send-webhook.ts';

let server: GivenServer;
let desk: MoneyDesk;
let lastCredit = 0;
beforeAll(async () => {
  server = await givenAServer();
  desk = await openMoneyDesk(server);
});
afterAll(() => server.stop());

const credit = (remittance: string, amountMinor = 9_600) => {
  lastCredit += 1;
  return { id: `B${lastCredit}`, amountMinor, remittance };
};
const waits = { orders: 'paying', payment: 'pending' };
const howItStands = async (waiting: Awaited<ReturnType<MoneyDesk['transfer']>>) => {
  const { status, payment } = await desk.getOrder(waiting);
  return { orders: status, payment: payment?.status };
};
const messagesOf = async (orderId: string): Promise<string[]> => {
  const { rows } = await server.pool.query<{ kind: string }>(
    'select kind from notifications.message where subject_id = $1 order by id',
    [orderId],
  );
  return rows.map(({ kind }) => kind);
};

/** The first mail about an order that has been sent. */
async function mailOf(orderId: string) {
  const source = await eventually('a mail', async () => {
    const { rows } = await server.pool.query<{ source: Buffer }>(
      'select c.source from notifications.caught_mail c join notifications.message m on m.id = c.message_id where m.subject_id = $1 order by c.id',
      [orderId],
    );
    return rows[0]?.source;
  });
  const { subject = '', text = '' } = await PostalMime.parse(source);
  return { subject, text };
}

describe('a transfer is offered', () => {
  test('where the organiser has an account in the currency of the order', async () => {
    expect((await desk.order()).order.providers).toEqual(['simulator', 'bank_transfer']);
  });
  test('not where it has none, nor in another currency, nor once it is offered no more', async () => {
    const bare = await givenAPerformance(server.pool, { doorsOpen: false });
    const inDinars = await givenAPerformance(server.pool, { doorsOpen: false, currency: 'TND' });
    await openMoneyDesk(server, inDinars);
    const elsewhere = await givenAPerformance(server.pool, { doorsOpen: false });
    const { director, account } = await openMoneyDesk(server, elsewhere);
    const { holder, iban } = account;
    const params = { organiserId: elsewhere.organiserId, currency: 'EUR' as const };
    await server.ask('setBankAccount', { params, body: { holder, iban, isOffered: false } }, director);
    for (const { performanceId, rows } of [bare, inDinars, elsewhere]) {
      const bought = await placeAnOrder(server, performanceId, (rows[0] ?? []).slice(0, 1));
      expect(bought.order.providers).toEqual(['simulator']);
      expect((await desk.startAt(bought, 'bank_transfer')).problem.code).toBe('no_such_provider');
    }
  });
  test('not for a performance less than seven days away', async () => {
    const { organiserId } = desk.at;
    const near = await givenAPerformance(server.pool, { organiserId, doorsOpen: false });
    await server.pool.query(
      `update catalogue.performance set doors_at = now() + interval '6 days', starts_at = now() + interval '6 days 23 hours' where id = $1`,
      [near.performanceId],
    );
    const bought = await placeAnOrder(server, near.performanceId, (near.rows[0] ?? []).slice(0, 1));
    expect(bought.order.providers).toEqual(['simulator']);
    expect((await desk.startAt(bought, 'bank_transfer')).problem.code).toBe('no_such_provider');
  });
  test('and an account with wrong check digits is refused', async () => {
    const params = { organiserId: desk.at.organiserId, currency: 'EUR' as const };
    const body = { holder: 'Scène', iban: 'FR1420041010050500013M02607' };
    expect((await server.ask('setBankAccount', { params, body }, desk.director)).problem.code).toBe('invalid');
  });
});

describe('who pays by transfer', () => {
  test('keeps the places for five days, is told where to send what, and gets the tickets once it came', async () => {
    const waiting = await desk.transfer();
    expect(waiting.next).toEqual({ kind: 'none' });
    expect(await howItStands(waiting)).toEqual(waits);
    const { transfer, order } = waiting;
    expect(transfer).toMatchObject({ iban: desk.account.iban, holder: 'Scène d’essai SAS', amount: order.total });
    expect(transfer.scanText).toContain(`EUR96.00\n\n${transfer.reference}`);
    const days = (Date.parse(transfer.until) - Date.parse(order.placedAt)) / 86_400_000;
    expect(days).toBeCloseTo(5, 2);
    const mail = await mailOf(order.id);
    expect(mail.subject).toContain('€96.00');
    for (const words of ['FR14 2004 1010 0505 0001 3M02 606', inGroups(transfer.reference), 'Scène d’essai SAS'])
      expect(mail.text).toContain(words);

    const told = await desk.import([credit(`MME AMARI ${inGroups(transfer.reference).toLowerCase()} merci`)]);
    expect(told.body).toEqual({ credits: 1, known: 0, matched: 1, unmatched: 0 });
    const paid = await orderWith(server, waiting, 'confirmed');
    expect(paid.tickets).toHaveLength(2);
    expect(paid.transfer).toBeNull();
  });
  test('is asked for the same transfer again by another press', async () => {
    const waiting = await desk.transfer();
    expect((await desk.startAt(waiting, 'bank_transfer')).body).toMatchObject({
      id: waiting.paymentId,
      status: 'pending',
    });
    expect((await desk.getOrder(waiting)).transfer).toEqual(waiting.transfer);
    await eventually('its mail', async () => (await messagesOf(waiting.order.id)).length > 0);
    expect(await messagesOf(waiting.order.id)).toEqual(['transfer_awaited']);
  });
  test('may pay otherwise all the same, and gets back what comes after that', async () => {
    const waiting = await desk.transfer();
    const { next } = (await desk.startAt(waiting, 'simulator')).body;
    if (next.kind !== 'redirect') throw new Error('there is no page');
    await simulate(server, next.url.split('/').at(-1) ?? '', 'succeed');
    await orderWith(server, waiting, 'confirmed');
    expect((await desk.import([credit(waiting.transfer.reference)])).body.matched).toBe(1);
    const refund = await eventually('a refund to send', async () =>
      (await desk.refundsToSend()).find(({ order }) => order === waiting.order.id),
    );
    expect(refund).toMatchObject({ provider: 'bank_transfer', reason: 'paid_twice', payer: 'Lina Amari' });
    expect((await desk.getOrder(waiting)).tickets.map(({ status }) => status)).toEqual(['valid', 'valid']);
  });
  test('may give the order up: its places are free at once', async () => {
    const waiting = await desk.transfer();
    const caller = { token: waiting.token, key: crypto.randomUUID() };
    const cancelled = await server.ask('cancelOrder', { params: { orderId: waiting.order.id } }, caller);
    expect(cancelled.body).toMatchObject({ status: 'cancelled', transfer: null });
    const { rows } = await server.pool.query<{ state: string }>('select state from inventory.hold where id = $1', [
      waiting.hold.id,
    ]);
    expect(rows[0]?.state).toBe('released');
  });
  test('and has not by the end of the time finds the order expired', async () => {
    const waiting = await desk.transfer();
    await endHold(server, waiting.hold.id);
    await server.pool.query(`update payments.payment set pay_before = now() - interval '2 minutes' where id = $1`, [
      waiting.paymentId,
    ]);
    const over = await orderWith(server, waiting, 'expired', 30_000);
    expect(over).toMatchObject({ transfer: null, payment: { status: 'cancelled' } });
  });
});

describe('a statement', () => {
  test('that was read before changes nothing', async () => {
    const waiting = await desk.transfer();
    const file = [credit(waiting.transfer.reference), credit('loyer')];
    expect((await desk.import(file)).body).toEqual({ credits: 2, known: 0, matched: 1, unmatched: 1 });
    await orderWith(server, waiting, 'confirmed');
    const before = await desk.entries();
    expect((await desk.import(file)).body).toEqual({ credits: 2, known: 2, matched: 0, unmatched: 0 });
    expect(await desk.entries()).toEqual(before);
    const { rows } = await server.pool.query<{ n: string }>(
      'select count(*) as n from payments.provider_event where payment_id = $1',
      [waiting.paymentId],
    );
    expect(Number(rows[0]?.n)).toBe(1);
  });
  test('read by two at once counts once', async () => {
    const waiting = await desk.transfer();
    const file = [credit(waiting.transfer.reference)];
    const told = await Promise.all([1, 2, 3].map(() => desk.import(file)));
    expect(told.map(({ body }) => body.matched).sort()).toEqual([0, 0, 1]);
    await orderWith(server, waiting, 'confirmed');
  });
  test('with another amount leaves the money to staff, who cannot give it to the order, only send it back', async () => {
    const waiting = await desk.transfer();
    await desk.import([credit(waiting.transfer.reference, 9_599)]);
    const entry = (await desk.entries('unmatched')).find(({ remittance }) => remittance === waiting.transfer.reference);
    expect(entry).toMatchObject({ reason: 'other_amount', payment: null });
    const params = { bankEntryId: entry?.id ?? '' };
    const assigned = await server.ask('assignBankEntry', { params, body: { payment: waiting.paymentId } }, desk.agent);
    expect(assigned.problem).toMatchObject({ code: 'entry_not_exact', reason: 'other_amount' });
    expect(await howItStands(waiting)).toEqual(waits);
    const returned = await server.ask('returnBankEntry', { params, body: { note: 'Viré le 3 mars' } }, desk.agent);
    expect(returned.body.state).toBe('sent_back');
    const again = await server.ask('returnBankEntry', { params, body: { note: 'Encore' } }, desk.agent);
    expect(again.problem.code).toBe('entry_settled');
    await desk.import([credit(waiting.transfer.reference)]);
    await orderWith(server, waiting, 'confirmed');
  });
  test('without a reference, of an unknown one or of two is left to staff, who say which payment it is for', async () => {
    const [waiting, other] = [await desk.transfer(), await desk.transfer()];
    const unknown = waiting.transfer.reference.replace(/^RF../, 'RF00');
    await desk.import([
      credit('places du 3 mars'),
      credit(unknown),
      credit(`${waiting.transfer.reference} ${other.transfer.reference}`),
    ]);
    const [both, wrong, bare] = await desk.entries('unmatched');
    expect([both?.reason, wrong?.reason, bare?.reason]).toEqual(['several_references', 'no_reference', 'no_reference']);
    const params = { bankEntryId: bare?.id ?? '' };
    const elsewhere = await openMoneyDesk(server);
    const foreign = await elsewhere.transfer();
    const assign = (payment: string) => server.ask('assignBankEntry', { params, body: { payment } }, desk.agent);
    expect((await assign(foreign.paymentId)).problem.code).toBe('not_found');
    expect((await assign(waiting.paymentId)).body).toMatchObject({ state: 'matched', payment: waiting.paymentId });
    await orderWith(server, waiting, 'confirmed');
    expect((await assign(other.paymentId)).problem.code).toBe('entry_settled');
  });
  test('with money for the same payment twice captures once and leaves the second to staff', async () => {
    const waiting = await desk.transfer();
    const told = await desk.import([credit(waiting.transfer.reference), credit(waiting.transfer.reference)]);
    expect(told.body).toMatchObject({ matched: 1, unmatched: 1 });
    await orderWith(server, waiting, 'confirmed');
    await desk.import([credit(waiting.transfer.reference)]);
    const [third, second] = await desk.entries('unmatched');
    expect([third?.reason, second?.reason]).toEqual(['paid_already', 'paid_already']);
  });
  test('of another account, or that is none, is refused and nothing of it is kept', async () => {
    const before = await desk.entries();
    const read = (content: string, format: 'camt053' | 'csv' = 'camt053') =>
      server.ask(
        'importBankStatement',
        { params: { bankAccountId: desk.account.id }, body: { format, content } },
        desk.agent,
      );
    const elsewhere = camtFile([credit('x')], { iban: 'DE89370400440532013000' });
    expect((await read(elsewhere)).problem.code).toBe('statement_of_another');
    expect((await read('<html/>')).problem).toMatchObject({ code: 'statement_unreadable', reason: 'not_camt053' });
    expect((await read('date;amount\n', 'csv')).problem).toMatchObject({
      code: 'statement_unreadable',
      reason: 'not_csv',
    });
    const half = 'date,amount,currency,remittance,id\n2026-03-02,1.00,EUR,x,A1\n2026-03-02,1.001,EUR,x,A2\n';
    expect((await read(half, 'csv')).problem).toMatchObject({ reason: 'amount', at: 2 });
    expect(await desk.entries()).toEqual(before);
  });
  test('is read before anything is locked: what is none is refused while the account is another’s', async () => {
    const params = { bankAccountId: desk.account.id };
    const held = await lockRows(server.databaseUrl, 'select from payments.bank_account where id = $1 for update', [
      desk.account.id,
    ]);
    const read = (content: string) =>
      server.ask('importBankStatement', { params, body: { format: 'camt053', content } }, desk.agent);
    expect((await read('<html/>')).problem.code).toBe('statement_unreadable');
    const readable = read(camtFile([credit('y')]));
    await held.waitedForBy(1);
    await held.release();
    expect((await readable).body).toMatchObject({ credits: 1, unmatched: 1 });
  });
  test('as CSV pays as well', async () => {
    const waiting = await desk.transfer();
    const content = `date;amount;currency;remittance;id\r\n02/03/2026;96,00;EUR;"Billets; ${waiting.transfer.reference}";C1\r\n`;
    const params = { bankAccountId: desk.account.id };
    const told = await server.ask('importBankStatement', { params, body: { format: 'csv', content } }, desk.agent);
    expect(told.body.matched).toBe(1);
    await orderWith(server, waiting, 'confirmed');
  });
});

test('money that comes late, for places that are somebody else’s, goes back by hand', async () => {
  const waiting = await desk.transfer();
  await endHold(server, waiting.hold.id);
  const seats = waiting.order.lines.length;
  const taken = await server.pool.query<{ seat: string }>(
    'select seat_id::text as seat from inventory.performance_seat where hold_id = $1',
    [waiting.hold.id],
  );
  expect(taken.rows).toHaveLength(seats);
  await placeAnOrder(
    server,
    desk.at.performanceId,
    taken.rows.slice(0, 1).map(({ seat }) => seat),
  );
  await desk.import([{ ...credit(waiting.transfer.reference), payerIban: 'DE89370400440532013000' }]);
  await orderWith(server, waiting, 'refunded');
  const refund = (await desk.refundsToSend()).find(({ order }) => order === waiting.order.id);
  expect(refund).toMatchObject({
    reason: 'seats_gone',
    payerIban: 'DE89370400440532013000',
    amount: waiting.order.total,
  });
  const settle = () =>
    server.ask('settleRefund', { params: { refundId: refund?.id ?? '' }, body: { note: 'Viré' } }, desk.agent);
  expect((await settle()).status).toBe(204);
  expect((await settle()).problem.code).toBe('refund_settled');
  expect((await desk.refundsToSend()).map(({ order }) => order)).not.toContain(waiting.order.id);
});

test('nobody can say by a webhook that a transfer came', async () => {
  const waiting = await desk.transfer();
  const fact = { kind: 'captured', paymentId: waiting.paymentId, amountMinor: 9_600, currency: 'EUR' };
  expect(await sendWebhook(server, JSON.stringify(fact), {}, 'bank_transfer')).toBe(401);
  expect(await sendWebhook(server, JSON.stringify(fact), {}, 'counter')).toBe(401);
  expect(await howItStands(waiting)).toEqual(waits);
});

test('what the bank told is never changed, nor settled again', async () => {
  await desk.import([credit('a gift')]);
  const [entry] = await desk.entries('unmatched');
  const change = (what: string) =>
    server.pool.query(`update payments.bank_entry set ${what} where id = $1`, [entry?.id]);
  await expect(change('amount_minor = 1')).rejects.toThrow('keeps what the bank told');
  await change(`state = 'sent_back'`);
  await expect(change(`state = 'unmatched'`)).rejects.toThrow('settled once');
  await expect(server.pool.query('delete from payments.bank_entry where id = $1', [entry?.id])).rejects.toThrow(
    'append-only',
  );
});

test('the books agree after all of it', async () => {
  expect(await desk.contradictions()).toEqual([]);
});
