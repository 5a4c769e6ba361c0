import { randomUUID } from 'node:crypto';
import type { Input } from '@tessera/contract/api/operations';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditAll, expectBooks } from '../../testing/books-of.ts';
import { type Bought, buySeats } from '../../testing/buy.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { givenARefundPolicy } from '../../testing/given-a-refund-policy.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenASession } from '../../testing/given-a-session.ts';
import { givenAnAccount } from '../../testing/given-an-account.ts';

let server: GivenServer;
let at: GivenPerformance;
beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { doorsOpen: false });
});

type Caller = { readonly token?: string; readonly cookie?: string };
type Wish = Partial<Input<'cancelTickets'>['body']>;
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' as const });
/** A seat is 45 € and 3 € of fees. */
const price = 4_500;
const fee = 300;

async function buy(seatCount: number) {
  const bought = await buySeats(server, at.performanceId, (at.rows[0] ?? []).slice(0, seatCount));
  const ids = bought.order.tickets.toSorted((a, b) => a.place.localeCompare(b.place)).map(({ id }) => id);
  return { ...bought, orderId: bought.order.id, ids, guest: { token: bought.token } };
}
const preview = (orderId: string, tickets: string[], caller: Caller, wish: Wish = {}) =>
  server.ask(
    'previewCancellation',
    { params: { orderId }, body: { tickets, ...(wish.reason ? { reason: wish.reason } : {}) } },
    caller,
  );
const cancel = (orderId: string, tickets: string[], refundMinor: number, caller: Caller, wish: Wish = {}) =>
  server.ask(
    'cancelTickets',
    { params: { orderId }, body: { tickets, expectedRefund: eur(refundMinor), ...wish } },
    { key: randomUUID(), ...caller },
  );
async function staff(role: 'agent' | 'director' | 'gate_controller'): Promise<Caller & { accountId: string }> {
  const { accountId } = await givenAnAccount(server.pool, { roles: [role], organiserId: at.organiserId });
  return { accountId, cookie: (await givenASession(server, accountId)).cookie };
}
const orderNow = async (bought: Bought) =>
  (await server.ask('getOrder', { params: { orderId: bought.order.id } }, { token: bought.token })).body;
const codeOf = (answer: { status: number; problem: { code: string } }): string =>
  answer.status < 300 ? 'done' : answer.problem.code;

async function creditNotesOf(orderId: string, count: number): Promise<string[]> {
  return eventually('credit notes', async () => {
    const { rows } = await server.pool.query<{ words: string }>(
      `select concat_ws(' ', gross_minor, tax_minor) as words from invoices.document
       where order_id = $1 and kind = 'credit_note' order by issued_at`,
      [orderId],
    );
    return rows.length === count && rows.map(({ words }) => words);
  });
}

