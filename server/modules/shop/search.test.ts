import type { Input, Reply } from '@tessera/contract/api/operations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import type { PerformanceWish } from '../../testing/trial-house.ts';

let server: GivenServer;

type Words = {
  title?: object;
  summary?: object;
  city?: string;
  venue?: string;
  category?: string;
  eventState?: string;
};
/** A performance in a city of its own, so that one test never finds the events of another. */
async function given(city: string, words: Words = {}, wish: PerformanceWish = {}): Promise<GivenPerformance> {
  const at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 30, ...wish });
  await server.pool.query('update venues.venue set city = $2, name = coalesce($3, name) where id = $1', [
    at.venueId,
    city,
    words.venue,
  ]);
  await server.pool.query(
    `update catalogue.event set title = coalesce($2, title), summary = coalesce($3, summary),
       category = coalesce($4, category), state = coalesce($5, state) where id = $1`,
    [at.eventId, words.title, words.summary, words.category, words.eventState],
  );
  return at;
}
const change = (at: GivenPerformance, set: string) =>
  server.pool.query(`update catalogue.performance set ${set} where id = $1`, [at.performanceId]);
type Query = Input<'listEvents'>['query'];
const search = (query: Query) => server.ask('listEvents', { query });
const found = async (query: Query) => (await search(query)).body.items.map(({ slug }) => slug);
const named = async (query: Query) => (await search(query)).body.items.map(({ title }) => title.fr);

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

describe('a search', () => {
  const city = 'Mots';

  beforeAll(async () => {
    for (const title of [
      '100 % jazz',
      '100 pour cent',
      'sous_titre',
      'sous titre',
      'C:\\disque',
      'L’été à “Paris”',
      'Grand bal',
    ]) {
      await given(city, { title: { fr: title } });
    }
    await given(city, { title: { fr: 'Nuit blanche', en: 'White night' }, summary: { fr: 'Un bal', en: 'Fresh air' } });
    await given(city, { title: { fr: 'Ailleurs' }, venue: 'Le Petit Moulin' });
  });

  test.each([
    ['%', ['100 % jazz']],
    ['_', ['sous_titre']],
    ['o_s', []],
    ['j%z', []],
    ['sous_', ['sous_titre']],
    ['100 %', ['100 % jazz']],
    ['\\', ['C:\\disque']],
    ['C:\\d', ['C:\\disque']],
    ['JAZZ', ['100 % jazz']],
    ['été', ['L’été à “Paris”']],
    ['bal', ['Grand bal', 'Nuit blanche']],
    ['white', ['Nuit blanche']],
    ['fresh', ['Nuit blanche']],
    ['petit moulin', ['Ailleurs']],
    ["'; drop table catalogue.event; --", []],
  ])('for %s finds %j', async (q, expected) => {
    expect((await named({ city, q })).sort()).toEqual([...expected].sort());
  });

  test('looks at words, not at how they are stored', async () => {
    for (const q of ['"', '{', '}', '": "', 'fr":']) expect([q, await named({ city, q })]).toEqual([q, []]);
    // The languages' own names are keys of every title.
    expect(await named({ city, q: 'en' })).toEqual(expect.not.arrayContaining(['100 % jazz', 'sous_titre']));
    expect(await named({ city, q: 'fr' })).toEqual(['Nuit blanche']);
  });

  test('for nothing finds everything, and for a city only what is there', async () => {
    expect(await named({ city, q: '' })).toHaveLength(9);
    expect(await named({ city: city.toUpperCase() })).toHaveLength(9);
    expect(await named({ city: 'Mot' })).toEqual([]);
    expect(await named({ q: city })).toHaveLength(9);
  });
});

describe('a list', () => {
  test('shows what is published and to come, and nothing else', async () => {
    const city = 'Visible';
    const shown = await given(city);
    await given(city, { eventState: 'draft' });
    await given(city, { eventState: 'cancelled' });
    await change(
      await given(city),
      `doors_at = now() - interval '9 hours', starts_at = now() - interval '8 hours', ends_at = now()`,
    );
    expect(await found({ city })).toEqual([shown.eventSlug]);
  });

  test('can be narrowed by category, dates and the price a buyer pays, fees included', async () => {
    const city = 'Filtres';
    const cheap = await given(city, { category: 'concert' }, { priceMinor: 1_000, feeMinor: 99 });
    const dear = await given(city, { category: 'show' }, { priceMinor: 9_000, feeMinor: 0, doorsOpen: false });
    expect(await found({ city, category: 'show' })).toEqual([dear.eventSlug]);
    expect(await found({ city, maxPriceMinor: 1_098 })).toEqual([]);
    expect(await found({ city, maxPriceMinor: 1_099 })).toEqual([cheap.eventSlug]);
    expect(await found({ city, maxPriceMinor: 9_000 })).toEqual([cheap.eventSlug, dear.eventSlug]);
    const { items } = (await search({ city, category: 'show' })).body;
    const startsAt = items[0]?.firstStartsAt ?? '';
    expect(await found({ city, from: startsAt })).toEqual([dear.eventSlug]);
    expect(await found({ city, to: startsAt })).toEqual([cheap.eventSlug]);
  });
});

describe('the pages of a list', () => {
  const city = 'Pages';
  let all: string[];

  beforeAll(async () => {
    const given7 = [];
    for (let index = 0; index < 7; index += 1) given7.push(await given(city));
    // Three at one instant, three a microsecond apart, one later.
    const instants = [0, 0, 0, 1, 2, 3, 5_000_000];
    for (const [index, at] of given7.entries()) {
      await change(
        at,
        `starts_at = '2030-07-01T18:00:00Z'::timestamptz + ${instants[index]} * interval '1 microsecond',
        ends_at = '2030-07-02T00:00:00Z'`,
      );
    }
    all = given7.map(({ eventSlug }) => eventSlug);
  });

  test.each([1, 2, 3, 6, 7, 8])('of %i show each event once, in the order of the whole list', async (limit) => {
    const whole = await found({ city });
    expect([...whole].sort()).toEqual([...all].sort());
    expect(whole.at(-1)).toBe(all.at(-1));
    const paged: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const { items, next }: Reply<'listEvents'> = (
        await search({ city, limit, ...(cursor === null ? {} : { cursor }) })
      ).body;
      expect(items.length).toBeLessThanOrEqual(limit);
      paged.push(...items.map(({ slug }) => slug));
      cursor = next;
      pages += 1;
    } while (cursor !== null && pages < 20);
    expect(paged).toEqual(whole);
    expect(pages).toBe(Math.ceil(7 / limit));
  });

  test('do not go on from a cursor that was changed or belongs to another list', async () => {
    const { next } = (await search({ city, limit: 1 })).body;
    const cursor = next ?? '';
    for (const wrong of [
      `${cursor}A`,
      cursor.slice(1),
      cursor.slice(0, -1),
      'A',
      Buffer.from('2030-01-01T00:00:00.000Z x y').toString('base64url'),
    ]) {
      const { problem } = await search({ city, cursor: wrong });
      expect([problem.status, problem.code, problem.errors]).toEqual([
        422,
        'invalid',
        [{ pointer: '/querystring/cursor', code: 'invalid_cursor' }],
      ]);
    }
  });
});
