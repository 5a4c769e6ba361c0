export { assignOffers, buyerPrice, buyerTax, isOnSale, type Offer, type TariffWish } from './rules.ts';
export { findOffers, findPriceBook, type PriceBook } from './store.ts';
