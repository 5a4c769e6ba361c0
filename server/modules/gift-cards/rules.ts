type Refused<Code> = { readonly ok: false; readonly code: Code };

export type CardFacts = {
  readonly organiserId: string;
  readonly currency: string;
  readonly state: 'active' | 'blocked';
  readonly hasEnded: boolean;
  readonly balanceMinor: number;
};
export type ReservationRefusal =
  | 'gift_card_unknown'
  | 'gift_card_blocked'
  | 'gift_card_ended'
  | 'gift_card_currency'
  | 'gift_card_empty'
  | 'order_covered';

/**
 * What more a card pays of what is left of an order: as much as it can, which may be nothing when it is on the order already.
 * The card of another organiser is as unknown as none.
 */
export function decideReservation(
  card: CardFacts | undefined,
  order: {
    readonly organiserId: string;
    readonly currency: string;
    readonly leftMinor: number;
    readonly hasThisCard: boolean;
  },
): { readonly ok: true; readonly amountMinor: number } | Refused<ReservationRefusal> {
  if (card?.organiserId !== order.organiserId) return { ok: false, code: 'gift_card_unknown' };
  if (card.state === 'blocked') return { ok: false, code: 'gift_card_blocked' };
  if (card.hasEnded) return { ok: false, code: 'gift_card_ended' };
  if (card.currency !== order.currency) return { ok: false, code: 'gift_card_currency' };
  if (order.leftMinor === 0 && !order.hasThisCard) return { ok: false, code: 'order_covered' };
  if (card.balanceMinor === 0 && !order.hasThisCard) return { ok: false, code: 'gift_card_empty' };
  return { ok: true, amountMinor: Math.min(card.balanceMinor, order.leftMinor) };
}

export function shownState({ state, hasEnded }: Pick<CardFacts, 'state' | 'hasEnded'>): 'active' | 'ended' | 'blocked' {
  return state === 'active' && hasEnded ? 'ended' : state;
}
