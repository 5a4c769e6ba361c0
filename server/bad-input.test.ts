import { randomUUID } from 'node:crypto';
import { operations } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import { roles } from '@tessera/contract/api/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { databasePrint } from './testing/database-print.ts';
import { expectRefusal } from './testing/expect-problem.ts';
import { givenAnAccount } from './testing/given-an-account.ts';
import { givenAServer, type GivenServer } from './testing/given-a-server.ts';
import { givenASession } from './testing/given-a-session.ts';
import { addressed, type Heard, type Letter, send } from './testing/send.ts';
import { givenTwoHouses, type Targets, type TwoHouses } from './testing/two-houses.ts';
import { headersOf, type ValidRequest, validRequests } from './testing/valid-requests.ts';
import { type Variation, variationsOf } from './testing/violations.ts';

const names = Object.keys(operations) as OperationName[];
let server: GivenServer;
let houses: TwoHouses;
let at: Targets;
/** Somebody who may do everything, so that a refusal can only be about the input. */
let insider: string;

beforeAll(async () => {
  server = await givenAServer();
  houses = await givenTwoHouses(server);
  at = houses.at.house;
  const { accountId } = await givenAnAccount(server.pool, { roles: [...roles], organiserId: at.organiserId, isSuperadmin: true });
  insider = (await givenASession(server, accountId)).cookie;
});
afterAll(async () => {
  await server.stop();
});

type Good = { readonly params?: object; readonly query?: object; readonly body?: unknown };
type Parts = { readonly params?: z.ZodObject; readonly query?: z.ZodObject; readonly body?: z.ZodType };

const firstRequest = (name: OperationName): ValidRequest<never> => validRequests[name][0];
const goodOf = async (name: OperationName): Promise<Good> => firstRequest(name).ask(at, houses);
const insiderHeaders = (name: OperationName): Record<string, string> =>
  headersOf({ cookie: insider, token: firstRequest(name).opens?.(at) });

async function ask(name: OperationName, letter: Partial<Letter>): Promise<Heard> {
  const where = addressed(name, await goodOf(name));
  return send(server, { ...where, ...letter, headers: { ...insiderHeaders(name), ...letter.headers } });
}

async function unchanged(what: string, work: () => Promise<void>): Promise<void> {
  const before = await databasePrint(server.pool);
  await work();
  expect(await databasePrint(server.pool), what).toEqual(before);
}

/** Bodies and queries with every property an operation takes. */
const full: { readonly [name in OperationName]?: () => readonly unknown[] } = {
  signUp: () => [{ email: 'new@example.org', password: 'seven candles in a window', name: 'Ada', locale: 'fr' }],
  holdSeats: () => [
    { seats: at.freeSeatIds.slice(0, 2), tariffs: [{ tariff: at.tariffId, quantity: 1 }] },
    { zone: at.standingZoneId, quantity: 2 },
    { best: { quantity: 2, tier: at.tierId, maxPriceMinor: 100_000, together: true } },
  ],
  placeOrder: () => [
    {
      hold: at.holdToOrder.id,
      buyer: { email: 'ada@example.org', name: 'Ada', locale: 'fr' },
      attendees: [{ place: 0, name: 'Ada' }],
      promoCode: 'SPRING',
      acceptEquivalentSeats: true,
    },
  ],
  scanTickets: () => [
    { scans: [{ id: randomUUID(), code: 'TS1:X', scannedAt: '2026-05-01T20:00:00Z', direction: 'in', offline: true }] },
  ],
  listEvents: () => [
    {
      q: 'soir', city: 'Paris', from: '2026-05-01T20:00:00Z', to: '2030-05-01T20:00:00Z', category: 'theatre',
      maxPriceMinor: '10000', available: 'true', cursor: 'x', limit: '5',
    },
  ],
  getQuote: () => [{ offer: at.offerId, quantity: '2', promo: 'SPRING' }],
  listSeats: () => [{ zone: at.standingZoneId }],
  listOrders: () => [{ organiser: at.organiserId, cursor: 'x', limit: '5' }],
};

