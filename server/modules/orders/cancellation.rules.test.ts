import { exponentOf } from '@tessera/contract/money';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullOffer } from '../../testing/full-offer.ts';
import { amountsOf, isWithin } from '../invoices/amounts.rules.ts';
import { type DiscountRule, keptPrices } from '../pricing/kept-price.rules.ts';
import { type PricedPlace, type PromoTerms, priceCart } from '../pricing/price-cart.rules.ts';
import type { Offer } from '../pricing/rules.ts';
import {
  type CancellationReason,
  chargedLines,
  decideTicketCancellation,
  decideWish,
  type EarlierCancellation,
  type LineAccount,
  mayApprove,
  needsApproval,
  type Rate,
  settle,
} from './cancellation.rules.ts';

const step = { hoursBefore: 48, backBasisPoints: 5_000, cancellationFeeMinor: 200, isFeeReturned: false };
const everything: Rate = { backBasisPoints: 10_000, cancellationFeeMinor: 0, isFeeReturned: true };
const possible = {
  status: 'confirmed',
  hasOpenRequest: false,
  areLive: true,
  isUsed: false,
  coversUsed: false,
  isPaymentUnderWay: false,
  reason: 'buyer_request',
  isPolicyPublished: true,
  step,
  areDoorsOpen: false,
} as const;

describe('tickets can be cancelled', () => {
  test('by a buyer, at the rate of the step that is not over', () => {
    expect(decideTicketCancellation(possible)).toEqual({ ok: true, rate: step });
    expect(decideTicketCancellation({ ...possible, status: 'part_refunded' }).ok).toBe(true);
  });

  test('for a reason of the seller, with everything back, even when the policy gives nothing any more', () => {
    const late = { ...possible, step: undefined, areDoorsOpen: true, isPolicyPublished: false } as const;
    for (const reason of ['performance_changed', 'seller_error', 'duplicate', 'goodwill'] as const)
      expect(decideTicketCancellation({ ...late, reason })).toEqual({
        ok: true,
        rate: everything,
      });
  });

  test.each([
    ['order_state', { status: 'paying' }],
    ['order_state', { status: 'refunded' }],
    ['cancellation_pending', { hasOpenRequest: true }],
    ['ticket_void', { areLive: false }],
    ['ticket_used', { isUsed: true }],
    ['payment_in_progress', { isPaymentUnderWay: true }],
    ['cancellation_not_offered', { isPolicyPublished: false }],
    ['cancellation_too_late', { step: undefined }],
    ['cancellation_too_late', { areDoorsOpen: true }],
  ] as const)('not: %s', (code, facts) => {
    expect(decideTicketCancellation({ ...possible, ...facts })).toEqual({ ok: false, code });
  });

  test('used ones only by staff who say that they mean them', () => {
    expect(decideTicketCancellation({ ...possible, isUsed: true, coversUsed: true }).ok).toBe(true);
  });
});

test('a buyer has no reason of the seller, whoever cancels used tickets says why, and no seller gives a gift card for its own reasons', () => {
  const wish = { reason: 'buyer_request', coversUsed: false, note: '', refundTo: 'original' } as const;
  expect(decideWish('buyer', wish)).toBe('ok');
  expect(decideWish('buyer', { ...wish, reason: 'goodwill' })).toBe('role_missing');
  expect(decideWish('buyer', { ...wish, coversUsed: true, note: 'seen' })).toBe('role_missing');
  expect(decideWish('agent', { ...wish, reason: 'goodwill' })).toBe('ok');
  expect(decideWish('agent', { ...wish, coversUsed: true })).toBe('note_needed');
  expect(decideWish('director', { ...wish, coversUsed: true, note: 'seen' })).toBe('ok');
  expect(decideWish('buyer', { ...wish, refundTo: 'gift_card' })).toBe('ok');
  expect(decideWish('director', { ...wish, reason: 'performance_changed', refundTo: 'gift_card' })).toBe('refund_way');
});

