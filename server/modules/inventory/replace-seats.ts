import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { isSaleOpen, type Performance, sharePerformance } from '../catalogue/index.ts';
import {
  assignOffers,
  findHoldCodes,
  findPriceBook,
  type Offer,
  openedOffers,
  recountPromo,
  type TariffWish,
} from '../pricing/index.ts';
import { seatsReplaced } from './announcements.ts';
import { freeSeat, heldSeat, lockWholeHold, placesOf } from './change-hold.ts';
import { expireHolds } from './expire-holds.ts';
import { changeCounts } from './hold-counts.ts';
import { decideSeats, type Verdict, zoneIdAt } from './holding.rules.ts';
import { lockFreeSeats, readStockTerms } from './holding.store.ts';
import { firstPlacesLeft, isCovered, quotaSharesOf } from './quota.rules.ts';
import { listQuotas } from './quota.store.ts';
import { decideReplacement, tariffWishes } from './replacement.rules.ts';
import { holdStatus } from './rules.ts';
import type { SeatBoard } from './seat-board.ts';
import { tellSeats } from './seat-news.ts';
import {
  type HeldPlace,
  type Hold,
  listQuotaShares,
  savePlacesAnew,
  saveQuotaShares,
  saveSeatsFree,
  saveSeatsHeld,
} from './store.ts';

export type Replacement = {
  readonly holdId: string;
  /** Seats of the hold that are given back. */
  readonly release: readonly number[];
  /** Seats that come in their stead, or on top. */
  readonly seatIds: readonly number[];
  /** For all places, as when they were held; absent: those kept keep theirs. */
  readonly tariffs: readonly TariffWish[] | undefined;
};

/**
 * Gives some seats of a hold back and takes others, all or nothing; deadline and prices' version stay.
 * Throws hold_expired, hold_ended, hold_has_order, sale_not_open, too_many_places, invalid, seats_taken { seats },
 * lone_seat, whole_table, companion_only, no_such_offer, quota_reached, person_limit.
 */
export async function replaceSeats(ctx: Ctx, board: SeatBoard, wish: Replacement): Promise<void> {
  const performance = await sharePerformance(ctx, board.performanceId);
  if (!performance) throw new Refusal('not_found');
  if (!isSaleOpen(performance, ctx.now)) throw new Refusal('sale_not_open');
  const { hold, places } = await lockWholeHold(ctx, wish.holdId);
  const status = holdStatus(hold);
  if (status !== 'active') throw new Refusal(status === 'expired' ? 'hold_expired' : 'hold_ended');
  if (hold.orderedAt) throw new Refusal('hold_has_order');
  const decision = decideReplacement(places, wish.release, wish.seatIds, performance.placesPerOrderMax);
  if (!decision.ok) throw new Refusal(decision.code, undefined, decision.facts);

  const added = await takeSeats(ctx, { board, performance, hold, kept: decision.kept, wish });
  const { list, priced } = await priceAnew(ctx, hold, [...decision.kept, ...added], wish);
  const { performanceId } = hold;
  const freed = await saveSeatsFree(ctx, performanceId, wish.release, hold.id);
  const held = await saveSeatsHeld(ctx, performanceId, wish.seatIds, hold);
  await countAnew(ctx, hold, places.length, priced);
  await recountPromo(ctx, hold.id, {
    performanceId,
    organiserId: performance.organiserId,
    currency: performance.currency,
    list,
    places: priced.map(({ offer }) => offer),
  });
  await savePlacesAnew(
    ctx,
    hold,
    priced.map(({ tariffId: _, offer: __, ...place }) => place),
  );
  await tellSeats(ctx, {
    performanceId,
    seats: [...freed.map(freeSeat), ...held.map((seat) => heldSeat(seat, hold.expiresAt))],
    zones: [],
  });
  await announce(ctx, seatsReplaced(hold.id, placesOf(hold, places)));
}

type PlaceToPrice = Pick<HeldPlace, 'seatId' | 'zoneId' | 'tierId'> & { readonly offerId: string | undefined };
type Taking = {
  readonly board: SeatBoard;
  readonly performance: Performance;
  readonly hold: Hold;
  readonly kept: readonly HeldPlace[];
  readonly wish: Replacement;
};

