import { formatMoney } from '@tessera/contract/money';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { languageOf } from './language.ts';
import { formatCountdown, formatMoment } from './moments.ts';

const blanks = (words: string) => [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test('every word exists in both languages and speaks of the same things', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort());
  const english = new Map(Object.entries(en));
  const unlike = Object.entries(fr).filter(([key, words]) => {
    const spoken = blanks(english.get(key) ?? '').filter((name) => name !== 'count');
    return (
      words === '' ||
      english.get(key) === '' ||
      spoken.join() !==
        blanks(words)
          .filter((name) => name !== 'count')
          .join()
    );
  });
  expect(unlike.map(([key]) => key)).toEqual([]);
});

test('numbers choose the plural of their language: French has one for zero, English has not', () => {
  const french = languageOf('fr', fr).t;
  const english = languageOf('en', en).t;
  expect([0, 1, 2].map((count) => french('search.found', { count }))).toEqual([
    '0 événement',
    '1 événement',
    '2 événements',
  ]);
  expect([0, 1, 2].map((count) => english('search.found', { count }))).toEqual(['0 events', '1 event', '2 events']);
});

test('an instant is told in the time zone of the event, whoever looks', () => {
  const start = '2027-01-17T01:00:00.000Z';
  expect(formatMoment(start, 'America/Montreal', 'day-time', 'en')).toBe('Sat 16 Jan, 20:00');
  expect(formatMoment(start, 'Europe/Paris', 'time', 'fr')).toBe('02:00');
});

test('a countdown shows the last begun second and stops at zero', () => {
  expect([600, 59.2, 0.4, 0, -7].map(formatCountdown)).toEqual(['10:00', '1:00', '0:01', '0:00', '0:00']);
});

test('the price of a button keeps every decimal of its currency', () => {
  expect(formatMoney({ amountMinor: 25500, currency: 'TND' }, 'en')).toMatch(/25\.500/);
});
