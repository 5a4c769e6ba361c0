import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance, isSaleOpen, type Performance } from '../catalogue/index.ts';
import { assignOffers, findPriceBook, type PriceBook, type TariffWish } from '../pricing/index.ts';
import { seatsHeld } from './announcements.ts';
import { decideHold, decidePlaceCount, decideStandingHold } from './rules.ts';
import { notifySeats } from './stock.store.ts';
import { lockSeats, lockZone, saveHeldPlaces, saveHold, saveSeatsHeld, saveZoneUsed } from './store.ts';
import { type BestWish, takeBest } from './take-best.ts';

/** Which places: named seats, a number of places of one zone, or the best ones free. */
export type PlaceWish =
  | { readonly seatIds: readonly number[] }
  | { readonly zoneId: string; readonly quantity: number }
  | BestWish;

/** A place this transaction has locked and found free. */
export type TakenPlace = {
  readonly seatId: number | null;
  readonly ordinal: number | null;
  readonly zoneId: string;
  readonly tierId: string;
};

/**
 * Takes all the places wished for off sale for the performance's hold time (minutes), or none, and pins their prices.
 * Throws sale_not_open, too_many_places, seats_taken { seats }, not_enough_together { largest }, sold_out, no_such_offer.
 */
export async function holdSeats(
  ctx: Ctx,
  performanceId: string,
  wish: PlaceWish,
  tariffs: readonly TariffWish[],
): Promise<string> {
  const performance = await openPerformance(ctx, performanceId);
  const book = await findPriceBook(ctx, performanceId);
  const count = 'seatIds' in wish ? wish.seatIds.length : wish.quantity;
  const size = decidePlaceCount(count, performance.placesPerOrderMax);
  if (!size.ok) throw new Refusal(size.code, undefined, { max: performance.placesPerOrderMax });

  const places = await takePlaces(ctx, performance, book, wish);
  const priced = assignOffers(
    book.offers,
    places.map(({ tierId }) => tierId),
    tariffs,
    ctx.now,
  );
  if (!priced.ok) throw new Refusal(priced.code);

  const hold = await saveHold(ctx, {
    performanceId,
    priceListVersion: book.version,
    placeCount: places.length,
    minutes: performance.holdMinutes,
  });
  const seats = places.filter((place) => place.seatId !== null);
  await saveSeatsHeld(
    ctx,
    performanceId,
    seats.map(({ seatId }) => Number(seatId)),
    hold,
  );
  await saveHeldPlaces(
    ctx,
    { id: hold.id, performanceId },
    places.map(({ seatId, zoneId, tierId }, index) => ({
      seatId,
      zoneId,
      tierId,
      offerId: offerAt(priced.offers, index),
    })),
  );
  await notifySeats(
    ctx,
    performanceId,
    seats.map(({ ordinal }) => Number(ordinal)),
  );
  await announce(
    ctx,
    seatsHeld(hold.id, { performanceId, organiserId: performance.organiserId, places: places.length }),
  );
  return hold.id;
}

async function openPerformance(ctx: Ctx, performanceId: string): Promise<Performance> {
  const performance = await findPerformance(ctx, performanceId);
  if (performance?.event.state !== 'published') throw new Refusal('not_found');
  if (!isSaleOpen(performance, ctx.now)) throw new Refusal('sale_not_open');
  return performance;
}

async function takePlaces(ctx: Ctx, performance: Performance, book: PriceBook, wish: PlaceWish): Promise<TakenPlace[]> {
  if ('seatIds' in wish) return takeSeats(ctx, performance.id, wish.seatIds);
  if ('best' in wish) return takeBest(ctx, performance, book, wish);
  const stock = await lockZone(ctx, performance.id, wish.zoneId);
  if (!stock)
    return takeBest(ctx, performance, book, {
      best: true,
      quantity: wish.quantity,
      zoneId: wish.zoneId,
      together: false,
    });
  const decision = decideStandingHold(wish.quantity, stock);
  if (!decision.ok && decision.code === 'not_enough') {
    throw new Refusal('not_enough_together', undefined, { largest: decision.left, alternatives: [] });
  }
  if (!decision.ok) throw new Refusal('sold_out');
  await saveZoneUsed(ctx, performance.id, wish.zoneId, stock.used + wish.quantity);
  const { tierId } = stock;
  return Array.from({ length: wish.quantity }, () => ({ seatId: null, ordinal: null, zoneId: wish.zoneId, tierId }));
}

async function takeSeats(ctx: Ctx, performanceId: string, seatIds: readonly number[]): Promise<TakenPlace[]> {
  const locked = await lockSeats(ctx, performanceId, seatIds);
  const decision = decideHold(seatIds, locked);
  if (!decision.ok && decision.code === 'no_such_seats') {
    const errors = decision.seatIds.map((seatId) => ({
      pointer: `/body/seats/${seatIds.indexOf(seatId)}`,
      code: 'no_such_seat',
    }));
    throw new Refusal('invalid', 'These are not seats of this performance.', { errors });
  }
  if (!decision.ok) throw new Refusal(decision.code, undefined, { seats: decision.seatIds.map(String) });
  return seatIds.flatMap((seatId) => locked.filter((seat) => seat.seatId === seatId));
}

function offerAt(offers: readonly { readonly id: string }[], place: number): string {
  const offer = offers[place];
  if (!offer) throw new Error(`place ${place} was given no offer`);
  return offer.id;
}
