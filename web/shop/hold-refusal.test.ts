import { holdRefusals, type ProblemCode } from '@tessera/contract/problems';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { describe, expect, test } from 'vitest';
import { en } from '../languages/en.ts';
import { fr } from '../languages/fr.ts';
import { languageOf } from '../languages/language.ts';
import type { RefusedHold } from './hold-places.ts';
import { HoldRefusal } from './hold-refusal.tsx';
import type { Performance, Seat } from './wire.ts';

const languages = { fr: languageOf('fr', fr), en: languageOf('en', en) };
const seat = (id: string, row: string, number: string): Seat => {
  return { id, ordinal: Number(id), zone: 'z', row, number, tier: 't', flags: [], state: 'available' };
};
const hall = [seat('10', 'F', '10'), seat('11', 'F', '11'), seat('12', 'F', '12')];
const performance: Performance = {
  id: 'p',
  event: { id: 'e', slug: 'soir', title: { fr: 'Soir' }, poster: '', category: 'show', refundRule: { fr: '' } },
  organiser: { slug: 'o', name: 'O', legalName: 'O' },
  venue: { id: 'v', name: 'V', address: '', city: '', country: 'FR', accessNote: null },
  mapping: { id: 'm', name: 'M', version: 1 },
  seatMap: '',
  doorsAt: '2027-01-17T18:00:00.000Z',
  startsAt: '2027-01-17T19:00:00.000Z',
  endsAt: '2027-01-17T21:00:00.000Z',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  sale: { state: 'open', opensAt: '2026-01-17T18:00:00.000Z', closesAt: '2027-01-17T18:00:00.000Z' },
  holdMinutes: 10,
  placesPerOrderMax: 10,
  placesPerPersonMax: 6,
  loneSeats: 'lenient',
  availability: 'plenty',
  serverTime: '2026-11-17T18:00:00.000Z',
  zones: [],
  offers: [],
  takesCode: false,
};

type Refused = Partial<Omit<RefusedHold, 'problem'>> & { readonly facts?: Readonly<Record<string, unknown>> };

function shown(
  code: ProblemCode,
  { facts = {}, ...more }: Refused = {},
  locale: 'fr' | 'en' = 'en',
  house: Partial<Performance> = {},
): string {
  const problem = { code, status: 409, traceId: '', errors: [], facts };
  const asked = { n: '4', tier: '', key: 'first-key' };
  const refused = { problem, quantity: 4, asked, code: '', seats: [], otherDates: [], ...more };
  const element = createElement(HoldRefusal, {
    refused,
    performance: { ...performance, ...house },
    holdKey: 'new-key',
    at: 'plan',
  });
  const page = createElement(RouterProvider, { router: createMemoryRouter([{ path: '/', element }]) });
  return renderToStaticMarkup(createElement(I18nextProvider, { i18n: languages[locale] }, page));
}

