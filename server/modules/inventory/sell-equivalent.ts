import type { Chart } from '@tessera/contract/seating/chart';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { findPerformance } from '../catalogue/index.ts';
import { loadChart } from '../venues/index.ts';
import { placesSold, seatsReplaced } from './announcements.ts';
import { freeSeat, lockedHold, placesOf, seatIdsOf } from './change-hold.ts';
import { chooseEquivalent } from './equivalent-seats.rules.ts';
import { expireHolds } from './expire-holds.ts';
import { countAgain } from './hold-counts.ts';
import { listOrdinalsFree, lockFreeSeats, readStockTerms } from './holding.store.ts';
import { tellSeats } from './seat-news.ts';
import { listPlaceWords, type PlaceWords } from './stock.store.ts';
import { type Hold, listHeldPlaces, saveHoldsEnded, savePlacesAnew, saveSeatsFree, saveSeatsSold } from './store.ts';

/** Others may be at the same seats: so often better ones are looked for. */
const triesMax = 5;

/**
 * Sells other seats to a hold whose own are gone (`sellHeld` said so in this transaction): as many, together, of the same
 * zone and price. The places as they are now; undefined: there are none, or no room for the hold any more, and nothing was
 * changed. Holds of an allocation, of several zones or of standing places have no equivalent.
 */
export async function sellEquivalent(ctx: Ctx, holdId: string): Promise<PlaceWords[] | undefined> {
  const hold = await lockedHold(ctx, holdId);
  const places = await listHeldPlaces(ctx, holdId);
  const oldSeatIds = seatIdsOf(places);
  if (hold.state === 'sold' || hold.allocationId !== null || oldSeatIds.length !== places.length) return undefined;
  const { performanceId } = hold;
  const performance = await findPerformance(ctx, performanceId);
  const chart = performance && (await loadChart(ctx, performance.mappingId));
  if (!chart) return undefined;
  const seatIds = await lockEquivalent(ctx, hold, chart, oldSeatIds);
  if (!seatIds) return undefined;
  if (hold.state !== 'active') await expireHolds(ctx, performanceId);
  const zones = hold.state === 'active' ? [] : await countAgain(ctx, performanceId, holdId);
  if (!zones) return undefined;

  const freed = await saveSeatsFree(ctx, performanceId, oldSeatIds, holdId);
  const sold = await saveSeatsSold(
    ctx,
    performanceId,
    seatIds.map((seatId) => ({ seatId, holdId })),
  );
  await savePlacesAnew(
    ctx,
    hold,
    places.map(({ zoneId, tierId, offerId }, index) => ({ seatId: seatIds[index] ?? null, zoneId, tierId, offerId })),
  );
  await saveHoldsEnded(ctx, [holdId], 'sold');
  const isSold = new Set(sold.map(({ ordinal }) => ordinal));
  await tellSeats(ctx, {
    performanceId,
    seats: [
      ...freed.filter(({ ordinal }) => !isSold.has(ordinal)).map(freeSeat),
      ...sold.map(({ ordinal, changeNumber }) => ({ ordinal, changeNumber, state: 2, heldUntilMs: 0 }) as const),
    ],
    zones,
  });
  const told = placesOf(hold, places);
  await announce(ctx, seatsReplaced(holdId, told));
  await announce(ctx, placesSold(holdId, told));
  return listPlaceWords(ctx, holdId);
}

/** The ids of the seats chosen, in seat order, each free and locked. */
async function lockEquivalent(
  ctx: Ctx,
  { performanceId }: Hold,
  chart: Chart,
  oldSeatIds: readonly number[],
): Promise<number[] | undefined> {
  const ordinalOf = new Map(Array.from(chart.seatIds, (seatId, ordinal) => [seatId, ordinal]));
  const had = oldSeatIds.flatMap((seatId) => ordinalOf.get(seatId) ?? []);
  if (had.length !== oldSeatIds.length) return undefined;
  const { closedZoneIds, allocations } = await readStockTerms(ctx, performanceId, 0);
  const zoneOf = chart.rows[chart.rowOf[had[0] ?? 0] ?? -1]?.zone;
  if (closedZoneIds.includes(chart.zones[zoneOf ?? -1]?.id ?? '')) return undefined;
  const open = allocations.filter(({ isOpen }) => isOpen).map(({ id }) => id);
  for (let tries = 0; tries < triesMax; tries += 1) {
    const chosen = chooseEquivalent(chart, await listOrdinalsFree(ctx, performanceId, { open }), had);
    if (!chosen) return undefined;
    const seatIds = chosen.map((ordinal) => Number(chart.seatIds[ordinal]));
    const found = await lockFreeSeats(ctx, performanceId, seatIds, { wait: true });
    if (found.filter(({ isOurs }) => isOurs).length === seatIds.length) return seatIds;
  }
  return undefined;
}
