export { promoCodeApplied, promoCodeRemoved } from './announcements.ts';
export {
  countPromo,
  countPromoAgain,
  countPromoPerson,
  giveBackPromos,
  recountPromo,
  removePromo,
} from './count-promo.ts';
export { describeRefundPolicy } from './describe-refund-policy.ts';
export { type Bought, keptPrice } from './kept-price.rules.ts';
export { type PricedPlace, priceCart, totalOf } from './price-cart.rules.ts';
export { findPromoUse } from './promo.store.ts';
export { type RefundPolicy, stepAt, untilOf } from './refund-policy.rules.ts';
export { findPolicyInForce, findRefundPolicy } from './refund-policy.store.ts';
export { assignOffers, buyerPrice, isOnSale, type Offer, type TariffWish } from './rules.ts';
export { findListOfOffer, findOffers, findPriceBook, type PriceBook } from './store.ts';
