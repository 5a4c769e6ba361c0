import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockErrorOf } from './clock-error.ts';

const serverAt = Date.UTC(2026, 10, 27, 20, 0, 5, 700);
const headerOf = (at: number) => new Date(at).toUTCString();

test('a clock that may be right is left alone', () => {
  for (const tookMs of [0, 80, 3_000]) {
    const times = { askedAt: serverAt - tookMs / 2, answeredAt: serverAt + tookMs / 2 };
    expect(clockErrorOf({ ...times, date: headerOf(serverAt) })).toBe(0);
  }
});

test('one that is wrong is known to within a second and half of what the answer took', () => {
  const aheadMs = fc.integer({ min: -86_400_000, max: 86_400_000 });
  const tripMs = fc.integer({ min: 0, max: 5_000 });
  fc.assert(
    fc.property(aheadMs, tripMs, tripMs, fc.integer({ min: 0, max: 999 }), (ahead, there, back, part) => {
      const at = serverAt + part;
      const error = clockErrorOf({ askedAt: at - there + ahead, answeredAt: at + back + ahead, date: headerOf(at) });
      expect(Math.abs((error ?? Number.NaN) - ahead)).toBeLessThanOrEqual(1_000 + there + back);
    }),
  );
});

test('no header, or one that is no date, says nothing', () => {
  for (const date of [null, '', 'soon']) {
    expect(clockErrorOf({ askedAt: serverAt, answeredAt: serverAt, date })).toBeUndefined();
  }
});
