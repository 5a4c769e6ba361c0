import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../../database/audit.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { endHold } from '../../testing/let-time-pass.ts';
import { openPriceDesk, type PriceDesk } from '../../testing/price-desk.ts';

let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

type Held = { readonly id: string; readonly token?: string | undefined };
const release = ({ id, token = '' }: Held) => server.ask('releaseHold', { params: { holdId: id } }, { token });
/** Held or sold of the first places, and how many there are. */
async function counted({ params }: PriceDesk): Promise<readonly [used: number, size: number]> {
  const { rows } = await server.pool.query<{ used: number; size: number }>(
    'select used, size from inventory.quota where performance_id = $1 and is_first_places',
    [params.performanceId],
  );
  return [rows[0]?.used ?? -1, rows[0]?.size ?? -1];
}
const leftShown = async (desk: PriceDesk) =>
  (await desk.performance()).body.offers.find(({ tariff }) => tariff.kind === 'early_bird')?.placesLeft;
const tariffsOf = (held: { places: readonly { tariff: { fr: string } }[] }) =>
  held.places.map(({ tariff }) => tariff.fr);

describe('an early bird for the first places', () => {
  test('is what the first buyers pay, and the next price is for who comes after, on the page, in the quote and in the hold', async () => {
    const desk = await openPriceDesk(server);
    expect((await desk.offer('early_bird', { placesMax: 5, priceMinor: 2_000 })).status).toBe(201);
    expect(await leftShown(desk)).toBe(5);
    expect((await desk.quote(3)).body).toMatchObject({ missed: [], total: { amountMinor: 6_000 } });
    const first = (await desk.hold(3, { totalMaxMinor: 6_000 })).body;
    expect(first.places[0]?.trace.map(({ rule, amount }) => [rule, amount.amountMinor])).toEqual([
      ['base', 3_000],
      ['early_bird', -1_000],
    ]);
    expect(await leftShown(desk)).toBe(2);

    // Three of three do not fit any more: none of them gets it, and that is said before anything is held.
    const quote = (await desk.quote(3)).body;
    expect(quote).toMatchObject({ missed: [{ asked: 3, left: 2 }], total: { amountMinor: 9_900 } });
    expect(quote.lines[0]?.trace.map(({ rule, amount }) => [rule, amount.amountMinor])).toEqual([
      ['base', 3_000],
      ['early_bird_missed', 0],
      ['fee', 300],
    ]);
    expect((await desk.hold(3, { totalMaxMinor: 9_900 })).body.total.amountMinor).toBe(9_900);
    // The early bird wished for by name is the same wish.
    const early = (await desk.performance()).body.offers.find(({ tariff }) => tariff.kind === 'early_bird');
    expect((await desk.quote(3, { offer: early?.id ?? '' })).body.total.amountMinor).toBe(9_900);
    const named = await desk.hold(3, { tariffs: [{ tariff: early?.tariff.id ?? '', quantity: 3 }] });
    expect(tariffsOf(named.body)).toEqual(['Plein tarif', 'Plein tarif', 'Plein tarif']);

    expect((await desk.hold(2)).body.total.amountMinor).toBe(4_000);
    expect(await leftShown(desk)).toBe(0);
    const card = await server.ask('getEvent', { params: { slug: desk.at.eventSlug } });
    expect(card.body.performances[0]?.fromPrice?.amountMinor).toBe(3_300);
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  });

  test('wins over a group price while it suffices, and leaves it to the group when it does not', async () => {
    const desk = await openPriceDesk(server);
    await desk.offer('group', { quantityMin: 4, priceMinor: 1_500 });
    await desk.offer('early_bird', { placesMax: 6 });
    const totals = [];
    for (const quantity of [4, 4, 2, 3]) totals.push((await desk.hold(quantity)).body.total.amountMinor / quantity);
    expect(totals).toEqual([2_000, 1_500, 2_000, 3_300]);
  });

  test('is given back once when a hold ends: released twice, or over', async () => {
    const desk = await openPriceDesk(server);
    await desk.offer('early_bird', { placesMax: 4 });
    const first = (await desk.hold(2)).body;
    const second = (await desk.hold(2)).body;
    expect(await counted(desk)).toEqual([4, 4]);
    await release(first);
    await release(first);
    expect(await counted(desk)).toEqual([2, 4]);
    await endHold(server, second.id);
    // Whoever was shown the early bird gets it: what dead holds count does not stand in the way.
    const third = await desk.hold(4, { totalMaxMinor: 8_000 });
    expect([third.status, third.body.total.amountMinor]).toEqual([201, 8_000]);
    await release(second);
    expect(await counted(desk)).toEqual([4, 4]);
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  });

  test('is never had by more than there are, however many ask at once', async () => {
    const desk = await openPriceDesk(server);
    await desk.offer('early_bird', { placesMax: 20 });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => desk.hold(1 + (index % 3))));
    const held = answers.flatMap(({ status, body }) => (status === 201 ? [body] : []));
    expect(held).toHaveLength(50);
    const early = held.flatMap(tariffsOf).filter((tariff) => tariff === 'early-bird').length;
    expect(early).toBeGreaterThan(17);
    expect(early).toBeLessThanOrEqual(20);
    expect(await counted(desk)).toEqual([early, 20]);
    // All the places of a hold are at one price.
    for (const { places } of held) expect(new Set(places.map(({ tariff }) => tariff.fr)).size).toBe(1);
    await Promise.all(held.map(release));
    expect(await counted(desk)).toEqual([0, 20]);
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  });

  test('has a wall behind the rule: the database refuses the place too many', async () => {
    const desk = await openPriceDesk(server);
    await desk.offer('early_bird', { placesMax: 2 });
    await expect(
      server.pool.query('update inventory.quota set used = 3 where performance_id = $1 and is_first_places', [
        desk.params.performanceId,
      ]),
    ).rejects.toThrow('quota_is_never_exceeded');
  });
});

