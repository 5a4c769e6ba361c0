import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideFact,
  decideOpening,
  decideRefund,
  leftOf,
  type PaymentFact,
  type PaymentFacts,
  type PaymentStatus,
} from './rules.ts';

const asked = { amountMinor: 9_600, currency: 'EUR' };
const factOf = (kind: PaymentFact['kind'], money = asked): PaymentFact => ({
  kind,
  paymentId: 'ours',
  providerPaymentId: 'theirs',
  ...money,
});
const statuses: readonly PaymentStatus[] = ['opening', 'pending', 'authorised', 'captured', 'failed', 'cancelled'];
const fact = fc.oneof(
  fc.constantFrom('authorised', 'captured', 'failed', 'cancelled', 'pending').map((kind) => factOf(kind)),
  fc
    .constantFrom({ amountMinor: 9_599, currency: 'EUR' }, { amountMinor: 9_600, currency: 'TND' })
    .map((money) => factOf('captured', money)),
);

const paymentIn = (status: PaymentStatus): PaymentFacts => ({ status, ...asked, isCaptureRequested: false });

/** What a payment becomes by facts in the order in which they are learnt. */
function after(facts: readonly PaymentFact[], start: PaymentStatus = 'opening'): PaymentStatus {
  return facts.reduce<PaymentStatus>((status, next) => {
    const payment = paymentIn(status);
    const becomes = {
      authorise: 'authorised',
      capture_failed: 'failed',
      capture: 'captured',
      fail: 'failed',
      cancel: 'cancelled',
      nothing_new: status,
      mismatch: status,
    } as const;
    return becomes[decideFact(payment, next)];
  }, start);
}
/** What it means to an order: paid, promised, to be paid again, or still waited for. */
const meaning = (status: PaymentStatus) =>
  ({
    opening: 'open',
    pending: 'open',
    authorised: 'promised',
    captured: 'captured',
    failed: 'closed',
    cancelled: 'closed',
  })[status];

describe('what a provider says of a payment', () => {
  test('ends the same in whatever order it comes and however often', () => {
    const told = fc.array(fact, { maxLength: 6 }).chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        again: fc
          .array(facts.length > 0 ? fc.constantFrom(...facts) : fc.constant(factOf('pending')), { maxLength: 6 })
          .chain((repeated) =>
            fc.shuffledSubarray([...facts, ...repeated], { minLength: facts.length + repeated.length }),
          ),
      }),
    );
    fc.assert(
      fc.property(told, fc.constantFrom('opening', 'pending'), ({ facts, again }, start) => {
        expect(meaning(after(again, start))).toBe(meaning(after(facts, start)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('of exactly the money asked for is a capture, even after a failure, and nothing takes it back', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 5 }), fc.array(fact, { maxLength: 5 }), (before, later) => {
        expect(after([...before, factOf('captured'), ...later])).toBe('captured');
      }),
    );
  });

  test('of other money than asked for is never taken as payment', () => {
    for (const status of statuses.filter((known) => known !== 'captured')) {
      for (const money of [
        { amountMinor: 9_599, currency: 'EUR' },
        { amountMinor: 9_601, currency: 'EUR' },
        { amountMinor: 9_600, currency: 'USD' },
      ]) {
        expect(decideFact(paymentIn(status), factOf('captured', money))).toBe('mismatch');
        if (status === 'opening') expect(decideFact(paymentIn(status), factOf('authorised', money))).toBe('mismatch');
      }
    }
  });

  test('changes a payment as this table says', () => {
    const kinds = ['authorised', 'captured', 'failed', 'cancelled', 'pending'] as const;
    const none = 'nothing_new';
    const row = (status: PaymentStatus, isCaptureRequested = false) =>
      kinds.map((kind) => decideFact({ ...paymentIn(status), isCaptureRequested }, factOf(kind)));
    expect(statuses.map((status) => row(status))).toEqual([
      ['authorise', 'capture', 'fail', 'cancel', none],
      ['authorise', 'capture', 'fail', 'cancel', none],
      [none, 'capture', 'fail', 'cancel', none],
      [none, none, none, none, none],
      [none, 'capture', none, none, none],
      [none, 'capture', none, none, none],
    ]);
    // Tickets were given for it: an end without money is not an end like others.
    expect(row('authorised', true)).toEqual([none, 'capture', 'capture_failed', 'capture_failed', none]);
  });
});

describe('refunds', () => {
  const taken = fc
    .nat(1_000_000)
    .chain((capturedMinor) =>
      fc.record({ capturedMinor: fc.constant(capturedMinor), creditedMinor: fc.nat(capturedMinor) }),
    );

  test('asked for one after another never pass what was captured, less what came on a gift card', () => {
    fc.assert(
      fc.property(
        taken,
        fc.array(fc.integer({ min: 1, max: 500_000 })),
        ({ capturedMinor, creditedMinor }, amounts) => {
          const refundedMinor = amounts.reduce(
            (sum, amount) =>
              decideRefund({ capturedMinor, refundedMinor: sum, creditedMinor }, amount).ok ? sum + amount : sum,
            0,
          );
          const payment = { capturedMinor, refundedMinor, creditedMinor };
          expect(refundedMinor + creditedMinor).toBeLessThanOrEqual(capturedMinor);
          expect(decideRefund(payment, leftOf(payment)).ok).toBe(true);
          expect(decideRefund(payment, leftOf(payment) + 1)).toEqual({
            ok: false,
            code: 'over_refund',
          });
        },
      ),
    );
  });
});

describe('a payment that is asked for while another is under way', () => {
  const under = (status: PaymentStatus) => ({ status, provider: 'stripe' });
  test.each(statuses)('at the same provider, %s: goes on, unless its money is there', (status) => {
    expect(decideOpening(under(status), 'stripe')).toBe(status === 'captured' ? 'refuse' : 'go_on');
  });
  test.each(statuses)('at another provider, %s: opens a new one only while no money is promised', (status) => {
    const isOpen = status === 'opening' || status === 'pending';
    expect(decideOpening(under(status), 'paypal')).toBe(isOpen ? 'open' : 'refuse');
  });
  test('opens one where there is none', () => {
    expect(decideOpening(undefined, 'paypal')).toBe('open');
  });
});
