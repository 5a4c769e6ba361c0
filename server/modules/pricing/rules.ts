import type { LocalText } from '@tessera/contract/text';

export type TariffKind = 'full' | 'reduced' | 'child' | 'resident' | 'member' | 'early_bird' | 'group' | 'vip';

export type Offer = {
  readonly id: string;
  readonly tierId: string;
  readonly tierCode: string;
  readonly tierName: LocalText;
  readonly tierPosition: number;
  readonly tariffId: string;
  readonly tariffCode: string;
  readonly tariffName: LocalText;
  readonly tariffCondition: LocalText | null;
  readonly tariffKind: TariffKind;
  readonly quantityMin: number;
  /** For the first so many places; null: for all. */
  readonly placesMax: number | null;
  /** Only for whoever knows a code that opens it. */
  readonly isHidden: boolean;
  readonly priceMinor: number;
  /** A booking fee on top of the price, paid by the buyer. */
  readonly feeMinor: number;
  /** A fee contained in the price, borne by the organiser. */
  readonly absorbedFeeMinor: number;
  /** 550 is 5.5 %. Contained in the price. */
  readonly taxBasisPoints: number;
  /** Contained in the fee; null: the fee is taxed together with the price, as a part of it. */
  readonly feeTaxBasisPoints: number | null;
  readonly saleOpensAt: Date | null;
  readonly saleClosesAt: Date | null;
};
export type TariffWish = { readonly tariff: string; readonly quantity: number };
export type OfferRefusal = 'no_such_offer' | 'code_needed';
/** How many of an offer's first places are left, by tier and tariff (see firstPlacesKey); what is not counted is not there. */
export type FirstPlacesLeft = ReadonlyMap<string, number>;
/** An early bird with fewer places left than were asked for in its tier: none of them gets it. */
export type MissedOffer = { readonly offer: Offer; readonly asked: number; readonly left: number };
type Assigned =
  | { readonly ok: true; readonly offers: readonly Offer[]; readonly missed: readonly MissedOffer[] }
  | { readonly ok: false; readonly code: 'no_such_offer' };

export function firstPlacesKey({ tierId, tariffId }: Pick<Offer, 'tierId' | 'tariffId'>): string {
  return `${tierId} ${tariffId}`;
}

/** What a buyer pays for one place in minor units before any code: every fee and tax included. */
export function buyerPrice({ priceMinor, feeMinor }: Offer): number {
  return priceMinor + feeMinor;
}

export function isOnSale({ saleOpensAt, saleClosesAt }: Offer, now: Date): boolean {
  return (saleOpensAt === null || saleOpensAt <= now) && (saleClosesAt === null || saleClosesAt > now);
}

/**
 * The offer of each place. Wishes are given out in place order; places without a wish, and those that wish the full tariff or
 * the early bird, are priced by the rules in this order: early bird while it lasts, else group from its quantity, else full.
 * Early bird wins over group even where group is cheaper: that is what was published. It is for all such places of a tier
 * or for none: where its first places do not suffice for all of them, the next rule prices them all.
 */
export function assignOffers(
  offers: readonly Offer[],
  placeTiers: readonly string[],
  wishes: readonly TariffWish[],
  { now, left }: { readonly now: Date; readonly left: FirstPlacesLeft },
): Assigned {
  const wished = wishes.flatMap(({ tariff, quantity }) => Array.from({ length: quantity }, () => tariff));
  if (wished.length > placeTiers.length) return refused;
  const kinds = new Map(offers.map(({ tariffId, tariffKind }) => [tariffId, tariffKind]));
  if (wished.some((tariff) => !kinds.has(tariff))) return refused;
  const onSale = offers.filter((offer) => isOnSale(offer, now));
  const kindOf = (place: number) => kinds.get(wished[place] ?? '') ?? 'full';
  const isAutomatic = (place: number) => kindOf(place) === 'full' || kindOf(place) === 'early_bird';
  const automatic = placeTiers.filter((_, place) => isAutomatic(place));

  const assigned: Offer[] = [];
  const missed = new Map<string, MissedOffer>();
  for (const [place, tierId] of placeTiers.entries()) {
    const ofTier = onSale.filter((offer) => offer.tierId === tierId);
    const early = ofTier.filter(({ tariffKind }) => tariffKind === 'early_bird');
    if (kindOf(place) === 'early_bird' && early.length === 0) return refused;
    const asked = automatic.filter((tier) => tier === tierId).length;
    const short = isAutomatic(place) ? early.filter((offer) => !suffices(offer, asked, left)) : [];
    for (const offer of short) missed.set(offer.id, { offer, asked, left: left.get(firstPlacesKey(offer)) ?? 0 });
    const offer = isAutomatic(place)
      ? automaticOffer(
          ofTier.filter((one) => !short.includes(one)),
          automatic.length,
        )
      : ofTier.find(({ tariffId }) => tariffId === wished[place]);
    if (!offer) return refused;
    assigned.push(offer);
  }
  return everyMinimumIsMet(assigned, wished) ? { ok: true, offers: assigned, missed: [...missed.values()] } : refused;
}

const refused = { ok: false, code: 'no_such_offer' } as const;

/** Places of an older list than the one in force may not be counted any more: whoever holds them keeps their price. */
function suffices(offer: Offer, asked: number, left: FirstPlacesLeft): boolean {
  return offer.placesMax === null || (left.get(firstPlacesKey(offer)) ?? asked) >= asked;
}

function automaticOffer(ofTier: readonly Offer[], quantity: number): Offer | undefined {
  return (
    ofTier.find(({ tariffKind }) => tariffKind === 'early_bird') ??
    ofTier.find(({ tariffKind, quantityMin }) => tariffKind === 'group' && quantity >= quantityMin) ??
    ofTier.find(({ tariffKind }) => tariffKind === 'full') ??
    ofTier.find(({ tariffKind }) => tariffKind === 'vip')
  );
}

/** A tariff from N places that was wished for needs N places with that wish. */
function everyMinimumIsMet(assigned: readonly Offer[], wished: readonly string[]): boolean {
  return assigned.every(
    ({ tariffId, quantityMin }, place) =>
      wished[place] !== tariffId || wished.filter((tariff) => tariff === tariffId).length >= quantityMin,
  );
}
