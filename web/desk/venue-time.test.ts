import { expect, test } from 'vitest';
import { instantOf, localTimeOf } from './venue-time.ts';

const iso = (typed: string, timeZone: string) => {
  const at = instantOf(typed, timeZone);
  return at === undefined ? undefined : new Date(at).toISOString();
};

test('a time typed at the desk is that of the venue, in winter and in summer', () => {
  expect(iso('2027-01-17T20:00', 'Europe/Paris')).toBe('2027-01-17T19:00:00.000Z');
  expect(iso('2027-07-17T20:00', 'Europe/Paris')).toBe('2027-07-17T18:00:00.000Z');
  expect(iso('2027-01-17T20:00', 'America/Montreal')).toBe('2027-01-18T01:00:00.000Z');
});

test('what is shown is what was typed', () => {
  for (const typed of ['2027-01-01T00:00', '2027-03-28T03:00', '2027-10-31T02:30', '2028-02-29T23:59']) {
    const at = instantOf(typed, 'Europe/Paris');
    expect(localTimeOf(at ?? 0, 'Europe/Paris')).toBe(typed);
  }
});

test('of an hour that comes twice it is the first, and one that is skipped is an hour later', () => {
  expect(iso('2027-10-31T02:30', 'Europe/Paris')).toBe('2027-10-31T00:30:00.000Z');
  expect(iso('2027-03-28T02:30', 'Europe/Paris')).toBe('2027-03-28T01:30:00.000Z');
});

test('what is no time is none', () => {
  expect(['', 'tomorrow', '2027-01-17', '2027-13-41T20:00'].map((typed) => instantOf(typed, 'Europe/Paris'))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
