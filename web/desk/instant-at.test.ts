import { expect, test } from 'vitest';
import { instantAt } from './instant-at.ts';

test('a time of the wall is the instant it is there, in summer and in winter', () => {
  expect(instantAt('2026-07-01T20:00', 'Europe/Paris')).toBe('2026-07-01T18:00:00.000Z');
  expect(instantAt('2026-12-01T20:00', 'Europe/Paris')).toBe('2026-12-01T19:00:00.000Z');
  expect(instantAt('2026-12-01T00:30', 'America/Montreal')).toBe('2026-12-01T05:30:00.000Z');
});

test('on the night the clocks change, before and after are told apart', () => {
  expect(instantAt('2026-03-29T01:30', 'Europe/Paris')).toBe('2026-03-29T00:30:00.000Z');
  expect(instantAt('2026-03-29T03:30', 'Europe/Paris')).toBe('2026-03-29T01:30:00.000Z');
});

test('what is no time is none', () => {
  expect(instantAt('', 'Europe/Paris')).toBeUndefined();
  expect(instantAt('tomorrow', 'Europe/Paris')).toBeUndefined();
});
