import { describe, expect, test } from 'vitest';
import { decideClosing, decideOpening, isSaleOpen, type SaleFacts, type SaleState, saleState } from './rules.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 6, 1, hour));
const facts: SaleFacts = { state: 'on_sale', saleOpensAt: at(8), saleClosesAt: at(20), endsAt: at(23) };

describe('what a buyer is told about a sale', () => {
  test.each<[SaleState, Partial<SaleFacts>, number, number]>([
    ['not_open', {}, 7, 100],
    ['open', {}, 8, 100],
    ['open', {}, 19, 1],
    ['sold_out', {}, 19, 0],
    ['closed', {}, 20, 100],
    ['past', {}, 23, 100],
    ['not_open', { state: 'planned' }, 12, 100],
    ['closed', { state: 'planned' }, 20, 100],
    ['closed', { state: 'closed' }, 12, 100],
    ['past', { state: 'closed' }, 23, 100],
    ['cancelled', { state: 'cancelled' }, 12, 100],
    ['cancelled', { state: 'cancelled' }, 23, 0],
    ['postponed', { state: 'postponed' }, 7, 100],
    ['postponed', { state: 'postponed' }, 23, 0],
  ])('%s: %j at %i o’clock with %i places left', (told, changed, hour, remaining) => {
    expect(saleState({ ...facts, ...changed }, at(hour), remaining)).toBe(told);
  });

  test('places can be held from the opening on, up to but not at the closing', () => {
    const hours = [7, 8, 12, 19, 20, 23];
    expect(hours.map((hour) => isSaleOpen(facts, at(hour)))).toEqual([false, true, true, true, false, false]);
    expect(isSaleOpen(facts, new Date(at(20).getTime() - 1))).toBe(true);
  });

  test('places can be held only while the sale is on, whatever the hour', () => {
    for (const state of ['planned', 'closed', 'postponed', 'cancelled'] as const) {
      expect(isSaleOpen({ ...facts, state }, at(12))).toBe(false);
    }
  });
});

describe('a sale', () => {
  test('is opened once planned or closed, and closed while it is on', () => {
    const states = ['planned', 'on_sale', 'closed', 'postponed', 'cancelled'] as const;
    expect(states.filter((state) => decideOpening(state).ok)).toEqual(['planned', 'closed']);
    expect(states.filter((state) => decideClosing(state).ok)).toEqual(['on_sale']);
    expect(decideOpening('on_sale')).toEqual({ ok: false, code: 'sale_state' });
  });
});
