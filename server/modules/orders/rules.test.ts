import { describe, expect, test } from 'vitest';
import {
  type Confirmation,
  decideCancellation,
  decideConfirmation,
  decidePayment,
  type OrderStatus,
  payBefore,
  shownStatus,
  waitsForTransfer,
} from './rules.ts';

const statuses: readonly OrderStatus[] = [
  'pending',
  'paying',
  'confirmed',
  'expired',
  'cancelled',
  'refunded',
  'part_refunded',
];
const performanceStates = ['planned', 'on_sale', 'closed', 'postponed', 'cancelled'] as const;
const both = [true, false];

const everyCase = statuses.flatMap((status) =>
  both.flatMap((isPaidByThis) =>
    both.flatMap((isInTime) =>
      performanceStates.flatMap((performanceState) =>
        both.map((isSaleOpen) => ({ status, isPaidByThis, isInTime, performanceState, isSaleOpen })),
      ),
    ),
  ),
);
/** An order that is decided keeps its decision: more money for it goes back, whatever else is true. */
const byStatus = new Map<OrderStatus, string>([
  ['confirmed', 'refund paid_twice'],
  ['part_refunded', 'refund paid_twice'],
  ['refunded', 'refund order_refunded'],
  ['cancelled', 'refund order_cancelled'],
]);
const wordOf = (confirmation: Confirmation) =>
  confirmation.do === 'refund' ? `refund ${confirmation.reason}` : confirmation.do;

describe('money that has arrived for an order', () => {
  test('means one thing in each of its 280 cases', () => {
    for (const facts of everyCase) {
      const { status, isPaidByThis, isInTime, performanceState, isSaleOpen } = facts;
      const byMoney = isInTime || isSaleOpen ? 'confirm' : 'refund sale_over';
      const byPerformance = performanceState === 'cancelled' ? 'refund performance_cancelled' : byMoney;
      const isDecidedByThis = isPaidByThis && status !== 'cancelled';
      const expected = isDecidedByThis ? 'nothing' : (byStatus.get(status) ?? byPerformance);
      expect([facts, wordOf(decideConfirmation(facts))]).toEqual([facts, expected]);
    }
    expect(everyCase).toHaveLength(280);
  });

  test('that came in time confirms though the sale closed meanwhile', () => {
    const facts = {
      status: 'paying',
      isPaidByThis: false,
      isInTime: true,
      performanceState: 'closed',
      isSaleOpen: false,
    } as const;
    expect(decideConfirmation(facts)).toEqual({ do: 'confirm' });
  });

  test('is never kept without tickets: what does not confirm and was not counted yet goes back', () => {
    for (const facts of everyCase) {
      const decision = decideConfirmation(facts);
      if (!facts.isPaidByThis || facts.status === 'cancelled') expect(decision.do).not.toBe('nothing');
      if (facts.status === 'confirmed') expect(decision.do).not.toBe('confirm');
    }
  });
});

describe('an order', () => {
  test('whose time to pay is over is shown as expired; money under way keeps it open', () => {
    for (const status of statuses) {
      expect(shownStatus(status, true)).toBe(status);
      expect(shownStatus(status, false)).toBe(status === 'pending' ? 'expired' : status);
    }
  });

  test('can be paid while its places are held, or while a payment is under way', () => {
    const answer = (status: OrderStatus, isAlive: boolean, isUnderWay: boolean) => {
      const decision = decidePayment(status, isAlive, isUnderWay);
      return decision.ok ? 'ok' : decision.code;
    };
    const answers = statuses.map((status) => [
      status,
      ...both.flatMap((isAlive) => both.map((isUnderWay) => answer(status, isAlive, isUnderWay))),
    ]);
    expect(answers).toEqual([
      ['pending', 'ok', 'ok', 'hold_expired', 'hold_expired'],
      ['paying', 'ok', 'ok', 'ok', 'hold_expired'],
      ['confirmed', 'order_paid', 'order_paid', 'order_paid', 'order_paid'],
      ['expired', 'hold_expired', 'hold_expired', 'hold_expired', 'hold_expired'],
      ['cancelled', 'order_state', 'order_state', 'order_state', 'order_state'],
      ['refunded', 'order_state', 'order_state', 'order_state', 'order_state'],
      ['part_refunded', 'order_state', 'order_state', 'order_state', 'order_state'],
    ]);
  });

  const cancellations = (facts: { isFree: boolean; areDoorsOpen: boolean }) =>
    Object.fromEntries(
      statuses.map((status) => {
        const decision = decideCancellation(status, facts);
        return [status, decision.ok ? 'ok' : decision.code];
      }),
    );
  const usual = {
    pending: 'ok',
    paying: 'payment_in_progress',
    confirmed: 'order_state',
    expired: 'ok',
    cancelled: 'ok',
    refunded: 'order_state',
    part_refunded: 'order_state',
  };

  test('can be given up until money may be moving', () => {
    expect(cancellations({ isFree: false, areDoorsOpen: false })).toEqual(usual);
    expect(cancellations({ isFree: false, areDoorsOpen: true })).toEqual(usual);
  });

  test('that cost nothing can be given up until the doors open', () => {
    expect(cancellations({ isFree: true, areDoorsOpen: false })).toEqual({ ...usual, confirmed: 'ok' });
    expect(cancellations({ isFree: true, areDoorsOpen: true })).toEqual(usual);
  });
});

describe('a payment under way', () => {
  test('only waits for a transfer as long as none has come', () => {
    expect(waitsForTransfer('pending', 'transfer')).toBe(true);
    expect(waitsForTransfer('opening', 'transfer')).toBe(true);
    expect(waitsForTransfer('captured', 'transfer')).toBe(false);
    expect(waitsForTransfer('pending', undefined)).toBe(false);
    expect(waitsForTransfer('pending', 'counter')).toBe(false);
  });
  test('is taken until a minute before the places are free, by a page for half a day at most', () => {
    const now = new Date('2026-03-02T10:00:00Z');
    const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
    expect(payBefore(after(15), now, now)).toEqual(after(14));
    expect(payBefore(after(1), now, now)).toEqual(after(1));
    expect(payBefore(after(7_200), now, now)).toEqual(after(720));
    expect(payBefore(after(7_200), after(100), now)).toEqual(after(720));
    expect(payBefore(after(7_200), now, null)).toEqual(after(7_199));
  });
});
