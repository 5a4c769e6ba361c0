import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { findPriceListHead, listTiers } from './price-list.store.ts';
import { firstPlacesKey, type Offer } from './rules.ts';
import { findPriceBook } from './store.ts';

/**
 * A version of a performance's prices as staff read them; without `version`, the one in force. `taken`: how many of the
 * first places somebody has, by tier and tariff. Throws not_found.
 */
export async function describePriceList(
  ctx: Ctx,
  { id, currency }: Pick<Performance, 'id' | 'currency'>,
  { version, taken }: { readonly version?: number | undefined; readonly taken: ReadonlyMap<string, number> },
): Promise<Reply<'getPriceList'>> {
  const newest = await findPriceListHead(ctx, id);
  const head = version === undefined ? newest : await findPriceListHead(ctx, id, version);
  if (!head) throw new Refusal('not_found');
  const { offers } = await findPriceBook(ctx, id, head.version);
  const isInForce = head.version === newest?.version;
  const tariffs = [...Map.groupBy(offers, ({ tariffId }) => tariffId).values()].flatMap(([offer]) => offer ?? []);
  return {
    version: head.version,
    publishedAt: head.publishedAt.toISOString(),
    publishedBy: head.publishedBy,
    isInForce,
    currency: currency as Currency,
    tiers: await listTiers(ctx, id),
    tariffs: tariffs.map(({ tariffId, tariffCode, tariffKind, tariffName, tariffCondition }) => ({
      id: tariffId,
      code: tariffCode,
      kind: tariffKind,
      name: tariffName,
      condition: tariffCondition,
    })),
    offers: offers.map((offer) => ({
      ...termsOf(offer),
      placesTaken: isInForce && offer.placesMax !== null ? (taken.get(firstPlacesKey(offer)) ?? 0) : null,
    })),
  };
}

function termsOf(offer: Offer) {
  const { id, priceMinor, feeMinor, absorbedFeeMinor, taxBasisPoints, feeTaxBasisPoints } = offer;
  const { quantityMin, placesMax, isHidden, saleOpensAt, saleClosesAt } = offer;
  return {
    id,
    tier: offer.tierCode,
    tariff: offer.tariffCode,
    priceMinor,
    feeMinor,
    absorbedFeeMinor,
    taxBasisPoints,
    feeTaxBasisPoints,
    quantityMin,
    placesMax,
    isHidden,
    saleOpensAt: saleOpensAt?.toISOString() ?? null,
    saleClosesAt: saleClosesAt?.toISOString() ?? null,
  };
}