describe('somebody else must approve', () => {
  const policy = { needsApproval: false, approvalAboveMinor: 10_000 };
  test.each([
    ['a buyer within the policy: nobody', 'buyer', 'buyer_request', 10_000, policy, false],
    ['a buyer where staff look at all of them', 'buyer', 'buyer_request', 1, { ...policy, needsApproval: true }, true],
    ['more than the threshold, whoever asks', 'buyer', 'buyer_request', 10_001, policy, true],
    ['more than the threshold, whoever asks', 'director', 'seller_error', 10_001, policy, true],
    ['goodwill of an agent', 'agent', 'goodwill', 1, undefined, true],
    ['goodwill of a director: nobody', 'director', 'goodwill', 1, undefined, false],
    ['an agent for a mistake of the seller: nobody', 'agent', 'seller_error', 1, undefined, false],
  ] as const)('%s', (_title, by, reason, amount, terms, expected) => {
    expect(needsApproval(by, reason, amount, terms)).toBe(expected);
  });

  test('an agent what buyers ask for, up to the threshold; a director everything', () => {
    expect(mayApprove('agent', 'buyer_request', 10_000, 10_000)).toBe(true);
    expect(mayApprove('agent', 'buyer_request', 10_001, 10_000)).toBe(false);
    expect(mayApprove('agent', 'goodwill', 1, null)).toBe(false);
    expect(mayApprove('director', 'goodwill', 1_000_000, 1)).toBe(true);
    expect(mayApprove('buyer', 'buyer_request', 1, null)).toBe(false);
  });
});

/** An order as its cancellations go on. */
class Account {
  lines: LineAccount[];
  earlier: EarlierCancellation[] = [];
  credited: { orderLineId: string; part: 'ticket' | 'fee'; grossMinor: number }[] = [];
  readonly cart: Cart;
  readonly priced: readonly PricedPlace[];

  constructor(cart: Cart) {
    this.cart = cart;
    this.priced = priceCart(cart.list, cart.places, cart.promo);
    this.lines = this.priced.map(({ priceMinor, feeMinor, taxMinor }, index) => ({
      lineId: String(index),
      isLive: true,
      priceMinor,
      feeMinor,
      taxMinor,
      back: { priceMinor: 0, feeMinor: 0, taxMinor: 0 },
    }));
  }

  /** What goes back in all by now. */
  get back(): number {
    return this.lines.reduce((sum, { back }) => sum + back.priceMinor + back.feeMinor, 0);
  }

  cancel(ids: readonly string[], rate: Rate, reason: CancellationReason = 'buyer_request'): void {
    const givenUp = new Set(ids);
    const rest = this.priced.filter((_, index) => {
      const line = this.lines[index];
      return line?.isLive && !givenUp.has(line.lineId);
    });
    const charged = chargedLines(rate, givenUp, this.earlier);
    const kept = keptPrices(
      this.cart.rule,
      { list: this.cart.list, places: this.priced, promo: this.cart.promo },
      rest,
      new Set(this.priced.filter((_, index) => charged.has(String(index)))),
    );
    const done = settle({ lines: this.lines, givenUp, kept, reason, rate, earlier: this.earlier });
    this.earlier = [...this.earlier, { ...done, ...rate, reason, lineIds: ids }];
    this.lines = this.lines.map((line) => {
      const more = done.lines.find(({ lineId }) => lineId === line.lineId);
      const add = (of: 'priceMinor' | 'feeMinor' | 'taxMinor') => line.back[of] + (more?.[of] ?? 0);
      return {
        ...line,
        isLive: line.isLive && !givenUp.has(line.lineId),
        back: { priceMinor: add('priceMinor'), feeMinor: add('feeMinor'), taxMinor: add('taxMinor') },
      };
    });
    const words = { feeWord: 'fee', exemptionReason: '' };
    this.credited.push(
      ...amountsOf(
        done.lines.map((line) => this.billed(line)),
        words,
      ).lines,
    );
  }

  private billed(paid: { lineId: string; priceMinor: number; feeMinor: number; taxMinor: number }) {
    const { priceMinor, feeMinor, taxMinor, lineId } = paid;
    const taxBasisPoints = this.priced[Number(lineId)]?.offer.taxBasisPoints ?? 0;
    return { orderLineId: lineId, description: lineId, priceMinor, feeMinor, taxMinor, taxBasisPoints };
  }

  /** What must never be, at any moment; nothing, as a rule. */
  get wrong(): string | undefined {
    const invoice = amountsOf(
      this.lines.map((line) => this.billed(line)),
      { feeWord: 'fee', exemptionReason: '' },
    );
    if (!isWithin(invoice.lines, this.credited)) return 'more is credited than was invoiced';
    for (const { priceMinor, feeMinor, taxMinor, back } of this.lines) {
      const amounts = [back.priceMinor, back.feeMinor, back.taxMinor];
      if (!amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)) return 'not an amount';
      if (back.priceMinor > priceMinor || back.feeMinor > feeMinor || back.taxMinor > taxMinor)
        return 'more back than the line cost';
    }
    return undefined;
  }
}

