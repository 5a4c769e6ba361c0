export { giveTimeToPay, releaseHold } from './change-hold.ts';
export { type PricedHold, type PricedPlace, priceHold } from './describe-hold.ts';
export { openSale } from './open-sale.ts';
export { sellHeld } from './sell-held.ts';
export { remainingByZone } from './stock.store.ts';
export { findHold, type Hold } from './store.ts';
export { type SeatWatch, watchSeats } from './watch-seats.ts';