async function takeSeats(ctx: Ctx, { board, performance, hold, kept, wish }: Taking): Promise<PlaceToPrice[]> {
  const { chart, ordinalOf } = board;
  const unknown = wish.seatIds.filter((seatId) => !ordinalOf.has(seatId));
  if (unknown.length > 0 || performance.mappingId !== board.mappingId) {
    const errors = unknown.map((id) => ({ pointer: `/body/seats/${wish.seatIds.indexOf(id)}`, code: 'no_such_seat' }));
    throw new Refusal('invalid', 'These are not seats of this performance.', { errors });
  }
  const ordinalsOf = (seatIds: readonly number[]) => seatIds.flatMap((id) => ordinalOf.get(id) ?? []);
  const { closedZoneIds, allocations } = await readStockTerms(ctx, performance.id, 0);
  const found = await lockFreeSeats(ctx, performance.id, wish.seatIds, { wait: true });
  const seats = new Map(found.map((seat) => [seat.ordinal, { ...seat, isBusy: false }]));
  const states = board.states.slice();
  const own = { kept: ordinalsOf(kept.flatMap(({ seatId }) => seatId ?? [])), wanted: ordinalsOf(wish.seatIds) };
  for (const ordinal of [...own.kept, ...own.wanted, ...ordinalsOf(wish.release)]) states[ordinal] = 0;
  const decision = decideSeats(
    { allocations, closedZoneIds: new Set(closedZoneIds), loneSeats: performance.loneSeats },
    { chart, states, seats },
    { ...own, allocationId: hold.allocationId, isOurChoice: false },
  );
  if (!decision.ok) throw refusalOf(decision.verdict);
  const book = await findPriceBook(ctx, performance.id, hold.priceListVersion);
  return decision.seats.map(({ seatId, ordinal }) => {
    const zoneId = zoneIdAt(chart, ordinal);
    return { seatId, zoneId, tierId: book.tierOfZone.get(zoneId) ?? '', offerId: undefined };
  });
}

function refusalOf(verdict: Exclude<Verdict, { kind: 'held' }>): Refusal {
  return verdict.kind === 'again' ? new Refusal('contended') : new Refusal(verdict.code, undefined, verdict.facts);
}

/** Places that are kept keep one of the first places they have; all others are priced by the rules, at the hold's prices. */
async function priceAnew(ctx: Ctx, hold: Hold, places: readonly PlaceToPrice[], { tariffs }: Replacement) {
  const book = await findPriceBook(ctx, hold.performanceId, hold.priceListVersion);
  const keptOf = ({ offerId }: PlaceToPrice): Offer | undefined =>
    tariffs ? undefined : book.offers.find(({ id, placesMax }) => id === offerId && placesMax !== null);
  const others = places.filter((place) => !keptOf(place));
  const wishes =
    tariffs ??
    tariffWishes(
      book.offers,
      others.map(({ offerId }) => offerId),
    );
  const { unlock } = await findHoldCodes(ctx, hold.id);
  const priced = assignOffers(
    openedOffers(book.offers, unlock?.terms),
    others.map(({ tierId }) => tierId),
    wishes,
    {
      now: ctx.now,
      left: await leftFor(
        ctx,
        hold,
        places.flatMap((place) => keptOf(place) ?? []),
      ),
    },
  );
  if (!priced.ok) throw new Refusal(priced.code);
  const offered = places.map((place, index) => {
    const offer = keptOf(place) ?? priced.offers[others.indexOf(place)];
    if (!offer) throw new Error(`place ${index} was given no offer`);
    const { seatId, zoneId, tierId } = place;
    return { seatId, zoneId, tierId, offerId: offer.id, tariffId: offer.tariffId, offer };
  });
  return { list: book.offers, priced: offered };
}

/** The first places there are for a hold besides those it keeps: what it gives back is its own to take again. */
async function leftFor(ctx: Ctx, hold: Hold, kept: readonly Offer[]) {
  const shares = new Map((await listQuotaShares(ctx, hold.id)).map(({ quotaId, places }) => [quotaId, places]));
  const quotas = await listQuotas(ctx, hold.performanceId);
  return firstPlacesLeft(
    quotas.map((quota) => {
      const keeps = kept.filter(({ tierId, tariffId }) => isCovered(quota, { tierId, tariffId, zoneId: '' })).length;
      return { ...quota, used: quota.used - Math.max(0, (shares.get(quota.id) ?? 0) - keeps) };
    }),
  );
}

type PricedPlace = { readonly zoneId: string; readonly tierId: string; readonly tariffId: string };

/** Quotas and the person's limit hear of the difference; standing places do not change. */
async function countAnew(ctx: Ctx, hold: Hold, before: number, places: readonly PricedPlace[]): Promise<void> {
  const old = await listQuotaShares(ctx, hold.id);
  const shares = quotaSharesOf(await listQuotas(ctx, hold.performanceId), places);
  await expireHolds(ctx, hold.performanceId);
  const none = { standing: [], quotas: [], persons: [] };
  const personOf = (count: number) => (hold.personKey ? [{ personKey: hold.personKey, places: count }] : []);
  await changeCounts(ctx, hold.performanceId, { ...none, quotas: old }, -1);
  if (!(await changeCounts(ctx, hold.performanceId, { ...none, quotas: shares }, 1)))
    throw new Refusal('quota_reached');
  // Whoever has more than a limit that came later may still exchange what he has.
  const more = places.length - before;
  if (more < 0) await changeCounts(ctx, hold.performanceId, { ...none, persons: personOf(-more) }, -1);
  if (more > 0 && !(await changeCounts(ctx, hold.performanceId, { ...none, persons: personOf(more) }, 1))) {
    throw new Refusal('person_limit');
  }
  await saveQuotaShares(ctx, hold.id, shares);
}
