import type { LocalText } from '@tessera/contract/text';
import type { TariffKind } from './rules.ts';

export type TariffDraft = {
  readonly code: string;
  readonly kind: TariffKind;
  readonly name: LocalText;
  readonly condition: LocalText | null;
};
export type OfferDraft = {
  /** Codes. */
  readonly tier: string;
  readonly tariff: string;
  readonly priceMinor: number;
  readonly feeMinor: number;
  readonly absorbedFeeMinor: number;
  readonly taxBasisPoints: number;
  readonly feeTaxBasisPoints: number | null;
  readonly quantityMin: number;
  readonly placesMax: number | null;
  readonly isHidden: boolean;
  readonly saleOpensAt: Date | null;
  readonly saleClosesAt: Date | null;
};
export type PriceListDraft = {
  /** The version it is to replace; 0: there is none. */
  readonly basedOn: number;
  readonly currency: string;
  /** In the order in which buyers read them. */
  readonly tariffs: readonly TariffDraft[];
  readonly offers: readonly OfferDraft[];
};
/** What a list is published for. */
export type PriceListGround = {
  readonly currency: string;
  readonly placesPerOrderMax: number;
  readonly tierCodes: ReadonlySet<string>;
  /** Of the tariffs there have been, by code. */
  readonly tariffKinds: ReadonlyMap<string, TariffKind>;
};
export type DraftError = { readonly pointer: string; readonly code: string };

const buyerPriceMax = 100_000_000;

/** Everything that keeps a list from being published, beside the field it is about. */
export function errorsInDraft(draft: PriceListDraft, ground: PriceListGround): readonly DraftError[] {
  const kinds = new Map(draft.tariffs.map(({ code, kind }) => [code, kind]));
  return [
    ...(draft.currency === ground.currency ? [] : [{ pointer: '/body/currency', code: 'other_currency' }]),
    ...draft.tariffs.flatMap((tariff, index) =>
      tariffErrors(tariff, index, draft, ground).map((error) => at(`tariffs/${index}`, error)),
    ),
    ...draft.offers.flatMap((offer, index) => {
      const isTwice = draft.offers.slice(0, index).some((other) => isSamePlace(other, offer));
      const errors = [
        ...(isTwice ? [wrong('tariff', 'duplicate')] : []),
        ...nameErrors(offer, kinds, ground),
        ...amountErrors(offer),
        ...conditionErrors(offer, kinds.get(offer.tariff), ground),
      ];
      return errors.map((error) => at(`offers/${index}`, error));
    }),
  ];
}

type FieldError = { readonly field: string; readonly code: string };

function tariffErrors(
  { code, kind }: TariffDraft,
  index: number,
  { tariffs, offers }: PriceListDraft,
  { tariffKinds }: PriceListGround,
): FieldError[] {
  const isTwice = tariffs.slice(0, index).some((other) => other.code === code);
  const known = tariffKinds.get(code);
  return [
    ...(isTwice ? [wrong('code', 'duplicate')] : []),
    ...(known !== undefined && known !== kind ? [wrong('kind', 'other_kind')] : []),
    ...(offers.some(({ tariff }) => tariff === code) ? [] : [wrong('code', 'no_offer')]),
  ];
}

function nameErrors(
  { tier, tariff }: OfferDraft,
  kinds: ReadonlyMap<string, TariffKind>,
  { tierCodes }: PriceListGround,
): FieldError[] {
  return [
    ...(tierCodes.has(tier) ? [] : [wrong('tier', 'no_such_tier')]),
    ...(kinds.has(tariff) ? [] : [wrong('tariff', 'no_such_tariff')]),
  ];
}

function amountErrors({ priceMinor, feeMinor, absorbedFeeMinor }: OfferDraft): FieldError[] {
  return [
    ...(priceMinor + feeMinor > buyerPriceMax ? [wrong('feeMinor', 'above_maximum')] : []),
    ...(absorbedFeeMinor > priceMinor ? [wrong('absorbedFeeMinor', 'above_price')] : []),
  ];
}

function conditionErrors(
  { saleOpensAt, saleClosesAt, quantityMin, placesMax }: OfferDraft,
  kind: TariffKind | undefined,
  { placesPerOrderMax }: PriceListGround,
): FieldError[] {
  const isEarly = kind === 'early_bird';
  return [
    ...(saleOpensAt && saleClosesAt && saleOpensAt >= saleClosesAt ? [wrong('saleClosesAt', 'before_start')] : []),
    ...(kind === 'group' && quantityMin < 2 ? [wrong('quantityMin', 'group_from_two')] : []),
    ...(isEarly && quantityMin > 1 ? [wrong('quantityMin', 'early_bird_from_one')] : []),
    ...(quantityMin > placesPerOrderMax ? [wrong('quantityMin', 'above_order_maximum')] : []),
    ...(isEarly && saleClosesAt === null && placesMax === null
      ? [wrong('saleClosesAt', 'early_bird_without_end')]
      : []),
    ...(!isEarly && kind !== undefined && placesMax !== null ? [wrong('placesMax', 'early_bird_only')] : []),
  ];
}

function isSamePlace(a: OfferDraft, b: OfferDraft): boolean {
  return a.tier === b.tier && a.tariff === b.tariff;
}

function wrong(field: string, code: string): FieldError {
  return { field, code };
}

function at(where: string, { field, code }: FieldError): DraftError {
  return { pointer: `/body/${where}/${field}`, code };
}
