import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid, Refusal } from '../../platform/refusal.ts';
import { findPerformance } from '../catalogue/index.ts';
import { promoCodeClosed, promoCodeCreated } from './announcements.ts';
import type { PromoCode } from './promo.rules.ts';
import { findPromoById, savePromo, savePromoClosed } from './promo.store.ts';

type NewPromo = Parameters<typeof savePromo>[1];

/** A new code of an organiser. Throws promo_exists; invalid when its performance is not the organiser's or sells in another currency. */
export async function createPromo(ctx: Ctx, wish: NewPromo): Promise<PromoCode> {
  if (wish.performanceId !== null) {
    const performance = await findPerformance(ctx, wish.performanceId);
    if (performance?.organiserId !== wish.organiserId) throw invalid('performance', 'no_such_performance');
    if (wish.currency !== null && wish.currency !== performance.currency) throw invalid('currency', 'other_currency');
  }
  const id = await savePromo(ctx, wish);
  const promo = id === undefined ? undefined : await findPromoById(ctx, id);
  if (!promo) throw new Refusal('promo_exists');
  await announce(ctx, promoCodeCreated(promo));
  return promo;
}

/** Nobody can apply it any more; whoever has applied it keeps it. Closing twice is no error. */
export async function closePromo(ctx: Ctx, promo: PromoCode): Promise<void> {
  if (promo.isClosed) return;
  await savePromoClosed(ctx, promo.id);
  await announce(ctx, promoCodeClosed(promo));
}
