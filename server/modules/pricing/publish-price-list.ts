import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { priceListPublished } from './announcements.ts';
import { errorsInDraft, type PriceListDraft } from './price-list.rules.ts';
import { findPriceListHead, listTariffKinds, listTiers, savePriceList } from './price-list.store.ts';
import { findPriceBook, type PriceBook } from './store.ts';

/**
 * A new version of a performance's prices, for holds made from now on; those there are keep theirs. The performance must be
 * locked. Throws price_list_changed { version } when another version was published since the one it is based on, invalid.
 */
export async function publishPriceList(
  ctx: Ctx,
  performance: Pick<Performance, 'id' | 'organiserId' | 'currency' | 'placesPerOrderMax'>,
  draft: PriceListDraft,
): Promise<PriceBook> {
  const { id: performanceId, currency, placesPerOrderMax } = performance;
  const current = (await findPriceListHead(ctx, performanceId))?.version ?? 0;
  if (draft.basedOn !== current) throw new Refusal('price_list_changed', undefined, { version: current });
  const errors = errorsInDraft(draft, {
    currency,
    placesPerOrderMax,
    tierCodes: new Set((await listTiers(ctx, performanceId)).map(({ code }) => code)),
    tariffKinds: await listTariffKinds(ctx, performanceId),
  });
  if (errors.length > 0) throw new Refusal('invalid', undefined, { errors });
  const version = current + 1;
  const publishedBy = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  await savePriceList(ctx, { performanceId, version, publishedBy }, draft);
  await announce(ctx, priceListPublished(performance, version, draft));
  return findPriceBook(ctx, performanceId, version);
}
