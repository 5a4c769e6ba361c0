import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Quota, QuotaScope } from './holding.rules.ts';

export async function listQuotas(ctx: Ctx, performanceId: string): Promise<Quota[]> {
  const found = await sql<Quota>`
    select q.id, q.name, q.size, q.used, q.is_first_places, coalesce((
      select jsonb_agg(jsonb_build_object('tierId', s.tier_id, 'tariffId', s.tariff_id, 'zoneId', s.zone_id) order by s.id)
      from inventory.quota_scope s where s.quota_id = q.id), '[]') as scopes
    from inventory.quota q where q.performance_id = ${performanceId} order by q.name`.execute(tx(ctx));
  return found.rows;
}

/**
 * Locks every hold that is active or sold, for who begins or ends a counter: those that are just ending or giving places back
 * are waited for, and count what they have left. The performance must be locked, so that no new hold comes; and this comes
 * before any counter is locked.
 */
export async function lockCountedHolds(ctx: Ctx, performanceId: string): Promise<void> {
  await sql`
    select from inventory.hold where performance_id = ${performanceId} and state in ('active', 'sold')
    order by id for update`.execute(tx(ctx));
}

/** The counters of first places, locked: money that comes late counts in them without asking the performance. */
export async function lockFirstPlaces(ctx: Ctx, performanceId: string): Promise<Quota[]> {
  await sql`
    select from inventory.quota where performance_id = ${performanceId} and is_first_places
    order by id for update`.execute(tx(ctx));
  return (await listQuotas(ctx, performanceId)).filter(({ isFirstPlaces }) => isFirstPlaces);
}

/** A quota that staff set; what counts first places is the price list's. */
export async function lockQuota(
  ctx: Ctx,
  quotaId: string,
): Promise<{ performanceId: string; name: string; size: number; used: number } | undefined> {
  const found = await sql<{ performanceId: string; name: string; size: number; used: number }>`
    select performance_id, name, size, used from inventory.quota where id = ${quotaId} and not is_first_places
    for update`.execute(tx(ctx));
  return found.rows[0];
}

export async function findQuotaPerformance(ctx: Ctx, quotaId: string): Promise<string | undefined> {
  const found = await sql<{ performanceId: string }>`
    select performance_id from inventory.quota where id = ${quotaId} and not is_first_places`.execute(tx(ctx));
  return found.rows[0]?.performanceId;
}

/** Undefined: there is one of that name. */
export async function saveQuota(
  ctx: Ctx,
  quota: {
    performanceId: string;
    name: string;
    size: number;
    scopes: readonly QuotaScope[];
    isFirstPlaces: boolean;
  },
): Promise<string | undefined> {
  const saved = await sql<{ id: string }>`
    insert into inventory.quota (performance_id, name, size, is_first_places)
    values (${quota.performanceId}, ${quota.name}, ${quota.size}, ${quota.isFirstPlaces})
    on conflict (performance_id, name) where not is_first_places do nothing returning id`.execute(tx(ctx));
  const id = saved.rows[0]?.id;
  if (id === undefined) return undefined;
  for (const { tierId, tariffId, zoneId } of quota.scopes) {
    await tx(ctx).insertInto('inventory.quotaScope').values({ quotaId: id, tierId, tariffId, zoneId }).execute();
  }
  return id;
}

export async function saveQuotaSize(ctx: Ctx, quotaId: string, size: number): Promise<void> {
  await sql`update inventory.quota set size = ${size} where id = ${quotaId}`.execute(tx(ctx));
}

/** Counts, in each hold that is active or sold, the places a new quota covers, and what that makes in all. */
export async function countIntoQuota(ctx: Ctx, performanceId: string, quotaId: string): Promise<number> {
  await sql`
    insert into inventory.hold_quota (hold_id, quota_id, places)
    select h.id, ${quotaId}, count(*) from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
      join pricing.offer o on o.id = p.offer_id
    where h.performance_id = ${performanceId} and h.state in ('active', 'sold') and not p.returned
      and (not exists (select from inventory.quota_scope s where s.quota_id = ${quotaId})
        or exists (select from inventory.quota_scope s where s.quota_id = ${quotaId}
          and (s.tier_id is null or s.tier_id = p.tier_id) and (s.zone_id is null or s.zone_id = p.zone_id)
          and (s.tariff_id is null or s.tariff_id = o.tariff_id)))
    group by h.id`.execute(tx(ctx));
  const counted = await sql<{ used: number }>`
    select coalesce(sum(places), 0)::int as used from inventory.hold_quota where quota_id = ${quotaId}`.execute(
    tx(ctx),
  );
  return counted.rows[0]?.used ?? 0;
}

export async function saveQuotaUsed(ctx: Ctx, quotaId: string, used: number): Promise<void> {
  await sql`update inventory.quota set used = ${used} where id = ${quotaId}`.execute(tx(ctx));
}

/** Forgets a quota with what holds count in it. */
export async function deleteQuota(ctx: Ctx, quotaId: string): Promise<void> {
  await sql`delete from inventory.hold_quota where quota_id = ${quotaId}`.execute(tx(ctx));
  await sql`delete from inventory.quota where id = ${quotaId}`.execute(tx(ctx));
}

/** Counts anew what every person has, for a limit that is set or changed. */
export async function countPersons(ctx: Ctx, performanceId: string, placeMax: number): Promise<void> {
  await sql`delete from inventory.person_use where performance_id = ${performanceId}`.execute(tx(ctx));
  await sql`
    insert into inventory.person_use (performance_id, person_key, used, place_max)
    select h.performance_id, h.person_key, count(*), greatest(${placeMax}, count(*))
    from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
    where h.performance_id = ${performanceId} and h.state in ('active', 'sold') and h.person_key is not null
      and not p.returned
    group by 1, 2`.execute(tx(ctx));
}