describe('a body that breaks one rule is refused and changes nothing', () => {
  for (const name of names.filter((one) => 'body' in operations[one])) {
    test(name, async () => {
      const { body: schema }: Parts = operations[name];
      const goods = full[name]?.() ?? [(await goodOf(name)).body];
      const variations = goods.flatMap((good) => (schema ? variationsOf(schema, good) : []));
      expect(variations.filter(({ refused }) => refused).length).toBeGreaterThan(20);
      await unchanged(name, async () => {
        for (const { what, input } of variations.filter(({ refused }) => refused)) {
          expectRefusal(await ask(name, { body: input }), `${name} ${what}`);
        }
      });
      await expectNoFailure(name, variations, (input) => ({ body: input }));
    });
  }
});

describe('a query that breaks one rule is refused and changes nothing', () => {
  for (const name of names.filter((one) => 'query' in operations[one])) {
    test(name, async () => {
      const { query: schema }: Parts = operations[name];
      const { params = {} } = await goodOf(name);
      const goods = full[name]?.() ?? [];
      const inText = ({ input }: Variation): boolean => isTextOnly(input);
      const variations = goods.flatMap((good) => (schema ? variationsOf(schema, good).filter(inText) : []));
      const asQuery = (input: unknown): Partial<Letter> => ({ path: addressed(name, { params, query: Object(input) }).path });
      expect(variations.filter(({ refused }) => refused).length).toBeGreaterThan(20);
      await unchanged(name, async () => {
        for (const { what, input } of variations.filter(({ refused }) => refused)) {
          expectRefusal(await ask(name, asQuery(input)), `${name} ${what}`);
        }
      });
      await expectNoFailure(name, variations, asQuery);
    });
  }
});

describe('an id that is none is nothing here', () => {
  const strangeIds = [
    '0', '-1', '9223372036854775808', 'null', 'undefined', '*', "' or 1=1--", 'é', 'a b', 'a/b', 'a%2fb', '..;', '../x',
    '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '{00000000-0000-4000-8000-000000000000}',
    '01890a5d-ac96-774b-bcce-b302099a805', 'a\u0000b', '\ufeff', 'x'.repeat(190), 'x'.repeat(5000), '__proto__', 'constructor',
  ];
  for (const name of names.filter((one) => paths[one].includes(':'))) {
    test(name, async () => {
      const good = await goodOf(name);
      const { method } = addressed(name, good);
      const path = (id: string): string => addressed(name, { ...good, params: sameForAll(good.params ?? {}, id) }).path;
      const otherThings = [at.organiserId, at.performanceId, at.hold.id, at.paidOrder.id, at.paidOrder.ticketId, at.sessionId];
      const own = new Set<unknown>(Object.values(good.params ?? {}));
      await unchanged(name, async () => {
        for (const id of [...strangeIds, ...otherThings.filter((other) => !own.has(other))]) {
          const heard = await ask(name, { method, path: path(id), body: good.body });
          const { code } = expectRefusal(heard, `${name} ${id.slice(0, 60)}`);
          expect(['not_found', 'address_too_long', 'bad_request', 'invalid'], `${name} ${id.slice(0, 60)}`).toContain(code);
        }
      });
    });
  }
});

async function expectNoFailure(name: OperationName, variations: readonly Variation[], letter: (input: unknown) => Partial<Letter>): Promise<void> {
  for (const { what, input } of variations.filter(({ refused }) => !refused)) {
    const heard = await ask(name, letter(input));
    if (heard.status >= 300) expectRefusal(heard, `${name} ${what}`);
  }
}

function isTextOnly(input: unknown): boolean {
  const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  return Object.values(input).every((value) => isText(value) || (Array.isArray(value) && value.length > 1 && value.every(isText)));
}

function sameForAll(params: object, id: string): object {
  return Object.fromEntries(Object.keys(params).map((key) => [key, id]));
}
