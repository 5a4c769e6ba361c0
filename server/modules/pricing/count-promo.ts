import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { type PricedPlace, type PromoTerms, priceCart } from './price-cart.rules.ts';
import { decidePromo, type PromoCode, plainCode } from './promo.rules.ts';
import {
  countPersonUse,
  deletePromoUse,
  findPromo,
  findPromoUse,
  listUses,
  lockPromos,
  type PromoUse,
  savePromoCounted,
  savePromoUse,
  saveUnlockUses,
  saveUsePerson,
  saveUsesCounted,
} from './promo.store.ts';
import type { Offer } from './rules.ts';

export type CartToPrice = {
  readonly performanceId: string;
  readonly organiserId: string;
  readonly currency: string;
  /** The offers of the price list the hold has pinned, and of each place. */
  readonly list: readonly Offer[];
  readonly places: readonly Offer[];
};

/**
 * Applies a code to the places of a hold, instead of the one it has: counts the use and what it takes off, and pins the
 * terms. The hold must be locked.
 * Throws promo_unknown, promo_not_started, promo_ended, promo_not_for_these, promo_minimum { minimum }, promo_used_up,
 * promo_person_limit { max }.
 */
export async function countPromo(
  ctx: Ctx,
  holdId: string,
  cart: CartToPrice,
  wish: { readonly code: string; readonly personKey: Buffer | null },
): Promise<void> {
  await removePromo(ctx, holdId);
  const known = await findPromo(ctx, cart.organiserId, plainCode(wish.code));
  if (!known) throw new Refusal('promo_unknown');
  await count(ctx, holdId, cart, { promoCodeId: known.id, terms: known.terms, personKey: wish.personKey });
}

type Counting = {
  readonly promoCodeId: string;
  readonly terms: PromoTerms;
  readonly personKey: Buffer | null;
};

async function count(
  ctx: Ctx,
  holdId: string,
  cart: CartToPrice,
  { promoCodeId, terms, personKey }: Counting,
): Promise<void> {
  const [promo] = await lockPromos(ctx, [promoCodeId]);
  const places = priceCart(cart.list, cart.places, terms);
  const decision = decidePromo(promo && { ...promo, terms }, { ...cart, places }, ctx.now);
  if (!decision.ok) throw new Refusal(decision.code, undefined, decision.facts);
  const { discountMinor } = decision;
  if (promo && personKey) await countPerson(ctx, promo, personKey);
  await savePromoCounted(ctx, promoCodeId, { uses: 1, discountMinor });
  await savePromoUse(ctx, { holdId, promoCodeId, terms, discountMinor, personKey });
}

async function countPerson(ctx: Ctx, promo: PromoCode, personKey: Buffer): Promise<void> {
  const { id: promoCodeId, perPersonMax: usesMax } = promo;
  if (usesMax === null) return;
  const isLeft = await countPersonUse(ctx, { promoCodeId, personKey, usesMax, by: 1 });
  if (!isLeft) throw new Refusal('promo_person_limit', undefined, { max: usesMax });
}

/** These codes opened the offers of these new holds: each use is counted. The codes must be locked. */
export async function countUnlocks(ctx: Ctx, uses: Parameters<typeof saveUnlockUses>[1]): Promise<void> {
  if (uses.length === 0) return;
  for (const [promoCodeId, own] of Map.groupBy(uses, (use) => use.promoCodeId))
    await savePromoCounted(ctx, promoCodeId, { uses: own.length, discountMinor: 0 });
  await saveUnlockUses(ctx, uses);
}

/** No code takes anything off the hold any more, and what it counted is given back. The hold must be locked. */
export async function removePromo(ctx: Ctx, holdId: string): Promise<void> {
  const use = await findPromoUse(ctx, holdId);
  await giveBack(ctx, use ? [use] : []);
  await deletePromoUse(ctx, holdId);
}

/** These holds end unsold: what their codes counted for them is given back, once. The holds must be locked. */
export async function giveBackPromos(ctx: Ctx, holdIds: readonly string[]): Promise<void> {
  await giveBack(ctx, await listUses(ctx, holdIds));
}

