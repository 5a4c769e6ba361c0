import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Offer } from './rules.ts';

export type PriceBook = {
  readonly version: number;
  readonly offers: readonly Offer[];
  /** zone id → tier id; a zone without a tier is not on sale. */
  readonly tierOfZone: ReadonlyMap<string, string>;
};

const offerColumns = sql`
  o.id, o.tier_id, t.code as tier_code, t.name as tier_name, t.position as tier_position,
  o.tariff_id, f.code as tariff_code, f.name as tariff_name, nullif(f.condition, '{}') as tariff_condition,
  f.kind as tariff_kind, o.quantity_min, o.places_max, o.is_hidden, o.price_minor, o.fee_minor, o.absorbed_fee_minor,
  o.tax_basis_points, o.fee_tax_basis_points, o.sale_opens_at, o.sale_closes_at
  from pricing.offer o join pricing.price_tier t on t.id = o.tier_id join pricing.tariff f on f.id = o.tariff_id`;

/** A published list of prices; without `version` the newest, which is in force. */
export async function findPriceBook(ctx: Ctx, performanceId: string, version?: number): Promise<PriceBook> {
  const offers = await sql<Offer & { version: number }>`
    select o.price_list_version as version, ${offerColumns}
    where o.performance_id = ${performanceId} and o.price_list_version =
      coalesce(${version ?? null}::int, (select max(version) from pricing.price_list where performance_id = ${performanceId}))
    order by t.position, f.position`.execute(tx(ctx));
  const zones = await tx(ctx)
    .selectFrom('pricing.tierZone')
    .select(['zoneId', 'tierId'])
    .where('performanceId', '=', performanceId)
    .execute();
  return {
    version: offers.rows[0]?.version ?? 1,
    offers: offers.rows,
    tierOfZone: new Map(zones.map(({ zoneId, tierId }) => [zoneId, tierId])),
  };
}

/** Offers by id, whichever list they were published in: a hold keeps the prices it was made with. */
export async function findOffers(ctx: Ctx, offerIds: readonly string[]): Promise<ReadonlyMap<string, Offer>> {
  const found = await sql<Offer>`select ${offerColumns} where o.id = any(${offerIds}::uuid[])`.execute(tx(ctx));
  return new Map(found.rows.map((offer) => [offer.id, offer]));
}

/** Every offer of the list an offer was published in. */
export async function findListOfOffer(ctx: Ctx, offerId: string): Promise<readonly Offer[]> {
  const found = await sql<Offer>`
    select ${offerColumns}
    where (o.performance_id, o.price_list_version) = (select performance_id, price_list_version from pricing.offer where id = ${offerId})
    order by t.position, f.position`.execute(tx(ctx));
  return [...found.rows];
}
