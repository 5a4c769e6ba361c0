import { type BestPick, pickBest } from '@tessera/contract/seating/best';
import type { Chart } from '@tessera/contract/seating/chart';
import { buyerPrice, isOnSale } from '../pricing/rules.ts';
import type { Allocation, PlannedPlaces, SaleTerms } from './holding.rules.ts';

/** Which places: named seats, a number of places of one zone, or the best ones free. */
export type PlaceWish =
  | { readonly seatIds: readonly number[] }
  | { readonly zoneId: string; readonly quantity: number }
  | BestWish;
export type BestWish = {
  readonly best: true;
  readonly quantity: number;
  readonly together: boolean;
  readonly tierId?: string | undefined;
  readonly zoneId?: string | undefined;
  /** The most one place may cost the buyer, in minor units, fees included. */
  readonly maxPriceMinor?: number | undefined;
  /** So many of them are wheelchair places. */
  readonly wheelchairs?: number | undefined;
};
export type PlanRefusal =
  | { readonly code: 'invalid'; readonly unknown: readonly number[] }
  | { readonly code: 'sold_out' }
  | { readonly code: 'not_on_sale' }
  | { readonly code: 'too_many_places'; readonly max: number }
  | { readonly code: 'not_enough_together'; readonly largest: number };
export type Plan =
  | { readonly ok: true; readonly places: PlannedPlaces }
  | { readonly ok: false; readonly refusal: PlanRefusal };

export type Hall = {
  readonly chart: Chart;
  /** By seat id. */
  readonly ordinalOf: ReadonlyMap<number, number>;
  /** By ordinal, 0 is available; seats that are planned here are marked in it. */
  readonly states: Uint8Array;
  /** Zones that have a counter instead of seats. */
  readonly standingZoneIds: ReadonlySet<string>;
};

/**
 * Which places a wish means, before any lock: seats and zones as they are named, the best ones as the hall is remembered.
 * What is planned for one wish is marked as taken, so that two wishes of a batch are not sent after the same seats.
 */
export function planPlaces(hall: Hall, terms: SaleTerms, wish: PlaceWish, allocation: Allocation | undefined): Plan {
  if ('seatIds' in wish) return planSeats(hall, wish.seatIds);
  if (!('best' in wish) && hall.standingZoneIds.has(wish.zoneId)) {
    return { ok: true, places: { zoneId: wish.zoneId, quantity: wish.quantity } };
  }
  const max = terms.placesPerOrderMax;
  if (wish.quantity > max) return { ok: false, refusal: { code: 'too_many_places', max } };
  const best: BestWish =
    'best' in wish ? wish : { best: true, quantity: wish.quantity, zoneId: wish.zoneId, together: false };
  const allowed = allowedRows(hall.chart, terms, best);
  if (!allowed.includes(1)) return { ok: false, refusal: { code: 'not_on_sale' } };
  const pick = pickBest(hall.chart, hall.states, {
    quantity: best.quantity,
    together: best.together,
    allowed,
    loneSeats: allocation ? 'off' : terms.loneSeats,
    ...(best.wheelchairs === undefined ? {} : { wheelchairs: best.wheelchairs }),
  });
  if (!pick.ok) return { ok: false, refusal: refusalOf(pick) };
  for (const ordinal of pick.ordinals) hall.states[ordinal] = 1;
  return { ok: true, places: { ordinals: pick.ordinals, isOurChoice: true } };
}

function refusalOf(pick: BestPick & { ok: false }): PlanRefusal {
  return pick.code === 'sold_out' ? { code: 'sold_out' } : { code: 'not_enough_together', largest: pick.largest };
}

function planSeats({ ordinalOf, states }: Hall, seatIds: readonly number[]): Plan {
  const unknown = seatIds.filter((id) => !ordinalOf.has(id));
  if (unknown.length > 0) return { ok: false, refusal: { code: 'invalid', unknown } };
  const ordinals = seatIds.flatMap((id) => ordinalOf.get(id) ?? []);
  for (const ordinal of ordinals) states[ordinal] = 1;
  return { ok: true, places: { ordinals, isOurChoice: false } };
}

/** By row, 1: in the zone asked for or one inside it, on sale, and at a price that fits. */
function allowedRows(chart: Chart, terms: SaleTerms, wish: BestWish): Uint8Array {
  const tiers = affordableTiers(terms, wish);
  const zones = chart.zones.map((zone, index) => {
    const tierId = terms.tierOfZone.get(zone.id);
    return (
      zone.kind === 'seated' &&
      tierId !== undefined &&
      tiers.has(tierId) &&
      !terms.closedZoneIds.has(zone.id) &&
      (wish.zoneId === undefined || isInside(chart, index, wish.zoneId))
    );
  });
  return Uint8Array.from(chart.rows, (row) => (zones[row.zone] ? 1 : 0));
}

function isInside(chart: Chart, index: number, zoneId: string): boolean {
  for (let at: number | null = index; at !== null; at = chart.zones[at]?.parent ?? null) {
    if (chart.zones[at]?.id === zoneId) return true;
  }
  return false;
}

function affordableTiers({ offers, now }: SaleTerms, { tierId, maxPriceMinor, quantity }: BestWish): Set<string> {
  return new Set(
    offers
      .filter(
        (offer) =>
          (tierId === undefined || offer.tierId === tierId) &&
          (maxPriceMinor === undefined ||
            (isOnSale(offer, now) && offer.quantityMin <= quantity && buyerPrice(offer) <= maxPriceMinor)),
      )
      .map((offer) => offer.tierId),
  );
}
