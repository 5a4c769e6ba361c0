import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { buyerPrice, isOnSale, type PriceBook } from '../pricing/index.ts';
import { findMapping } from '../venues/index.ts';
import { pickBest } from './best.rules.ts';
import { decideHold } from './rules.ts';
import { listFreeSeats } from './stock.store.ts';
import { lockSeats, type SeatToHold } from './store.ts';

export type BestWish = {
  readonly best: true;
  readonly quantity: number;
  readonly together: boolean;
  readonly tierId?: string | undefined;
  readonly zoneId?: string | undefined;
  /** The most one place may cost the buyer, in minor units, fees included. */
  readonly maxPriceMinor?: number | undefined;
};

const racesMax = 8;

/** Chooses and locks the best free seats; when another buyer is faster, chooses again. Throws sold_out, not_enough_together, contended. */
export async function takeBest(
  ctx: Ctx,
  performance: Performance,
  book: PriceBook,
  wish: BestWish,
): Promise<SeatToHold[]> {
  const mapping = await findMapping(ctx, performance.mappingId);
  const focus = { x: mapping?.focalX ?? 0, y: mapping?.focalY ?? 0 };
  const filter = { zoneId: wish.zoneId, tierIds: tiersFor(book, wish, ctx.now) };
  for (let race = 0; race < racesMax; race += 1) {
    const free = await listFreeSeats(ctx, performance.id, filter);
    const pick = pickBest(free, wish.quantity, focus, !wish.together);
    if (!pick.ok && pick.code === 'not_enough_together') {
      throw new Refusal('not_enough_together', undefined, { largest: pick.largest, alternatives: [] });
    }
    if (!pick.ok) throw new Refusal('sold_out');
    const locked = await lockSeats(ctx, performance.id, pick.seatIds);
    if (decideHold(pick.seatIds, locked).ok)
      return pick.seatIds.flatMap((id) => locked.filter(({ seatId }) => seatId === id));
  }
  throw new Refusal('contended');
}

/** The tiers that fit the wish; undefined when any tier does. */
function tiersFor(book: PriceBook, wish: BestWish, now: Date): string[] | undefined {
  const { tierId, maxPriceMinor } = wish;
  if (maxPriceMinor === undefined) return tierId === undefined ? undefined : [tierId];
  const affordable = book.offers.filter(
    (offer) => isOnSale(offer, now) && offer.quantityMin <= wish.quantity && buyerPrice(offer) <= maxPriceMinor,
  );
  return [...new Set(affordable.map((offer) => offer.tierId))].filter(
    (tier) => tierId === undefined || tier === tierId,
  );
}
