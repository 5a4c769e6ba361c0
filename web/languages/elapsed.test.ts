import { expect, test } from 'vitest';
import { formatElapsed } from './elapsed.ts';

const now = Date.parse('2027-01-17T20:00:00.000Z');

test('how long ago something was is told by its largest whole unit', () => {
  const ago = (seconds: number) => formatElapsed(new Date(now - seconds * 1000).toISOString(), now, 'en');
  expect([0, 59, 60, 3599, 7200, 90_000, 400_000].map(ago)).toEqual([
    'now',
    'now',
    '1 minute ago',
    '59 minutes ago',
    '2 hours ago',
    '1 day ago',
    '4 days ago',
  ]);
  expect(formatElapsed('2027-01-17T19:57:00.000Z', now, 'fr')).toBe('il y a 3 minutes');
});

test('what a wrong clock says is to come is now', () => {
  expect(formatElapsed('2027-01-17T20:05:00.000Z', now, 'en')).toBe('now');
});