async function giveBack(ctx: Ctx, uses: readonly PromoUse[]): Promise<void> {
  const counted = uses.filter(({ isCounted }) => isCounted);
  if (counted.length === 0) return;
  const promos = await lockPromos(ctx, [...new Set(counted.map(({ promoCodeId }) => promoCodeId))]);
  for (const { id, perPersonMax } of promos) {
    const own = counted.filter(({ promoCodeId }) => promoCodeId === id);
    const discountMinor = own.reduce((total, use) => total + use.discountMinor, 0);
    await savePromoCounted(ctx, id, { uses: -own.length, discountMinor: -discountMinor });
    if (perPersonMax === null) continue;
    for (const { personKey } of own)
      if (personKey) await countPersonUse(ctx, { promoCodeId: id, personKey, usesMax: perPersonMax, by: -1 });
  }
  await saveUsesCounted(ctx, counted, false);
}

/** The buyer of a hold is known now: the uses of its codes are counted for this person. Throws promo_person_limit { max }. */
export async function countPromoPerson(ctx: Ctx, holdId: string, personKey: Buffer): Promise<void> {
  for (const use of await listUses(ctx, [holdId])) {
    if (!use.isCounted || use.personKey?.equals(personKey)) continue;
    const [promo] = await lockPromos(ctx, [use.promoCodeId]);
    if (promo?.perPersonMax != null) {
      const { id: promoCodeId, perPersonMax: usesMax } = promo;
      if (use.personKey) await countPersonUse(ctx, { promoCodeId, personKey: use.personKey, usesMax, by: -1 });
      await countPerson(ctx, promo, personKey);
    }
    await saveUsePerson(ctx, use, personKey);
  }
}

/**
 * Counts the codes of an ended hold again, at their pinned terms, for money that came late. False: one has no use left, and
 * what was counted is given back.
 * The hold must be locked.
 */
export async function countPromoAgain(ctx: Ctx, holdId: string): Promise<boolean> {
  const uses = (await listUses(ctx, [holdId])).filter(({ isCounted }) => !isCounted);
  const counted: PromoUse[] = [];
  for (const use of uses) {
    if (await countUseAgain(ctx, use)) counted.push({ ...use, isCounted: true });
    else {
      await giveBack(ctx, counted);
      return false;
    }
  }
  return true;
}

async function countUseAgain(ctx: Ctx, use: PromoUse): Promise<boolean> {
  const [promo] = await lockPromos(ctx, [use.promoCodeId]);
  if (!promo) return false;
  const { usesMax, uses, budgetMinor, budgetUsedMinor } = promo;
  const isUsedUp =
    (usesMax !== null && uses >= usesMax) ||
    (budgetMinor !== null && budgetUsedMinor + use.discountMinor > budgetMinor);
  if (isUsedUp) return false;
  if (use.personKey && promo.perPersonMax !== null) {
    const person = { promoCodeId: promo.id, personKey: use.personKey, usesMax: promo.perPersonMax, by: 1 } as const;
    if (!(await countPersonUse(ctx, person))) return false;
  }
  await savePromoCounted(ctx, promo.id, { uses: 1, discountMinor: use.discountMinor });
  await saveUsesCounted(ctx, [use], true);
  return true;
}

/**
 * The places of a hold have changed: its code takes off what it takes off these, at its pinned terms. A code that is not for
 * them any more is taken away. The hold must be locked. Returns the prices.
 */
export async function recountPromo(ctx: Ctx, holdId: string, cart: CartToPrice): Promise<readonly PricedPlace[]> {
  const use = await findPromoUse(ctx, holdId);
  if (!use) return priceCart(cart.list, cart.places, undefined);
  await removePromo(ctx, holdId);
  const { promoCodeId, terms, personKey } = use;
  const [promo] = await lockPromos(ctx, [promoCodeId]);
  const places = priceCart(cart.list, cart.places, terms);
  const isStillFor = decidePromo(promo && { ...promo, terms }, { ...cart, places }, ctx.now).ok;
  if (!isStillFor) return priceCart(cart.list, cart.places, undefined);
  await count(ctx, holdId, cart, { promoCodeId, terms, personKey });
  return places;
}
