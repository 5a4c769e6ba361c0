export { orderConfirmedKind, orderRefundedKind, orderUnpaidKind } from './announcements.ts';
export { describeOrder } from './describe-order.ts';
export { findOrder, type Order } from './store.ts';
