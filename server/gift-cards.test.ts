import { showGiftCardCode } from '@tessera/contract/gift-card-code';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditAll, expectBooks } from './testing/books-of.ts';
import { orderWith, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { type GiftCardDesk, openGiftCardDesk } from './testing/gift-card-desk.ts';
import { givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { givenStaff } from './testing/given-staff.ts';
import { endHold } from './testing/let-time-pass.ts';
import { openMoneyDesk } from './testing/money-desk.ts';

let server: GivenServer;
let desk: GiftCardDesk;
beforeAll(async () => {
  server = await givenAServer();
  desk = await openGiftCardDesk(server);
});
afterAll(() => server.stop());

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' as const });
const totalMinor = 9_600;

describe('a gift card', () => {
  test('is issued at the organiser’s expense, and its code is told in a mail and nowhere else', async () => {
    const asked = { params: { organiserId: desk.at.organiserId } };
    const standing = async () => (await server.ask('getBalances', asked, desk.director)).body.items[0];
    const before = await standing();
    const { id, code } = await desk.issue(5_000);
    const after = await standing();
    expect(after?.due.amountMinor).toBe((before?.due.amountMinor ?? 0) - 5_000);
    expect(after?.giftCards.amountMinor).toBe((before?.giftCards.amountMinor ?? 0) + 5_000);
    expect(await desk.cardOf(id)).toMatchObject({ end: code.slice(-4), balance: eur(5_000), state: 'active' });
    const mail = await eventually('the mail', async () => {
      const { rows } = await server.pool.query<{ source: Buffer }>(
        `select c.source from notifications.caught_mail c join notifications.message m on m.id = c.message_id
         where m.subject_id = $1`,
        [id],
      );
      return rows[0]?.source;
    });
    expect((await PostalMime.parse(mail)).text).toContain(showGiftCardCode(code));
    const { rows } = await server.pool.query<{ held: string }>(
      `select c::text || m::text || j::text as held from gift_cards.card c
       join notifications.message m on m.subject_id = c.id::text join platform.journal j on j.subject_id = c.id::text
       where c.id = $1`,
      [id],
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { held } of rows) expect(held).not.toContain(code.slice(0, 8));
  });

  test('tells whoever knows its code what is left, however it is typed', async () => {
    const { code } = await desk.issue(2_500);
    const typed = ` ${code.toLowerCase().replace(/(.{4})/g, '$1 – ')}`.slice(0, -3);
    const { body } = await server.ask('checkGiftCard', { body: { code: typed } });
    expect(body).toMatchObject({ end: code.slice(-4), balance: eur(2_500), reserved: eur(0), state: 'active' });
    const wrong = `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`;
    expect((await server.ask('checkGiftCard', { body: { code: wrong } })).problem.code).toBe('gift_card_unknown');
  });

  test('pays a part, the rest is asked of the provider, and is spent when the order is confirmed', async () => {
    const { id, code } = await desk.issue(4_000);
    const bought = await desk.order();
    const applied = (await desk.apply(bought, code)).body;
    expect(applied).toMatchObject({
      giftCards: [{ id, end: code.slice(-4), amount: eur(4_000), state: 'reserved' }],
      total: eur(totalMinor),
      toPay: eur(5_600),
    });
    expect(await desk.standing(id)).toEqual([0, 4_000]);
    const paying = await startToPay(server, bought);
    await simulate(server, paying.simulatedId, 'succeed');
    const order = await orderWith(server, bought, 'confirmed');
    expect(order).toMatchObject({ giftCards: [{ state: 'spent' }], toPay: eur(5_600) });
    expect(await desk.standing(id)).toEqual([0, 0]);
    await expectBooks(server, bought.order.id, {
      payments: ['captured 5600/0'],
      provider: ['succeeded 5600'],
      tickets: ['valid', 'valid'],
    });
    expect((await desk.cardOf(id)).movements.map(({ kind, amount }) => [kind, amount.amountMinor])).toEqual([
      ['spent', 4_000],
      ['reserved', 4_000],
      ['issued', 4_000],
    ]);
  });

  test('that covers all of an order confirms it without a payment', async () => {
    const { id, code } = await desk.issue(10_000);
    const bought = await desk.order();
    await desk.apply(bought, code);
    expect((await desk.pay(bought)).body).toMatchObject({ status: 'captured', next: { kind: 'none' } });
    const order = await desk.getOrder(bought);
    expect(order).toMatchObject({ status: 'confirmed', toPay: eur(0), payment: null });
    expect(order.tickets).toHaveLength(2);
    expect(await desk.standing(id)).toEqual([400, 0]);
  });

  test('is one of several: each pays what the others leave', async () => {
    const cards = [await desk.issue(3_000), await desk.issue(2_000), await desk.issue(9_000)];
    const bought = await desk.order();
    for (const { code } of cards) await desk.apply(bought, code);
    const { giftCards, toPay } = await desk.getOrder(bought);
    expect(giftCards.map(({ amount }) => amount.amountMinor)).toEqual([3_000, 2_000, 4_600]);
    expect(toPay).toEqual(eur(0));
    const more = await desk.issue(1_000);
    expect((await desk.apply(bought, more.code)).problem.code).toBe('order_covered');
    await desk.remove(bought, cards[0]?.id ?? '');
    expect((await desk.apply(bought, more.code)).body.toPay).toEqual(eur(2_000));
  });

  test('applied again changes nothing, and is taken off as often as one likes', async () => {
    const { id, code } = await desk.issue(3_000);
    const bought = await desk.order();
    for (let time = 0; time < 3; time += 1) expect((await desk.apply(bought, code)).body.toPay).toEqual(eur(6_600));
    for (let time = 0; time < 3; time += 1) expect((await desk.remove(bought, id)).body.toPay).toEqual(eur(totalMinor));
    expect(await desk.standing(id)).toEqual([3_000, 0]);
    const another = await desk.issue(1_000);
    expect((await desk.remove(bought, another.id)).problem.code).toBe('not_found');
  });

  test('can be on no order while its money is on another', async () => {
    const { code } = await desk.issue(3_000);
    await desk.apply(await desk.order(), code);
    expect((await desk.apply(await desk.order(), code)).problem.code).toBe('gift_card_empty');
  });

  test('of another organiser or currency, ended, blocked, or of no such code pays nothing, and says why', async () => {
    const bought = await desk.order();
    const elsewhere = await openGiftCardDesk(server);
    const dinars = await desk.issue(5_000, { currency: 'TND' });
    const blocked = await desk.issue(1_000);
    await server.ask('blockGiftCard', { params: { giftCardId: blocked.id }, body: { note: 'Perdue' } }, desk.director);
    const ended = await desk.issue(1_000, { endsAt: '2090-01-01T00:00:00.000Z' });
    await server.pool.query(`update gift_cards.card set ends_at = clock_timestamp() where id = $1`, [ended.id]);
    const wishes = [
      [(await elsewhere.issue(1_000)).code, 'gift_card_unknown'],
      ['2222-2222-2222-2222-2222', 'gift_card_unknown'],
      ['Bonjour', 'gift_card_unknown'],
      [dinars.code, 'gift_card_currency'],
      [blocked.code, 'gift_card_blocked'],
      [ended.code, 'gift_card_ended'],
    ] as const;
    for (const [code, refusal] of wishes) expect((await desk.apply(bought, code)).problem.code).toBe(refusal);
    expect((await desk.getOrder(bought)).toPay).toEqual(eur(totalMinor));
  });

  test('can neither be put on nor taken off while a payment is under way, nor of what is paid', async () => {
    const { id, code } = await desk.issue(2_000);
    const other = await desk.issue(2_000);
    const bought = await desk.order();
    await desk.apply(bought, code);
    const paying = await startToPay(server, bought);
    expect((await desk.apply(bought, other.code)).problem.code).toBe('payment_in_progress');
    expect((await desk.remove(bought, id)).problem.code).toBe('payment_in_progress');
    await simulate(server, paying.simulatedId, 'decline');
    await orderWith(server, bought, 'pending');
    expect((await desk.apply(bought, other.code)).body.toPay).toEqual(eur(5_600));
    const again = await startToPay(server, bought);
    await simulate(server, again.simulatedId, 'succeed');
    await orderWith(server, bought, 'confirmed');
    expect((await desk.apply(bought, other.code)).problem.code).toBe('order_paid');
    expect((await desk.remove(bought, id)).problem.code).toBe('order_paid');
  });

  test('has its money back when the order is given up, or expires', async () => {
    const { id, code } = await desk.issue(2_000);
    const given = await desk.order();
    await desk.apply(given, code);
    await server.ask('cancelOrder', { params: { orderId: given.order.id } }, { token: given.token });
    expect(await desk.standing(id)).toEqual([2_000, 0]);
    const forgotten = await desk.order();
    await desk.apply(forgotten, code);
    await endHold(server, forgotten.hold.id);
    expect((await desk.apply(forgotten, (await desk.issue(500)).code)).problem.code).toBe('hold_expired');
    await eventually('the money back', async () => (await desk.standing(id))[0] === 2_000);
    await orderWith(server, forgotten, 'expired');
  });
});

test('ten orders at once share out one card, and never more than is on it', async () => {
  const { id, code } = await desk.issue(30_000);
  const orders = await Promise.all(Array.from({ length: 10 }, () => desk.order()));
  const answers = await Promise.all(orders.map((bought) => desk.apply(bought, code)));
  const applied = await Promise.all(orders.map(async (bought) => (await desk.getOrder(bought)).giftCards[0]?.amount));
  const amounts = applied.flatMap((amount) => (amount ? [amount.amountMinor] : [])).sort((a, b) => a - b);
  expect(amounts).toEqual([1_200, totalMinor, totalMinor, totalMinor]);
  expect(answers.filter(({ status }) => status !== 200).map(({ problem }) => problem.code)).toEqual(
    Array.from({ length: 6 }, () => 'gift_card_empty'),
  );
  expect(await desk.standing(id)).toEqual([0, 30_000]);
  const covered = orders.filter((_, index) => applied[index]?.amountMinor === totalMinor);
  // Twice each, at once: an order is paid once.
  await Promise.all([...covered, ...covered].map((bought) => desk.pay(bought)));
  expect(await desk.standing(id)).toEqual([0, 1_200]);
});

describe('at the counter', () => {
  test('what the card leaves is tendered, and a card that covers all leaves nothing to tender', async () => {
    const money = await openMoneyDesk(server, desk.at);
    const till = (await money.openTill()).id;
    const part = await desk.issue(4_000);
    const bought = await placeAnOrder(server, desk.at.performanceId, desk.at.rows.at(-1)?.slice(0, 2) ?? []);
    await desk.apply(bought, part.code);
    expect((await money.tender(bought.order.id, { till, cash: 5_000 })).problem.code).toBe('tender_short');
    expect((await money.tender(bought.order.id, { till, cash: 6_000 })).body).toMatchObject({
      paid: eur(totalMinor),
      giftCards: eur(4_000),
      cash: eur(5_600),
      change: eur(400),
    });
    await orderWith(server, bought, 'confirmed');
    const whole = await desk.issue(totalMinor);
    const covered = await placeAnOrder(server, desk.at.performanceId, desk.at.rows.at(-1)?.slice(2, 4) ?? []);
    await desk.apply(covered, whole.code);
    expect((await money.tender(covered.order.id, { till, cash: 100 })).problem.code).toBe('tender_over');
    expect((await money.tender(covered.order.id, { till })).body).toMatchObject({ payment: null, cash: eur(0) });
    expect((await desk.getOrder(covered)).tickets).toHaveLength(2);
  });
});

describe('when tickets are cancelled', () => {
  test('what a card paid goes back to it first, the rest to the payment, as the preview said', async () => {
    const { id, code } = await desk.issue(6_000);
    const bought = await desk.buyWith([code]);
    expect(await desk.preview(bought, 1)).toMatchObject({
      refund: eur(4_800),
      refundParts: { giftCards: [{ end: code.slice(-4), amount: eur(4_800) }], newGiftCard: eur(0), payment: eur(0) },
      provider: 'simulator',
    });
    expect((await desk.cancel(bought, 1, 4_800)).body).toMatchObject({ toGiftCards: eur(4_800) });
    expect(await desk.standing(id)).toEqual([4_800, 0]);
    expect((await desk.preview(bought, 1)).refundParts).toEqual({
      giftCards: [{ end: code.slice(-4), amount: eur(1_200) }],
      newGiftCard: eur(0),
      payment: eur(3_600),
    });
    await desk.cancel(bought, 1, 4_800);
    expect(await desk.standing(id)).toEqual([6_000, 0]);
    await expectBooks(server, bought.order.id, { order: 'refunded', payments: ['captured 3600/3600'] });
    expect((await desk.getOrder(bought)).refunded).toEqual(eur(totalMinor));
  });

  test('all of it comes on gift cards where the buyer wants that: a new one is mailed for the rest', async () => {
    const { id, code } = await desk.issue(2_000);
    const bought = await desk.buyWith([code]);
    const told = await desk.preview(bought, 2, 'gift_card');
    expect(told).toMatchObject({
      refund: eur(totalMinor),
      refundParts: { giftCards: [{ amount: eur(2_000) }], newGiftCard: eur(7_600), payment: eur(0) },
    });
    const done = (await desk.cancel(bought, 2, totalMinor, { refundTo: 'gift_card' })).body;
    expect(done).toMatchObject({ refundTo: 'gift_card', toGiftCards: eur(2_000), toNewGiftCard: eur(7_600) });
    expect(await desk.standing(id)).toEqual([2_000, 0]);
    await expectBooks(server, bought.order.id, { order: 'refunded', payments: ['captured 7600/0'], refunds: [] });
    const { items } = (
      await server.ask(
        'listGiftCards',
        { params: { organiserId: desk.at.organiserId }, query: { limit: 1 } },
        desk.director,
      )
    ).body;
    expect(items[0]).toMatchObject({ source: 'refund', balance: eur(7_600), email: 'lina@example.org', endsAt: null });
    await eventually('the card mailed', async () => {
      const { rows } = await server.pool.query(
        `select from notifications.message where kind = 'gift_card_issued' and subject_id = $1 and status = 'sent'`,
        [items[0]?.id],
      );
      return rows.length === 1;
    });
    expect((await desk.getOrder(bought)).refunded).toEqual(eur(totalMinor));
  });

  test.each([[[1, 1, 1]], [[1, 2]], [[2, 1]], [[3]]])(
    'in portions of %s, the same is back in the end',
    async (portions) => {
      const { id, code } = await desk.issue(6_000);
      const bought = await desk.buyWith([code], 3);
      for (const count of portions) {
        const { refund } = await desk.preview(bought, count);
        expect((await desk.cancel(bought, count, refund.amountMinor)).status).toBe(201);
      }
      expect(await desk.standing(id)).toEqual([6_000, 0]);
      await expectBooks(server, bought.order.id, { order: 'refunded', payments: ['captured 8400/8400'] });
    },
  );

  test('what a card cannot be used for any more comes on a new one', async () => {
    const { id, code } = await desk.issue(totalMinor);
    const bought = await desk.buyWith([code]);
    await server.ask('blockGiftCard', { params: { giftCardId: id }, body: { note: 'Perdue' } }, desk.director);
    const told = await desk.preview(bought, 1);
    expect(told.refundParts).toEqual({ giftCards: [], newGiftCard: eur(4_800), payment: eur(0) });
    expect((await desk.cancel(bought, 1, 4_800)).body).toMatchObject({ toNewGiftCard: eur(4_800) });
    expect(await desk.standing(id)).toEqual([0, 0]);
  });

  test('a gift card is for buyers to wish: for a reason of the seller the money goes back as it was paid', async () => {
    const bought = await desk.buyWith([]);
    const tickets = (await desk.getOrder(bought)).tickets.map(({ id }) => id);
    const body = { tickets, reason: 'seller_error' as const, refundTo: 'gift_card' as const };
    const asked = { params: { orderId: bought.order.id }, body };
    expect((await server.ask('previewCancellation', asked, desk.director)).problem.code).toBe('refund_way');
  });
});

test('only directors and admins see and issue cards', async () => {
  const { organiserId } = desk.at;
  const agent = { cookie: await givenStaff(server, organiserId, 'agent') };
  expect((await server.ask('listGiftCards', { params: { organiserId }, query: {} }, agent)).problem.code).toBe(
    'role_missing',
  );
});

test('a card cannot be issued that has ended already', async () => {
  const { organiserId } = await givenAPerformance(server.pool);
  const director = { cookie: await givenStaff(server, organiserId), key: crypto.randomUUID() };
  const body = { amount: eur(100), email: 'ada@example.org', endsAt: '2020-01-01T00:00:00.000Z' };
  const refused = await server.ask('issueGiftCard', { params: { organiserId }, body }, director);
  expect(refused.problem).toMatchObject({ code: 'invalid', errors: [{ pointer: '/body/endsAt', code: 'past' }] });
});

test('guessing is limited for each address', async () => {
  const strict = await givenAServer({ holdsPerMinute: 3 });
  const guess = () => strict.ask('checkGiftCard', { body: { code: '2222-2222-2222-2222-2222' } });
  const codes: string[] = [];
  for (let time = 0; time < 4; time += 1) codes.push((await guess()).problem.code);
  expect(codes).toEqual(['gift_card_unknown', 'gift_card_unknown', 'gift_card_unknown', 'too_many_requests']);
  await strict.stop();
});

test('afterwards the books say what the cards hold, and nothing contradicts itself', async () => {
  await auditAll(server);
});
