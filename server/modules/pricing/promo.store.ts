import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { PromoTerms } from './price-cart.rules.ts';
import type { PromoCode } from './promo.rules.ts';

const promoColumns = sql`
  id, organiser_id, performance_id, currency, starts_at, ends_at, uses_max, uses, budget_minor, budget_used_minor,
  per_person_max, closed_at is not null as is_closed,
  jsonb_build_object('code', code, 'kind', kind, 'value', value, 'tierCodes', tier_codes, 'tariffCodes', tariff_codes,
    'quantityMin', quantity_min) as terms
  from pricing.promo_code`;

export async function findPromo(ctx: Ctx, organiserId: string, code: string): Promise<PromoCode | undefined> {
  const found = await sql<PromoCode>`
    select ${promoColumns} where organiser_id = ${organiserId} and code = ${code}`.execute(tx(ctx));
  return found.rows[0];
}

export async function findPromoById(ctx: Ctx, promoCodeId: string): Promise<PromoCode | undefined> {
  const found = await sql<PromoCode>`select ${promoColumns} where id = ${promoCodeId}`.execute(tx(ctx));
  return found.rows[0];
}

/** Codes in the order of their ids, so that whoever needs several never waits in a circle. */
export async function lockPromos(ctx: Ctx, promoCodeIds: readonly string[]): Promise<PromoCode[]> {
  const found = await sql<PromoCode>`
    select ${promoColumns} where id = any(${promoCodeIds}::uuid[]) order by id for update`.execute(tx(ctx));
  return found.rows;
}

export async function listPromos(
  ctx: Ctx,
  organiserId: string,
  page: { readonly afterId: string | null; readonly limit: number },
): Promise<PromoCode[]> {
  const found = await sql<PromoCode>`
    select ${promoColumns} where organiser_id = ${organiserId} and (${page.afterId}::uuid is null or id < ${page.afterId})
    order by id desc limit ${page.limit}`.execute(tx(ctx));
  return found.rows;
}