describe('a buyer', () => {
  test('cancels one of two tickets for what the preview said, and then the other: all that was paid is back', async () => {
    await givenARefundPolicy(server.pool, at.performanceId);
    const bought = await buy(2);
    const [first = '', second = ''] = bought.ids;
    const told = (await preview(bought.orderId, [first], bought.guest)).body;
    expect(told).toMatchObject({
      paid: eur(price + fee),
      refund: eur(price + fee),
      kept: eur(0),
      needsApproval: false,
      tickets: [{ id: first, place: 'Parterre · A · 1', isUsed: false }],
    });
    const done = (await cancel(bought.orderId, [first], told.refund.amountMinor, bought.guest)).body;
    expect(done).toMatchObject({ status: 'done', refund: told.refund, tickets: [first] });
    await expectBooks(server, bought.orderId, {
      order: 'part_refunded',
      seats: ['free', 'sold'],
      tickets: ['void', 'valid'],
      payments: ['captured 9600/4800'],
      refunds: ['succeeded 4800 tickets_cancelled'],
      ledger: { provider_clearing: 4_800, organiser_payable: -price, platform_fee: -fee },
      messages: ['order_confirmed sent', 'tickets_cancelled sent'],
    });
    // The seat is for sale at once.
    const { status } = await server.ask('holdSeats', {
      params: { performanceId: at.performanceId },
      body: { seats: [at.rows[0]?.[0] ?? ''] },
    });
    expect(status).toBe(201);

    await cancel(bought.orderId, [second], 4_800, bought.guest);
    await expectBooks(server, bought.orderId, {
      order: 'refunded',
      closingReason: 'cancelled_by_buyer',
      tickets: ['void', 'void'],
      payments: ['captured 9600/9600'],
      ledger: {},
    });
    expect(await creditNotesOf(bought.orderId, 2)).toEqual(['4800 250', '4800 250']);
    expect((await orderNow(bought)).cancellations.map(({ status: state }) => state)).toEqual(['done', 'done']);
    await auditAll(server);
  });

  test('gets back what the step in force says, and the seller keeps the rest with its fees', async () => {
    const steps = [
      { hoursBefore: 10_000, backBasisPoints: 10_000, isFeeReturned: true },
      { hoursBefore: 24, backBasisPoints: 5_000, isFeeReturned: false },
    ];
    await givenARefundPolicy(server.pool, at.performanceId, { steps });
    const bought = await buy(2);
    const told = (await preview(bought.orderId, bought.ids, bought.guest)).body;
    expect(told).toMatchObject({ paid: eur(9_600), refund: eur(4_500), kept: eur(5_100), feesKept: eur(600) });
    expect((await cancel(bought.orderId, bought.ids, 4_500, bought.guest)).status).toBe(201);
    await expectBooks(server, bought.orderId, {
      order: 'refunded',
      payments: ['captured 9600/4500'],
      ledger: { provider_clearing: 5_100, organiser_payable: -4_500, platform_fee: -600 },
    });
    await auditAll(server);
  });

  test('pays the fee of the step for each ticket, in the preview as in the books, and none for a reason of the seller', async () => {
    const steps = [{ hoursBefore: 24, backBasisPoints: 5_000, cancellationFeeMinor: 400, isFeeReturned: true }];
    const director = await staff('director');
    const params = { performanceId: at.performanceId };
    const body = { discountRule: 'keep' as const, steps };
    const published = (await server.ask('publishRefundPolicy', { params, body }, director)).body;
    expect(published.steps).toMatchObject([{ backBasisPoints: 5_000, cancellationFee: eur(400) }]);
    const bought = await buy(3);
    expect((await orderNow(bought)).refundPolicy?.steps).toMatchObject([{ cancellationFee: eur(400) }]);
    const [first = '', second = '', third = ''] = bought.ids;
    const told = (await preview(bought.orderId, [first, second], bought.guest)).body;
    // Half of 45.00 less 4.00, and the booking fee.
    expect(told).toMatchObject({
      refund: eur(2 * 2_150),
      kept: eur(5_300),
      feesKept: eur(0),
      cancellationFees: eur(800),
    });
    expect((await cancel(bought.orderId, [first], 2_150, bought.guest)).status).toBe(201);
    expect((await cancel(bought.orderId, [second], 2_150, bought.guest)).status).toBe(201);
    const wish = { reason: 'seller_error' } as const;
    const whole = (await preview(bought.orderId, [third], director, wish)).body;
    expect(whole).toMatchObject({ refund: eur(price + fee), cancellationFees: eur(0) });
    expect((await cancel(bought.orderId, [third], price + fee, director, wish)).status).toBe(201);
    await expectBooks(server, bought.orderId, {
      order: 'refunded',
      payments: ['captured 14400/9100'],
      ledger: { provider_clearing: 5_300, organiser_payable: -5_300 },
    });
    expect((await creditNotesOf(bought.orderId, 3)).map((words) => words.split(' ')[0])).toEqual([
      '2150',
      '2150',
      '4800',
    ]);
    await auditAll(server);
  });

  test('gets nothing back where the fee is more than the step gives, and the ticket is free for others', async () => {
    const steps = [{ hoursBefore: 24, backBasisPoints: 1_000, cancellationFeeMinor: 500, isFeeReturned: false }];
    await givenARefundPolicy(server.pool, at.performanceId, { steps });
    const bought = await buy(1);
    const told = (await preview(bought.orderId, bought.ids, bought.guest)).body;
    expect(told).toMatchObject({ refund: eur(0), kept: eur(4_800), feesKept: eur(300), cancellationFees: eur(450) });
    expect((await cancel(bought.orderId, bought.ids, 0, bought.guest)).status).toBe(201);
    await expectBooks(server, bought.orderId, {
      order: 'refunded',
      seats: ['free'],
      tickets: ['void'],
      payments: ['captured 4800/0'],
      refunds: [],
      messages: ['order_confirmed sent', 'tickets_cancelled sent'],
    });
    await auditAll(server);
  });

  test('loses the discount of a code from three places when two stay, and gets it back with the last', async () => {
    await givenARefundPolicy(server.pool, at.performanceId, { discountRule: 'claw_back' });
    await server.pool.query(
      `insert into pricing.promo_code (organiser_id, code, kind, value, quantity_min) values ($1, 'TROIS', 'percent', 1000, 3)`,
      [at.organiserId],
    );
    const params = { performanceId: at.performanceId };
    const held = (await server.ask('holdSeats', { params, body: { seats: (at.rows[0] ?? []).slice(0, 3) } })).body;
    const guest = { token: held.token ?? '' };
    const holdParams = { holdId: held.id };
    expect((await server.ask('applyPromoCode', { params: holdParams, body: { code: 'TROIS' } }, guest)).status).toBe(
      200,
    );
    const buyer = { email: 'lina@example.org', name: 'Lina', locale: 'en' as const };
    const placed = await server.ask('placeOrder', { body: { hold: held.id, buyer } }, { ...guest, key: randomUUID() });
    const order = await payAtSimulator(placed.body.id, guest);
    expect(order.total).toEqual(eur(3 * (4_050 + fee)));
    const ids = order.tickets.map(({ id }) => id);
    // 13,050 paid; two at the full price are worth 9,600.
    expect((await cancel(order.id, ids.slice(0, 1), 3_450, guest)).status).toBe(201);
    expect((await cancel(order.id, ids.slice(1, 2), 4_800, guest)).status).toBe(201);
    expect((await cancel(order.id, ids.slice(2), 4_800, guest)).status).toBe(201);
    await expectBooks(server, order.id, { order: 'refunded', payments: ['captured 13050/13050'], ledger: {} });
    await auditAll(server);
  });

  test('of one ticket twenty times at once cancels it once', async () => {
    await givenARefundPolicy(server.pool, at.performanceId);
    const bought = await buy(2);
    const tickets = bought.ids.slice(0, 1);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => cancel(bought.orderId, tickets, 4_800, bought.guest)),
    );
    expect(answers.map(codeOf).toSorted()).toEqual(['done', ...Array.from({ length: 19 }, () => 'ticket_void')]);
    await expectBooks(server, bought.orderId, { payments: ['captured 9600/4800'], tickets: ['void', 'valid'] });
    await auditAll(server);
  });

  test('is refused, and nothing changes: no policy, too late, another amount, somebody else’s ticket, a reason of staff', async () => {
    const without = await buy(1);
    expect(codeOf(await cancel(without.orderId, without.ids, 4_800, without.guest))).toBe('cancellation_not_offered');
    const steps = [{ hoursBefore: 10_000, backBasisPoints: 10_000, isFeeReturned: true }];
    at = await givenAPerformance(server.pool, { doorsOpen: false });
    await givenARefundPolicy(server.pool, at.performanceId, { steps });
    const late = await buy(1);
    expect(codeOf(await cancel(late.orderId, late.ids, 4_800, late.guest))).toBe('cancellation_too_late');
    at = await givenAPerformance(server.pool, { doorsOpen: false });
    await givenARefundPolicy(server.pool, at.performanceId);
    const bought = await buy(1);
    const { orderId, ids, guest } = bought;
    expect(codeOf(await cancel(orderId, ids, 4_799, guest))).toBe('refund_changed');
    expect(codeOf(await cancel(orderId, late.ids, 4_800, guest))).toBe('not_found');
    expect(codeOf(await cancel(orderId, ids, 4_800, guest, { reason: 'goodwill' }))).toBe('role_missing');
    expect(codeOf(await cancel(orderId, ids, 4_800, guest, { coversUsed: true, note: 'x' }))).toBe('role_missing');
    for (const { orderId: one } of [without, late, bought])
      await expectBooks(server, one, { order: 'confirmed', tickets: ['valid'], refunds: [] });
  });

  test('keeps the policy the order was placed under', async () => {
    await givenARefundPolicy(server.pool, at.performanceId);
    const bought = await buy(1);
    const director = await staff('director');
    const half = {
      discountRule: 'keep' as const,
      steps: [{ hoursBefore: 1, backBasisPoints: 5_000, isFeeReturned: false }],
    };
    const published = await server.ask(
      'publishRefundPolicy',
      { params: { performanceId: at.performanceId }, body: half },
      director,
    );
    expect(published.body).toMatchObject({ version: 2, steps: [{ backBasisPoints: 5_000 }] });
    expect((await preview(bought.orderId, bought.ids, bought.guest)).body.refund).toEqual(eur(4_800));
    const policy = (await server.ask('getRefundPolicy', { params: { performanceId: at.performanceId } })).body.policy;
    expect(policy?.version).toBe(2);
  });
});

