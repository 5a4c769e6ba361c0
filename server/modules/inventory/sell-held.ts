import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { placesSold } from './announcements.ts';
import { lockedHold, placesOf, seatIdsOf, standingZonesOf } from './change-hold.ts';
import { canBeSoldTo, decideStandingHold } from './rules.ts';
import { notifySeats } from './stock.store.ts';
import {
  type HeldPlace,
  listHeldPlaces,
  lockSeats,
  lockZone,
  saveHoldState,
  saveSeatsSold,
  saveStandingReturned,
  saveZoneUsed,
} from './store.ts';

/**
 * Sells the places of a hold, all or none. A hold whose time is over, or that was released, gets the very same places
 * again if nobody else has them: `taken_again`. `gone`: at least one is somebody else's now, and nothing was changed.
 */
export async function sellHeld(ctx: Ctx, holdId: string): Promise<'sold' | 'taken_again' | 'gone'> {
  const hold = await lockedHold(ctx, holdId);
  if (hold.state === 'sold') return 'sold';
  const places = await listHeldPlaces(ctx, holdId);
  const seatIds = seatIdsOf(places);
  const seats = await lockSeats(ctx, hold.performanceId, seatIds);
  if (seats.length !== seatIds.length || !seats.every((seat) => canBeSoldTo(holdId, seat))) return 'gone';
  if (!(await takeStanding(ctx, hold.performanceId, holdId, places))) return 'gone';

  await saveSeatsSold(ctx, hold.performanceId, seatIds, holdId);
  await saveHoldState(ctx, holdId, 'sold');
  await notifySeats(
    ctx,
    hold.performanceId,
    seats.map(({ ordinal }) => ordinal),
  );
  await announce(ctx, placesSold(holdId, await placesOf(ctx, hold, places)));
  return hold.isAlive ? 'sold' : 'taken_again';
}

/** Standing places that went back to stock are taken out again, if every zone still has enough. Decides before it writes. */
async function takeStanding(
  ctx: Ctx,
  performanceId: string,
  holdId: string,
  held: readonly HeldPlace[],
): Promise<boolean> {
  const zones: { zoneId: string; used: number; missing: number }[] = [];
  for (const zoneId of standingZonesOf(held)) {
    const stock = await lockZone(ctx, performanceId, zoneId);
    // Read again under the zone's lock: taking back may just have returned these very places.
    const current = await listHeldPlaces(ctx, holdId);
    const missing = current.filter(
      (place) => place.zoneId === zoneId && place.seatId === null && place.returned,
    ).length;
    if (!stock || (missing > 0 && !decideStandingHold(missing, stock).ok)) return false;
    zones.push({ zoneId, used: stock.used, missing });
  }
  for (const { zoneId, used, missing } of zones) {
    await saveZoneUsed(ctx, performanceId, zoneId, used + missing);
    await saveStandingReturned(ctx, holdId, zoneId, false);
  }
  return true;
}
