import { shareOf, splitByWeight } from '@tessera/contract/money';
import type { RefundPolicy, RefundStep } from '../pricing/refund-policy.rules.ts';
import type { RefundWay } from './refund-parts.rules.ts';
import type { OrderStatus } from './rules.ts';

export type CancellationReason = 'buyer_request' | 'performance_changed' | 'seller_error' | 'duplicate' | 'goodwill';
/** buyer: whoever holds the order's link or owns it; agent and director: staff, by what they may decide. */
export type Canceller = 'buyer' | 'agent' | 'director';

/** What was bought of one place, and what went back of it so far. Minor units; the tax is contained in price + fee. */
export type LineAccount = {
  readonly lineId: string;
  readonly isLive: boolean;
  readonly priceMinor: number;
  readonly feeMinor: number;
  readonly taxMinor: number;
  readonly back: Amounts;
};
type Amounts = { readonly priceMinor: number; readonly feeMinor: number; readonly taxMinor: number };
/** A cancellation that was done. */
export type EarlierCancellation = {
  readonly reason: CancellationReason;
  readonly grossMinor: number;
  readonly backBasisPoints: number;
  readonly cancellationFeeMinor: number;
  readonly priceMinor: number;
  /** Given up by it. */
  readonly lineIds: readonly string[];
};

export type CancellationRefusal =
  | 'order_state'
  | 'ticket_void'
  | 'cancellation_pending'
  | 'payment_in_progress'
  | 'ticket_used'
  | 'cancellation_not_offered'
  | 'cancellation_too_late';
export type Rate = Pick<RefundStep, 'backBasisPoints' | 'cancellationFeeMinor' | 'isFeeReturned'>;
type Decision = { readonly ok: true; readonly rate: Rate } | { readonly ok: false; readonly code: CancellationRefusal };

const everything: Rate = { backBasisPoints: 10_000, cancellationFeeMinor: 0, isFeeReturned: true };

/**
 * Buyers have one reason; used tickets are cancelled by staff, who say why. A gift card instead of the money is for buyers to
 * wish, so never where the reason is the seller's.
 */
export function decideWish(
  by: Canceller,
  wish: {
    readonly reason: CancellationReason;
    readonly coversUsed: boolean;
    readonly note: string;
    readonly refundTo: RefundWay;
  },
): 'ok' | 'role_missing' | 'note_needed' | 'refund_way' {
  if (by === 'buyer' && (wish.reason !== 'buyer_request' || wish.coversUsed)) return 'role_missing';
  if (wish.refundTo === 'gift_card' && wish.reason !== 'buyer_request') return 'refund_way';
  return wish.coversUsed && wish.note === '' ? 'note_needed' : 'ok';
}

/**
 * Whether these tickets can be cancelled now, and what of their price goes back. A buyer gets what the policy says; for a
 * reason that is the seller's everything goes back, at any time. A used ticket is cancelled by staff only, who say why.
 */
export function decideTicketCancellation(facts: {
  readonly status: OrderStatus;
  readonly hasOpenRequest: boolean;
  readonly areLive: boolean;
  readonly isUsed: boolean;
  readonly coversUsed: boolean;
  /** Money is promised and not taken yet. */
  readonly isPaymentUnderWay: boolean;
  readonly reason: CancellationReason;
  readonly isPolicyPublished: boolean;
  readonly step: RefundStep | undefined;
  readonly areDoorsOpen: boolean;
}): Decision {
  if (facts.status !== 'confirmed' && facts.status !== 'part_refunded') return { ok: false, code: 'order_state' };
  if (facts.hasOpenRequest) return { ok: false, code: 'cancellation_pending' };
  if (!facts.areLive) return { ok: false, code: 'ticket_void' };
  if (facts.isUsed && !facts.coversUsed) return { ok: false, code: 'ticket_used' };
  if (facts.isPaymentUnderWay) return { ok: false, code: 'payment_in_progress' };
  if (facts.reason !== 'buyer_request') return { ok: true, rate: everything };
  if (!facts.isPolicyPublished) return { ok: false, code: 'cancellation_not_offered' };
  if (!facts.step || facts.areDoorsOpen) return { ok: false, code: 'cancellation_too_late' };
  return { ok: true, rate: facts.step };
}

/**
 * Whether somebody else must approve before anything happens: where the policy says so of buyers, above its threshold whoever
 * asks, and goodwill of an agent.
 */
export function needsApproval(
  by: Canceller,
  reason: CancellationReason,
  amountMinor: number,
  policy: Pick<RefundPolicy, 'needsApproval' | 'approvalAboveMinor'> | undefined,
): boolean {
  if (policy && policy.approvalAboveMinor !== null && amountMinor > policy.approvalAboveMinor) return true;
  return by === 'buyer' ? policy?.needsApproval === true : by === 'agent' && reason === 'goodwill';
}

/** Agents approve what buyers ask for up to the threshold; the rest is for directors and admins. */
export function mayApprove(
  by: Canceller,
  reason: CancellationReason,
  amountMinor: number,
  approvalAboveMinor: number | null,
): boolean {
  if (by === 'director') return true;
  return (
    by === 'agent' && reason === 'buyer_request' && (approvalAboveMinor === null || amountMinor <= approvalAboveMinor)
  );
}

export type BackLine = Amounts & { readonly lineId: string; readonly givesUp: boolean };
export type Settlement = {
  /** What the rule of discounts gives back before the rate. */
  readonly grossMinor: number;
  readonly priceMinor: number;
  readonly feeMinor: number;
  readonly lines: readonly BackLine[];
};

