import { isPromoFor, type PromoTerms, priceCart } from './price-cart.rules.ts';
import type { Offer } from './rules.ts';

/**
 * What becomes of discounts when a part of an order is cancelled.
 * keep: a cancelled place gives back what was paid for it. claw_back: a discount whose condition the rest does not meet any
 * more is taken back. re_price: the rest costs what it would have cost if only the rest had been bought.
 */
export type DiscountRule = 'keep' | 'claw_back' | 're_price';

/** Price without the fee, as paid; discountMinor: this place's share of what the code took off. */
export type BoughtPlace = { readonly offer: Offer; readonly priceMinor: number; readonly discountMinor: number };
export type Bought = {
  /** The price list the order was priced with. */
  readonly list: readonly Offer[];
  readonly places: readonly BoughtPlace[];
  readonly promo: PromoTerms | undefined;
};

/**
 * What the seller keeps of the prices, in minor units, when only `rest` stay of the places bought: the least that the rest, or
 * the rest with any of the others, is worth. So it depends on what stays and never on the order of cancelling; cancelling
 * more never gives back less; nothing is kept of nothing; and never does more go back than was paid for what is cancelled.
 *
 * Returns that least by how many of `charged`, places cancelled for a fee, are among those that would stay: whoever gets less
 * back for a place than its fee is better off so. The least of all is what is kept.
 */
export function keptPrices(
  rule: DiscountRule,
  bought: Bought,
  rest: readonly BoughtPlace[],
  charged: ReadonlySet<BoughtPlace> = new Set(),
): number[] {
  // Without a price or a code for many, more places are never worth less, and each gives back what was paid for it.
  if (rule === 'keep' || !isAnyConditional(bought)) return keptOneByOne(rule, bought, rest, charged);
  const kept = Array.from({ length: charged.size + 1 }, () => paidFor(bought.places));
  if (rest.length === 0) kept[0] = 0;
  if (rest.length === 0 && charged.size === 0) return kept;
  forEachPart(bought, rest, charged, (part, count) => {
    kept[count] = Math.min(kept[count] ?? 0, worthOf(rule, bought, part));
  });
  return kept;
}

function keptOneByOne(
  rule: DiscountRule,
  bought: Bought,
  rest: readonly BoughtPlace[],
  charged: ReadonlySet<BoughtPlace>,
): number[] {
  const cheapest = [...charged].sort((a, b) => a.priceMinor - b.priceMinor);
  const withMore = cheapest.map((_, index) => paidFor([...rest, ...cheapest.slice(0, index + 1)]));
  return [rule === 'keep' || rest.length === 0 ? paidFor(rest) : worthOf(rule, bought, rest), ...withMore];
}

/** What stays, with none, some or all of the others: of one offer those for a fee first, and then the cheapest. */
function forEachPart(
  bought: Bought,
  rest: readonly BoughtPlace[],
  charged: ReadonlySet<BoughtPlace>,
  visit: (part: readonly BoughtPlace[], chargedCount: number) => void,
): void {
  const staying = new Set(rest);
  const byPrice = (places: readonly BoughtPlace[]) => places.toSorted((a, b) => a.priceMinor - b.priceMinor);
  const groups = [...Map.groupBy(bought.places, ({ offer }) => offer.id).values()].map((places) => {
    const others = Object.groupBy(
      places.filter((place) => !staying.has(place)),
      (place) => (charged.has(place) ? 'charged' : 'free'),
    );
    return {
      staying: places.filter((place) => staying.has(place)),
      others: [...byPrice(others.charged ?? []), ...byPrice(others.free ?? [])],
      size: places.length,
    };
  });
  const step = stepFor(groups.map(({ size }) => size));
  const choose = (index: number, chosen: readonly BoughtPlace[]): void => {
    const group = groups[index];
    if (!group) {
      if (chosen.length === bought.places.length) return;
      visit(chosen, chosen.filter((place) => charged.has(place)).length);
      return;
    }
    for (let count = group.size; count >= group.staying.length; count -= step) {
      const added = group.others.slice(0, count - group.staying.length);
      choose(index + 1, [...chosen, ...group.staying, ...added]);
    }
  };
  choose(0, []);
}

function paidFor(places: readonly BoughtPlace[]): number {
  return places.reduce((total, { priceMinor }) => total + priceMinor, 0);
}

function isAnyConditional({ places, promo }: Bought): boolean {
  return (promo?.quantityMin ?? 1) > 1 || places.some(({ offer }) => offer.quantityMin > 1);
}

const combinationsMax = 5_000;

/**
 * Orders of very many places of very many prices are looked at in steps of several places: always the same ones, so that
 * nothing depends on the order of cancelling.
 */
function stepFor(sizes: readonly number[]): number {
  let step = 1;
  while (sizes.reduce((product, size) => product * (Math.floor(size / step) + 1), 1) > combinationsMax) step += 1;
  return step;
}

/** What a part of an order is worth by itself; at least what was paid for it. */
function worthOf(rule: 'claw_back' | 're_price', bought: Bought, places: readonly BoughtPlace[]): number {
  const offers = places.map((place) => offerAfter(rule, bought.list, place.offer, places));
  const worth =
    rule === 're_price'
      ? paidFor(priceCart(bought.list, offers, bought.promo))
      : withDiscountsAsTheyWere(bought.promo, places, offers);
  return Math.max(worth, paidFor(places));
}

/** The code's share of each place stays as it was, or is lost where too few are left for the code. */
function withDiscountsAsTheyWere(
  promo: PromoTerms | undefined,
  places: readonly BoughtPlace[],
  offers: readonly Offer[],
): number {
  const isPromoMet =
    promo !== undefined && places.filter(({ offer }) => isPromoFor(promo, offer)).length >= promo.quantityMin;
  return places.reduce((total, { discountMinor }, index) => {
    const { priceMinor = 0 } = offers[index] ?? {};
    return total + Math.max(0, priceMinor - (isPromoMet ? discountMinor : 0));
  }, 0);
}

const automaticKinds: readonly string[] = ['early_bird', 'group', 'full', 'vip'];

/** A price from N places goes on while N are left. Else: the full price, or, priced anew, the next price for fewer. */
function offerAfter(
  rule: 'claw_back' | 're_price',
  list: readonly Offer[],
  offer: Offer,
  places: readonly BoughtPlace[],
): Offer {
  if (offer.quantityMin <= 1) return offer;
  const isAutomatic = automaticKinds.includes(offer.tariffKind);
  const count = places.filter(({ offer: other }) =>
    isAutomatic ? automaticKinds.includes(other.tariffKind) : other.tariffId === offer.tariffId,
  ).length;
  if (count >= offer.quantityMin) return offer;
  const ofTier = list.filter(({ tierId }) => tierId === offer.tierId);
  const forFewer =
    rule === 're_price' && isAutomatic
      ? ofTier.find(({ tariffKind, quantityMin }) => tariffKind === 'group' && count >= quantityMin)
      : undefined;
  return forFewer ?? ofTier.find(({ tariffKind }) => tariffKind === 'full') ?? offer;
}
