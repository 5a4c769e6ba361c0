export type OrderStatus = 'pending' | 'paying' | 'confirmed' | 'expired' | 'cancelled' | 'refunded' | 'part_refunded';

/** What a buyer is told: an order whose time to pay is over is expired, whether or not anything wrote that down. */
export function shownStatus(status: OrderStatus, isHoldAlive: boolean): OrderStatus {
  return status === 'pending' && !isHoldAlive ? 'expired' : status;
}

type Ok = { readonly ok: true };
type Refused<Code> = { readonly ok: false; readonly code: Code };

/** An order whose payment is under way goes on with it; any other can only be paid while its places are held. */
export function decidePayment(
  status: OrderStatus,
  isHoldAlive: boolean,
  isPaymentUnderWay: boolean,
): Ok | Refused<'order_paid' | 'hold_expired' | 'order_state'> {
  if (status === 'confirmed') return { ok: false, code: 'order_paid' };
  if (status === 'paying' && isPaymentUnderWay) return { ok: true };
  if (status !== 'pending' && status !== 'paying')
    return { ok: false, code: status === 'expired' ? 'hold_expired' : 'order_state' };
  return isHoldAlive ? { ok: true } : { ok: false, code: 'hold_expired' };
}

/**
 * Gift cards are put on an order and taken off it while nobody is asked to pay: what a payment was asked for must stay what is
 * left to pay.
 */
export function decideGiftCardChange(
  status: OrderStatus,
  isHoldAlive: boolean,
  isPaymentUnderWay: boolean,
): Ok | Refused<'order_paid' | 'hold_expired' | 'order_state' | 'payment_in_progress'> {
  if (status === 'paying' || (status === 'pending' && isPaymentUnderWay))
    return { ok: false, code: 'payment_in_progress' };
  return decidePayment(status, isHoldAlive, false);
}

/** Whether a payment only waits for a transfer that nobody has seen: it can be let go of without asking anybody. */
export function waitsForTransfer(status: string, manner: 'transfer' | 'counter' | undefined): boolean {
  return manner === 'transfer' && (status === 'opening' || status === 'pending');
}

// A provider stops taking money this much before our claim on the places ends.
const marginMilliseconds = 60_000;
/** No page of a provider stays open longer, also where a transfer chosen before keeps the places for days. */
const sittingMilliseconds = 12 * 3_600_000;

/** Until when a provider may take the money. `openedAt`: of a payment on a page; null: a transfer. */
export function payBefore(deadline: Date, now: Date, openedAt: Date | null): Date {
  const until = Math.max(deadline.getTime() - marginMilliseconds, now.getTime() + marginMilliseconds);
  return new Date(openedAt ? Math.min(until, openedAt.getTime() + sittingMilliseconds) : until);
}

/** An order can be given up until money may be moving. */
export function decideCancellation(
  status: OrderStatus,
  { isFree, areDoorsOpen }: { readonly isFree: boolean; readonly areDoorsOpen: boolean },
): Ok | Refused<'order_state' | 'payment_in_progress'> {
  if (status === 'paying') return { ok: false, code: 'payment_in_progress' };
  if (status === 'confirmed' && isFree && !areDoorsOpen) return { ok: true };
  return status === 'pending' || status === 'expired' || status === 'cancelled'
    ? { ok: true }
    : { ok: false, code: 'order_state' };
}

export type Confirmation =
  | { readonly do: 'confirm' }
  | { readonly do: 'nothing' }
  | {
      readonly do: 'refund';
      readonly reason:
        | 'paid_twice'
        | 'order_refunded'
        | 'order_cancelled'
        | 'performance_cancelled'
        | 'sale_over'
        | 'gift_card_gone';
    };

/**
 * Whether money that goes back leaves its order as it is: another payment has decided it, or may still pay it, as this one was
 * asked for when other gift cards paid the rest.
 */
export function leavesOrder(reason: string, status: OrderStatus): boolean {
  if (reason === 'gift_card_gone') return status === 'pending' || status === 'paying';
  return reason === 'paid_twice' || reason === 'order_refunded';
}

/**
 * What money that has arrived means for its order, before its places are asked for. The money that decided an order decides
 * nothing again, unless its tickets were taken back meanwhile because it did not come: then it goes back.
 * In time, it confirms, even if the sale closed meanwhile. Late, the very same places are tried again at the pinned
 * price, never others, and only while the sale is open; else the money goes back.
 */
export function decideConfirmation(facts: {
  readonly status: OrderStatus;
  readonly isPaidByThis: boolean;
  readonly isInTime: boolean;
  readonly performanceState: 'planned' | 'on_sale' | 'closed' | 'postponed' | 'cancelled';
  readonly isSaleOpen: boolean;
}): Confirmation {
  if (facts.isPaidByThis && facts.status !== 'cancelled') return { do: 'nothing' };
  if (facts.status === 'confirmed' || facts.status === 'part_refunded') return { do: 'refund', reason: 'paid_twice' };
  if (facts.status === 'refunded') return { do: 'refund', reason: 'order_refunded' };
  if (facts.status === 'cancelled') return { do: 'refund', reason: 'order_cancelled' };
  if (facts.performanceState === 'cancelled') return { do: 'refund', reason: 'performance_cancelled' };
  if (!facts.isInTime && !facts.isSaleOpen) return { do: 'refund', reason: 'sale_over' };
  return { do: 'confirm' };
}
