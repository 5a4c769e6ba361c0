export type LedgerAccount =
  | 'provider_clearing'
  | 'order_clearing'
  | 'organiser_payable'
  | 'platform_fee'
  | 'commission'
  | 'provider_fee'
  | 'paid_out'
  | 'payout_clearing'
  | 'gift_card_liability';
/** A leg in minor units: debit positive, credit negative. */
export type Leg = { readonly account: LedgerAccount; readonly amountMinor: number };

/** Who has money that was taken: a provider, on the platform's account; or the organiser, in its tills and at its own bank. */
export type Holder = 'provider' | 'organiser';
const accountOf = { provider: 'provider_clearing', organiser: 'organiser_payable' } as const;

/** Money arrived for an order that is not decided yet. What the organiser has itself, the platform does not owe it. */
export function legsOfCapture(amountMinor: number, holder: Holder): Leg[] {
  return [
    { account: accountOf[holder], amountMinor },
    { account: 'order_clearing', amountMinor: -amountMinor },
  ];
}

/** The order was confirmed: what it paid belongs to the organiser, but for the booking fees. */
export function legsOfSale(totalMinor: number, feesMinor: number): Leg[] {
  const legs: Leg[] = [
    { account: 'order_clearing', amountMinor: totalMinor },
    { account: 'organiser_payable', amountMinor: feesMinor - totalMinor },
    { account: 'platform_fee', amountMinor: -feesMinor },
  ];
  return legs.filter(({ amountMinor }) => amountMinor !== 0);
}

/** Money leaves its holder: for an order that got no tickets, or after what was sold has been given back. */
export function legsOfRefund(amountMinor: number, holder: Holder): Leg[] {
  return legsOfCapture(amountMinor, holder).map(({ account, amountMinor: amount }) => ({
    account,
    amountMinor: -amount,
  }));
}

/** Places are given back: what the buyer gets is owed to them, taken from whoever had it. */
export function legsOfReturn(priceMinor: number, feesMinor: number): Leg[] {
  return legsOfSale(priceMinor + feesMinor, feesMinor).map(({ account, amountMinor }) => ({
    account,
    amountMinor: -amountMinor,
  }));
}

/** The organiser gives somebody a gift card at its own expense: what it is owed is what the card can buy. */
export function legsOfGiftCardIssue(amountMinor: number): Leg[] {
  return [
    { account: 'organiser_payable', amountMinor },
    { account: 'gift_card_liability', amountMinor: -amountMinor },
  ];
}

/** A gift card pays for a confirmed order, or a part of it. */
export function legsOfGiftCardSpend(amountMinor: number): Leg[] {
  return [
    { account: 'gift_card_liability', amountMinor },
    { account: 'order_clearing', amountMinor: -amountMinor },
  ];
}

/** What is owed to a buyer comes on a gift card. */
export function legsOfGiftCardRefund(amountMinor: number): Leg[] {
  return [
    { account: 'order_clearing', amountMinor },
    { account: 'gift_card_liability', amountMinor: -amountMinor },
  ];
}

/** A provider keeps something for its work; a negative amount it gives back. The platform bears it. */
export function legsOfProviderFee(feeMinor: number): Leg[] {
  return [
    { account: 'provider_fee', amountMinor: feeMinor },
    { account: 'provider_clearing', amountMinor: -feeMinor },
  ];
}

/** The platform has sent an organiser some of what it is owed. */
export function legsOfPayout(amountMinor: number): Leg[] {
  return [
    { account: 'organiser_payable', amountMinor },
    { account: 'paid_out', amountMinor: -amountMinor },
  ];
}

/** Of what an organiser is owed, this is about to be sent to its account at a provider; until then the money is where it was. */
export function legsOfPayoutRequest(amountMinor: number): Leg[] {
  return [
    { account: 'organiser_payable', amountMinor },
    { account: 'payout_clearing', amountMinor: -amountMinor },
  ];
}

/** The provider has sent it from the platform's balance. */
export function legsOfPayoutSent(amountMinor: number): Leg[] {
  return [
    { account: 'payout_clearing', amountMinor },
    { account: 'provider_clearing', amountMinor: -amountMinor },
  ];
}

/** The provider will not send it: it is owed as before. */
export function legsOfPayoutFailed(amountMinor: number): Leg[] {
  return [
    { account: 'payout_clearing', amountMinor },
    { account: 'organiser_payable', amountMinor: -amountMinor },
  ];
}

/**
 * What was sent has come back to the platform's balance, and is owed again; negative: it was sent although that was thought
 * to have failed.
 */
export function legsOfPayoutReversed(amountMinor: number): Leg[] {
  return [
    { account: 'provider_clearing', amountMinor },
    { account: 'organiser_payable', amountMinor: -amountMinor },
  ];
}

/** Whether so much can be sent: no more than is owed. */
export function decidePayout(owedMinor: number, amountMinor: number): 'pay' | 'payout_exceeds_due' {
  return amountMinor <= owedMinor ? 'pay' : 'payout_exceeds_due';
}

export function isBalanced(legs: readonly Leg[]): boolean {
  return legs.length >= 2 && legs.reduce((total, { amountMinor }) => total + amountMinor, 0) === 0;
}
