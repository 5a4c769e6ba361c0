import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { openPriceDesk, type PriceDraft, withOffer } from '../../testing/price-desk.ts';

let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

const dearer = (draft: PriceDraft): PriceDraft => ({
  ...draft,
  offers: draft.offers.map((offer) => ({ ...offer, priceMinor: offer.priceMinor + 1_000 })),
});

test('prices are read as they were set, changed, and read back: every field, in the order given', async () => {
  const desk = await openPriceDesk(server);
  const before = await desk.newest();
  expect(before.offers).toHaveLength(6);
  const offer = {
    tier: 'carre-or',
    tariff: 'group',
    priceMinor: 3_100,
    feeMinor: 200,
    absorbedFeeMinor: 90,
    taxBasisPoints: 550,
    feeTaxBasisPoints: 2_000,
    quantityMin: 10,
    placesMax: null,
    isHidden: true,
    saleOpensAt: '2026-01-01T08:00:00.000Z',
    saleClosesAt: '2099-01-01T08:00:00.000Z',
  };
  const tariff = { code: 'group', kind: 'group' as const, name: { fr: 'Groupe', en: 'Group' }, condition: null };
  const published = await desk.publish((draft) => ({
    ...draft,
    tariffs: [tariff, ...draft.tariffs],
    offers: [offer, ...draft.offers],
  }));
  expect(published.status).toBe(201);
  expect(published.body).toMatchObject({ version: 2, isInForce: true, publishedBy: { name: expect.any(String) } });
  expect(published.body.tariffs[0]).toMatchObject(tariff);
  expect(published.body.offers[0]).toEqual({ ...offer, id: expect.any(String), placesTaken: null });
  const old = await server.ask('getPriceList', { params: desk.params, query: { version: 1 } }, desk.staff);
  expect(old.body).toMatchObject({ version: 1, isInForce: false, publishedBy: null });
  expect(old.body.offers).toHaveLength(6);
  const none = await server.ask('getPriceList', { params: desk.params, query: { version: 3 } }, desk.staff);
  expect(none.problem).toMatchObject({ status: 404, code: 'not_found' });
});

test('whoever holds places keeps their price across a publication, to the order; everybody else sees the new one at once', async () => {
  const desk = await openPriceDesk(server);
  const held = (await desk.hold(2)).body;
  expect(held.total.amountMinor).toBe(6_600);
  expect((await desk.publish(dearer)).status).toBe(201);

  const shown = (await desk.performance()).body.offers.find(({ tier }) => tier.code === 'fosse');
  expect(shown?.price.amountMinor).toBe(4_300);
  expect((await desk.quote(2)).body).toMatchObject({ total: { amountMinor: 8_600 }, priceListVersion: 2 });
  expect((await desk.hold(2)).body.total.amountMinor).toBe(8_600);

  const { token = '' } = held;
  const again = await server.ask('getHold', { params: { holdId: held.id } }, { token });
  expect(again.body.total.amountMinor).toBe(6_600);
  const buyer = { email: 'lina@example.org' };
  const order = await server.ask('placeOrder', { body: { hold: held.id, buyer } }, { token, key: crypto.randomUUID() });
  expect(order.body.total.amountMinor).toBe(6_600);
  expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
});

test('whoever was shown the old price is asked before places are held at the new one', async () => {
  const desk = await openPriceDesk(server);
  const { total } = (await desk.quote(2)).body;
  await desk.publish(dearer);
  const asked = await desk.hold(2, { totalMaxMinor: total.amountMinor });
  expect(asked.problem).toMatchObject({ status: 409, code: 'price_changed', totalMinor: 8_600 });
  expect((await desk.performance()).body.zones.find(({ kind }) => kind === 'standing')?.remaining).toBe(200);
  expect((await desk.hold(2, { totalMaxMinor: 8_600 })).status).toBe(201);
  // What costs less than it was shown for is simply held.
  expect((await desk.hold(2, { totalMaxMinor: 9_000 })).body.total.amountMinor).toBe(8_600);
});

test('a published version is never changed, not even by hand', async () => {
  const desk = await openPriceDesk(server);
  const { performanceId } = desk.params;
  for (const change of [
    'update pricing.offer set price_minor = 1 where performance_id = $1',
    'update pricing.offer set places_max = 1 where performance_id = $1',
    'delete from pricing.offer where performance_id = $1',
    'update pricing.price_list set published_at = now() where performance_id = $1',
    'delete from pricing.price_list where performance_id = $1',
  ])
    await expect(server.pool.query(change, [performanceId]), change).rejects.toThrow('append-only');
});

