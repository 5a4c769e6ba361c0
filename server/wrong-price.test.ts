import { operations } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import { roles } from '@tessera/contract/api/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databasePrint } from './testing/database-print.ts';
import { expectRefusal } from './testing/expect-problem.ts';
import { type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { givenASession } from './testing/given-a-session.ts';
import { givenAnAccount } from './testing/given-an-account.ts';
import { addressed, type Heard, send } from './testing/send.ts';
import { givenTwoHouses, type Targets, type TwoHouses } from './testing/two-houses.ts';
import { type Asking, headersOf, requestsOf } from './testing/valid-requests.ts';

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

let server: GivenServer;
let houses: TwoHouses;
let at: Targets;
/** Somebody who may do everything, so that nothing is refused for want of a role. */
let insider: string;

beforeAll(async () => {
  server = await givenAServer();
  houses = await givenTwoHouses(server);
  at = houses.at.house;
  const { accountId } = await givenAnAccount(server.pool, {
    roles: [...roles],
    organiserId: at.organiserId,
    isSuperadmin: true,
  });
  insider = (await givenASession(server, accountId)).cookie;
});
afterAll(() => server.stop());

const writes = (Object.keys(operations) as OperationName[]).filter(
  (name) => !paths[name].startsWith('GET ') && name !== 'receiveWebhook',
);
const withBody = writes.filter((name) => 'body' in operations[name]);
const withoutBody = writes.filter((name) => !('body' in operations[name]));

async function ask(name: OperationName, asking: Asking, body: unknown): Promise<Heard> {
  const headers = headersOf({ cookie: insider, token: requestsOf(name)[0]?.opens?.(at) });
  return send(server, { ...addressed(name, asking), headers, body });
}

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

/** Names under which an operation takes one of these fields on purpose: staff say what a code takes off, and in what money. */
const meant: Partial<Record<OperationName, readonly string[]>> = { createPromoCode: ['currency'] };

describe('nobody can say what something costs: a body with a price, fee, tax, total, currency or status is refused by', () => {
  test.each(withBody)('%s', async (name) => {
    const asking = (await requestsOf(name)[0]?.ask(at, houses)) ?? {};
    const before = await databasePrint(server.pool);
    const forgeries = forgeriesOf(asking.body ?? {}).filter(
      ({ what }) => !meant[name]?.some((field) => what === ` ${field}`),
    );
    expect(forgeries.length).toBeGreaterThanOrEqual(Object.keys(forged).length - 1);
    for (const { what, body } of forgeries) {
      const heard = await ask(name, asking, body);
      expectRefusal(heard, `${name}${what}`);
      expect(heard.status, `${name}${what}`).toBe(422);
    }
    expect(await databasePrint(server.pool)).toEqual(before);
  });
});

const moneyOf = async () =>
  (
    await server.pool.query(
      `select (select jsonb_agg(jsonb_build_array(id, total_minor, currency) order by id) from orders."order") as orders,
         (select jsonb_agg(jsonb_build_array(id, price_minor, fee_minor, tax_minor, discount_minor) order by id) from orders.order_line) as lines,
         (select jsonb_agg(jsonb_build_array(id, amount_minor, currency) order by id) from payments.payment) as payments,
         (select jsonb_agg(jsonb_build_array(hold_id, place, offer_id) order by hold_id, place) from inventory.hold_place) as places`,
    )
  ).rows;

describe('where no body is taken, one with a price changes no price:', () => {
  test.each(withoutBody)('%s', async (name) => {
    const asking = (await requestsOf(name)[0]?.ask(at, houses)) ?? {};
    const before = await moneyOf();
    await ask(name, asking, forged);
    expect(await moneyOf()).toEqual(before);
  });
});

test('nor can a query: a quote of another price is refused', async () => {
  const query = { offer: at.offerId, quantity: 1 };
  const params = { performanceId: at.performanceId };
  for (const [field, value] of Object.entries(forged)) {
    if (field === 'offer') continue;
    const heard = await ask('getQuote', { params, query: { ...query, [field]: JSON.stringify(value) } }, undefined);
    expect(heard.status, field).toBe(422);
  }
});

test('nor can a webhook that nobody signed', async () => {
  const before = await databasePrint(server.pool);
  const asking = (await requestsOf('receiveWebhook')[0]?.ask(at, houses)) ?? {};
  const heard = await ask('receiveWebhook', asking, { ...forged, payment: { amountMinor: 1, status: 'succeeded' } });
  expect(heard.status).toBe(401);
  expect(await databasePrint(server.pool)).toEqual(before);
});
