import type { Ctx } from '../../platform/context.ts';
import { findPerformance } from '../catalogue/index.ts';
import { countPromoAgain, findOffers, giveBackPromos } from '../pricing/index.ts';
import { decideCounts } from './hold-counts.rules.ts';
import { changedZone, lockCounters, readStockTerms, saveCounters } from './holding.store.ts';
import { quotaSharesOf } from './quota.rules.ts';
import { listQuotas } from './quota.store.ts';
import type { ZoneChange } from './seat-news.ts';
import { type HoldCounts, listHeldPlaces, readHoldCounts, saveQuotaShares } from './store.ts';

/** Takes what these holds count out of zones, quotas, limits and promo codes. The holds must be locked, and end or give places back. */
export async function giveBackCounts(
  ctx: Ctx,
  performanceId: string,
  holdIds: readonly string[],
): Promise<ZoneChange[]> {
  const counts = await readHoldCounts(ctx, holdIds);
  const zones = (await changeCounts(ctx, performanceId, counts, -1)) ?? [];
  await giveBackPromos(ctx, holdIds);
  return zones;
}

/**
 * Counts an ended hold again, for money that came late, also in quotas that are younger than it. Undefined, and nothing is
 * changed: there is no more room for it.
 */
export async function countAgain(ctx: Ctx, performanceId: string, holdId: string): Promise<ZoneChange[] | undefined> {
  const places = await listHeldPlaces(ctx, holdId);
  const offers = await findOffers(
    ctx,
    places.map(({ offerId }) => offerId),
  );
  const quotas = quotaSharesOf(
    await listQuotas(ctx, performanceId),
    places.map((place) => ({ ...place, tariffId: offers.get(place.offerId)?.tariffId ?? '' })),
  );
  const counts = await readHoldCounts(ctx, [holdId]);
  const zones = await changeCounts(ctx, performanceId, { ...counts, quotas }, 1);
  if (!zones) return undefined;
  if (!(await countPromoAgain(ctx, holdId))) {
    await changeCounts(ctx, performanceId, { ...counts, quotas }, -1);
    return undefined;
  }
  await saveQuotaShares(ctx, holdId, quotas);
  return zones;
}

/** Adds or takes away; undefined when there is no room. Never refuses to take away. */
export async function changeCounts(
  ctx: Ctx,
  performanceId: string,
  counts: HoldCounts,
  sign: 1 | -1,
): Promise<ZoneChange[] | undefined> {
  if (counts.standing.length + counts.quotas.length + counts.persons.length === 0) return [];
  const placeMax = (await findPerformance(ctx, performanceId))?.placesPerPersonMax ?? null;
  // Where there is no limit nobody counts; when one is set, everybody is counted.
  const counted = placeMax === null ? { ...counts, persons: [] } : counts;
  const counters = await lockCounters(ctx, performanceId, {
    zoneIds: counted.standing.map(({ zoneId }) => zoneId),
    quotaIds: counted.quotas.map(({ quotaId }) => quotaId),
    ...(placeMax === null ? {} : { persons: { keys: counted.persons.map(({ personKey }) => personKey), placeMax } }),
  });
  // Under the locks: whoever waited may have waited for an allocation to be released.
  const terms = await readStockTerms(ctx, performanceId, 0);
  const openAllocationIds = new Set(terms.allocations.flatMap(({ id, isOpen }) => (isOpen ? [id] : [])));
  const decision = decideCounts(counters, counted, sign, openAllocationIds);
  if (!decision.ok) return undefined;
  await saveCounters(ctx, performanceId, decision.after);
  return decision.after.zones.map(changedZone);
}
