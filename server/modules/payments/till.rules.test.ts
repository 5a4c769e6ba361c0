import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chained } from './chain-hash.ts';
import { canonicalJson, decideRefundParts, decideTender, placeInChain, type TillEntry } from './till.rules.ts';

const amount = fc.integer({ min: 0, max: 1_000_000 });

describe('what is tendered', () => {
  test.each([
    ['exact cash', 9_600, 9_600, 0, { cashMinor: 9_600, changeMinor: 0 }],
    ['a note of 100', 9_600, 10_000, 0, { cashMinor: 9_600, changeMinor: 400 }],
    ['the terminal alone', 9_600, 0, 9_600, { cashMinor: 0, changeMinor: 0 }],
    ['a part by each', 9_600, 5_000, 5_000, { cashMinor: 4_600, changeMinor: 400 }],
  ])('%s pays', (_what, due, givenMinor, terminalMinor, found) => {
    expect(decideTender(due, { givenMinor, terminalMinor })).toEqual({ ok: true, ...found });
  });
  test.each([
    ['a cent too little', 9_600, 9_599, 0, 'tender_short'],
    ['a cent too little in two parts', 9_600, 4_599, 5_000, 'tender_short'],
    ['nothing', 9_600, 0, 0, 'tender_short'],
    ['the terminal for more than is due', 9_600, 0, 9_601, 'tender_over'],
    ['cash on top of what the terminal took', 9_600, 100, 9_600, 'tender_over'],
  ])('%s does not', (_what, due, givenMinor, terminalMinor, code) => {
    expect(decideTender(due, { givenMinor, terminalMinor })).toEqual({ ok: false, code });
  });
  test('what is kept is what is due, and what is given is kept or given back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), amount, amount, (due, givenMinor, terminalMinor) => {
        const decision = decideTender(due, { givenMinor, terminalMinor });
        if (!decision.ok) return;
        expect(decision.cashMinor + terminalMinor).toBe(due);
        expect(decision.cashMinor + decision.changeMinor).toBe(givenMinor);
        expect(decision.changeMinor).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

test('money goes back whole and as it came', () => {
  const left = { cashMinor: 5_000, terminalMinor: 4_600 };
  const back = (cashMinor: number, terminalMinor: number) =>
    decideRefundParts(4_800, { cashMinor, terminalMinor }, left).ok;
  expect([back(4_800, 0), back(200, 4_600), back(0, 4_800), back(4_799, 0), back(4_801, 0)]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(decideRefundParts(5_001, { cashMinor: 5_001, terminalMinor: 0 }, left).ok).toBe(false);
});

describe('the chain', () => {
  const entry: TillEntry = {
    organiserId: 'o',
    currency: 'EUR',
    tillId: 't',
    kind: 'sale',
    cashMinor: 4_600,
    terminalMinor: 5_000,
    givenMinor: 5_000,
    receipt: '12/34',
    paymentId: 'p',
    refundId: null,
    countedMinor: null,
    note: '',
    recordedBy: 'a',
    recordedAt: new Date('2026-03-02T10:00:00.120Z'),
  };
  test('hashes as its published example does', () => {
    const first = chained('0'.repeat(64), canonicalJson({ type: 'sale', amount: 4_500, n: 1, currency: 'EUR' }));
    expect(first).toBe('e37b6d6bd554685aca697e3d8d7db710337a2510109eb05a671e875763c5bcd1');
    const second = chained(first, canonicalJson({ n: 2, ref: 1, type: 'refund', amount: -2_250, currency: 'EUR' }));
    expect(second).toBe('f933b50f3787e74a10e924f0cbc2e89bb718501231eba5238f1fdc2a8f888525');
  });
  test('numbers without a gap, and a total that only sales raise', () => {
    const end = { lastNumber: 6, lastHash: 'x', perpetualMinor: 1_000 };
    expect(placeInChain(entry, end)).toMatchObject({ number: 7, perpetualMinor: 10_600 });
    expect(placeInChain({ ...entry, kind: 'refund', cashMinor: -100, terminalMinor: 0 }, end).perpetualMinor).toBe(
      1_000,
    );
  });
  test('seals every fact of an entry', () => {
    const end = { lastNumber: 0, lastHash: 'x', perpetualMinor: 0 };
    const sealed = placeInChain(entry, end).sealed;
    const others: Partial<TillEntry>[] = [
      { cashMinor: 4_601 },
      { terminalMinor: 4_999 },
      { givenMinor: 5_001 },
      { receipt: '12/35' },
      { paymentId: 'q' },
      { note: 'x' },
      { recordedBy: 'b' },
      { recordedAt: new Date('2026-03-02T10:00:00.121Z') },
      { tillId: 'u' },
    ];
    for (const other of others) expect(placeInChain({ ...entry, ...other }, end).sealed).not.toBe(sealed);
  });
});