describe('a ticket somebody has come in with', () => {
  test('is cancelled by staff only, who say why', async () => {
    at = await givenAPerformance(server.pool);
    await givenARefundPolicy(server.pool, at.performanceId);
    const bought = await buy(2);
    const [used = '', unused = ''] = bought.ids;
    const code = bought.order.tickets.find(({ id }) => id === used)?.code ?? '';
    const scans = [{ id: randomUUID(), code, scannedAt: new Date().toISOString() }];
    const params = { accessPointId: at.accessPointId };
    const scanned = await server.ask('scanTickets', { params, body: { scans } }, await staff('gate_controller'));
    expect(scanned.body.results).toMatchObject([{ verdict: 'admitted' }]);
    expect(codeOf(await cancel(bought.orderId, [used, unused], 9_600, bought.guest))).toBe('ticket_used');
    const agent = await staff('agent');
    const wish = { reason: 'seller_error' } as const;
    expect((await preview(bought.orderId, [used], agent, wish)).body.tickets).toMatchObject([{ isUsed: true }]);
    expect(codeOf(await cancel(bought.orderId, [used], 4_800, agent, wish))).toBe('ticket_used');
    expect(codeOf(await cancel(bought.orderId, [used], 4_800, agent, { ...wish, coversUsed: true }))).toBe('invalid');
    const note = 'The stage could not be seen from there.';
    expect(codeOf(await cancel(bought.orderId, [used], 4_800, agent, { ...wish, coversUsed: true, note }))).toBe(
      'done',
    );
    await expectBooks(server, bought.orderId, { order: 'part_refunded', payments: ['captured 9600/4800'] });
  });
});

