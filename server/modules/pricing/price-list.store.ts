import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { PriceListDraft } from './price-list.rules.ts';
import type { TariffKind } from './rules.ts';

/** A published version, without its offers. */
export type PriceListHead = {
  readonly version: number;
  readonly publishedAt: Date;
  /** null: it came with the performance. */
  readonly publishedBy: { readonly id: string; readonly name: string } | null;
  readonly offers: number;
};
const headColumns = sql`
  l.version, l.published_at,
  case when a.id is null then null else jsonb_build_object('id', a.id, 'name', a.name) end as published_by,
  (select count(*)::int from pricing.offer o
    where o.performance_id = l.performance_id and o.price_list_version = l.version) as offers
  from pricing.price_list l left join identity.account a on a.id = l.published_by`;

/** A version; without one the newest, which is in force. */
export async function findPriceListHead(
  ctx: Ctx,
  performanceId: string,
  version?: number,
): Promise<PriceListHead | undefined> {
  const found = await sql<PriceListHead>`
    select ${headColumns} where l.performance_id = ${performanceId}
      and (${version ?? null}::int is null or l.version = ${version ?? null})
    order by l.version desc limit 1`.execute(tx(ctx));
  return found.rows[0];
}

/** The newest first; those before a version. */
export async function listPriceListHeads(
  ctx: Ctx,
  performanceId: string,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<PriceListHead[]> {
  const found = await sql<PriceListHead>`
    select ${headColumns} where l.performance_id = ${performanceId}
      and (${before ?? null}::int is null or l.version < ${before ?? null})
    order by l.version desc limit ${limit}`.execute(tx(ctx));
  return found.rows;
}

export type Tier = {
  readonly id: string;
  readonly code: string;
  readonly name: LocalText;
  readonly position: number;
};

export async function listTiers(ctx: Ctx, performanceId: string): Promise<Tier[]> {
  const found = await sql<Tier>`
    select id, code, name, position from pricing.price_tier where performance_id = ${performanceId}
    order by position`.execute(tx(ctx));
  return found.rows;
}

/** Every tariff there has been, by code. */
export async function listTariffKinds(ctx: Ctx, performanceId: string): Promise<ReadonlyMap<string, TariffKind>> {
  const rows = await tx(ctx)
    .selectFrom('pricing.tariff')
    .select(['code', 'kind'])
    .where('performanceId', '=', performanceId)
    .execute();
  return new Map(rows.map(({ code, kind }) => [code, kind]));
}

/** Writes a version with its offers; the performance must be locked. Tariffs that are there are kept, with new words. */
export async function savePriceList(
  ctx: Ctx,
  { performanceId, version, publishedBy }: { performanceId: string; version: number; publishedBy: string | null },
  { tariffs, offers }: Pick<PriceListDraft, 'tariffs' | 'offers'>,
): Promise<void> {
  await tx(ctx).insertInto('pricing.priceList').values({ performanceId, version, publishedBy }).execute();
  await sql`
    insert into pricing.tariff (performance_id, code, kind, name, condition, position)
    select ${performanceId}, code, kind, name, condition, position
    from unnest(${tariffs.map(({ code }) => code)}::text[], ${tariffs.map(({ kind }) => kind)}::text[],
      ${tariffs.map(({ name }) => JSON.stringify(name))}::jsonb[],
      ${tariffs.map(({ condition }) => JSON.stringify(condition ?? {}))}::jsonb[])
      with ordinality as tariff (code, kind, name, condition, position)
    on conflict (performance_id, code)
      do update set name = excluded.name, condition = excluded.condition, position = excluded.position`.execute(
    tx(ctx),
  );
  await sql`
    insert into pricing.offer (performance_id, price_list_version, tier_id, tariff_id, price_minor, fee_minor,
      absorbed_fee_minor, tax_basis_points, fee_tax_basis_points, quantity_min, places_max, is_hidden, sale_opens_at, sale_closes_at)
    select ${performanceId}, ${version}, t.id, f.id, price_minor, fee_minor, absorbed_fee_minor, tax_basis_points,
      fee_tax_basis_points, quantity_min, places_max, is_hidden, sale_opens_at, sale_closes_at
    from jsonb_to_recordset(${JSON.stringify(offers.map(asRecord))}::jsonb) as draft (tier text, tariff text, price_minor bigint,
      fee_minor bigint, absorbed_fee_minor bigint, tax_basis_points int, fee_tax_basis_points int, quantity_min int,
      places_max int, is_hidden boolean, sale_opens_at timestamptz, sale_closes_at timestamptz)
    join pricing.price_tier t on t.performance_id = ${performanceId} and t.code = draft.tier
    join pricing.tariff f on f.performance_id = ${performanceId} and f.code = draft.tariff`.execute(tx(ctx));
}

function asRecord(offer: PriceListDraft['offers'][number]) {
  return {
    tier: offer.tier,
    tariff: offer.tariff,
    price_minor: offer.priceMinor,
    fee_minor: offer.feeMinor,
    absorbed_fee_minor: offer.absorbedFeeMinor,
    tax_basis_points: offer.taxBasisPoints,
    fee_tax_basis_points: offer.feeTaxBasisPoints,
    quantity_min: offer.quantityMin,
    places_max: offer.placesMax,
    is_hidden: offer.isHidden,
    sale_opens_at: offer.saleOpensAt,
    sale_closes_at: offer.saleClosesAt,
  };
}
