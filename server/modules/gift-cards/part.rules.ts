/** What a card pays of an order, with how the card stands. Minor units. */
export type Part = {
  readonly cardId: string;
  readonly amountMinor: number;
  readonly state: 'reserved' | 'spent' | 'returned' | 'taken_off';
  readonly refundedMinor: number;
  readonly balanceMinor: number;
  /** Neither blocked nor ended. */
  readonly isUsable: boolean;
};

export function paidByCards(parts: readonly Pick<Part, 'amountMinor' | 'state'>[]): number {
  return parts
    .filter(({ state }) => state === 'reserved' || state === 'spent')
    .reduce((total, { amountMinor }) => total + amountMinor, 0);
}

export type Change = { readonly cardId: string; readonly fromMinor: number; readonly toMinor: number };

/**
 * What each card of an order has to reserve so that together they pay exactly the rest, as money for the other part has come:
 * first what is reserved, then what they had given back when the order ended, if they still can. A card that its buyer took off
 * pays nothing. undefined: they cannot.
 */
export function coverRest(parts: readonly Part[], restMinor: number): readonly Change[] | undefined {
  let missing = restMinor;
  const kept = parts.map((part) => {
    const fromMinor = part.state === 'reserved' ? part.amountMinor : 0;
    const toMinor = Math.min(fromMinor, missing);
    missing -= toMinor;
    return { part, fromMinor, toMinor };
  });
  const changes = kept.map(({ part, fromMinor, toMinor }) => {
    const isAsked = part.isUsable && (part.state === 'reserved' || part.state === 'returned');
    const more = isAsked ? Math.min(part.balanceMinor, missing) : 0;
    missing -= more;
    return { cardId: part.cardId, fromMinor, toMinor: toMinor + more };
  });
  return missing === 0 ? changes.filter(({ fromMinor, toMinor }) => fromMinor !== toMinor) : undefined;
}

export type Back = { readonly cardId: string; readonly amountMinor: number; readonly onNewCard: boolean };

/**
 * What goes back to each card that paid, up to what is due and to what it paid. What a card cannot be used for any more
 * comes on a new one.
 */
export function shareBack(parts: readonly Part[], dueMinor: number): readonly Back[] {
  let due = dueMinor;
  return parts.flatMap(({ cardId, state, amountMinor: paidMinor, refundedMinor, isUsable }) => {
    const amountMinor = state === 'spent' ? Math.min(paidMinor - refundedMinor, due) : 0;
    due -= amountMinor;
    return amountMinor > 0 ? [{ cardId, amountMinor, onNewCard: !isUsable }] : [];
  });
}
