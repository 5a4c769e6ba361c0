import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Part } from '../gift-cards/part.rules.ts';
import { divideRefund } from './refund-parts.rules.ts';

const card: Part = {
  cardId: 'a',
  amountMinor: 2_800,
  state: 'spent',
  refundedMinor: 0,
  balanceMinor: 0,
  isUsable: true,
};

describe('a refund of an order of 88 € that a card of 28 € and a payment of 60 € paid', () => {
  const order = { parts: [card], paymentLeftMinor: 6_000, way: 'original' } as const;
  test('goes to the card first, so that the 3 € the seller keeps are kept of the payment', () => {
    expect(divideRefund({ ...order, dueMinor: 8_500 })).toMatchObject({
      toCardsMinor: 2_800,
      toPaymentMinor: 5_700,
      toNewCardMinor: 0,
      refundMinor: 8_500,
    });
  });
  test('comes on gift cards only where the buyer wants that', () => {
    expect(divideRefund({ ...order, dueMinor: 8_500, way: 'gift_card' })).toMatchObject({
      toCardsMinor: 2_800,
      toPaymentMinor: 0,
      toNewCardMinor: 5_700,
      creditedMinor: 5_700,
    });
  });
  test('comes on a new card where the card cannot be used any more', () => {
    const parts = [{ ...card, isUsable: false }];
    expect(divideRefund({ ...order, parts, dueMinor: 3_000 })).toMatchObject({
      toCardsMinor: 0,
      toNewCardMinor: 2_800,
      creditedMinor: 0,
      toPaymentMinor: 200,
    });
  });
});

const parts = fc.array(
  fc.record({
    cardId: fc.uuid(),
    amountMinor: fc.integer({ min: 1, max: 5_000 }),
    isUsable: fc.boolean(),
    balanceMinor: fc.constant(0),
    state: fc.constant('spent' as const),
    refundedMinor: fc.constant(0),
  }),
  { maxLength: 4 },
);
const dues = fc.array(fc.record({ minor: fc.nat(6_000), way: fc.constantFrom('original', 'gift_card') }), {
  maxLength: 8,
});

test('whatever is given back in whatever portions and ways, each gets no more than it paid and nothing is lost', () => {
  fc.assert(
    fc.property(parts, fc.nat(10_000), dues, (paid, paymentMinor, wishes) => {
      const cardsMinor = paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
      let standing: Part[] = paid;
      let paymentLeftMinor = paymentMinor;
      let leftMinor = cardsMinor + paymentMinor;
      for (const { minor, way } of wishes) {
        const refund = divideRefund({ dueMinor: minor, parts: standing, paymentLeftMinor, way });
        const { toCardsMinor, toNewCardMinor, toPaymentMinor, creditedMinor, refundMinor } = refund;
        expect(refundMinor).toBe(Math.min(minor, leftMinor));
        expect(toCardsMinor + toNewCardMinor + toPaymentMinor).toBe(refundMinor);
        leftMinor -= refundMinor;
        paymentLeftMinor -= toPaymentMinor + creditedMinor;
        expect(paymentLeftMinor).toBeGreaterThanOrEqual(0);
        standing = standing.map((part) => {
          const back = refund.back.find(({ cardId }) => cardId === part.cardId)?.amountMinor ?? 0;
          return { ...part, refundedMinor: part.refundedMinor + back };
        });
        expect(standing.every(({ refundedMinor, amountMinor }) => refundedMinor <= amountMinor)).toBe(true);
      }
    }),
  );
});
