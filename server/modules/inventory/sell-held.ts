import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { placesSold } from './announcements.ts';
import { lockedHold, placesOf, seatIdsOf } from './change-hold.ts';
import { expireHolds } from './expire-holds.ts';
import { countAgain } from './hold-counts.ts';
import { canBeSoldTo } from './rules.ts';
import { tellSeats } from './seat-news.ts';
import { listHeldPlaces, lockSeats, saveHoldState, saveSeatsSold } from './store.ts';

/**
 * Sells the places of a hold, all or none. A hold whose time is over, or that was released, gets the very same places
 * again if nobody else has them: `taken_again`. `gone`: at least one is somebody else's now, and nothing was changed.
 */
export async function sellHeld(ctx: Ctx, holdId: string): Promise<'sold' | 'taken_again' | 'gone'> {
  const hold = await lockedHold(ctx, holdId);
  if (hold.state === 'sold') return 'sold';
  const { performanceId } = hold;
  const places = await listHeldPlaces(ctx, holdId);
  const seatIds = seatIdsOf(places);
  const seats = await lockSeats(ctx, performanceId, seatIds);
  if (seats.length !== seatIds.length || !seats.every((seat) => canBeSoldTo(holdId, seat))) return 'gone';
  // A hold that is over but was not swept up still counts; one that was counts again, if there is room without the dead.
  if (hold.state !== 'active') await expireHolds(ctx, performanceId);
  const zones = hold.state === 'active' ? [] : await countAgain(ctx, performanceId, holdId);
  if (!zones) return 'gone';

  const sold = await saveSeatsSold(ctx, performanceId, seatIds, holdId);
  await saveHoldState(ctx, holdId, 'sold');
  await tellSeats(ctx, {
    performanceId,
    seats: sold.map(({ ordinal, changeNumber }) => ({ ordinal, changeNumber, state: 2, heldUntilMs: 0 })),
    zones,
  });
  await announce(ctx, placesSold(holdId, await placesOf(ctx, hold, places)));
  return hold.isAlive ? 'sold' : 'taken_again';
}