/** The fields of the form whose button says `words`. */
function pressing(html: string, words: string): Record<string, string> {
  const form =
    html
      .split('<form')
      .slice(1)
      .find((part) => part.split('</form>')[0]?.includes(words)) ?? '';
  const fields = [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
}

describe.each(['fr', 'en'] as const)('in %s', (locale) => {
  test.each(holdRefusals)('%s is told in words, read out once, with something to press next', (code) => {
    const html = shown(code, {}, locale);
    expect(html.match(/role="alert"/g)).toHaveLength(1);
    const words = html.replace(/<[^>]*>/g, ' ');
    expect(words).not.toMatch(/refusal\.|step\.|\{\{/);
    expect(words).not.toContain(languages[locale].t('refusal.unknown'));
    expect(html).toMatch(/<button|<a /);
  });
});

test('a seat left alone is named, and one press asks for the seats beside instead, as a new wish', () => {
  const facts = { lone: ['12'], suggestion: ['10', '11'] };
  const html = shown('lone_seat', { facts, seats: hall, asked: { seats: '11,13', 'tariff:child': '1', key: 'k' } });
  expect(html).toContain('Row F, seat 12 would have no free neighbour left.');
  const wish = pressing(html, 'Move for me: F 10, F 11');
  expect(wish).toMatchObject({ seats: '10,11', 'tariff:child': '1', key: 'new-key-move' });
});

test('where no seats beside are known, the plan is the way on', () => {
  const html = shown('lone_seat', { facts: { lone: ['12'], suggestion: null }, seats: hall });
  expect(html).not.toContain('Move for me');
  expect(html).toContain('Choose on the plan');
});

test('a table is offered whole, unless some of it is gone or it is more than one order may have', () => {
  const facts = { table: 'Table 3', seats: ['10', '11', '12'] };
  expect(pressing(shown('whole_table', { facts, seats: hall }), 'whole table (3 places)').seats).toBe('10,11,12');
  const taken = hall.map((one, index) => ({ ...one, state: index === 0 ? ('held' as const) : one.state }));
  expect(shown('whole_table', { facts, seats: taken })).not.toContain('whole table (');
  const many = { table: 'Table 4', seats: Array.from({ length: 11 }, (_, index) => String(index + 1)) };
  expect(shown('whole_table', { facts: many })).not.toContain('whole table (');
});

test('the wheelchair place is added to what was chosen', () => {
  const facts = { seats: ['11'], wheelchair: '12' };
  const html = shown('companion_only', { facts, seats: hall, asked: { seats: '11', key: 'k' } });
  expect(pressing(html, 'wheelchair place: F 12').seats).toBe('11,12');
});

test('fewer together, or all of them apart', () => {
  const asked = { n: '4', together: '1', 'tariff:child': '3', key: 'k' };
  const html = shown('not_enough_together', { facts: { largest: 2 }, asked });
  expect(pressing(html, 'Take 2 together')).toMatchObject({ n: '2', together: '1', 'tariff:child': '2' });
  expect(pressing(html, 'Best 4, apart')).toMatchObject({ n: '4', 'tariff:child': '3' });
  expect(pressing(html, 'Best 4, apart')).not.toHaveProperty('together');
  expect(shown('not_enough_together', { asked: { n: '4', key: 'k' } })).not.toContain('apart');
});

test('a limit tells what the buyer has, and sets the page to what is left of it', () => {
  const html = shown('person_limit', { facts: { max: 6, already: 4 } });
  expect(html).toContain('Up to 6 places per person for this event');
  expect(html).toContain('You already have 4. You can take 2 more.');
  expect(html).toContain('href="/?n=2"');
  expect(shown('person_limit', { facts: { max: 6, already: 6 } })).toContain('href="/account"');
});

test('trying again is the same wish under the same key; a used key is replaced', () => {
  for (const code of ['contended', 'busy', 'too_many_requests', 'idempotency_in_flight'] as const)
    expect(pressing(shown(code, { code: 'PRESS' }), 'Try again')).toMatchObject({
      key: 'first-key',
      code: 'PRESS',
      n: '4',
    });
  expect(pressing(shown('idempotency_key_reused'), 'Try again').key).toBe('new-key-anew');
});

test('what is sold out here is looked for everywhere, or on another date', () => {
  const zones = [
    { id: 'z', code: 'z', name: 'Z', group: null, kind: 'seated' as const, tier: 't', capacity: 9, remaining: 9 },
  ];
  const html = shown('sold_out', { asked: { zone: 'z', n: '2', key: 'k' }, otherDates: ['p2', 'p3'] }, 'en', { zones });
  expect(pressing(html, 'Look everywhere')).not.toHaveProperty('zone');
  expect(html).toContain('href="/e/soir?p=p2"');
  const closed = { sale: { ...performance.sale, state: 'sold_out' as const } };
  expect(shown('sold_out', { asked: { zone: 'z', n: '2', key: 'k' } }, 'en', closed)).toContain(
    '/search?available=true',
  );
});

test('an unknown code can be put right or left out', () => {
  const html = shown('code_unknown', { code: 'PRESS' });
  expect(html).toContain('href="#code-input"');
  expect(pressing(html, 'Go on without a code').code).toBe('');
});

test('places that cost more by now are taken for that with one press, which no old price goes with', () => {
  const html = shown('price_changed', { facts: { totalMinor: 9_900 }, asked: { n: '3', total: '6000', key: 'k' } });
  const wish = pressing(html, '99.00');
  expect(wish).toMatchObject({ n: '3', key: 'new-key-price' });
  expect(wish).not.toHaveProperty('total');
});

test('a wish that is asked again is asked at the price that was shown; a changed one at any', () => {
  const asked = { n: '4', together: '1', total: '6000', key: 'k' };
  expect(pressing(shown('contended', { asked }), 'Try again')).toMatchObject({ total: '6000' });
  const fewer = pressing(shown('not_enough_together', { facts: { largest: 2 }, asked }), 'Take 2 together');
  expect(fewer).toMatchObject({ n: '2' });
  expect(fewer).not.toHaveProperty('total');
});

test('who needs a code is led to its field; who gave a wrong one may also go on without', () => {
  expect(shown('code_needed')).toContain('Give a code');
  expect(shown('code_needed')).not.toContain('Go on without a code');
  const html = shown('promo_not_started', { code: 'CLUB', facts: { startsAt: '2027-01-10T08:00:00.000Z' } });
  expect(html).toContain('It opens on Sunday, 10 January');
  expect(pressing(html, 'Go on without a code')).toMatchObject({ code: '' });
});