type Cart = {
  readonly list: readonly Offer[];
  readonly places: readonly Offer[];
  readonly promo: PromoTerms | undefined;
  readonly rule: DiscountRule;
};

/** Prices of two tiers: full, reduced, and groups from 2 and from 4; up to about 500 of the currency. */
const priceList = (currency: string): fc.Arbitrary<Offer[]> => {
  const most = 500 * 10 ** exponentOf(currency);
  const offerOf = (tier: string, kind: 'full' | 'reduced' | 'group', quantityMin: number) =>
    fc
      .record({
        priceMinor: fc.nat(most),
        feeMinor: fc.nat(Math.floor(most / 50)),
        taxBasisPoints: fc.constantFrom(0, 550, 1_900, 2_000),
        feeTaxBasisPoints: fc.constantFrom(null, 2_000),
      })
      .map((facts): Offer => {
        const tariff = `${kind}${quantityMin}`;
        const names = { tierId: tier, tierCode: tier, tariffId: tariff, tariffCode: tariff, tariffKind: kind };
        return { ...fullOffer, ...facts, ...names, id: `${tier} ${tariff}`, quantityMin };
      });
  return fc
    .tuple(
      ...['gold', 'silver'].flatMap((tier) => [
        offerOf(tier, 'full', 1),
        offerOf(tier, 'group', 4),
        offerOf(tier, 'group', 2),
        offerOf(tier, 'reduced', 1),
      ]),
    )
    .map((offers) => [...offers]);
};
const promoTerms: fc.Arbitrary<PromoTerms> = fc.record({
  code: fc.constant('CODE'),
  kind: fc.constantFrom('percent', 'fixed_order', 'fixed_place', 'set_price'),
  value: fc.integer({ min: 1, max: 10_000 }),
  tierCodes: fc.constantFrom([], ['gold']),
  tariffCodes: fc.constantFrom([], ['full1', 'group2']),
  quantityMin: fc.constantFrom(1, 2, 4),
});
const order = fc.constantFrom('EUR', 'TND', 'JPY', 'CAD').chain((currency) =>
  priceList(currency).chain((list) =>
    fc.record({
      list: fc.constant(list),
      places: fc.array(fc.constantFrom(...list), { minLength: 1, maxLength: 6 }),
      promo: fc.option(promoTerms, { nil: undefined }),
      rule: fc.constantFrom<DiscountRule>('keep', 'claw_back', 're_price'),
      rate: fc.record({
        backBasisPoints: fc.constantFrom(10_000, 10_000, 5_000, 3_333, 1),
        cancellationFeeMinor: fc.constantFrom(0, 1, ...[2, 50, 400].map((units) => units * 10 ** exponentOf(currency))),
        isFeeReturned: fc.boolean(),
      }),
      shuffle: fc.array(fc.nat(1_000), { minLength: 6, maxLength: 6 }),
      cuts: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
      staysCount: fc.nat(3),
    }),
  ),
);

/** The same tickets in two orders, one by one and some together; and without the fee for each. */
test('a hundred thousand carts, cancelled in any order: the same goes back, never more than was paid', () => {
  fc.assert(
    fc.property(order, ({ shuffle, cuts, staysCount, rate, ...cart }) => {
      const ids = cart.places.map((_, index) => String(index));
      const mixed = [...ids].sort((a, b) => (shuffle[Number(a)] ?? 0) - (shuffle[Number(b)] ?? 0));
      const going = mixed.slice(0, Math.max(1, mixed.length - staysCount));
      const oneByOne = new Account(cart);
      for (const id of [...going].sort()) {
        const before = oneByOne.back;
        oneByOne.cancel([id], rate);
        if (oneByOne.back < before || oneByOne.wrong) return false;
      }
      const together = new Account(cart);
      for (let at = 0, turn = 0; at < going.length; turn += 1) {
        const size = cuts[turn] ?? 1;
        together.cancel(going.slice(at, at + size), rate);
        if (together.wrong) return false;
        at += size;
      }
      if (oneByOne.back !== together.back) return false;
      const free = new Account(cart);
      free.cancel(going, { ...rate, cancellationFeeMinor: 0 });
      const fees = free.back - oneByOne.back;
      if (fees < 0 || fees > going.length * rate.cancellationFeeMinor) return false;
      if (going.length < ids.length) return true;
      // All of it at the full rate is all that was paid less the fees, without any with all of its tax.
      const paid = oneByOne.lines.reduce(
        (sum, line) => sum + line.priceMinor + (rate.isFeeReturned ? line.feeMinor : 0),
        0,
      );
      if (rate.backBasisPoints !== 10_000) return oneByOne.back <= paid;
      if (rate.cancellationFeeMinor > 0) return cart.rule !== 'keep' || oneByOne.back === paid - feesOf(oneByOne, rate);
      const isTaxWhole = oneByOne.lines.every(
        ({ taxMinor, back }) => !rate.isFeeReturned || back.taxMinor === taxMinor,
      );
      return oneByOne.back === paid && isTaxWhole;
    }),
    { numRuns: 100_000 },
  );
}, 300_000);

