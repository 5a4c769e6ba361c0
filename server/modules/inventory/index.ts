export { giveTimeToPay, releaseHold } from './change-hold.ts';
export { type PricedHold, priceHold } from './describe-hold.ts';
export { sellHeld } from './sell-held.ts';
export { remainingByZone } from './stock.store.ts';
export { findHold, lockHold } from './store.ts';
export { watchSeats } from './watch-seats.ts';
