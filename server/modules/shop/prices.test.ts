import type { Reply } from '@tessera/contract/api/operations';
import { containedTax, currencies } from '@tessera/contract/money';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import type { PerformanceWish } from '../../testing/trial-house.ts';

const prices = fc.record({
  priceMinor: fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: 2, max: 50_000_000 })),
  feeMinor: fc.oneof(fc.constant(0), fc.nat(999), fc.nat(10_000_000)),
  standingPriceMinor: fc.integer({ min: 1, max: 20_000 }),
  taxBasisPoints: fc.constantFrom(0, 210, 550, 700, 1_000, 1_900, 2_000),
  currency: fc.constantFrom(...currencies),
});
type Prices = Required<Pick<PerformanceWish, 'feeMinor' | 'taxBasisPoints' | 'currency'>>;

let server: GivenServer;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());

const priceOf = (at: GivenPerformance) => server.ask('getPerformance', { params: { performanceId: at.performanceId } });
const quoteOf = (at: GivenPerformance, offer: string, quantity: number) =>
  server.ask('getQuote', { params: { performanceId: at.performanceId }, query: { offer, quantity } });
const total = (amounts: readonly { amountMinor: number }[]) =>
  amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

type Offer = Reply<'getPerformance'>['offers'][number];

/** Three places of an offer, quoted, held and ordered: the same amounts each time. */
async function buyAt(
  at: GivenPerformance,
  offer: Offer,
  { feeMinor, taxBasisPoints, currency }: Prices,
): Promise<void> {
  const quantity = 3;
  const { amountMinor } = offer.price;
  const quote = (await quoteOf(at, offer.id, quantity)).body;
  const [line] = quote.lines;
  expect(quote.lines).toHaveLength(1);
  expect([line?.unitPrice, line?.total, quote.total]).toEqual(
    [1, quantity, quantity].map((count) => ({ amountMinor: amountMinor * count, currency })),
  );
  expect(line?.feesIncluded.amountMinor).toBe(feeMinor * quantity);
  expect(line?.taxIncluded.amountMinor).toBe(containedTax(amountMinor, taxBasisPoints) * quantity);
  expect(total((line?.trace ?? []).map(({ amount }) => amount))).toBe(amountMinor);

  const places =
    offer.tier.code === 'fosse'
      ? { zone: at.zoneIds.standing ?? '', quantity }
      : { best: { quantity, tier: offer.tier.id } };
  const body = { ...places, tariffs: [{ tariff: offer.tariff.id, quantity }] };
  const held = (await server.ask('holdSeats', { params: { performanceId: at.performanceId }, body })).body;
  const heldPrices = held.places.map(({ offer: id, price }) => [id, price]);
  expect(heldPrices).toEqual(Array.from({ length: quantity }, () => [offer.id, offer.price]));
  expect(held.total).toEqual(quote.total);

  const order = await orderOf(held);
  expect(order.total).toEqual(quote.total);
  expect(total(order.lines.map(({ price }) => price))).toBe(quote.total.amountMinor);
  expect(total(order.lines.map(({ feesIncluded }) => feesIncluded))).toBe(line?.feesIncluded.amountMinor);
  expect(total(order.lines.map(({ taxIncluded }) => taxIncluded))).toBe(line?.taxIncluded.amountMinor);
}

async function orderOf(held: Reply<'holdSeats'>): Promise<Reply<'placeOrder'>> {
  const body = { hold: held.id, buyer: { email: 'lina@example.org' } };
  return (await server.ask('placeOrder', { body }, { token: held.token ?? '', key: crypto.randomUUID() })).body;
}

