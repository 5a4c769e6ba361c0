import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import { type Chart, flagsOf } from '@tessera/contract/seating/chart';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance, type Performance } from '../catalogue/index.ts';
import {
  findHoldCodes,
  findOffers,
  findPriceBook,
  type Offer,
  type PricedPlace as Priced,
  priceCart,
  totalOf,
} from '../pricing/index.ts';
import type { HeldPlace as NewPlace } from './holding.rules.ts';
import { extensionsMax, holdStatus } from './rules.ts';
import { listPlaceWords, type PlaceWords } from './stock.store.ts';
import { findHold, type Hold } from './store.ts';

/** A place of a hold with its words and its pinned price. */
export type PricedPlace = PlaceWords & Priced;
export type PricedHold = {
  readonly hold: Hold;
  readonly performance: Performance;
  readonly status: ReturnType<typeof holdStatus>;
  readonly organiserId: string;
  readonly currency: Currency;
  /** The offers of the price list it pins. */
  readonly list: readonly Offer[];
  readonly places: readonly PricedPlace[];
  /** The code that opened its offers. */
  readonly code: string | null;
  /** The code it has, and what that takes off. */
  readonly promo: { readonly code: string; readonly discountMinor: number } | null;
  readonly totalMinor: number;
};

/** A hold with the places and prices it was made with. Throws not_found. */
export async function priceHold(ctx: Ctx, holdId: string): Promise<PricedHold> {
  const hold = await findHold(ctx, holdId);
  if (!hold) throw new Refusal('not_found');
  const performance = await findPerformance(ctx, hold.performanceId);
  if (!performance) throw new Refusal('not_found');
  const words = await listPlaceWords(ctx, holdId);
  const offers = await findOffers(
    ctx,
    words.map(({ offerId }) => offerId),
  );
  const own = words.map(({ offerId }) => {
    const offer = offers.get(offerId);
    if (!offer) throw new Error(`offer ${offerId} of hold ${holdId} is gone`);
    return offer;
  });
  const { offers: list } = await findPriceBook(ctx, hold.performanceId, hold.priceListVersion);
  const { discount, unlock } = await findHoldCodes(ctx, holdId);
  const priced = priceCart(list, own, discount?.terms);
  const places = words.flatMap((place, index) => {
    const price = priced[index];
    return price ? [{ ...place, ...price }] : [];
  });
  return {
    hold,
    performance,
    status: holdStatus(hold),
    organiserId: performance.organiserId,
    currency: performance.currency as Currency,
    list,
    places,
    code: unlock?.terms.code ?? null,
    promo: discount ? { code: discount.terms.code, discountMinor: discount.discountMinor } : null,
    totalMinor: totalOf(places),
  };
}

type NewHold = {
  readonly holdId: string;
  /** The price list it pins. */
  readonly list: readonly Offer[];
  readonly expiresAt: Date;
  readonly now: Date;
  readonly places: readonly NewPlace[];
  readonly code: string | null;
};

/** The same for a hold that is being made, from what its decision knows. */
export function holdReply(
  chart: Chart,
  { id, currency: code }: { readonly id: string; readonly currency: string },
  { holdId, list, expiresAt, now, places, code: opened }: NewHold,
): Reply<'getHold'> {
  const currency = code as Currency;
  const prices = priceCart(
    list,
    places.map(({ offer }) => offer),
    undefined,
  );
  return {
    id: holdId,
    performance: id,
    status: 'active',
    expiresAt: expiresAt.toISOString(),
    serverTime: now.toISOString(),
    extensionsLeft: extensionsMax,
    places: places.map(({ seatId, ordinal, zoneId, offer }, place) => {
      const row = ordinal === null ? undefined : chart.rows[chart.rowOf[ordinal] ?? -1];
      const zone = row ? chart.zones[row.zone] : chart.zones.find((standing) => standing.id === zoneId);
      return {
        id: seatId === null ? `${zoneId}:${place}` : String(seatId),
        zone: { id: zoneId, name: zone?.name ?? '', kind: row ? 'seated' : 'standing' },
        row: row?.label ?? null,
        number: ordinal === null ? null : (chart.numbers[ordinal] ?? null),
        flags: ordinal === null ? [] : flagsOf(chart.flags[ordinal] ?? 0),
        offer: offer.id,
        tier: offer.tierName,
        tariff: offer.tariffName,
        ...priceWords(prices[place], currency),
      };
    }),
    code: opened,
    promo: null,
    total: { amountMinor: totalOf(prices), currency },
  };
}

function priceWords(place: Priced | undefined, currency: Currency) {
  const money = (amountMinor: number) => ({ amountMinor, currency });
  return {
    price: money((place?.priceMinor ?? 0) + (place?.feeMinor ?? 0)),
    discount: money(place?.discountMinor ?? 0),
    feesIncluded: money(place?.feeMinor ?? 0),
    taxIncluded: money(place?.taxMinor ?? 0),
    trace: (place?.trace ?? []).map(({ rule, words, amountMinor }) => ({ rule, words, amount: money(amountMinor) })),
  };
}

export async function describeHold(ctx: Ctx, holdId: string): Promise<Reply<'getHold'>> {
  const { hold, status, currency, places, code, promo, totalMinor } = await priceHold(ctx, holdId);
  return {
    id: hold.id,
    performance: hold.performanceId,
    status,
    expiresAt: hold.expiresAt.toISOString(),
    serverTime: ctx.now.toISOString(),
    extensionsLeft: Math.max(0, extensionsMax - hold.extensionCount),
    places: places.map((place) => ({
      id: place.seatId === null ? `${place.zoneId}:${place.place}` : String(place.seatId),
      zone: { id: place.zoneId, name: place.zoneName, kind: place.zoneKind },
      row: place.rowLabel,
      number: place.seatNumber,
      flags: [...place.flags],
      offer: place.offerId,
      tier: place.offer.tierName,
      tariff: place.offer.tariffName,
      ...priceWords(place, currency),
    })),
    code,
    promo: promo && { code: promo.code, discount: { amountMinor: promo.discountMinor, currency } },
    total: { amountMinor: totalMinor, currency },
  };
}
