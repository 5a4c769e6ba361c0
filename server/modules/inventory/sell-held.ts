import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { placesSold } from './announcements.ts';
import { lockedHold, placesOf, seatIdsOf } from './change-hold.ts';
import { expireHolds } from './expire-holds.ts';
import { countAgain } from './hold-counts.ts';
import { decideSales, type LockedSeat } from './rules.ts';
import { tellSeats, type ZoneChange } from './seat-news.ts';
import { type HeldPlace, type Hold, listPlacesByHold, lockSeats, saveHoldsEnded, saveSeatsSold } from './store.ts';

type Sale = 'sold' | 'taken_again' | 'gone';
type Asked = { readonly hold: Hold; readonly places: readonly HeldPlace[]; readonly seatIds: readonly number[] };

/**
 * Sells the places of a hold, all or none. A hold whose time is over, or that was released, gets the very same places
 * again if nobody else has them: `taken_again`. `gone`: at least one is somebody else's now, and nothing was changed.
 */
export async function sellHeld(ctx: Ctx, holdId: string): Promise<Sale> {
  const hold = await lockedHold(ctx, holdId);
  return (await sellHolds(ctx, [hold])).get(hold.id) ?? 'gone';
}

/** The same for several holds, which must be locked, by their ids. Those that still count come before those that ended. */
export async function sellHolds(ctx: Ctx, holds: readonly Hold[]): Promise<ReadonlyMap<string, Sale>> {
  const places = await listPlacesByHold(
    ctx,
    holds.map(({ id }) => id),
  );
  const sales = new Map<string, Sale>(holds.map(({ id, state }) => [id, state === 'sold' ? 'sold' : 'gone']));
  const asked = holds
    .filter(({ state }) => state !== 'sold')
    .map((hold): Asked => {
      const own = places.get(hold.id) ?? [];
      return { hold, places: own, seatIds: seatIdsOf(own) };
    });
  const byPerformance = [...Map.groupBy(asked, ({ hold }) => hold.performanceId)];
  // Everybody who locks seats of several performances does it in this order.
  for (const [performanceId, own] of byPerformance.sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { hold } of await sellIn(ctx, performanceId, own))
      sales.set(hold.id, hold.isAlive ? 'sold' : 'taken_again');
  }
  return sales;
}

/** Returns those that are sold. */
async function sellIn(ctx: Ctx, performanceId: string, asked: readonly Asked[]): Promise<readonly Asked[]> {
  const seats = await lockSeats(
    ctx,
    performanceId,
    asked.flatMap(({ seatIds }) => seatIds),
  );
  // A hold that is over but was not swept up still counts; one that was counts again, if there is room without the dead.
  const counting = asked.filter(({ hold }) => hold.state === 'active');
  const sold = whoGets(counting, seats);
  await save(ctx, performanceId, sold, []);
  const all = [...sold];
  for (const ended of asked.filter(({ hold }) => hold.state !== 'active')) {
    const given = new Set(all.flatMap(({ seatIds }) => seatIds));
    const left = seats.filter(({ seatId }) => !given.has(seatId));
    if (whoGets([ended], left).length === 0) continue;
    await expireHolds(ctx, performanceId);
    const zones = await countAgain(ctx, performanceId, ended.hold.id);
    if (!zones) continue;
    await save(ctx, performanceId, [ended], zones);
    all.push(ended);
  }
  return all;
}

function whoGets(asked: readonly Asked[], seats: readonly LockedSeat[]): readonly Asked[] {
  const sold = decideSales(
    asked.map(({ hold: { id }, seatIds }) => ({ id, seatIds })),
    seats,
  );
  return asked.filter(({ hold }) => sold.has(hold.id));
}

async function save(
  ctx: Ctx,
  performanceId: string,
  sold: readonly Asked[],
  zones: readonly ZoneChange[],
): Promise<void> {
  if (sold.length === 0) return;
  const changed = await saveSeatsSold(
    ctx,
    performanceId,
    sold.flatMap(({ hold, seatIds }) => seatIds.map((seatId) => ({ seatId, holdId: hold.id }))),
  );
  await saveHoldsEnded(
    ctx,
    sold.map(({ hold }) => hold.id),
    'sold',
  );
  await tellSeats(ctx, {
    performanceId,
    seats: changed.map(({ ordinal, changeNumber }) => ({ ordinal, changeNumber, state: 2, heldUntilMs: 0 })),
    zones,
  });
  for (const { hold, places } of sold) await announce(ctx, placesSold(hold.id, placesOf(hold, places)));
}