describe('the price a buyer sees first is the price a buyer pays', () => {
  test('on the card, on the page, in the quote, in the hold and in the order, to the last minor unit', async () => {
    await fc.assert(
      fc.asyncProperty(prices, async (wish) => {
        const at = await givenAPerformance(server.pool, { rows: 1, standingCapacity: 40, ...wish });
        const { offers } = (await priceOf(at)).body;
        const fullPrices = offers.filter(({ tariff }) => tariff.kind === 'full').map(({ price }) => price.amountMinor);
        const from = { amountMinor: Math.min(...fullPrices), currency: wish.currency };
        const { items } = (await server.ask('listEvents', { query: { limit: 200 } })).body;
        const detail = (await server.ask('getEvent', { params: { slug: at.eventSlug } })).body;
        expect(items.find(({ slug }) => slug === at.eventSlug)?.fromPrice).toEqual(from);
        expect(detail.performances[0]?.fromPrice).toEqual(from);
        for (const offer of offers) await buyAt(at, offer, wish);
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });

  test('a hold keeps its prices when new ones are published, and the page shows the new ones', async () => {
    const at = await givenAPerformance(server.pool, { rows: 1, priceMinor: 4_500, feeMinor: 300 });
    const params = { performanceId: at.performanceId };
    const held = (await server.ask('holdSeats', { params, body: { best: { quantity: 2 } } })).body;
    await server.pool.query('insert into pricing.price_list (performance_id, version) values ($1, 2)', [
      at.performanceId,
    ]);
    await server.pool.query(
      `insert into pricing.offer (performance_id, price_list_version, tier_id, tariff_id, price_minor, fee_minor, tax_basis_points)
       select performance_id, 2, tier_id, tariff_id, price_minor + 1000, fee_minor, tax_basis_points
       from pricing.offer where performance_id = $1 and price_list_version = 1`,
      [at.performanceId],
    );
    const order = await orderOf(held);
    expect([held.total.amountMinor, order.total.amountMinor]).toEqual([9_600, 9_600]);
    const { offers } = (await priceOf(at)).body;
    expect(offers.map(({ price }) => price.amountMinor)).toEqual([5_800, 4_900, 3_550]);
    const later = (await server.ask('holdSeats', { params, body: { best: { quantity: 1 } } })).body;
    expect(later.total.amountMinor).toBe(5_800);
  });
});

describe('early bird and group', () => {
  const addTariff = async (
    at: GivenPerformance,
    kind: string,
    priceMinor: number,
    quantityMin: number,
    closesAt: string | null,
  ) => {
    const { rows } = await server.pool.query<{ id: string }>(
      `with added as (
         insert into pricing.tariff (performance_id, code, name, kind, position)
         values ($1, $2, '{"fr":"autre"}', $2, 10) returning id)
       insert into pricing.offer
         (performance_id, price_list_version, tier_id, tariff_id, quantity_min, price_minor, fee_minor, sale_closes_at)
       select $1, 1, $4, id, $3, $5, 300, now() + $6::interval from added returning id`,
      [at.performanceId, kind, quantityMin, at.tierIds.parterre, priceMinor, closesAt],
    );
    return rows[0]?.id ?? '';
  };

  test('are quoted as they are held: early bird while it lasts, then the group price from its quantity', async () => {
    const at = await givenAPerformance(server.pool, {
      rows: 4,
      priceMinor: 4_500,
      feeMinor: 300,
      placesPerOrderMax: 20,
    });
    const early = await addTariff(at, 'early_bird', 3_900, 1, '1 hour');
    await addTariff(at, 'group', 3_000, 10, null);
    const params = { performanceId: at.performanceId };
    const prices = async (quantity: number) => {
      const quote = (await quoteOf(at, at.offerIds.parterre, quantity)).body;
      const held = (await server.ask('holdSeats', { params, body: { best: { quantity } } })).body;
      return [
        quote.lines[0]?.unitPrice.amountMinor,
        held.places[0]?.price.amountMinor,
        held.total.amountMinor / quantity,
      ];
    };
    const cardPrice = async () =>
      (await server.ask('getEvent', { params: { slug: at.eventSlug } })).body.performances[0]?.fromPrice?.amountMinor;
    expect(await prices(10)).toEqual([4_200, 4_200, 4_200]);
    expect(await cardPrice()).toBe(4_200);
    await server.pool.query('update pricing.offer set sale_closes_at = now() where id = $1', [early]);
    expect(await prices(9)).toEqual([4_800, 4_800, 4_800]);
    expect(await prices(10)).toEqual([3_300, 3_300, 3_300]);
    // The card tells what one buyer pays for one place.
    expect(await cardPrice()).toBe(4_800);
    const closed = (await priceOf(at)).body.offers.find(({ id }) => id === early);
    expect(closed?.onSale).toBe(false);
    expect((await quoteOf(at, early, 1)).problem.code).toBe('no_such_offer');
  });
});
