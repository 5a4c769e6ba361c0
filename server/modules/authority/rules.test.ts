import { describe, expect, test } from 'vitest';
import { accessState, decideGrant, signedTextOf } from './rules.ts';

const now = Date.parse('2026-05-01T12:00:00.000Z');
const hour = 3_600_000;
const wish = { performanceId: 'p', day: null, startsAt: now, endsAt: now + hour };

describe('an access', () => {
  test('is to a performance or to a day, never to both nor to nothing', () => {
    expect(decideGrant(wish, now)).toEqual({ ok: true });
    expect(decideGrant({ ...wish, performanceId: null, day: '2026-05-01' }, now)).toEqual({ ok: true });
    expect(decideGrant({ ...wish, day: '2026-05-01' }, now)).toMatchObject({ field: 'performance' });
    expect(decideGrant({ ...wish, performanceId: null }, now)).toMatchObject({ field: 'performance' });
  });

  test('ends after it starts, not in the past, and within 31 days', () => {
    expect(decideGrant({ ...wish, endsAt: now }, now)).toMatchObject({ field: 'endsAt', code: 'before_start' });
    const before = { ...wish, startsAt: now - 2 * hour, endsAt: now };
    expect(decideGrant(before, now)).toMatchObject({ field: 'endsAt', code: 'past' });
    expect(decideGrant({ ...wish, endsAt: now + 31 * 24 * hour }, now)).toEqual({ ok: true });
    expect(decideGrant({ ...wish, endsAt: now + 31 * 24 * hour + 1 }, now)).toMatchObject({ code: 'too_long' });
  });

  test('is open from its first instant until just before its last, unless it was taken away', () => {
    const times = { startsAt: new Date(now), endsAt: new Date(now + hour), revokedAt: null };
    const at = (offset: number) => accessState(times, new Date(now + offset));
    expect([at(-1), at(0), at(hour - 1), at(hour)]).toEqual(['planned', 'open', 'open', 'over']);
    expect(accessState({ ...times, revokedAt: new Date(now) }, new Date(now + 1))).toBe('revoked');
  });
});

test('what is signed of a report begins as nothing else that is signed, and names the report and its digest', () => {
  expect(signedTextOf('id', 'ab')).toBe('tessera report 1\nid\nab');
});