describe('when prices are published again', () => {
  test('the count goes on; fewer than are taken are refused beside the field; without the offer nothing is counted', async () => {
    const desk = await openPriceDesk(server);
    await desk.offer('early_bird', { placesMax: 5 });
    const held = (await desk.hold(3)).body;
    const resize = (placesMax: number | null, saleClosesAt: string | null = null) =>
      desk.publish((draft) => ({
        ...draft,
        offers: draft.offers.map((offer) =>
          offer.tariff === 'early-bird' ? { ...offer, placesMax, saleClosesAt } : offer,
        ),
      }));
    const refused = await resize(2);
    expect(refused.problem).toMatchObject({ status: 422, code: 'invalid' });
    expect(refused.problem.errors).toEqual([{ pointer: '/body/offers/6/placesMax', code: 'below_taken' }]);
    expect((await resize(4)).body.offers.find(({ tariff }) => tariff === 'early-bird')?.placesTaken).toBe(3);
    expect(await counted(desk)).toEqual([3, 4]);

    expect((await resize(null, '2099-01-01T00:00:00Z')).status).toBe(201);
    expect(await counted(desk)).toEqual([-1, -1]);
    expect((await desk.hold(4)).body.total.amountMinor).toBe(8_000);
    // Counted again, with those who bought meanwhile.
    expect((await resize(6)).problem.errors?.[0]?.code).toBe('below_taken');
    expect((await resize(8)).status).toBe(201);
    expect(await counted(desk)).toEqual([7, 8]);
    await release(held);
    expect(await counted(desk)).toEqual([4, 8]);
    expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
  });

  test('staff neither see nor change the counter among the quotas', async () => {
    const desk = await openPriceDesk(server);
    await desk.offer('early_bird', { placesMax: 5 });
    expect((await server.ask('listQuotas', { params: desk.params }, desk.staff)).body.items).toEqual([]);
    const { rows } = await server.pool.query<{ id: string }>(
      'select id from inventory.quota where performance_id = $1',
      [desk.params.performanceId],
    );
    const params = { quotaId: rows[0]?.id ?? '' };
    expect((await server.ask('removeQuota', { params }, desk.staff)).status).toBe(404);
    expect((await server.ask('resizeQuota', { params, body: { size: 1 } }, desk.staff)).status).toBe(404);
  });
});

test('a seat that is exchanged keeps the early bird, also when none is left; one on top pays the next price', async () => {
  const desk = await openPriceDesk(server);
  await desk.offer('early_bird', { tier: 'carre-or', placesMax: 2, priceMinor: 4_000 });
  const [one = '', two = '', three = '', four = ''] = desk.at.rows[0] ?? [];
  const held = (await server.ask('holdSeats', { params: desk.params, body: { seats: [one, two] } })).body;
  expect(held.total.amountMinor).toBe(8_000);
  const replace = async (gone: string[], seats: string[]) =>
    (
      await server.ask(
        'replaceSeats',
        { params: { holdId: held.id }, body: { release: gone, seats } },
        { token: held.token ?? '' },
      )
    ).body.total.amountMinor;
  expect(await replace([two], [three])).toBe(8_000);
  expect(await counted(desk)).toEqual([2, 2]);
  expect(await replace([], [four])).toBe(12_800);
  expect(await counted(desk)).toEqual([2, 2]);
  // What it gives back is its own to take again.
  expect(await replace([one], [])).toBe(8_000);
  expect(await counted(desk)).toEqual([2, 2]);
  expect(await audit(server.databaseUrl, { graceSeconds: 120 })).toEqual([]);
});
