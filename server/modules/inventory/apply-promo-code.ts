import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { countPromo, promoCodeApplied, promoCodeRemoved, removePromo } from '../pricing/index.ts';
import { lockedHold } from './change-hold.ts';
import { priceHold } from './describe-hold.ts';
import { expireHolds } from './expire-holds.ts';
import { personKey } from './person-key.ts';
import { holdStatus } from './rules.ts';
import { type Hold, listPerformancesWithDeadUses } from './store.ts';

/**
 * Applies a promo code to a hold that has no order yet, instead of the one it has. Uses that dead holds still count do not
 * stand in the way. Throws hold_expired, hold_ended, hold_has_order, promo_unknown, promo_not_started { startsAt },
 * promo_ended, promo_not_for_these, promo_minimum { minimum }, promo_used_up, promo_person_limit { max }.
 */
export async function applyPromoCode(ctx: Ctx, holdId: string, code: string): Promise<void> {
  const hold = await changeableHold(ctx, holdId);
  const { organiserId, currency, list, places } = await priceHold(ctx, holdId);
  for (const performanceId of await listPerformancesWithDeadUses(ctx, organiserId))
    await expireHolds(ctx, performanceId);
  const cart = {
    performanceId: hold.performanceId,
    organiserId,
    currency,
    list,
    places: places.map(({ offer }) => offer),
  };
  const buyer = ctx.actor.kind === 'account' ? personKey(ctx, ctx.actor.email) : hold.personKey;
  await countPromo(ctx, holdId, cart, { code, personKey: buyer });
  await announce(ctx, promoCodeApplied(holdId, organiserId, code));
}

/** Takes the code off again; a hold without one is left as it is. Throws hold_expired, hold_ended, hold_has_order. */
export async function removePromoCode(ctx: Ctx, holdId: string): Promise<void> {
  await changeableHold(ctx, holdId);
  const { organiserId, promo } = await priceHold(ctx, holdId);
  if (!promo) return;
  await removePromo(ctx, holdId);
  await announce(ctx, promoCodeRemoved(holdId, organiserId));
}

async function changeableHold(ctx: Ctx, holdId: string): Promise<Hold> {
  const hold = await lockedHold(ctx, holdId);
  const status = holdStatus(hold);
  if (status !== 'active') throw new Refusal(status === 'expired' ? 'hold_expired' : 'hold_ended');
  if (hold.orderedAt) throw new Refusal('hold_has_order');
  return hold;
}