describe('where somebody must approve', () => {
  const decide = (id: string, caller: Caller) =>
    server.ask('approveCancellation', { params: { cancellationId: id }, body: {} }, { key: randomUUID(), ...caller });

  test('what a buyer asks for waits, changes nothing, and is done by an agent for the amount it was asked for', async () => {
    await givenARefundPolicy(server.pool, at.performanceId, { needsApproval: true });
    const bought = await buy(2);
    const [first = '', second = ''] = bought.ids;
    const asked = (await cancel(bought.orderId, [first], 4_800, bought.guest)).body;
    expect(asked.status).toBe('requested');
    await expectBooks(server, bought.orderId, { order: 'confirmed', tickets: ['valid', 'valid'], refunds: [] });
    expect(codeOf(await cancel(bought.orderId, [second], 4_800, bought.guest))).toBe('cancellation_pending');
    const agent = await staff('agent');
    const params = { organiserId: at.organiserId };
    const waiting = (await server.ask('listCancellationRequests', { params, query: {} }, agent)).body.items;
    expect(waiting).toMatchObject([
      { id: asked.id, reference: bought.order.reference, refund: eur(4_800), toSend: eur(4_800) },
    ]);
    expect((await decide(asked.id, agent)).body.status).toBe('done');
    expect(codeOf(await decide(asked.id, agent))).toBe('cancellation_decided');
    await expectBooks(server, bought.orderId, {
      order: 'part_refunded',
      payments: ['captured 9600/4800'],
      messages: ['order_confirmed sent', 'tickets_cancelled sent'],
    });
    await auditAll(server);
  });

  test('a refusal leaves the tickets as they are, and the buyer is told why', async () => {
    await givenARefundPolicy(server.pool, at.performanceId, { needsApproval: true });
    const bought = await buy(1);
    const asked = (await cancel(bought.orderId, bought.ids, 4_800, bought.guest)).body;
    const body = { note: 'The evening takes place as announced.' };
    const agent = await staff('agent');
    await server.ask(
      'rejectCancellation',
      { params: { cancellationId: asked.id }, body },
      { key: randomUUID(), ...agent },
    );
    await expectBooks(server, bought.orderId, {
      order: 'confirmed',
      tickets: ['valid'],
      messages: ['order_confirmed sent', 'cancellation_rejected sent'],
    });
    expect((await orderNow(bought)).cancellations).toMatchObject([{ status: 'rejected', decisionNote: body.note }]);
  });

  test('above the threshold nobody approves what he asked for, and an agent none of it', async () => {
    await givenARefundPolicy(server.pool, at.performanceId, { approvalAboveMinor: 5_000 });
    const bought = await buy(2);
    const [agent, director, other] = [await staff('agent'), await staff('director'), await staff('director')];
    const wish = { reason: 'duplicate' } as const;
    const asked = (await cancel(bought.orderId, bought.ids, 9_600, director, wish)).body;
    expect(asked.status).toBe('requested');
    for (const one of [agent, director]) expect(codeOf(await decide(asked.id, one))).toBe('second_person');
    expect((await decide(asked.id, other)).body.status).toBe('done');
    await expectBooks(server, bought.orderId, { order: 'refunded', closingReason: 'cancelled_by_seller', ledger: {} });
    await auditAll(server);
  });
});

async function payAtSimulator(orderId: string, guest: { token: string }) {
  const body = { provider: 'simulator', returnUrl: `${server.url}/checkout/return` };
  const started = await server.ask('payOrder', { params: { orderId }, body }, { ...guest, key: randomUUID() });
  const url = started.body.next.kind === 'redirect' ? started.body.next.url : '';
  await fetch(`${server.url}/simulator/payments/${url.split('/').at(-1)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome: 'succeed' }),
  });
  return eventually('tickets', async () => {
    const order = (await server.ask('getOrder', { params: { orderId } }, guest)).body;
    return order.status === 'confirmed' ? order : undefined;
  });
}