test('two who publish over the same version: one does, the other is told', async () => {
  const desk = await openPriceDesk(server);
  const body = dearer(await desk.newest());
  const answers = await Promise.all(
    [1, 2, 3].map(() => server.ask('publishPriceList', { params: desk.params, body }, desk.staff)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.problem).toMatchObject({ code: 'price_list_changed', version: 2 });
});

test('the history tells who published what and when, newest first, and every publication is in the journal', async () => {
  const desk = await openPriceDesk(server);
  await desk.publish(dearer);
  await desk.publish(dearer);
  const history = async (query: { before?: number; limit?: number }) =>
    (await server.ask('listPriceLists', { params: desk.params, query }, desk.staff)).body.items;
  const items = await history({});
  expect(items.map(({ version, offers }) => [version, offers])).toEqual([
    [3, 6],
    [2, 6],
    [1, 6],
  ]);
  expect(items.map(({ publishedBy }) => publishedBy === null)).toEqual([false, false, true]);
  expect((await history({ before: 3, limit: 1 })).map(({ version }) => version)).toEqual([2]);
  const { rows } = await server.pool.query<{ version: string }>(
    `select payload->>'version' as version from platform.journal
     where kind = 'pricing.price_list_published' and subject_id = $1 and actor_kind = 'account' order by id`,
    [desk.params.performanceId],
  );
  expect(rows.map(({ version }) => version)).toEqual(['2', '3']);
});

describe('what is wrong with a list is told beside its field, and nothing is published,', () => {
  const first = (offer: object) => (draft: PriceDraft) => ({
    ...draft,
    offers: draft.offers.map((one, index) => (index === 0 ? { ...one, ...offer } : one)),
  });
  const added =
    (...[kind, offer]: [Parameters<typeof withOffer>[1], Parameters<typeof withOffer>[2]?]) =>
    (draft: PriceDraft) =>
      withOffer(draft, kind, offer);
  const cases: readonly [string, (draft: PriceDraft) => PriceDraft, string, string][] = [
    ['another currency', (draft) => ({ ...draft, currency: 'JPY' }), '/body/currency', 'other_currency'],
    ['a tier there is not', first({ tier: 'lune' }), '/body/offers/0/tier', 'no_such_tier'],
    ['a tariff that is not in the list', first({ tariff: 'lune' }), '/body/offers/0/tariff', 'no_such_tariff'],
    ['the same offer twice', added('full', { tariff: 'full' }), '/body/offers/6/tariff', 'duplicate'],
    [
      'a fee above the price it is a part of',
      first({ absorbedFeeMinor: 5_000 }),
      '/body/offers/0/absorbedFeeMinor',
      'above_price',
    ],
    ['more than any place may cost', first({ feeMinor: 100_000_000 }), '/body/offers/0/feeMinor', 'above_maximum'],
    [
      'a window that closes before it opens',
      first({ saleOpensAt: '2030-01-02T00:00:00Z', saleClosesAt: '2030-01-01T00:00:00Z' }),
      '/body/offers/0/saleClosesAt',
      'before_start',
    ],
    ['a group of one', added('group'), '/body/offers/6/quantityMin', 'group_from_two'],
    [
      'a group larger than an order',
      added('group', { quantityMin: 11 }),
      '/body/offers/6/quantityMin',
      'above_order_maximum',
    ],
    ['an early bird without end', added('early_bird'), '/body/offers/6/saleClosesAt', 'early_bird_without_end'],
    [
      'an early bird from two',
      added('early_bird', { placesMax: 9, quantityMin: 2 }),
      '/body/offers/6/quantityMin',
      'early_bird_from_one',
    ],
    ['first places at full price', first({ placesMax: 10 }), '/body/offers/0/placesMax', 'early_bird_only'],
    [
      'a tariff nobody pays',
      (draft) => ({ ...draft, tariffs: [...draft.tariffs, { code: 'vip', kind: 'vip', name: { fr: 'VIP' } }] }),
      '/body/tariffs/3/code',
      'no_offer',
    ],
    [
      'a tariff twice',
      (draft) => ({ ...draft, tariffs: [...draft.tariffs, ...draft.tariffs.slice(0, 1)] }),
      '/body/tariffs/3/code',
      'duplicate',
    ],
    [
      'a tariff that was of another kind',
      (draft) => ({
        ...draft,
        tariffs: draft.tariffs.map((one) => (one.code === 'child' ? { ...one, kind: 'vip' } : one)),
      }),
      '/body/tariffs/2/kind',
      'other_kind',
    ],
  ];
  test.each(cases)('%s', async (_what, change, pointer, code) => {
    const desk = await openPriceDesk(server);
    const refused = await desk.publish(change);
    expect(refused.problem).toMatchObject({ status: 422, code: 'invalid' });
    expect(refused.problem.errors).toContainEqual({ pointer, code });
    expect((await desk.newest()).basedOn).toBe(1);
  });

  test('and prices below nothing or in halves are not even read', async () => {
    const desk = await openPriceDesk(server);
    for (const priceMinor of [-1, 0.5, 100_000_001]) {
      const { problem } = await desk.publish(first({ priceMinor }));
      expect(problem).toMatchObject({ status: 422, code: 'invalid' });
      expect(problem.errors?.[0]?.pointer).toBe('/body/offers/0/priceMinor');
    }
  });
});
