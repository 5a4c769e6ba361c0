export type SaleFacts = {
  readonly state: 'planned' | 'on_sale' | 'closed' | 'postponed' | 'cancelled';
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly endsAt: Date;
};
export type SaleState = 'not_open' | 'open' | 'closed' | 'sold_out' | 'cancelled' | 'postponed' | 'past';

/** What a buyer is told about a sale. `remaining`: places that can be had now. */
export function saleState(performance: SaleFacts, now: Date, remaining: number): SaleState {
  if (performance.state === 'cancelled' || performance.state === 'postponed') return performance.state;
  if (performance.endsAt <= now) return 'past';
  if (performance.state === 'closed' || performance.saleClosesAt <= now) return 'closed';
  if (performance.state === 'planned' || performance.saleOpensAt > now) return 'not_open';
  return remaining > 0 ? 'open' : 'sold_out';
}

/** Whether places may be held at this instant; who is sold out is decided by the stock itself. */
export function isSaleOpen(performance: SaleFacts, now: Date): boolean {
  return saleState(performance, now, 1) === 'open';
}

export function decideOpening(state: SaleFacts['state']): { ok: true } | { ok: false; code: 'sale_state' } {
  return state === 'planned' || state === 'closed' ? { ok: true } : { ok: false, code: 'sale_state' };
}

export function decideClosing(state: SaleFacts['state']): { ok: true } | { ok: false; code: 'sale_state' } {
  return state === 'on_sale' ? { ok: true } : { ok: false, code: 'sale_state' };
}