/** Undefined: the organiser has that code. */
export async function savePromo(
  ctx: Ctx,
  promo: Omit<PromoCode, 'id' | 'uses' | 'budgetUsedMinor' | 'isClosed'>,
): Promise<string | undefined> {
  const { terms, ...facts } = promo;
  const row = await tx(ctx)
    .insertInto('pricing.promoCode')
    .values({ ...facts, ...terms, tierCodes: [...terms.tierCodes], tariffCodes: [...terms.tariffCodes] })
    .onConflict((conflict) => conflict.columns(['organiserId', 'code']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function savePromoClosed(ctx: Ctx, promoCodeId: string): Promise<void> {
  await sql`
    update pricing.promo_code set closed_at = coalesce(closed_at, clock_timestamp()) where id = ${promoCodeId}`.execute(
    tx(ctx),
  );
}

/** Adds to what a code counts; the code must be locked. */
export async function savePromoCounted(
  ctx: Ctx,
  promoCodeId: string,
  { uses, discountMinor }: { readonly uses: number; readonly discountMinor: number },
): Promise<void> {
  await sql`
    update pricing.promo_code set uses = uses + ${uses}, budget_used_minor = budget_used_minor + ${discountMinor}
    where id = ${promoCodeId}`.execute(tx(ctx));
}

export type PromoUse = {
  readonly holdId: string;
  readonly promoCodeId: string;
  readonly terms: PromoTerms;
  readonly discountMinor: number;
  readonly personKey: Buffer | null;
  readonly isCounted: boolean;
  /** It opened the hold's offers; else it takes something off. */
  readonly isUnlock: boolean;
};
const useColumns = sql`
  hold_id, promo_code_id, terms, discount_minor, person_key, is_counted, is_unlock from pricing.promo_use`;

/** The code that takes something off a hold. */
export async function findPromoUse(ctx: Ctx, holdId: string): Promise<PromoUse | undefined> {
  return (await findHoldCodes(ctx, holdId)).discount;
}

/** The codes of a hold: one that takes something off, one that opened its offers. */
export async function findHoldCodes(
  ctx: Ctx,
  holdId: string,
): Promise<{ readonly discount: PromoUse | undefined; readonly unlock: PromoUse | undefined }> {
  const uses = await listUses(ctx, [holdId]);
  return { discount: uses.find(({ isUnlock }) => !isUnlock), unlock: uses.find(({ isUnlock }) => isUnlock) };
}

/** The codes of holds; in the order of their ids, so that whoever needs several never waits in a circle. */
export async function listUses(ctx: Ctx, holdIds: readonly string[]): Promise<PromoUse[]> {
  const found = await sql<PromoUse>`
    select ${useColumns} where hold_id = any(${holdIds}::uuid[]) order by promo_code_id`.execute(tx(ctx));
  return found.rows;
}

export async function savePromoUse(ctx: Ctx, use: Omit<PromoUse, 'isCounted' | 'isUnlock'>): Promise<void> {
  const { holdId, promoCodeId, terms, discountMinor, personKey } = use;
  await sql`
    insert into pricing.promo_use (hold_id, promo_code_id, terms, discount_minor, person_key)
    values (${holdId}, ${promoCodeId}, ${JSON.stringify(terms)}, ${discountMinor}, ${personKey})
    on conflict (hold_id, is_unlock) do update set promo_code_id = excluded.promo_code_id, terms = excluded.terms,
      discount_minor = excluded.discount_minor, person_key = excluded.person_key, is_counted = true,
      applied_at = clock_timestamp()`.execute(tx(ctx));
}

/** The codes that open the offers of new holds. */
export async function saveUnlockUses(
  ctx: Ctx,
  uses: readonly { readonly holdId: string; readonly promoCodeId: string; readonly terms: PromoTerms }[],
): Promise<void> {
  await sql`
    insert into pricing.promo_use (hold_id, promo_code_id, terms, discount_minor, is_unlock)
    select hold_id, promo_code_id, terms, 0, true
    from unnest(${uses.map(({ holdId }) => holdId)}::uuid[], ${uses.map(({ promoCodeId }) => promoCodeId)}::uuid[],
      ${uses.map(({ terms }) => JSON.stringify(terms))}::jsonb[]) as use (hold_id, promo_code_id, terms)`.execute(
    tx(ctx),
  );
}

export async function deletePromoUse(ctx: Ctx, holdId: string): Promise<void> {
  await tx(ctx).deleteFrom('pricing.promoUse').where('holdId', '=', holdId).where('isUnlock', '=', false).execute();
}

type OneUse = Pick<PromoUse, 'holdId' | 'isUnlock'>;

export async function saveUsesCounted(ctx: Ctx, uses: readonly OneUse[], isCounted: boolean): Promise<void> {
  await sql`
    update pricing.promo_use u set is_counted = ${isCounted}
    from unnest(${uses.map(({ holdId }) => holdId)}::uuid[], ${uses.map(({ isUnlock }) => isUnlock)}::boolean[])
      as one (hold_id, is_unlock)
    where u.hold_id = one.hold_id and u.is_unlock = one.is_unlock`.execute(tx(ctx));
}

/** Counts a person's use up or down; false: there is no use left for this person. The code must be locked. */
export async function countPersonUse(
  ctx: Ctx,
  { promoCodeId, personKey, usesMax, by }: { promoCodeId: string; personKey: Buffer; usesMax: number; by: 1 | -1 },
): Promise<boolean> {
  const saved = await sql<{ uses: number }>`
    insert into pricing.promo_person as person (promo_code_id, person_key, uses, uses_max)
    values (${promoCodeId}, ${personKey}, greatest(0, ${by}::int), ${usesMax})
    on conflict (promo_code_id, person_key) do update set uses = person.uses + ${by}
      where person.uses + ${by} between 0 and person.uses_max
    returning uses`.execute(tx(ctx));
  return saved.rows.length > 0;
}

/** Notes whose use it is, once the buyer is known. */
export async function saveUsePerson(ctx: Ctx, { holdId, isUnlock }: OneUse, personKey: Buffer): Promise<void> {
  await sql`
    update pricing.promo_use set person_key = ${personKey}
    where hold_id = ${holdId} and is_unlock = ${isUnlock}`.execute(tx(ctx));
}

/** The codes of an organiser among these texts. */
export async function listPromosByCode(ctx: Ctx, organiserId: string, codes: readonly string[]): Promise<PromoCode[]> {
  const found = await sql<PromoCode>`
    select ${promoColumns} where organiser_id = ${organiserId} and code = any(${codes}::text[])`.execute(tx(ctx));
  return found.rows;
}
