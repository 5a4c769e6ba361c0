import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import type { PromoTerms } from './price-cart.rules.ts';
import { type PromoCode, plainCode } from './promo.rules.ts';
import { findPromo, listPromosByCode } from './promo.store.ts';
import { decideUnlock } from './unlock.rules.ts';

/** What a code opens of a performance now. Throws code_unknown, promo_not_started { startsAt }, promo_ended, promo_used_up. */
export async function findUnlock(
  ctx: Ctx,
  { id: performanceId, organiserId }: Pick<Performance, 'id' | 'organiserId'>,
  code: string,
): Promise<PromoTerms> {
  const decision = decideUnlock(
    await findPromo(ctx, organiserId, plainCode(code)),
    { organiserId, performanceId },
    ctx.now,
  );
  if (!decision.ok) throw new Refusal(decision.code, undefined, decision.facts);
  return decision.promo.terms;
}

/** The codes that open something among what buyers typed, by what they typed; they are neither locked nor judged. */
export async function listUnlocks(
  ctx: Ctx,
  organiserId: string,
  typed: readonly string[],
): Promise<ReadonlyMap<string, PromoCode>> {
  if (typed.length === 0) return new Map();
  const promos = await listPromosByCode(ctx, organiserId, [...new Set(typed.map(plainCode))]);
  const unlocks = new Map(
    promos.filter(({ terms }) => terms.kind === 'unlock').map((promo) => [promo.terms.code, promo]),
  );
  return new Map(
    typed.flatMap((code) => {
      const promo = unlocks.get(plainCode(code));
      return promo ? [[code, promo] as const] : [];
    }),
  );
}
