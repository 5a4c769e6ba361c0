import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findOffers, giveBackPromos } from '../pricing/index.ts';
import { placesReturned } from './announcements.ts';
import { freeSeat, lockedHold, placesOf } from './change-hold.ts';
import { changeCounts } from './hold-counts.ts';
import { quotaSharesAfter } from './quota.rules.ts';
import { listQuotas } from './quota.store.ts';
import { tellSeats } from './seat-news.ts';
import {
  listHeldPlaces,
  listQuotaShares,
  lockSeats,
  savePlacesReturned,
  saveQuotaShares,
  saveSeatsFree,
} from './store.ts';

/**
 * Gives sold places back to the stock, by their numbers in the hold: at once somebody else may have them. Places that are
 * back already are left as they are. Throws hold_ended for a hold that is not sold.
 */
export async function returnPlaces(ctx: Ctx, holdId: string, numbers: readonly number[]): Promise<void> {
  const hold = await lockedHold(ctx, holdId);
  if (hold.state !== 'sold') throw new Refusal('hold_ended');
  const { performanceId } = hold;
  const all = await listHeldPlaces(ctx, holdId);
  const places = all.filter(({ place, returned }) => numbers.includes(place) && !returned);
  if (places.length === 0) return;
  const seatIds = places.flatMap(({ seatId }) => seatId ?? []);
  await lockSeats(ctx, performanceId, seatIds);
  const freed = await saveSeatsFree(ctx, performanceId, seatIds, holdId);
  if (freed.length !== seatIds.length) throw new Error(`seats sold to hold ${holdId} are not its own`);

  const offers = await findOffers(
    ctx,
    all.map(({ offerId }) => offerId),
  );
  const kept = all
    .filter(({ place, returned }) => !returned && !numbers.includes(place))
    .map(({ zoneId, tierId, offerId }) => ({ zoneId, tierId, tariffId: offers.get(offerId)?.tariffId ?? '' }));
  const shares = await listQuotaShares(ctx, holdId);
  const after = quotaSharesAfter(await listQuotas(ctx, performanceId), shares, kept);
  const standing = places.filter(({ seatId }) => seatId === null);
  const zones = await changeCounts(
    ctx,
    performanceId,
    {
      standing: [...new Set(standing.map(({ zoneId }) => zoneId))].map((zoneId) => ({
        zoneId,
        allocationId: hold.allocationId,
        places: standing.filter((place) => place.zoneId === zoneId).length,
      })),
      quotas: shares.map(({ quotaId, places: before }) => ({
        quotaId,
        places: before - (after.find((share) => share.quotaId === quotaId)?.places ?? 0),
      })),
      persons: hold.personKey ? [{ personKey: hold.personKey, places: places.length }] : [],
    },
    -1,
  );
  await savePlacesReturned(
    ctx,
    holdId,
    places.map(({ place }) => place),
  );
  await saveQuotaShares(ctx, holdId, after);
  if (kept.length === 0) await giveBackPromos(ctx, [holdId]);
  await tellSeats(ctx, { performanceId, seats: freed.map(freeSeat), zones: zones ?? [] });
  await announce(ctx, placesReturned(holdId, placesOf(hold, places)));
}
