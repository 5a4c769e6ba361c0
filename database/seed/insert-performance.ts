import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { type InsertedMapping, idOf } from './insert-venue.ts';
import type { EventPlan, PerformancePlan, RefundPolicyPlan } from './plans.ts';

export type InsertedPerformance = {
  readonly id: string;
  readonly number: number;
  /** By code. */
  readonly tierIds: ReadonlyMap<string, string>;
  /** By code. */
  readonly tariffIds: ReadonlyMap<string, string>;
  /** By tier code, a blank, tariff code. */
  readonly offerIds: ReadonlyMap<string, string>;
};

/** A published event. */
export async function insertEvent(client: ClientBase, organiserId: string, event: EventPlan): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into catalogue.event
       (id, organiser_id, slug, title, summary, description, category, poster, state, refund_rule, age_minimum)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'published', $9, $10)`,
    [
      id,
      organiserId,
      event.slug,
      event.title,
      event.summary,
      event.description,
      event.category,
      event.poster,
      event.refundRule,
      event.ageMinimum ?? null,
    ],
  );
  return id;
}

/** A performance with its prices, and with its stock unless it is only planned. */
export async function insertPerformance(
  client: ClientBase,
  {
    organiserId,
    eventId,
    mapping,
    refundPolicy,
  }: { organiserId: string; eventId: string; mapping: InsertedMapping; refundPolicy?: RefundPolicyPlan | undefined },
  plan: PerformancePlan,
): Promise<InsertedPerformance> {
  const id = randomUUID();
  const { rows } = await client.query<{ number: number }>(
    `insert into catalogue.performance
       (id, event_id, organiser_id, mapping_id, doors_at, starts_at, ends_at, time_zone, currency, state,
        sale_opens_at, sale_closes_at, hold_minutes, payment_minutes, places_per_order_max,
        places_per_person_max, lone_seats)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     returning number`,
    [
      id,
      eventId,
      organiserId,
      mapping.id,
      plan.doorsAt,
      plan.startsAt,
      plan.endsAt,
      plan.timeZone,
      plan.currency,
      plan.state,
      plan.saleOpensAt,
      plan.saleClosesAt,
      plan.holdMinutes ?? 10,
      plan.paymentMinutes ?? 15,
      plan.placesPerOrderMax ?? 10,
      plan.placesPerPersonMax ?? null,
      plan.loneSeats ?? 'lenient',
    ],
  );
  const tierIds = await insertTiers(client, id, plan, mapping.zoneIds);
  const tariffIds = await insertTariffs(client, id, plan);
  const offerIds = await insertOffers(client, id, plan, { tierIds, tariffIds });
  if (refundPolicy) await insertRefundPolicy(client, id, refundPolicy);
  if (plan.state !== 'planned') await insertStock(client, id, mapping.id);
  return { id, number: Number(rows[0]?.number), tierIds, tariffIds, offerIds };
}

/** Every seat and standing zone that has a tier goes into stock, free. */
async function insertStock(client: ClientBase, performanceId: string, mappingId: string): Promise<void> {
  await client.query(
    `insert into inventory.performance_seat (performance_id, seat_id, ordinal, zone_id, tier_id)
     select tier_zone.performance_id, seat.id, seat.ordinal, seat.zone_id, tier_zone.tier_id
     from pricing.tier_zone join venues.seat on seat.mapping_id = $2 and seat.zone_id = tier_zone.zone_id
     where tier_zone.performance_id = $1
     order by seat.ordinal`,
    [performanceId, mappingId],
  );
  await client.query(
    `insert into inventory.zone_stock (performance_id, zone_id, tier_id, capacity)
     select tier_zone.performance_id, zone.id, tier_zone.tier_id, zone.capacity
     from pricing.tier_zone
     join venues.zone on zone.mapping_id = $2 and zone.id = tier_zone.zone_id and zone.kind = 'standing'
     where tier_zone.performance_id = $1`,
    [performanceId, mappingId],
  );
}

async function insertTiers(
  client: ClientBase,
  performanceId: string,
  { tiers }: PerformancePlan,
  zoneIds: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const ids = new Map(tiers.map(({ code }) => [code, randomUUID()]));
  await client.query(
    `insert into pricing.price_tier (id, performance_id, code, name, position)
     select id, $1, code, name, position
     from unnest($2::uuid[], $3::text[], $4::jsonb[]) with ordinality as tier (id, code, name, position)`,
    [performanceId, [...ids.values()], [...ids.keys()], tiers.map(({ name }) => JSON.stringify(name))],
  );
  const zones = tiers.flatMap(({ code, zones }) => zones.map((zone) => ({ tier: code, zone })));
  await client.query(
    `insert into pricing.tier_zone (performance_id, zone_id, tier_id)
     select $1, zone_id, tier_id from unnest($2::uuid[], $3::uuid[]) as tier_zone (zone_id, tier_id)`,
    [performanceId, zones.map(({ zone }) => idOf(zoneIds, zone)), zones.map(({ tier }) => idOf(ids, tier))],
  );
  return ids;
}

async function insertTariffs(
  client: ClientBase,
  performanceId: string,
  { tariffs }: PerformancePlan,
): Promise<Map<string, string>> {
  const ids = new Map(tariffs.map(({ code }) => [code, randomUUID()]));
  await client.query(
    `insert into pricing.tariff (id, performance_id, code, name, condition, kind, position)
     select id, $1, code, name, condition, kind, position
     from unnest($2::uuid[], $3::text[], $4::jsonb[], $5::jsonb[], $6::text[])
       with ordinality as tariff (id, code, name, condition, kind, position)`,
    [
      performanceId,
      [...ids.values()],
      [...ids.keys()],
      tariffs.map(({ name }) => JSON.stringify(name)),
      tariffs.map(({ condition }) => JSON.stringify(condition ?? {})),
      tariffs.map(({ kind }) => kind),
    ],
  );
  return ids;
}

async function insertOffers(
  client: ClientBase,
  performanceId: string,
  { prices, tariffs }: PerformancePlan,
  { tierIds, tariffIds }: Pick<InsertedPerformance, 'tierIds' | 'tariffIds'>,
): Promise<Map<string, string>> {
  const ids = new Map(prices.map(({ tier, tariff }) => [`${tier} ${tariff}`, randomUUID()]));
  await client.query('insert into pricing.price_list (performance_id, version) values ($1, 1)', [performanceId]);
  await client.query(
    `insert into pricing.offer
       (id, performance_id, price_list_version, tier_id, tariff_id, price_minor, fee_minor, tax_basis_points, sale_closes_at,
        quantity_min)
     select id, $1, 1, tier_id, tariff_id, price_minor, fee_minor, tax_basis_points, sale_closes_at, quantity_min
     from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::int[], $8::timestamptz[], $9::int[])
       as offer (id, tier_id, tariff_id, price_minor, fee_minor, tax_basis_points, sale_closes_at, quantity_min)`,
    [
      performanceId,
      [...ids.values()],
      prices.map(({ tier }) => idOf(tierIds, tier)),
      prices.map(({ tariff }) => idOf(tariffIds, tariff)),
      prices.map(({ priceMinor }) => priceMinor),
      prices.map(({ feeMinor }) => feeMinor),
      prices.map(({ taxBasisPoints }) => taxBasisPoints),
      prices.map(({ saleClosesAt }) => saleClosesAt?.toISOString() ?? null),
      prices.map((price) => tariffs.find(({ code }) => code === price.tariff)?.quantityMin ?? 1),
    ],
  );
  return ids;
}

async function insertRefundPolicy(
  client: ClientBase,
  performanceId: string,
  { discountRule, steps, needsApproval }: RefundPolicyPlan,
): Promise<void> {
  await client.query(
    `insert into pricing.refund_policy (performance_id, version, discount_rule, steps, needs_approval)
     values ($1, 1, $2, $3, $4)`,
    [performanceId, discountRule, JSON.stringify(steps), needsApproval ?? false],
  );
}
