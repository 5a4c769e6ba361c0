import { operations } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from './testing/expect-problem.ts';
import { givenAnInsider, type Insider, operationNames } from './testing/given-an-insider.ts';
import { addressed } from './testing/send.ts';
import { requestsOf } from './testing/valid-requests.ts';

/** What somebody would send who wants to pay less, in another money, or nothing. */
const forged = {
  price: { amountMinor: 1, currency: 'EUR' },
  priceMinor: 1,
  fee: 0,
  feeMinor: 0,
  fees: 0,
  feesIncluded: { amountMinor: 0, currency: 'EUR' },
  tax: 0,
  taxMinor: 0,
  discount: { amountMinor: 9_599, currency: 'EUR' },
  discountMinor: 9_599,
  total: { amountMinor: 1, currency: 'EUR' },
  totalMinor: 1,
  amount: 1,
  amountMinor: 1,
  currency: 'TND',
  status: 'confirmed',
  paidAt: '2026-05-01T20:00:00.000Z',
  paymentId: '0198c0de-cafe-7bad-8bee-0123456789ab',
  priceListVersion: 1,
  offer: '0198c0de-cafe-7bad-8bee-0123456789ab',
};

let given: Insider;
beforeAll(async () => {
  given = await givenAnInsider();
});
afterAll(() => given.server.stop());

/** Whose bodies are laid down by others, who may add to them. */
const ofOthers: readonly OperationName[] = ['receiveWebhook', 'registerPhone', 'logFromPhone'];
const writes = operationNames.filter((name) => !paths[name].startsWith('GET ') && !ofOthers.includes(name));
const withBody = writes.filter((name) => 'body' in operations[name]);
const withoutBody = writes.filter((name) => !('body' in operations[name]));

type Forgery = { readonly what: string; readonly body: unknown };

/** The body with each forged field, in it and in every object in it that does not have a field of that name. */
function forgeriesOf(body: unknown): Forgery[] {
  return Object.entries(forged).flatMap(([field, value]) =>
    placesIn(body).flatMap((place) => {
      const copy = structuredClone(body);
      const target = place.reduce<unknown>((inside, key) => Reflect.get(Object(inside), key), copy);
      if (typeof target !== 'object' || target === null || field in target) return [];
      Reflect.set(target, field, value);
      return [{ what: `${['', ...place].join('/')} ${field}`, body: copy }];
    }),
  );
}

function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => placesIn(item, [...path, String(index)]));
  if (typeof value !== 'object' || value === null) return [];
  return [path, ...Object.entries(value).flatMap(([key, inside]) => placesIn(inside, [...path, key]))];
}

/** Where an operation takes one of these fields on purpose: staff say what a code takes off and what places cost. */
const meant: Partial<Record<OperationName, readonly RegExp[]>> = {
  createPromoCode: [/^ currency$/],
  publishPriceList: [/^\/offers\/\d+ (priceMinor|feeMinor)$/],
};

describe('nobody can say what something costs: a body with a price, fee, tax, total, currency or status is refused by', () => {
  test.each(withBody)('%s', async (name) => {
    const forgeries = forgeriesOf(given.goodOf(name).body ?? {}).filter(
      ({ what }) => !meant[name]?.some((field) => field.test(what)),
    );
    expect(forgeries.length).toBeGreaterThanOrEqual(Object.keys(forged).length - 1);
    await given.unchanged(name, async () => {
      for (const { what, body } of forgeries) {
        const heard = await given.ask(name, { body });
        expectRefusal(heard, `${name}${what}`);
        expect(heard.status, `${name}${what}`).toBe(422);
      }
    });
  });
});

const moneyOf = async () =>
  (
    await given.server.pool.query(
      `select (select jsonb_agg(jsonb_build_array(id, total_minor, currency) order by id) from orders."order") as orders,
         (select jsonb_agg(jsonb_build_array(id, price_minor, fee_minor, tax_minor, discount_minor) order by id) from orders.order_line) as lines,
         (select jsonb_agg(jsonb_build_array(id, amount_minor, currency) order by id) from payments.payment) as payments,
         (select jsonb_agg(jsonb_build_array(hold_id, place, offer_id) order by hold_id, place) from inventory.hold_place) as places`,
    )
  ).rows;

describe('where no body is taken, one with a price changes no price:', () => {
  test.each(withoutBody)('%s', async (name) => {
    // Found now: what another of these has just ended could not be asked for any more.
    const asking = (await requestsOf(name)[0]?.ask(given.at, given.houses)) ?? {};
    const before = await moneyOf();
    await given.ask(name, { ...addressed(name, asking), body: forged });
    expect(await moneyOf()).toEqual(before);
  });
});

test('nor can a query: a quote of another price is refused', async () => {
  const query = { offer: given.at.offerId, quantity: 1 };
  const params = { performanceId: given.at.performanceId };
  for (const [field, value] of Object.entries(forged)) {
    if (field === 'offer') continue;
    const { path } = addressed('getQuote', { params, query: { ...query, [field]: JSON.stringify(value) } });
    const heard = await given.ask('getQuote', { path });
    expect(heard.status, field).toBe(422);
  }
});

test('nor can a webhook that nobody signed', async () => {
  const body = { ...forged, payment: { amountMinor: 1, status: 'succeeded' } };
  await given.unchanged('receiveWebhook', async () => {
    expect((await given.ask('receiveWebhook', { body })).status).toBe(401);
  });
});
