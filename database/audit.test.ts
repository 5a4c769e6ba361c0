import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allocatePlaces } from '../server/modules/inventory/allocate-places.ts';
import { createQuota } from '../server/modules/inventory/set-quota.ts';
import { system } from '../server/platform/actor.ts';
import { auditAll, expectBooks } from '../server/testing/books-of.ts';
import { buySeats, orderWith, placeAnOrder, simulate, startToPay } from '../server/testing/buy.ts';
import { openSeatChanger } from '../server/testing/change-seats.ts';
import { createTestDatabase, type TestDatabase } from '../server/testing/database.ts';
import { openGiftCardDesk } from '../server/testing/gift-card-desk.ts';
import { givenAPerformance } from '../server/testing/given-a-performance.ts';
import { type GivenServer, startServer } from '../server/testing/given-a-server.ts';
import { givenAnAccount } from '../server/testing/given-an-account.ts';
import { endHold } from '../server/testing/let-time-pass.ts';
import { openMoneyDesk } from '../server/testing/money-desk.ts';
import { checks, violationsIn } from './audit.ts';

let database: TestDatabase;
let client: pg.Client;

/** A house where something of everything happened: bought, admitted, refunded, held, being paid; standing places too. */
beforeAll(async () => {
  database = await createTestDatabase();
  const server = await startServer(database.url);
  const at = await givenAPerformance(server.pool, { standingCapacity: 20 });
  const [first = [], second = [], third = []] = at.rows;
  const bought = await buySeats(server, at.performanceId, first.slice(0, 2));
  const gate = await givenAnAccount(server.pool, { roles: ['gate_controller'], organiserId: at.organiserId });
  const signedIn = await server.ask('signIn', { body: { email: gate.email, password: gate.password } });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const [ticket] = (await orderWith(server, bought, 'confirmed')).tickets;
  const scans = [{ id: crypto.randomUUID(), code: ticket?.code ?? '', scannedAt: new Date().toISOString() }];
  const admitted = await server.ask(
    'scanTickets',
    { params: { accessPointId: at.accessPointId }, body: { scans } },
    { cookie },
  );
  expect(admitted.body.results[0]?.verdict).toBe('admitted');

  const late = await startToPay(server, await placeAnOrder(server, at.performanceId, second.slice(0, 2)));
  await endHold(server, late.hold.id);
  await buySeats(server, at.performanceId, second.slice(0, 1));
  await simulate(server, late.simulatedId, 'late', 0);
  await expectBooks(server, late.order.id, {
    messages: ['order_refunded sent seats_gone'],
    refunds: ['succeeded 9600 seats_gone'],
  });

  const zone = at.zoneIds.standing ?? '';
  const standing = { params: { performanceId: at.performanceId }, body: { zone, quantity: 2 } };
  const hold = (await server.ask('holdSeats', standing)).body;
  const caller = { token: hold.token ?? '', key: crypto.randomUUID() };
  const buyer = { email: 'standing@example.org', name: 'Sami', locale: 'fr' as const };
  const order = (await server.ask('placeOrder', { body: { hold: hold.id, buyer } }, caller)).body;
  const paying = await startToPay(server, { hold, token: caller.token, order });
  await simulate(server, paying.simulatedId, 'succeed');
  await orderWith(server, paying, 'confirmed');

  await startToPay(server, await placeAnOrder(server, at.performanceId, third.slice(0, 2)));
  await limitAPerformance(server);
  await takeMoneyByHand(server);
  await spendAGiftCard(server);
  await auditAll(server);
  await server.stop();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Places set aside, of which some are held; a quota; a limit for each person, of which somebody uses a part. */
async function limitAPerformance(server: GivenServer): Promise<void> {
  const at = await givenAPerformance(server.pool, { standingCapacity: 20, placesPerPersonMax: 8 });
  const { performanceId } = at;
  const zoneId = at.zoneIds.standing ?? '';
  const staff = await openSeatChanger(server.databaseUrl);
  const [seatId = ''] = at.rows[0] ?? [];
  await staff.inTransaction(system('the test'), async (ctx) => {
    const wish = { performanceId, name: 'Presse', kind: 'press' as const, hasCode: true, releaseAt: null };
    await allocatePlaces(ctx, { ...wish, seatIds: [Number(seatId)], zones: [{ zoneId, quantity: 5 }] });
    await createQuota(ctx, { performanceId, name: 'Tout', size: 20, scopes: [] });
  });
  await staff.stop();
  const { rows } = await server.pool.query<{ code: string }>(
    'select code from inventory.allocation where performance_id = $1',
    [performanceId],
  );
  const body = { zone: zoneId, quantity: 2, code: rows[0]?.code ?? '' };
  const hold = (await server.ask('holdSeats', { params: { performanceId }, body })).body;
  const order = { hold: hold.id, buyer: { email: 'press@example.org', name: 'Sami', locale: 'fr' as const } };
  await server.ask('placeOrder', { body: order }, { token: hold.token ?? '', key: crypto.randomUUID() });
}

/** A transfer that came, a sale at a till that is open, and another till with a sale and a refund, closed. */
async function takeMoneyByHand(server: GivenServer): Promise<void> {
  const desk = await openMoneyDesk(server);
  const waiting = await desk.transfer();
  await desk.import([{ id: 'B1', amountMinor: 9_600, remittance: waiting.transfer.reference }]);
  await orderWith(server, waiting, 'confirmed');
  const till = await desk.openTill();
  await desk.tender((await desk.order()).order.id, { till: till.id, cash: 10_000 });
  const params = { tillId: (await desk.openTill(desk.director)).id };
  const bought = await desk.order();
  await desk.tender(bought.order.id, { till: params.tillId, cash: 10_000 }, desk.director);
  const tickets = (await desk.getOrder(bought)).tickets.map(({ id }) => id).slice(0, 1);
  const expectedRefund = { amountMinor: 4_800, currency: 'EUR' as const };
  const cancelling = {
    params: { orderId: bought.order.id },
    body: { tickets, reason: 'seller_error' as const, expectedRefund },
  };
  await server.ask('cancelTickets', cancelling, { ...desk.director, key: crypto.randomUUID() });
  const [refund] = await desk.refundsToSend();
  const made = { till: params.tillId, cash: { amountMinor: 4_800 } };
  await server.ask('settleRefund', { params: { refundId: refund?.id ?? '' }, body: made }, desk.director);
  await server.ask('closeTill', { params, body: { countedMinor: 14_800 } }, desk.director);
}

/** A card that paid a part of an order, of which one ticket was cancelled for a new card beside what is on the first again. */
async function spendAGiftCard(server: GivenServer): Promise<void> {
  const desk = await openGiftCardDesk(server);
  const { code } = await desk.issue(2_000);
  const bought = await desk.buyWith([code]);
  expect((await desk.cancel(bought, 1, 4_800, { refundTo: 'gift_card' })).status).toBe(201);
}

const confirmed = `(select id from orders."order" where status = 'confirmed' order by placed_at limit 1)`;
const refunded = `(select id from orders."order" where status = 'refunded' limit 1)`;
const paying = `(select id from orders."order" where status = 'paying' limit 1)`;

/** For each check, what would have to be written for it to find something. */
/** A code that the hold of an order that is being paid uses, for nothing off. */
const promo = `
  insert into pricing.promo_code (organiser_id, code, kind, value, uses)
  select organiser_id, 'DIX', 'percent', 1000, 1 from orders."order" where id = ${paying};
  insert into pricing.promo_use (hold_id, promo_code_id, terms, discount_minor, person_key)
  select o.hold_id, c.id, '{}', 0, '\\x01' from orders."order" o, pricing.promo_code c where o.id = ${paying};`;

/** A payout in this state since then, which the ledger knows nothing of. */
const payout = (stateAndInstant: string): string => `
  with a as (
    insert into settlement.payout_account (organiser_id, provider, country)
    select id, 'stripe', 'FR' from identity.organiser limit 1 returning id, organiser_id)
  insert into settlement.payout (organiser_id, payout_account_id, provider, amount_minor, currency, state, requested_at)
  select organiser_id, id, 'stripe', 5, 'EUR', ${stateAndInstant} from a`;

const contradictions: Record<string, string> = {
  'holds with fewer or more places than they were made with': `
    delete from inventory.hold_place where (hold_id, place) = (select hold_id, max(place) from inventory.hold_place group by hold_id limit 1)`,
  'places without their hold, or of another performance than it': `
    delete from inventory.hold where id = (select hold_id from orders."order" where id = ${paying})`,
  'holds for no performance': 'update inventory.hold set performance_id = gen_random_uuid()',
  'places at a price that is not their hold’s or not their tier’s':
    'update inventory.hold set price_list_version = price_list_version + 1',
  'places that went back without having been sold': `
    update inventory.hold_place set returned = true
    where hold_id = (select hold_id from orders."order" where id = ${paying})`,
  'held or sold seats that are not their holds’, and holds whose seats are not theirs': `
    update inventory.performance_seat set state = 'free', hold_id = null, held_until = null
    where hold_id = (select hold_id from orders."order" where id = ${paying})`,
  'seats claimed by two at once': `
    with twin as (
      insert into inventory.hold (performance_id, price_list_version, place_count, expires_at)
      select performance_id, price_list_version, place_count, expires_at from inventory.hold
      where id = (select hold_id from orders."order" where id = ${paying}) returning id)
    insert into inventory.hold_place (hold_id, place, performance_id, zone_id, seat_id, tier_id, offer_id)
    select twin.id, place, performance_id, zone_id, seat_id, tier_id, offer_id from twin, inventory.hold_place
    where hold_id = (select hold_id from orders."order" where id = ${paying})`,
  'seats in stock that the plan does not have, or has elsewhere': `
    update inventory.performance_seat set ordinal = ordinal + 1
    where (performance_id, seat_id) = (select performance_id, seat_id from inventory.performance_seat limit 1)`,
  'places of a zone other than their seat’s, or of no standing zone of the plan': `
    update inventory.hold_place set zone_id = gen_random_uuid() where seat_id is null`,
  'standing zones in stock that the plan does not have, or has of another size':
    'update inventory.zone_stock set capacity = capacity + 1',
  'standing zones whose stock disagrees with their holds':
    'update inventory.zone_stock set used = used - 1 where used > 0',
  'standing zones whose places set aside are not those their allocations have left':
    'update inventory.zone_stock set allocated = allocated + 1',
  'allocations whose use disagrees with their holds': `
    update inventory.allocation_zone set used = used - 1, quantity = quantity - 1`,
  'allocations that are over and still keep places, or keep some of another performance':
    "update inventory.allocation set state = 'released'",
  'quotas whose use disagrees with their holds': 'update inventory.quota set used = used - 1',
  'holds that count more in a quota than they have places, or in one of another performance':
    'update inventory.hold_quota set places = places + 1',
  'first places that are counted otherwise than holds and orders have them': `
    update inventory.quota set is_first_places = true;
    insert into inventory.quota_scope (quota_id, tier_id, tariff_id)
    select q.id, o.tier_id, o.tariff_id from inventory.quota q join pricing.offer o on o.performance_id = q.performance_id
    order by o.price_minor desc limit 1`,
  'prices for the first places without their counter, and counters without their price': `
    insert into inventory.quota (performance_id, name, size, is_first_places)
    select id, 'Prévente', 1, true from catalogue.performance limit 1`,
  'hidden prices that somebody has without a code that opened them': `
    insert into pricing.price_list (performance_id, version)
    select performance_id, 9 from orders."order" where id = ${paying};
    with hidden as (
      insert into pricing.offer (performance_id, price_list_version, tier_id, tariff_id, price_minor, is_hidden)
      select performance_id, 9, tier_id, tariff_id, price_minor, true from pricing.offer
      where id = (select offer_id from orders.order_line where order_id = ${paying} limit 1) returning id)
    update inventory.hold_place set offer_id = hidden.id from hidden
    where hold_id = (select hold_id from orders."order" where id = ${paying})`,
  'persons whose use disagrees with their holds': 'update inventory.person_use set used = used - 1',
  'sold seats, valid tickets and paid order lines that are not one to one': `
    update inventory.performance_seat set state = 'free', hold_id = null
    where (performance_id, seat_id) = (select performance_id, seat_id from tickets.ticket where seat_id is not null limit 1)`,
  'paid order lines without exactly one valid ticket, or unpaid ones with any': `
    update tickets.ticket set status = 'void' where id = (select id from tickets.ticket where seat_id is null limit 1)`,
  'tickets that say something else than their order line': 'update tickets.ticket set opened_by = gen_random_uuid()',
  'valid tickets without exactly one live access right of their zone, or void ones with any': `
    update tickets.access_right set state = 'revoked' where id = (select id from tickets.access_right limit 1)`,
  'holds that are sold without a paid order, or the other way round': `
    update inventory.hold set state = 'active' where id = (select hold_id from orders."order" where id = ${confirmed})`,
  'access rights admitted more than once': `
    with again as (
      insert into access_control.scan (id, access_point_id, organiser_id, performance_id, access_right_id, verdict, scanned_at)
      select gen_random_uuid(), access_point_id, organiser_id, performance_id, access_right_id, verdict, scanned_at
      from access_control.scan returning id, access_right_id, performance_id, access_point_id, scanned_at
    ), out as (
      update access_control.admission set left_at = admitted_at, left_by_scan_id = gen_random_uuid() returning zone_id
    )
    insert into access_control.admission (access_right_id, number, performance_id, scan_id, zone_id, access_point_id,
      admitted_at, left_at, left_by_scan_id)
    select access_right_id, 2, performance_id, id, (select zone_id from out), access_point_id, scanned_at, scanned_at,
      gen_random_uuid() from again`,
  'scans that let somebody in who neither stayed nor is a conflict, and stays without such a scan':
    'delete from access_control.admission',
  'zones that count others inside than came in and did not leave': `
    insert into access_control.zone_limit (performance_id, zone_id, places_max, inside)
    select performance_id, zone_id, 10, 0 from access_control.admission`,
  'admissions that the ticket did not give': `
    update tickets.ticket set status = 'void', voided_at = issued_at
    where id = (select r.ticket_id from access_control.scan s join tickets.access_right r on r.id = s.access_right_id)`,
  'orders whose total is not the sum of their lines': `update orders."order" set total_minor = total_minor + 1 where id = ${confirmed}`,
  'order lines priced otherwise than they were held': `
    update orders.order_line set price_minor = price_minor - 100, fee_minor = fee_minor + 100 where order_id = ${paying}`,
  'orders whose discount is not what their promo code took off the hold': `
    update orders.order_line set discount_minor = 1 where order_id = ${paying}`,
  'lines whose trace does not add up to their price': `
    update orders.order_line set trace = '[{"amountMinor": 1}]' where order_id = ${paying}`,
  'promo codes that do not count what holds and orders use of them': `${promo}
    update pricing.promo_code set uses = uses + 1`,
  'promo codes used more often, by one person too often, or for more than they may': `${promo}
    update pricing.promo_code set per_person_max = 1;
    insert into pricing.promo_use (hold_id, promo_code_id, terms, discount_minor, person_key)
    select gen_random_uuid(), promo_code_id, terms, 0, person_key from pricing.promo_use`,
  'promo codes counted for holds that ended unsold': `${promo}
    update inventory.hold set state = 'expired' where id = (select hold_id from pricing.promo_use)`,
  'orders of another organiser, currency or hold than their performance': `update orders."order" set currency = 'TND' where id = ${paying}`,
  'payments for nothing, of another organiser or currency than their order, or of an amount that its gift cards do not explain': `
    update payments.payment set amount_minor = amount_minor - 1 where reference = ${paying}::text`,
  'payments whose sums disagree with their status or their refunds': `
    update payments.payment set refunded_minor = 1 where reference = ${confirmed}::text`,
  'orders whose status disagrees with the money they kept': `
    update orders."order" set status = 'cancelled' where id = ${confirmed}`,
  'cancelled order lines not given up by exactly one cancellation, or orders that disagree with their lines': `
    update orders.order_line set state = 'cancelled' where order_id = ${confirmed}`,
  'order lines of which more went back than they cost': `
    with c as (
      insert into orders.cancellation (order_id, status, reason, gross_minor, back_basis_points, price_minor, fee_minor, decided_at)
      select id, 'done', 'buyer_request', 999999, 10000, 999999, 0, now() - interval '2 minutes' from orders."order"
      where id = ${confirmed} returning id
    )
    insert into orders.cancellation_line (cancellation_id, order_line_id, gives_up, price_minor, fee_minor, tax_minor)
    select c.id, l.id, true, 999999, 0, 0 from c, orders.order_line l where l.order_id = ${confirmed}`,
  'cancellations that are not the sum of their lines, or not in the ledger with their amount': `
    with c as (
      insert into orders.cancellation (order_id, status, reason, gross_minor, back_basis_points, price_minor, fee_minor, decided_at)
      select id, 'done', 'buyer_request', 100, 10000, 100, 0, now() - interval '2 minutes' from orders."order"
      where id = ${confirmed} returning id
    )
    insert into orders.cancellation_line (cancellation_id, order_line_id, gives_up, price_minor, fee_minor, tax_minor)
    select c.id, l.id, true, 1, 0, 0 from c, orders.order_line l where l.order_id = ${confirmed}`,
  'paid orders that do not name the captured payment they were paid with': `
    update orders."order" set payment_id = null where id = ${confirmed}`,
  'orders with more than one payment under way': `
    drop index payments.one_live_payment_per_reference;
    insert into payments.payment (organiser_id, reference, provider, amount_minor, currency, return_url)
    select organiser_id, reference, provider, amount_minor, currency, return_url from payments.payment
    where reference = ${paying}::text`,
  'captured money nobody has decided about': `
    update payments.payment set settled_at = null, captured_at = now() - interval '2 minutes' where reference = ${confirmed}::text`,
  'promised money nobody takes or lets go of': `
    update payments.payment set status = 'authorised', capture_requested_at = null, opened_at = now() - interval '2 minutes'
    where reference = ${paying}::text`,
  'orders that wait for a payment that is over': `
    update payments.payment set status = 'failed', closed_at = now() - interval '2 minutes' where reference = ${paying}::text`,
  'refunds the provider has not confirmed': `
    update payments.refund set status = 'requested', requested_at = now() - interval '2 minutes'`,
  'ledger postings that do not balance': `
    update ledger.entry set amount_minor = amount_minor + 1 where id = (select min(id) from ledger.entry)`,
  'captures and refunds that are not in the ledger with their amount, or the other way round': `
    delete from ledger.entry where posting_id in (select id from ledger.posting where kind = 'refund')`,
  'fees of a provider’s statement that are not in the ledger with their amount, or the other way round': `
    with p as (insert into ledger.posting (kind, reference) values ('provider_fee', gen_random_uuid()::text) returning id)
    insert into ledger.entry (posting_id, organiser_id, account, amount_minor, currency)
    select p.id, o.organiser_id, v.account, v.amount_minor, 'EUR' from p, (select organiser_id from orders."order" limit 1) o,
      (values ('provider_fee', 5), ('provider_clearing', -5)) v (account, amount_minor)`,
  'payouts that are not in the ledger with their amount, or the other way round': `
    with p as (insert into ledger.posting (kind, reference) values ('payout', gen_random_uuid()::text) returning id)
    insert into ledger.entry (posting_id, organiser_id, account, amount_minor, currency)
    select p.id, o.organiser_id, v.account, v.amount_minor, 'EUR' from p, (select organiser_id from orders."order" limit 1) o,
      (values ('organiser_payable', 5), ('provider_clearing', -5)) v (account, amount_minor)`,
  'sales that are not in the ledger with their amount, or the other way round': `
    update ledger.entry set account = 'organiser_payable' where account = 'platform_fee'`,
  'commissions that are not in the ledger with what was taken and given back, or the other way round': `
    insert into ledger.order_commission (order_id, organiser_id, currency, plan_id, price_minor, commission_minor)
    select id, organiser_id, currency, gen_random_uuid(), 9000, 225 from orders."order" where id = ${confirmed}`,
  'decided orders with money left in clearing': `
    delete from ledger.entry where posting_id = (select id from ledger.posting where kind = 'sale' limit 1)`,
  'payouts to accounts that stand otherwise than in the ledger, or the other way round': payout(`'requested', now()`),
  'payouts the provider has neither sent nor refused': payout(`'requested', now() - interval '2 minutes'`),
  'payouts to the account of another organiser or provider': `${payout(`'requested', now()`)};
    update settlement.payout set provider = 'paypal'`,
  'accounts of organisers that nobody has opened': `
    insert into settlement.payout_account (organiser_id, provider, country, requested_at)
    select id, 'stripe', 'FR', now() - interval '2 minutes' from identity.organiser limit 1`,
  'transfers captured without the money that came for them, or money for one that is not captured':
    'delete from payments.bank_entry',
  'payments at the counter that are not a sale of a till with their amount, or the other way round': `
    update payments.till_entry set cash_minor = cash_minor - 1 where kind = 'sale'`,
  'refunds at the counter that are not in a till with their amount, or the other way round': `
    update payments.refund set amount_minor = amount_minor - 1
    where payment_id in (select id from payments.payment where provider = 'counter')`,
  'till entries that are not what was sealed when they were written': `
    update payments.till_entry set note = 'x' where kind = 'refund'`,
  'till entries out of their chain: altered, missing or in another order': `
    delete from payments.till_entry where number = 2`,
  'chains of till entries that end otherwise than they should': `
    delete from payments.till_entry where number = (select max(number) from payments.till_entry)`,
  'tills that were not closed with what their entries say':
    'update payments.till set expected_minor = expected_minor + 1 where closed_at is not null',
  'gift cards whose sums are not what their movements add up to':
    'update gift_cards.card set balance_minor = balance_minor + 1',
  'gift cards that reserve or have spent another amount than orders have of them':
    'update gift_cards.part set amount_minor = amount_minor + 1',
  'gift card money reserved for orders that ended, or spent on orders never paid': `
    update orders."order" set confirmed_at = null where id in (select reference::uuid from gift_cards.part)`,
  'gift cards of another organiser or currency than the orders they pay': `
    update gift_cards.card set currency = 'JPY'`,
  'paid orders whose payment and gift cards are not their total': `
    update orders."order" set total_minor = total_minor + 1 where id = ${confirmed}`,
  'orders for which another amount came on gift cards than their cards and payments gave for it':
    'update gift_cards.part set refunded_minor = refunded_minor - 1 where refunded_minor > 0',
  'cancellations that went on gift cards with another amount than came on them':
    'update orders.cancellation set to_new_card_minor = to_new_card_minor - 1 where to_new_card_minor > 0',
  'movements of gift cards that are not in the ledger with their amount, or the other way round': `
    delete from ledger.posting where kind = 'gift_card_spend'`,
  'organisers that owe another amount on gift cards than is on their cards':
    'update gift_cards.card set reserved_minor = reserved_minor + 1',
  'series of invoices or credit notes with a gap, or whose last number is another':
    'update invoices.series set last_number = last_number + 1',
  'invoices and credit notes whose totals are not the sum of their lines':
    'update invoices.document set net_minor = net_minor - 1, tax_minor = tax_minor + 1',
  'taxes of invoices and credit notes that are not those of their lines':
    'update invoices.tax set net_minor = net_minor + 1',
  'invoices of another amount, tax, organiser or currency than their order, or for one never confirmed': `
    update invoices.document set currency = 'JPY'`,
  'credit notes of another order than their invoice, or that give back more than it asked for': `
    insert into invoices.document (kind, organiser_id, order_id, original_id, return_id, series_year, series_number, number,
      order_reference, locale, currency, issued_on, delivered_on, seller, buyer, net_minor, tax_minor, gross_minor)
    select 'credit_note', organiser_id, order_id, id, gen_random_uuid(), series_year, series_number, number || '-A',
      order_reference, locale, currency, issued_on, delivered_on, seller, buyer, net_minor + 1, tax_minor, gross_minor + 1
    from invoices.document limit 1`,
  'cancellations without a credit note of what goes back': `
    with c as (
      insert into orders.cancellation (order_id, status, reason, gross_minor, back_basis_points, price_minor, fee_minor, decided_at)
      select id, 'done', 'buyer_request', 100, 10000, 100, 0, now() - interval '2 minutes' from orders."order"
      where id = ${confirmed} returning id
    )
    insert into orders.cancellation_line (cancellation_id, order_line_id, gives_up, price_minor, fee_minor, tax_minor)
    select c.id, l.id, true, 50, 0, 0 from c, orders.order_line l where l.order_id = ${confirmed}`,
  'paid orders without an invoice': `
    update orders."order" set confirmed_at = now() - interval '2 minutes' where id = ${confirmed};
    delete from invoices.document where kind = 'invoice'`,
  'webhooks that were stored and not applied': `
    update payments.provider_event set applied_at = null, received_at = now() - interval '2 minutes'`,
  'payments of which the provider took another amount than it was asked for': `
    update payments.provider_event set outcome = 'mismatch'`,
  'payments the simulator took and we did not, or the other way round': `
    update simulator.payment set status = 'succeeded', settles_at = now() - interval '2 minutes' where status = 'open'`,
  'refunds the simulator paid and we did not ask for, or the other way round': `
    update simulator.refund set amount_minor = 1, created_at = now() - interval '2 minutes'`,
  'buyers who were not written to about their order': `
    update platform.journal set happened_at = now() - interval '2 minutes';
    delete from notifications.message where subject_id = ${refunded}::text`,
  'gift cards whose code was not mailed': `
    update gift_cards.card set issued_at = now() - interval '2 minutes';
    delete from notifications.message where kind = 'gift_card_issued'`,
  'messages nobody tried to send': `
    update notifications.message set status = 'queued', attempt_count = 0, created_at = now() - interval '2 minutes'`,
  'facts without exactly one journal row': `
    delete from platform.journal where kind = 'payments.refund_requested'`,
  'admissions without a journal row': `delete from platform.journal where kind = 'access_control.ticket_admitted'`,
};

test('every check has a contradiction here that it must find', () => {
  expect(Object.keys(contradictions)).toEqual(Object.keys(checks));
});

test.each(Object.entries(contradictions))('finds %s', async (name, contradiction) => {
  await client.query('begin');
  try {
    expect(await violationsIn(client)).toEqual([]);
    // Neither triggers nor foreign keys, as after a repair by hand or a restore in pieces.
    await client.query('set local session_replication_role = replica');
    await client.query(contradiction);
    const found = await violationsIn(client);
    expect(found.map(({ query }) => query)).toContain(name);
  } finally {
    await client.query('rollback');
  }
});

test('tickets whose promised money did not come are a contradiction only when nobody has taken them back in time', async () => {
  const ofMoney = ['orders whose status disagrees', 'paid orders that do not name'];
  const found = async (): Promise<string[]> =>
    (await violationsIn(client)).flatMap(({ query }) => ofMoney.filter((beginning) => query.startsWith(beginning)));
  await client.query('begin');
  try {
    await client.query('set local session_replication_role = replica');
    await client.query(
      `update payments.payment set status = 'failed', captured_minor = 0, captured_at = null, settled_at = null,
         capture_requested_at = clock_timestamp(), closed_at = clock_timestamp() where reference = ${confirmed}::text`,
    );
    expect(await found()).toEqual([]);
    await client.query(
      `update payments.payment set closed_at = closed_at - interval '2 minutes' where reference = ${confirmed}::text`,
    );
    expect(await found()).toEqual(ofMoney);
  } finally {
    await client.query('rollback');
  }
});