/** Where each ticket gives back what was paid for it: the fee of each, or what was paid where that is less. */
function feesOf({ lines }: Account, { cancellationFeeMinor }: Rate): number {
  return lines.reduce((sum, { priceMinor }) => sum + Math.min(priceMinor, cancellationFeeMinor), 0);
}

test('where a step ends on the way, what is cancelled before and after it may come in any order', () => {
  fc.assert(
    fc.property(order, fc.nat(300), ({ shuffle, staysCount, rate, ...cart }, laterFeeMinor) => {
      const later = { ...rate, backBasisPoints: 2_500, cancellationFeeMinor: laterFeeMinor };
      const mixed = cart.places
        .map((_, at) => String(at))
        .sort((a, b) => (shuffle[Number(a)] ?? 0) - (shuffle[Number(b)] ?? 0));
      const [before, after] = [mixed.slice(0, staysCount), mixed.slice(staysCount, -1)];
      const [oneByOne, otherwise] = [new Account(cart), new Account(cart)];
      for (const id of before) oneByOne.cancel([id], rate);
      for (const id of after) oneByOne.cancel([id], later);
      for (const id of before.toReversed()) otherwise.cancel([id], rate);
      if (after.length > 0) otherwise.cancel(after, later);
      return oneByOne.back === otherwise.back && !oneByOne.wrong && !otherwise.wrong;
    }),
    { numRuns: 10_000 },
  );
}, 60_000);

test('where the seller took a part back, and rates change on the way, never more goes back than was paid', () => {
  fc.assert(
    fc.property(order, ({ shuffle, rate, ...cart }) => {
      const account = new Account(cart);
      for (const [index, id] of cart.places.map((_, at) => String(at)).entries()) {
        const isSellers = (shuffle[index] ?? 0) % 3 === 0;
        const now = isSellers || index % 2 === 0 ? everything : rate;
        account.cancel([id], now, isSellers ? 'seller_error' : 'buyer_request');
        if (account.wrong) return false;
      }
      return true;
    }),
    { numRuns: 10_000 },
  );
}, 60_000);

test('the fee is kept once for each ticket, of a cheap one no more than it gives back, and none for a reason of the seller', () => {
  const dear: Offer = { ...fullOffer, priceMinor: 4_500, feeMinor: 300 };
  const cheap: Offer = { ...dear, id: 'child', tariffId: 'child', tariffKind: 'child', priceMinor: 600, feeMinor: 0 };
  const cart = { list: [dear, cheap], places: [dear, dear, cheap], promo: undefined, rule: 'keep' } as const;
  const half = { backBasisPoints: 5_000, cancellationFeeMinor: 500, isFeeReturned: true };
  const account = new Account(cart);
  account.cancel(['0', '2'], half);
  // 22.50 less 5.00 and the booking fee; of the 3.00 of the cheap one nothing.
  expect(account.lines.map(({ back }) => back.priceMinor + back.feeMinor)).toEqual([2_050, 0, 0]);
  account.cancel(['1'], everything, 'seller_error');
  expect(account.back).toBe(2_050 + 4_800);
});

test('a later cancellation gives back what an earlier one kept for the group: of the lines in turn, none more than it cost', () => {
  const full: Offer = { ...fullOffer, priceMinor: 1_000, feeMinor: 0, taxBasisPoints: 2_000 };
  const group: Offer = {
    ...full,
    id: 'group',
    tariffId: 'group',
    tariffKind: 'group',
    quantityMin: 10,
    priceMinor: 800,
  };
  const account = new Account({
    list: [full, group],
    places: Array.from({ length: 10 }, () => group),
    promo: undefined,
    rule: 're_price',
  });
  account.cancel(['0', '1', '2', '3', '4'], everything);
  expect(account.back).toBe(3_000);
  account.cancel(['5', '6', '7', '8', '9'], everything);
  expect(account.back).toBe(8_000);
  expect(account.lines.map(({ back }) => back.priceMinor)).toEqual(Array.from({ length: 10 }, () => 800));
  expect(account.lines.every(({ back, taxMinor }) => back.taxMinor === taxMinor)).toBe(true);
});