/** The lines that are given up at a rate with a fee for each: now, and before at the same. */
export function chargedLines(
  rate: Rate,
  givenUp: ReadonlySet<string>,
  earlier: readonly EarlierCancellation[],
): ReadonlySet<string> {
  if (rate.cancellationFeeMinor === 0) return new Set();
  return new Set([...givenUp, ...alike(earlier, rate).flatMap(({ lineIds }) => lineIds)]);
}

/**
 * What goes back when lines are given up, in minor units. `kept`: what the rule of discounts keeps of the prices when only the
 * others stay, and some of those given up for a fee (see keptPrices). At one rate it is settled over all cancellations so far,
 * so that their order and the rounding of each change nothing; in all never more than was paid, and of no line more than it
 * cost. Returns the fees for cancelling that are kept of it beside.
 */
export function settle(order: {
  readonly lines: readonly LineAccount[];
  readonly givenUp: ReadonlySet<string>;
  readonly kept: readonly number[];
  readonly reason: CancellationReason;
  readonly rate: Rate;
  readonly earlier: readonly EarlierCancellation[];
}): Settlement & { readonly chargedMinor: number } {
  const { lines, rate, earlier } = order;
  const going = lines.filter(({ lineId }) => order.givenUp.has(lineId));
  const grossMinor =
    order.reason === 'buyer_request'
      ? Math.max(0, sumOf(lines, 'priceMinor') - Math.min(...order.kept) - sumOf(earlier, 'grossMinor'))
      : sumOf(going, 'priceMinor');
  const before = alike(earlier, rate);
  const grossBefore = sumOf(before, 'grossMinor');
  const share = shareOf(grossBefore + grossMinor, rate.backBasisPoints);
  const others = sumOf(earlier, 'grossMinor') - grossBefore;
  const afterFees = order.kept.map((kept, staying) => {
    const gross = Math.min(grossBefore + grossMinor, sumOf(lines, 'priceMinor') - kept - others);
    const count = order.kept.length - 1 - staying;
    return shareOf(Math.max(0, gross), rate.backBasisPoints) - count * rate.cancellationFeeMinor;
  });
  const whole = rate.cancellationFeeMinor === 0 ? share : Math.max(0, ...afterFees);
  const priceMinor = Math.max(0, whole - sumOf(before, 'priceMinor'));
  const back = shareOut(lines, order.givenUp, priceMinor, rate);
  const shareNow = share - shareOf(grossBefore, rate.backBasisPoints);
  return {
    grossMinor,
    priceMinor,
    feeMinor: sumOf(back, 'feeMinor'),
    lines: back,
    chargedMinor: rate.cancellationFeeMinor === 0 ? 0 : Math.max(0, shareNow - priceMinor),
  };
}

function alike(earlier: readonly EarlierCancellation[], rate: Rate): EarlierCancellation[] {
  return earlier.filter(
    ({ backBasisPoints, cancellationFeeMinor }) =>
      backBasisPoints === rate.backBasisPoints && cancellationFeeMinor === rate.cancellationFeeMinor,
  );
}

/** First to the lines given up now, in proportion to what each is due; what is more than that to those given up before. */
function shareOut(
  lines: readonly LineAccount[],
  givenUp: ReadonlySet<string>,
  priceMinor: number,
  rate: Rate,
): BackLine[] {
  const going = lines.filter(({ lineId }) => givenUp.has(lineId));
  const own = splitByDue(priceMinor, going, rate);
  let left = priceMinor - own.reduce((total, amount) => total + amount, 0);
  const back: BackLine[] = going.map((line, index) =>
    backOf(line, own[index] ?? 0, rate.isFeeReturned ? line.feeMinor : 0, true),
  );
  for (const line of lines) {
    if (line.isLive || givenUp.has(line.lineId) || left === 0) continue;
    const more = Math.min(left, line.priceMinor - line.back.priceMinor);
    if (more > 0) back.push(backOf(line, more, 0, false));
    left -= more;
  }
  if (left !== 0) throw new Error(`${left} more would go back than was paid`);
  return back;
}

/** Each its share less its fee; what is more than that in proportion to what is left of their prices. */
function splitByDue(priceMinor: number, going: readonly LineAccount[], rate: Rate): number[] {
  const { backBasisPoints, cancellationFeeMinor } = rate;
  const due = going.map((line) =>
    cancellationFeeMinor === 0
      ? line.priceMinor
      : Math.max(0, shareOf(line.priceMinor, backBasisPoints) - cancellationFeeMinor),
  );
  const first = splitUpTo(priceMinor, due);
  const left = priceMinor - first.reduce((total, amount) => total + amount, 0);
  const more = splitUpTo(
    left,
    going.map((line, index) => line.priceMinor - (first[index] ?? 0)),
  );
  return first.map((amount, index) => amount + (more[index] ?? 0));
}

/** In proportion to the limits, to none more than its own. */
function splitUpTo(amountMinor: number, limits: readonly number[]): number[] {
  const most = limits.reduce((total, limit) => total + limit, 0);
  return splitByWeight(Math.min(amountMinor, most), limits);
}

/** Its tax is what of the line's tax has gone back by now, less what had before: all of it with the whole line. */
function backOf(line: LineAccount, priceMinor: number, feeMinor: number, givesUp: boolean): BackLine {
  const cost = BigInt(line.priceMinor + line.feeMinor);
  const gone = BigInt(line.back.priceMinor + line.back.feeMinor + priceMinor + feeMinor);
  const taxMinor = cost === 0n ? 0 : Number((BigInt(line.taxMinor) * gone) / cost) - line.back.taxMinor;
  return { lineId: line.lineId, givesUp, priceMinor, feeMinor, taxMinor };
}

function sumOf<Key extends string>(amounts: readonly Readonly<Record<Key, number>>[], of: Key): number {
  return amounts.reduce((total, amount) => total + amount[of], 0);
}
