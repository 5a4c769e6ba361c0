import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Asked, Routes } from '../../platform/route.ts';
import { findPerformance, type Performance } from '../catalogue/index.ts';
import { describePriceList, listPriceListHeads, type PriceListDraft } from '../pricing/index.ts';
import { findFirstPlacesTaken } from './first-places.ts';
import { publishPrices } from './publish-prices.ts';

const staff = allow('agent', 'director', 'admin');

/** The prices of a performance, as staff read and set them. */
export function priceRoutes(routes: Routes): void {
  routes.inTransaction('getPriceList', staff, async (ctx, asked) => {
    const performance = await ownPerformance(ctx, asked);
    const taken = await findFirstPlacesTaken(ctx, performance.id);
    return describePriceList(ctx, performance, { version: asked.query.version, taken });
  });

  routes.inTransaction('publishPriceList', staff, async (ctx, asked) => {
    const performance = await ownPerformance(ctx, asked);
    await publishPrices(ctx, performance.id, draftOf(asked.body));
    return describePriceList(ctx, performance, { taken: await findFirstPlacesTaken(ctx, performance.id) });
  });

  routes.inTransaction('listPriceLists', staff, async (ctx, asked) => {
    const performance = await ownPerformance(ctx, asked);
    const { before, limit } = asked.query;
    const heads = await listPriceListHeads(ctx, performance.id, { before, limit });
    return { items: heads.map((head) => ({ ...head, publishedAt: head.publishedAt.toISOString() })) };
  });
}

/** Somebody else's performance is as unknown to staff as one that does not exist. */
async function ownPerformance(
  ctx: Ctx,
  { params, authorise }: Pick<Asked<'getPriceList'>, 'params' | 'authorise'>,
): Promise<Performance> {
  const performance = await findPerformance(ctx, params.performanceId);
  if (!performance) throw new Refusal('not_found');
  authorise(ctx, { organiserId: performance.organiserId });
  return performance;
}

function draftOf({ basedOn, currency, tariffs, offers }: Asked<'publishPriceList'>['body']): PriceListDraft {
  return {
    basedOn,
    currency,
    tariffs: tariffs.map((tariff) => ({ ...tariff, condition: tariff.condition ?? null })),
    offers: offers.map((offer) => ({
      ...offer,
      feeTaxBasisPoints: offer.feeTaxBasisPoints ?? null,
      placesMax: offer.placesMax ?? null,
      saleOpensAt: instantOf(offer.saleOpensAt),
      saleClosesAt: instantOf(offer.saleClosesAt),
    })),
  };
}

function instantOf(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}
