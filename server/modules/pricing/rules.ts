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
export type OfferRefusal = 'no_such_offer';
type Assigned =
  | { readonly ok: true; readonly offers: readonly Offer[] }
  | { readonly ok: false; readonly code: OfferRefusal };

/** What a buyer pays for one place in minor units before any code: every fee and tax included. */
export function buyerPrice({ priceMinor, feeMinor }: Offer): number {
  return priceMinor + feeMinor;
}

export function isOnSale({ saleOpensAt, saleClosesAt }: Offer, now: Date): boolean {
  return (saleOpensAt === null || saleOpensAt <= now) && (saleClosesAt === null || saleClosesAt > now);
}

/**
 * The offer of each place. Wishes are given out in place order; places without a wish, and those that wish the full
 * tariff, are priced by the rules in this order: early bird while it lasts, else group from its quantity, else full.
 * Early bird wins over group even where group is cheaper: that is what was published.
 */
export function assignOffers(
  offers: readonly Offer[],
  placeTiers: readonly string[],
  wishes: readonly TariffWish[],
  now: Date,
): Assigned {
  const wished = wishes.flatMap(({ tariff, quantity }) => Array.from({ length: quantity }, () => tariff));
  if (wished.length > placeTiers.length) return refused;
  const known = new Set(offers.map(({ tariffId }) => tariffId));
  if (wished.some((tariff) => !known.has(tariff))) return refused;
  const onSale = offers.filter((offer) => isOnSale(offer, now));
  const isAutomatic = (tariff: string | undefined): boolean =>
    tariff === undefined || offers.some((offer) => offer.tariffId === tariff && offer.tariffKind === 'full');
  const automaticCount = placeTiers.filter((_, place) => isAutomatic(wished[place])).length;

  const assigned: Offer[] = [];
  for (const [place, tierId] of placeTiers.entries()) {
    const ofTier = onSale.filter((offer) => offer.tierId === tierId);
    const wish = wished[place];
    const offer = isAutomatic(wish)
      ? automaticOffer(ofTier, automaticCount)
      : ofTier.find((candidate) => candidate.tariffId === wish);
    if (!offer) return refused;
    assigned.push(offer);
  }
  return everyMinimumIsMet(assigned, wished) ? { ok: true, offers: assigned } : refused;
}

const refused = { ok: false, code: 'no_such_offer' } as const;

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
