export { giftCardIssuedKind } from './announcements.ts';
export { codeOf } from './code.ts';
export { paidByCards, shareBack } from './part.rules.ts';
export { listParts, lockParts, type OrderPart } from './part.store.ts';
export { endReservations, reserveCard, reserveRest, takeOff } from './reserve-card.ts';
export { returnToCards } from './return-to-cards.ts';
export { spendReserved } from './spend-reserved.ts';
export { findCard as findGiftCard } from './store.ts';
