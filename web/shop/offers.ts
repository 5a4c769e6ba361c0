import type { Input } from '@tessera/contract/api/operations';
import type { Offer, Performance, Zone } from './wire.ts';

export type Tier = {
  readonly id: string;
  readonly name: Offer['tier']['name'];
  /** 1 to 6: its colour and its glyph; a seventh tier looks like the first. */
  readonly look: number;
  readonly offers: readonly Offer[];
};

type Wish = Input<'holdSeats'>['body'];
export type TariffCounts = Readonly<Record<string, number>>;

/** Tiers in the order of the house, each with its offers, the ones on sale first. */
export function tiersOf({ offers }: Pick<Performance, 'offers'>): readonly Tier[] {
  const groups = Map.groupBy(offers, ({ tier }) => tier.id);
  return [...groups.values()]
    .flatMap((group) => (group[0] ? [{ ...group[0].tier, offers: group }] : []))
    .sort((a, b) => a.position - b.position)
    .map(({ id, name, offers: own }, index) => ({
      id,
      name,
      look: (index % 6) + 1,
      offers: own.toSorted((a, b) => Number(b.onSale) - Number(a.onSale)),
    }));
}

/** Tariffs everybody may choose; the others ask for a proof or an age. */
const forEverybody = new Set<Offer['tariff']['kind']>(['full', 'early_bird', 'group', 'vip']);

/** What `quantity` people who say nothing about themselves pay in a tier: the lowest tariff open to everybody. */
export function usualOffer(tier: Tier, quantity: number): Offer | undefined {
  const open = tier.offers.filter(
    ({ onSale, tariff, placesLeft }) =>
      onSale && tariff.quantityMin <= quantity && (placesLeft ?? quantity) >= quantity,
  );
  const usual = open.filter(({ tariff }) => forEverybody.has(tariff.kind));
  return lowest(usual) ?? lowest(open);
}

/** The tier the price "from" of the event speaks of. */
export function lowestTier(tiers: readonly Tier[], quantity: number): Tier | undefined {
  const priced = tiers.flatMap((tier) => {
    const offer = usualOffer(tier, quantity);
    return offer ? [{ tier, price: offer.price }] : [];
  });
  return lowest(priced)?.tier;
}

/** Tariffs on sale in every one of these tiers: what the people of one basket can choose from. */
export function sharedTariffs(tiers: readonly Tier[]): readonly Offer['tariff'][] {
  const [first, ...others] = tiers;
  if (!first) return [];
  return first.offers
    .filter(({ onSale, placesLeft }) => onSale && placesLeft !== 0)
    .map(({ tariff }) => tariff)
    .filter(({ id }) => others.every((tier) => tier.offers.some((offer) => offer.onSale && offer.tariff.id === id)));
}

/** The tariffs of a hold: what was counted, and the usual tariff of the tier for everybody else when it is not the full one. */
export function tariffWish(tier: Tier | undefined, quantity: number, counts: TariffCounts = {}): Pick<Wish, 'tariffs'> {
  const asked = Object.entries(counts).filter(([, count]) => count > 0);
  const others = quantity - asked.reduce((total, [, count]) => total + count, 0);
  const usual = tier ? usualOffer(tier, quantity) : undefined;
  const rest = usual && usual.tariff.kind !== 'full' && others > 0 ? [[usual.tariff.id, others] as const] : [];
  const tariffs = [...asked, ...rest].map(([tariff, count]) => ({ tariff, quantity: count }));
  return tariffs.length > 0 ? { tariffs } : {};
}

/** The best places of a tier (of any, without one); standing places are all the same, so those are simply counted. */
export function bestWish(performance: Pick<Performance, 'zones'>, tier: Tier | undefined, quantity: number): Wish {
  const zone = tier ? standingZoneOf(performance, tier, quantity) : undefined;
  const tariffs = tariffWish(tier, quantity);
  if (zone) return { zone: zone.id, quantity, ...tariffs };
  return { best: { quantity, ...(tier ? { tier: tier.id } : {}) }, ...tariffs };
}

export function standingOnly(performance: Pick<Performance, 'zones'>): boolean {
  return performance.zones.length > 0 && performance.zones.every(({ kind }) => kind === 'standing');
}

/** Places left in a tier; undefined when zones of several tiers hide it. */
export function remainingIn(performance: Pick<Performance, 'zones'>, tier: Tier): number | undefined {
  if (performance.zones.some((zone) => zone.tier === null)) return undefined;
  return performance.zones
    .filter((zone) => zone.tier === tier.id)
    .reduce((total, { remaining }) => total + remaining, 0);
}

function standingZoneOf({ zones }: Pick<Performance, 'zones'>, tier: Tier, quantity: number): Zone | undefined {
  const own = zones.filter((zone) => zone.tier === tier.id);
  if (own.length === 0 || own.some(({ kind }) => kind === 'seated')) return undefined;
  return own.find(({ remaining }) => remaining >= quantity) ?? own[0];
}

function lowest<Priced extends { readonly price: Offer['price'] }>(offers: readonly Priced[]): Priced | undefined {
  return offers.toSorted((a, b) => a.price.amountMinor - b.price.amountMinor)[0];
}
