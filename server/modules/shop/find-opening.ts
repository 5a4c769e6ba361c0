import type { Ctx } from '../../platform/context.ts';
import type { Performance } from '../catalogue/index.ts';
import { isAllocationCode } from '../inventory/index.ts';
import { findUnlock, type PromoTerms } from '../pricing/index.ts';

/**
 * What the code a buyer gave opens of the offers; the code of places set aside opens none, and is as good.
 * Throws code_unknown, promo_not_started { startsAt }, promo_ended, promo_used_up.
 */
export async function findOpening(
  ctx: Ctx,
  performance: Pick<Performance, 'id' | 'organiserId'>,
  code: string | undefined,
): Promise<PromoTerms | undefined> {
  if (code === undefined || (await isAllocationCode(ctx, performance.id, code))) return undefined;
  return findUnlock(ctx, performance, code);
}
