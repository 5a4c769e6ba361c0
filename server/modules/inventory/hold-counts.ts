import type { Ctx } from '../../platform/context.ts';
import { findPerformance } from '../catalogue/index.ts';
import { decideCounts } from './hold-counts.rules.ts';
import { changedZone, lockCounters, readStockTerms, saveCounters } from './holding.store.ts';
import type { ZoneChange } from './seat-news.ts';
import { type HoldCounts, readHoldCounts } from './store.ts';

/** Takes what these holds count out of zones, quotas and limits. The holds must be locked, and end or give places back. */
export async function giveBackCounts(
  ctx: Ctx,
  performanceId: string,
  holdIds: readonly string[],
): Promise<ZoneChange[]> {
  const counts = await readHoldCounts(ctx, holdIds);
  return (await changeCounts(ctx, performanceId, counts, -1)) ?? [];
}

/** Counts an ended hold again, for money that came late. Undefined, and nothing is changed: there is no more room for it. */
export async function countAgain(ctx: Ctx, performanceId: string, holdId: string): Promise<ZoneChange[] | undefined> {
  const counts = await readHoldCounts(ctx, [holdId]);
  return changeCounts(ctx, performanceId, counts, 1);
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
  const terms = await readStockTerms(ctx, performanceId, 0);
  const counters = await lockCounters(ctx, performanceId, {
    zoneIds: counted.standing.map(({ zoneId }) => zoneId),
    quotaIds: counted.quotas.map(({ quotaId }) => quotaId),
    ...(placeMax === null ? {} : { persons: { keys: counted.persons.map(({ personKey }) => personKey), placeMax } }),
  });
  const openAllocationIds = new Set(terms.allocations.flatMap(({ id, isOpen }) => (isOpen ? [id] : [])));
  const decision = decideCounts(counters, counted, sign, openAllocationIds);
  if (!decision.ok) return undefined;
  await saveCounters(ctx, performanceId, decision.after);
  return decision.after.zones.map(changedZone);
}
