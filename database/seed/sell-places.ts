import { randomUUID } from 'node:crypto';
import { containedTax } from '@tessera/contract/money';
import { orderReference } from '@tessera/contract/order-reference';
import type { ClientBase } from 'pg';
import type { Buyer } from './buyers.ts';
import type { InsertedPerformance } from './insert-performance.ts';
import { type InsertedMapping, idOf } from './insert-venue.ts';
import type { PerformancePlan } from './plans.ts';
import type { Chance } from './random.ts';
import type { SoldParty } from './sold-places.ts';

export type Sale = {
  readonly organiserId: string;
  readonly referencePrefix: string;
  readonly signingKeyId: number;
  readonly mapping: InsertedMapping;
  readonly performance: InsertedPerformance;
  readonly plan: PerformancePlan;
  readonly orders: readonly SoldOrder[];
};

export type SoldOrder = {
  readonly party: SoldParty;
  readonly buyer: Buyer;
  readonly accountId: string | undefined;
  readonly placedAt: Date;
};

/**
 * Orders as the product leaves them once they are paid and confirmed: hold, places, order, payment, ledger, tickets and
 * access rights, for all sales at once, by one statement a table.
 */
export async function sellPlaces(client: ClientBase, sales: readonly Sale[], chance: Chance): Promise<void> {
  await createDrafts(client);
  const references = new Set<string>();
  const orders = sales.flatMap((sale) => sale.orders.map((order) => draftOrder(sale, order, { chance, references })));
  await fillOrderDrafts(client, orders);
  await fillPlaceDrafts(
    client,
    orders.flatMap(({ places }) => places),
  );
  for (const statement of statements) await client.query(statement);
}

type Draft = {
  id: string;
  holdId: string;
  paymentId: string;
  reference: string;
  organiserId: string;
  performanceId: string;
  mappingId: string;
  signingKeyId: number;
  accountId: string | undefined;
  buyer: Buyer;
  currency: string;
  totalMinor: number;
  feesMinor: number;
  placedAt: Date;
  places: readonly PlaceDraft[];
};

type PlaceDraft = {
  orderId: string;
  place: number;
  ordinal: number | undefined;
  zoneId: string;
  offerId: string;
  taxMinor: number;
};

function draftOrder(
  sale: Sale,
  { party, buyer, accountId, placedAt }: SoldOrder,
  { chance, references }: { chance: Chance; references: Set<string> },
): Draft {
  const id = randomUUID();
  const priced = party.map(({ ordinal, zone, tariff }, place) => {
    const tier = sale.plan.tiers.find(({ zones }) => zones.includes(zone));
    const price = sale.plan.prices.find((candidate) => candidate.tier === tier?.code && candidate.tariff === tariff);
    if (!tier || !price) throw new RangeError(`no price for ${tariff} in ${zone}`);
    const paidMinor = price.priceMinor + price.feeMinor;
    return {
      paidMinor,
      feeMinor: price.feeMinor,
      orderId: id,
      place,
      ordinal,
      zoneId: idOf(sale.mapping.zoneIds, zone),
      offerId: idOf(sale.performance.offerIds, `${tier.code} ${tariff}`),
      taxMinor: containedTax(paidMinor, price.taxBasisPoints),
    };
  });
  return {
    id,
    holdId: randomUUID(),
    paymentId: randomUUID(),
    reference: freshReference(sale.referencePrefix, placedAt.getUTCFullYear(), { chance, references }),
    organiserId: sale.organiserId,
    performanceId: sale.performance.id,
    mappingId: sale.mapping.id,
    signingKeyId: sale.signingKeyId,
    accountId,
    buyer,
    currency: sale.plan.currency,
    totalMinor: priced.reduce((total, { paidMinor }) => total + paidMinor, 0),
    feesMinor: priced.reduce((total, { feeMinor }) => total + feeMinor, 0),
    placedAt,
    places: priced,
  };
}

function freshReference(
  prefix: string,
  year: number,
  { chance, references }: { chance: Chance; references: Set<string> },
): string {
  for (;;) {
    const reference = orderReference(prefix, year, chance.between(0, 2 ** 30 - 1));
    if (references.has(reference)) continue;
    references.add(reference);
    return reference;
  }
}

async function createDrafts(client: ClientBase): Promise<void> {
  await client.query(`
    create temporary table order_draft (
      id uuid primary key, hold_id uuid, payment_id uuid, reference text, organiser_id uuid, performance_id uuid,
      mapping_id uuid, signing_key_id int, account_id uuid, buyer_email text, buyer_name text, locale text, currency text,
      total_minor bigint, fees_minor bigint, place_count int, placed_at timestamptz, confirmed_at timestamptz
    ) on commit drop;
    create temporary table place_draft (
      line_id uuid default uuidv7(), ticket_id uuid default uuidv7(), order_id uuid, place int, ordinal int, zone_id uuid,
      offer_id uuid, tax_minor bigint
    ) on commit drop`);
}

