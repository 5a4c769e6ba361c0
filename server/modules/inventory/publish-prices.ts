import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { lockPerformance } from '../catalogue/index.ts';
import { type Offer, type PriceListDraft, publishPriceList } from '../pricing/index.ts';
import { expireHolds } from './expire-holds.ts';
import { isCovered } from './quota.rules.ts';
import {
  countIntoQuota,
  deleteQuota,
  lockCountedHolds,
  lockFirstPlaces,
  saveQuota,
  saveQuotaSize,
  saveQuotaUsed,
} from './quota.store.ts';

/**
 * New prices for a performance, with a counter for each of those that are for the first places only: it counts who has one
 * already, at whichever version. Throws not_found, price_list_changed { version }, invalid.
 */
export async function publishPrices(ctx: Ctx, performanceId: string, draft: PriceListDraft): Promise<void> {
  const performance = await lockPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  const { offers } = await publishPriceList(ctx, performance, draft);
  await lockCountedHolds(ctx, performanceId);
  await expireHolds(ctx, performanceId);
  await countFirstPlaces(ctx, performanceId, offers, draft);
}

async function countFirstPlaces(
  ctx: Ctx,
  performanceId: string,
  offers: readonly Offer[],
  draft: PriceListDraft,
): Promise<void> {
  const before = await lockFirstPlaces(ctx, performanceId);
  const counted = offers.filter(({ placesMax }) => placesMax !== null);
  for (const quota of before) {
    if (!counted.some((offer) => isCovered(quota, { ...offer, zoneId: '' }))) await deleteQuota(ctx, quota.id);
  }
  const tooFew: Offer[] = [];
  for (const offer of counted) {
    const size = offer.placesMax ?? 0;
    const known = before.find((quota) => isCovered(quota, { ...offer, zoneId: '' }));
    if (known && known.used <= size) await saveQuotaSize(ctx, known.id, size);
    else if (known || !(await startCounting(ctx, performanceId, offer, size))) tooFew.push(offer);
  }
  if (tooFew.length === 0) return;
  const errors = tooFew.map(({ tierCode, tariffCode }) => {
    const index = draft.offers.findIndex(({ tier, tariff }) => tier === tierCode && tariff === tariffCode);
    return { pointer: `/body/offers/${index}/placesMax`, code: 'below_taken' };
  });
  throw new Refusal('invalid', 'More places than that are held or sold at this price already.', { errors });
}

/** False: more of them are held or sold already. */
async function startCounting(ctx: Ctx, performanceId: string, offer: Offer, size: number): Promise<boolean> {
  const { tierId, tariffId, tierCode, tariffCode } = offer;
  const scopes = [{ tierId, tariffId, zoneId: null }];
  const name = `${tierCode} ${tariffCode}`;
  const quotaId = await saveQuota(ctx, { performanceId, name, size, scopes, isFirstPlaces: true });
  if (quotaId === undefined) throw new Error(`the first places of ${name} are counted already`);
  const used = await countIntoQuota(ctx, performanceId, quotaId);
  if (used > size) return false;
  await saveQuotaUsed(ctx, quotaId, used);
  return true;
}
