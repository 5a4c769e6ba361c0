export { promoCodeApplied, promoCodeRemoved } from './announcements.ts';
export { type CodeTries, openCodeTries } from './code-tries.ts';
export {
  countPromo,
  countPromoAgain,
  countPromoPerson,
  countUnlocks,
  giveBackPromos,
  recountPromo,
  removePromo,
} from './count-promo.ts';
export { describePriceList } from './describe-price-list.ts';
export { describeRefundPolicy } from './describe-refund-policy.ts';
export { findUnlock, listUnlocks } from './find-unlock.ts';
export { type Bought, keptPrices } from './kept-price.rules.ts';
export { type PricedPlace, type PromoTerms, priceCart, totalOf } from './price-cart.rules.ts';
export type { PriceListDraft } from './price-list.rules.ts';
export { listPriceListHeads } from './price-list.store.ts';
export type { PromoCode } from './promo.rules.ts';
export { findHoldCodes, findPromoUse, lockPromos } from './promo.store.ts';
export { publishPriceList } from './publish-price-list.ts';
export { linesOf, offersFor, usablePromo } from './quote.ts';
export { type RefundPolicy, stepAt, untilOf } from './refund-policy.rules.ts';
export { findPolicyInForce, findRefundPolicy } from './refund-policy.store.ts';
export {
  assignOffers,
  buyerPrice,
  type FirstPlacesLeft,
  firstPlacesKey,
  isOnSale,
  type Offer,
  type TariffWish,
} from './rules.ts';
export { findListOfOffer, findOffers, findPriceBook, type PriceBook } from './store.ts';
export { decideUnlock, isAnyClosed, openedOffers } from './unlock.rules.ts';
