/** What a buyer hands over: cash, which may be more than is due, and what the card terminal took. Minor units. */
export type Tender = {
  readonly givenMinor: number;
  readonly terminalMinor: number;
};
export type TenderDecision =
  | { readonly ok: true; readonly cashMinor: number; readonly changeMinor: number }
  | { readonly ok: false; readonly code: 'tender_short' | 'tender_over' };

/** What of it stays in the drawer and what is given back. A card terminal gives no change, and cash that nobody needs is none. */
export function decideTender(dueMinor: number, { givenMinor, terminalMinor }: Tender): TenderDecision {
  const cashMinor = dueMinor - terminalMinor;
  if (cashMinor < 0 || (cashMinor === 0 && givenMinor > 0)) return { ok: false, code: 'tender_over' };
  if (givenMinor < cashMinor) return { ok: false, code: 'tender_short' };
  return { ok: true, cashMinor, changeMinor: givenMinor - cashMinor };
}

type Parts = { readonly cashMinor: number; readonly terminalMinor: number };

/** Money goes back as it came: no more in cash than was kept in cash, no more by the terminal than it took. */
export function decideRefundParts(
  amountMinor: number,
  parts: Parts,
  left: Parts,
): { readonly ok: true } | { readonly ok: false; readonly code: 'refund_parts' } {
  const isWhole = parts.cashMinor + parts.terminalMinor === amountMinor;
  const isAsItCame = parts.cashMinor <= left.cashMinor && parts.terminalMinor <= left.terminalMinor;
  return isWhole && isAsItCame ? { ok: true } : { ok: false, code: 'refund_parts' };
}

export type TillEntry = {
  readonly organiserId: string;
  readonly currency: string;
  readonly tillId: string;
  readonly kind: 'float' | 'sale' | 'refund' | 'pay_in' | 'pay_out' | 'close';
  readonly cashMinor: number;
  readonly terminalMinor: number;
  readonly givenMinor: number | null;
  readonly receipt: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly countedMinor: number | null;
  readonly note: string;
  readonly recordedBy: string;
  readonly recordedAt: Date;
};
export type ChainEnd = { readonly lastNumber: number; readonly lastHash: string; readonly perpetualMinor: number };

/** An entry in its place of the chain: its number, the total of all sales so far, and the text that is hashed. */
export function placeInChain(entry: TillEntry, end: ChainEnd) {
  const number = end.lastNumber + 1;
  const soldMinor = entry.kind === 'sale' ? entry.cashMinor + entry.terminalMinor : 0;
  const perpetualMinor = end.perpetualMinor + soldMinor;
  return { number, perpetualMinor, sealed: canonicalJson({ ...entry, number, perpetualMinor }) };
}

/** One text for one set of facts: keys in order, no blanks, instants as RFC 3339 in UTC. */
export function canonicalJson(facts: Readonly<Record<string, string | number | Date | null>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))));
}
