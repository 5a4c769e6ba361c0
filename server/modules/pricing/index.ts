export { promoCodeApplied, promoCodeRemoved } from './announcements.ts';
export {
  countPromo,
  countPromoAgain,
  countPromoPerson,
  giveBackPromos,
  recountPromo,
  removePromo,
} from './count-promo.ts';
export { type PricedPlace, priceCart, totalOf } from './price-cart.rules.ts';
export { findPromoUse } from './promo.store.ts';
export { assignOffers, buyerPrice, isOnSale, type Offer, type TariffWish } from './rules.ts';
export { findOffers, findPriceBook, type PriceBook } from './store.ts';