async function fillOrderDrafts(client: ClientBase, orders: readonly Draft[]): Promise<void> {
  const column = <Value>(pick: (order: Draft) => Value): Value[] => orders.map(pick);
  await client.query(
    `insert into order_draft
     select *, placed_at + interval '80 seconds'
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::int[], $9::uuid[],
       $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bigint[], $16::int[], $17::timestamptz[])
       as draft (id, hold_id, payment_id, reference, organiser_id, performance_id, mapping_id, signing_key_id, account_id,
         buyer_email, buyer_name, locale, currency, total_minor, fees_minor, place_count, placed_at)`,
    [
      column(({ id }) => id),
      column(({ holdId }) => holdId),
      column(({ paymentId }) => paymentId),
      column(({ reference }) => reference),
      column(({ organiserId }) => organiserId),
      column(({ performanceId }) => performanceId),
      column(({ mappingId }) => mappingId),
      column(({ signingKeyId }) => signingKeyId),
      column(({ accountId }) => accountId ?? null),
      column(({ buyer }) => buyer.email),
      column(({ buyer }) => buyer.name),
      column(({ buyer }) => buyer.locale),
      column(({ currency }) => currency),
      column(({ totalMinor }) => totalMinor),
      column(({ feesMinor }) => feesMinor),
      column(({ places }) => places.length),
      column(({ placedAt }) => placedAt.toISOString()),
    ],
  );
}

async function fillPlaceDrafts(client: ClientBase, places: readonly PlaceDraft[]): Promise<void> {
  await client.query(
    `insert into place_draft (order_id, place, ordinal, zone_id, offer_id, tax_minor)
     select * from unnest($1::uuid[], $2::int[], $3::int[], $4::uuid[], $5::uuid[], $6::bigint[])`,
    [
      places.map(({ orderId }) => orderId),
      places.map(({ place }) => place),
      places.map(({ ordinal }) => ordinal ?? null),
      places.map(({ zoneId }) => zoneId),
      places.map(({ offerId }) => offerId),
      places.map(({ taxMinor }) => taxMinor),
    ],
  );
  await client.query(`
    create temporary table sold_place on commit drop as
    select draft.*, seat.id as seat_id, seat.row_label, seat.number as seat_number, coalesce(seat.flags, '{}') as seat_flags,
      zone.name as zone_name, offer.tier_id, tier.name as tier_name, tariff.name as tariff_name, tariff.code as tariff_code,
      offer.price_minor, offer.fee_minor
    from place_draft draft
    join order_draft "order" on "order".id = draft.order_id
    join venues.zone on zone.mapping_id = "order".mapping_id and zone.id = draft.zone_id
    join pricing.offer on offer.id = draft.offer_id
    join pricing.price_tier tier on tier.id = offer.tier_id
    join pricing.tariff on tariff.id = offer.tariff_id
    left join venues.seat on seat.mapping_id = "order".mapping_id and seat.ordinal = draft.ordinal;
    analyze order_draft;
    analyze sold_place`);
}

