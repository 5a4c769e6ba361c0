import { type Back, type Part, shareBack } from '../gift-cards/part.rules.ts';

export type RefundWay = 'original' | 'gift_card';
/**
 * Where a refund goes, in minor units: `toNewCardMinor` holds what cards that paid cannot take, and `creditedMinor`, which
 * the payment owed.
 */
export type RefundParts = {
  readonly back: readonly Back[];
  readonly toCardsMinor: number;
  readonly toNewCardMinor: number;
  readonly creditedMinor: number;
  readonly toPaymentMinor: number;
  readonly refundMinor: number;
};

/**
 * First to the gift cards that paid, up to what they paid, so that what a seller keeps is kept of the payment; the rest by the
 * payment, up to what is left of it, or on a new gift card where its buyer wants that.
 */
export function divideRefund(refund: {
  readonly dueMinor: number;
  readonly parts: readonly Part[];
  readonly paymentLeftMinor: number;
  readonly way: RefundWay;
}): RefundParts {
  const back = shareBack(refund.parts, refund.dueMinor);
  const toCardsMinor = sumOf(back.filter(({ onNewCard }) => !onNewCard));
  const unusableMinor = sumOf(back.filter(({ onNewCard }) => onNewCard));
  const restMinor = Math.min(refund.dueMinor - toCardsMinor - unusableMinor, refund.paymentLeftMinor);
  const creditedMinor = refund.way === 'gift_card' ? restMinor : 0;
  return {
    back,
    toCardsMinor,
    toNewCardMinor: unusableMinor + creditedMinor,
    creditedMinor,
    toPaymentMinor: restMinor - creditedMinor,
    refundMinor: toCardsMinor + unusableMinor + restMinor,
  };
}

function sumOf(back: readonly Back[]): number {
  return back.reduce((total, { amountMinor }) => total + amountMinor, 0);
}
