import { describe, expect, test } from 'vitest';
import { PassJson } from '../../testing/provider-fakes/wallets/pass-schema.ts';
import { applePass } from './apple-pass.rules.ts';
import { googleClass, googleIds, googleObject } from './google-pass.rules.ts';
import { expiryOf, type PassWords, zonedInstant } from './pass-words.rules.ts';

const words: PassWords = {
  ticketId: '019c0000-0000-7000-8000-000000000001',
  orderId: '019c0000-0000-7000-8000-000000000002',
  orderReference: 'ME-ABCD',
  serial: 'ME-ABCD-03',
  code: 'TS1:0123',
  isSuspended: false,
  rotationKey: null,
  holder: 'Ada',
  zone: 'Parterre',
  row: 'B',
  number: '12',
  tariff: { fr: 'Plein tarif' },
  gates: ['Porte A', 'Porte B'],
  evening: {
    performanceId: '019c0000-0000-7000-8000-000000000003',
    organiser: 'Maison',
    title: { fr: 'Le « grand » soir', en: 'The "grand" \\ evening\nof all' },
    category: 'concert',
    venue: 'Salle',
    address: '1 rue A',
    city: 'Tunis',
    point: null,
    doorsAt: '2026-10-25T00:15:00.000Z',
    startsAt: '2026-10-25T00:30:00.000Z',
    endsAt: '2026-10-27T01:30:00.000Z',
    timeZone: 'Europe/Paris',
    rotating: 'off',
  },
};
const issuer = {
  passTypeId: 'pass.org.example',
  teamId: 'ABCDE12345',
  webServiceUrl: 'https://t.example/wallet/apple/',
  authenticationToken: 'x'.repeat(43),
};

describe('an instant on a pass', () => {
  test('is told as the clocks of the place show it, also in the hour that comes twice', () => {
    expect(zonedInstant('2026-10-25T00:30:00.000Z', 'Europe/Paris')).toBe('2026-10-25T02:30:00+02:00');
    expect(zonedInstant('2026-10-25T01:30:00.000Z', 'Europe/Paris')).toBe('2026-10-25T02:30:00+01:00');
    expect(zonedInstant('2026-12-31T23:59:59.000Z', 'UTC')).toBe('2026-12-31T23:59:59+00:00');
    expect(zonedInstant('2026-06-20T22:00:00.000Z', 'America/St_Johns')).toBe('2026-06-20T19:30:00-02:30');
    expect(zonedInstant('2026-06-20T22:00:00.000Z', 'Africa/Tunis')).toBe('2026-06-20T23:00:00+01:00');
  });

  test('is midnight at zero hours, and a pass ends six hours after its performance', () => {
    expect(zonedInstant('2026-06-20T22:00:00.000Z', 'Europe/Paris')).toBe('2026-06-21T00:00:00+02:00');
    expect(expiryOf(words.evening)).toBe('2026-10-27T08:30:00+01:00');
  });
});

describe('an Apple pass', () => {
  test('is what Apple asks for, with and without a seat, and when it is void', () => {
    for (const one of [words, { ...words, row: null, number: null, gates: [], holder: '' }, { ...words, code: null }]) {
      expect(PassJson.safeParse(applePass(one, issuer).json).error).toBeUndefined();
    }
  });

  test('is of interest for a day at most, however long it lasts', () => {
    const { relevantDates } = PassJson.parse(applePass(words, issuer).json);
    expect(relevantDates).toEqual([{ startDate: '2026-10-25T02:15:00+02:00', endDate: '2026-10-26T01:15:00+01:00' }]);
  });

  test('says everything in both languages, and what organisers write breaks no file of words', () => {
    const { json, strings } = applePass(words, issuer);
    const [title] = PassJson.parse(json).eventTicket.primaryFields ?? [];
    expect(title?.value).toBe('The "grand" \\ evening\nof all');
    const key = 'The \\"grand\\" \\\\ evening\\nof all';
    expect([strings.fr[key], strings.en[key]]).toEqual(['Le « grand » soir', key]);
    expect(Object.keys(strings.fr)).toEqual(Object.keys(strings.en));
    for (const text of Object.entries(strings.fr).flat()) expect(text).not.toMatch(/\n|(?<!\\)"/);
  });

  test('with words in French only speaks French', () => {
    expect(applePass(words, issuer).strings.en['Plein tarif']).toBe('Plein tarif');
  });
});

describe('at Google', () => {
  const google = { issuerId: '3388000000012345678', logoUrl: 'https://t.example/logo.png' };

  test('ids are short, of letters that Google takes, and another for each ticket', () => {
    const ids = [1, 2, 3].map(
      (n) =>
        googleIds(
          { ...words, ticketId: `${words.ticketId.slice(0, -1)}${n}`, performanceId: words.evening.performanceId },
          google.issuerId,
        ).id,
    );
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^3388000000012345678\.[\w-]{22}$/);
  });

  test('a void ticket is inactive and its code is taken away, the rest stays', () => {
    const [good, gone] = [googleObject(words, google), googleObject({ ...words, code: null }, google)];
    expect(gone).toEqual({ ...good, state: 'INACTIVE', barcode: null });
    expect(good).toMatchObject({ state: 'ACTIVE', groupingInfo: { sortIndex: 3 } });
  });

  test('a class says nothing of where it is when nobody knows', () => {
    expect(googleClass(words.evening, google)).not.toHaveProperty('merchantLocations');
  });
});