/** In the order in which the product would write them. */
const statements: readonly string[] = [
  `insert into inventory.hold
     (id, performance_id, state, price_list_version, place_count, held_at, expires_at, payment_started_at, ended_at)
   select hold_id, performance_id, 'sold', 1, place_count, placed_at - interval '2 minutes', placed_at + interval '15 minutes',
     placed_at, confirmed_at
   from order_draft`,
  `insert into inventory.hold_place (hold_id, place, performance_id, zone_id, seat_id, tier_id, offer_id)
   select hold_id, place, performance_id, zone_id, seat_id, tier_id, offer_id
   from sold_place join order_draft on order_draft.id = order_id`,
  `update inventory.performance_seat stock set state = 'sold', hold_id = order_draft.hold_id
   from sold_place join order_draft on order_draft.id = order_id
   where stock.performance_id = order_draft.performance_id and stock.seat_id = sold_place.seat_id`,
  `update inventory.zone_stock stock set used = stock.used + sold.places
   from (select performance_id, zone_id, count(*) as places from sold_place join order_draft on order_draft.id = order_id
     where seat_id is null group by performance_id, zone_id) sold
   where stock.performance_id = sold.performance_id and stock.zone_id = sold.zone_id`,
  `insert into payments.payment
     (id, organiser_id, reference, provider, status, amount_minor, currency, return_url, provider_payment_id,
      captured_minor, opened_at, captured_at, settled_at, closed_at)
   select payment_id, organiser_id, id, 'simulator', 'captured', total_minor, currency, '/', 'demo-' || reference,
     total_minor, placed_at, confirmed_at, confirmed_at, confirmed_at
   from order_draft`,
  `insert into simulator.payment
     (id, idempotency_key, client_reference, amount_minor, currency, return_url, webhook_url, description, status, outcome,
      expires_at, created_at)
   select 'demo-' || reference, payment_id, payment_id, total_minor, currency, '/', '/', reference, 'succeeded', 'succeed',
     placed_at + interval '15 minutes', placed_at
   from order_draft`,
  `insert into simulator.movement (payment_id, amount_minor, booked_at)
   select 'demo-' || reference, total_minor, confirmed_at from order_draft`,
  `insert into orders."order"
     (id, reference, organiser_id, performance_id, hold_id, account_id, buyer_email, buyer_name, locale, status,
      total_minor, currency, payment_id, placed_at, confirmed_at)
   select id, reference, organiser_id, performance_id, hold_id, account_id, buyer_email, buyer_name, locale, 'confirmed',
     total_minor, currency, payment_id, placed_at, confirmed_at
   from order_draft`,
  `insert into orders.order_line
     (id, order_id, place, seat_id, zone_id, tier_id, offer_id, zone_name, row_label, seat_number, seat_flags,
      tier_name, tariff_name, price_minor, fee_minor, tax_minor, attendee_name)
   select line_id, order_id, place, seat_id, zone_id, tier_id, offer_id, zone_name, row_label, seat_number, seat_flags,
     tier_name, tariff_name, price_minor, fee_minor, tax_minor, buyer_name
   from sold_place join order_draft on order_draft.id = order_id`,
  `insert into ledger.posting (kind, reference, posted_at)
   select 'capture', payment_id::text, confirmed_at from order_draft
   union all select 'sale', id::text, confirmed_at from order_draft`,
  `insert into ledger.entry (posting_id, organiser_id, account, amount_minor, currency)
   select posting.id, organiser_id, leg.account, leg.amount_minor, currency
   from order_draft
   cross join lateral (values
     ('capture', payment_id, 'provider_clearing', total_minor),
     ('capture', payment_id, 'order_clearing', -total_minor),
     ('sale', id, 'order_clearing', total_minor),
     ('sale', id, 'organiser_payable', fees_minor - total_minor),
     ('sale', id, 'platform_fee', -fees_minor)) as leg (kind, reference, account, amount_minor)
   join ledger.posting on posting.kind = leg.kind and posting.reference = leg.reference::text
   where leg.amount_minor <> 0`,
  `insert into tickets.ticket
     (id, order_id, order_line_id, organiser_id, performance_id, serial, zone_id, seat_id, holder_name, tariff_name, opened_by,
      account_id, issued_at)
   select ticket_id, order_id, line_id, organiser_id, performance_id, reference || '-' || lpad((place + 1)::text, 2, '0'),
     zone_id, seat_id, buyer_name, tariff_name, hold_id, account_id, confirmed_at
   from sold_place join order_draft on order_draft.id = order_id`,
  `insert into tickets.access_right
     (ticket_id, performance_id, zone_id, product, signing_key_id, valid_from, valid_until, issued_at)
   select ticket_id, performance_id, zone_id, tariff_code, signing_key_id, doors_at, ends_at, confirmed_at
   from sold_place join order_draft on order_draft.id = order_id
   join catalogue.performance on performance.id = order_draft.performance_id`,
  `insert into platform.journal (happened_at, kind, actor_kind, actor_id, organiser_id, subject_id, payload, trace_id)
   select step.happened_at, step.kind, 'system', 'demo', organiser_id, step.subject_id, step.payload, 'demo'
   from order_draft
   join (select order_id, jsonb_agg(ticket_id order by place) as ids from sold_place group by order_id) tickets
     on tickets.order_id = order_draft.id
   cross join lateral (values
     (1, placed_at, 'orders.order_placed', id,
       jsonb_build_object('reference', reference, 'totalMinor', total_minor, 'currency', currency)),
     (2, confirmed_at, 'payments.payment_captured', payment_id,
       jsonb_build_object('reference', id, 'amountMinor', total_minor, 'currency', currency)),
     (3, confirmed_at, 'tickets.tickets_issued', id, jsonb_build_object('ticketIds', tickets.ids)),
     (4, confirmed_at, 'orders.order_confirmed', id, jsonb_build_object('late', false))
   ) as step (position, happened_at, kind, subject_id, payload)
   order by step.happened_at, id, step.position`,
];
