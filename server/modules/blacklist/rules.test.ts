import { expect, test } from 'vitest';
import { decideChange, decideEnd, longest } from './rules.ts';

const at = (hour: number) => new Date(Date.UTC(2027, 0, 1, hour));

test('a ban ends later than now and than it starts, or not by itself', () => {
  expect(decideEnd(null, at(1), at(2))).toEqual({ ok: true });
  expect(decideEnd(at(3), at(1), at(2))).toEqual({ ok: true });
  expect(decideEnd(at(2), at(1), at(2))).toEqual({ ok: false, code: 'past' });
  expect(decideEnd(at(4), at(4), at(2))).toEqual({ ok: false, code: 'before_start' });
});

test('a ban that has ended or was lifted is not changed any more', () => {
  const isChangeable = (['planned', 'active', 'ended', 'lifted'] as const).map((state) => decideChange(state).ok);
  expect(isChangeable).toEqual([true, true, false, false]);
});

test('of several bans the one without an end is told, else the last to end', () => {
  const [short, long, endless] = [{ endsAt: at(1) }, { endsAt: at(2) }, { endsAt: null }];
  expect(longest([short, long])).toBe(long);
  expect(longest([long, short])).toBe(long);
  expect(longest([short, endless, long])).toBe(endless);
  expect(longest([])).toBeUndefined();
});
