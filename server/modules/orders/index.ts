export {
  cancellationRejectedKind,
  orderConfirmedKind,
  orderRefundedKind,
  orderUnpaidKind,
  ticketsCancelledKind,
} from './announcements.ts';
export { findCancellation, listBack, listBackLines } from './cancellation.store.ts';
export { readOrder } from './describe-order.ts';
export { findOrder, findOrders, type Order } from './store.ts';
