import { randomUUID } from 'node:crypto';
import { operations } from '@tessera/contract/api/operations';
import { type OperationName, paths } from '@tessera/contract/api/paths';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { expectRefusal } from './testing/expect-problem.ts';
import { givenAnInsider, type Insider, operationNames } from './testing/given-an-insider.ts';
import { addressed, type Letter } from './testing/send.ts';
import { type Variation, variationsOf } from './testing/violations.ts';

let given: Insider;
beforeAll(async () => {
  given = await givenAnInsider();
});
afterAll(() => given.server.stop());

/** Bodies and queries with every property an operation takes. */
const full: { readonly [name in OperationName]?: () => readonly unknown[] } = {
  signUp: () => [{ email: 'new@example.org', password: 'seven candles in a window', name: 'Ada', locale: 'fr' }],
  holdSeats: () => [
    { seats: given.at.freeSeatIds.slice(0, 2), tariffs: [{ tariff: given.at.tariffId, quantity: 1 }] },
    { zone: given.at.standingZoneId, quantity: 2 },
    { best: { quantity: 2, tier: given.at.tierId, maxPriceMinor: 100_000, together: true } },
  ],
  placeOrder: () => [
    {
      hold: given.at.holdToOrder.id,
      buyer: { email: 'ada@example.org', name: 'Ada', locale: 'fr' },
      attendees: [{ place: 0, name: 'Ada' }],
      promoCode: 'SPRING',
      acceptEquivalentSeats: true,
    },
  ],
  scanTickets: () => [
    {
      scans: [{ id: randomUUID(), code: 'TS1:X', scannedAt: '2026-05-01T20:00:00Z', direction: 'in' }],
      willConfirm: true,
    },
  ],
  uploadScans: () => [
    {
      scans: [
        {
          id: randomUUID(),
          code: 'TS1:X',
          direction: 'in',
          verdict: 'refused',
          reason: 'revoked',
          agoMs: 5,
          note: 'Cassé',
        },
      ],
    },
  ],
  enrolDevice: () => [
    { name: 'Porte A', performances: [given.at.performanceId], accessPoints: [given.at.accessPointId] },
  ],
  syncDevice: () => [{ unsent: 3, batteryPercent: 50, listMadeAt: '2026-05-01T20:00:00Z', clockAheadMs: -5 }],
  setEntryPolicy: () => [
    {
      usesMax: 2,
      mayReturn: false,
      passback: 'refused',
      rotating: 'preferred',
      offline: 'by_lane',
      staleAfterMinutes: 60,
      showsNames: true,
      rules: [{ products: ['full'], zoneIds: [given.at.parterreId], gateIds: [given.at.gateId], from: 1, until: 2 }],
      zoneLimits: [{ zoneId: given.at.parterreId, placesMax: 5 }],
    },
  ],
  simulateScan: () => [
    {
      ticket: given.at.paidOrder.serial,
      accessPoint: given.at.accessPointId,
      direction: 'in',
      at: '2026-05-01T20:00:00Z',
      stays: [{ zoneId: given.at.parterreId, at: '2026-05-01T20:00:00Z', leftAt: null }],
      isOffline: true,
    },
  ],
  getAdmissionList: () => [{ since: '1.abcdefghijkl' }],
  searchTickets: () => [{ text: 'Lina' }],
  listEvents: () => [
    {
      q: 'soir',
      city: 'Paris',
      from: '2026-05-01T20:00:00Z',
      to: '2030-05-01T20:00:00Z',
      category: 'theatre',
      maxPriceMinor: '10000',
      available: 'true',
      cursor: 'x',
      limit: '5',
    },
  ],
  getQuote: () => [{ offer: given.at.offerId, quantity: '2', promo: 'SPRING' }],
  draftMapping: () => [{ name: 'Plan', width: 30, height: 20 }, { from: given.at.mappingId }],
  publishMapping: () => [{ stamp: 0, movePerformances: false, relabel: false }],
  movePerformance: () => [{ mapping: given.at.nextVersionId, relabel: false, dryRun: true }],
  listSeats: () => [{ zone: given.at.standingZoneId }],
  listPromoCodes: () => [{ cursor: 'x', limit: '5' }],
  getPerformance: () => [{ code: 'SPRING' }],
  getPriceList: () => [{ version: '1' }],
  listPriceLists: () => [{ before: '2', limit: '5' }],
  listCancellationRequests: () => [{ cursor: 'x', limit: '5' }],
  listBankEntries: () => [{ state: 'unmatched', cursor: 'x', limit: '5' }],
  listRefundsToSend: () => [{ cursor: 'x', limit: '5' }],
  settleRefund: () => [
    { till: given.at.tillId, cash: { amountMinor: 100 }, terminal: { amountMinor: 100, receipt: 'T-1' }, note: 'x' },
  ],
  tenderOrder: () => [
    { till: given.at.tillId, cash: { givenMinor: 100 }, terminal: { amountMinor: 100, receipt: 'T-1' } },
  ],
  listGiftCards: () => [{ end: '7KQ4', cursor: 'x', limit: '5' }],
  listBans: () => [{ show: 'over', cursor: 'x', limit: '5' }],
  listAuthorityViews: () => [{ cursor: 'x', limit: '5' }],
  getAuthorityReport: () => [{ locale: 'en' }],
  getReconciliation: () => [{ from: '2026-03-01', to: '2026-03-31' }],
  receiveWebhook: () => [{ token: 'x' }],
  listChangedPasses: () => [{ passesUpdatedSince: '7' }],
  listOrders: () => [{ organiser: given.at.organiserId, reference: 'TA2026-7KQ4XD', cursor: 'x', limit: '5' }],
};

describe('a body that breaks one rule is refused and changes nothing', () => {
  for (const name of operationNames.filter((one) => 'body' in operations[one])) {
    test(name, async () => {
      const variations = bodiesOf(name);
      expect(variations.filter(({ refused }) => refused).length).toBeGreaterThan(20);
      await given.unchanged(name, async () => {
        for (const { what, input } of variations.filter(({ refused }) => refused)) {
          expectRefusal(await given.ask(name, { body: input }), `${name} ${what}`);
        }
      });
    });
  }
});

describe('a query that breaks one rule is refused and changes nothing', () => {
  for (const name of operationNames.filter((one) => 'query' in operations[one])) {
    test(name, async () => {
      const variations = queriesOf(name);
      // Providers may add words of their own to the address they are given: only ours is looked at. A code may be almost any text.
      // A query of one word has fewer ways to be wrong.
      const short = ['getPerformance', 'getAuthorityReport', 'searchTickets'].includes(name);
      const least = name === 'receiveWebhook' ? 3 : short ? 15 : 20;
      expect(variations.filter(({ refused }) => refused).length).toBeGreaterThan(least);
      await given.unchanged(name, async () => {
        for (const { what, input } of variations.filter(({ refused }) => refused)) {
          expectRefusal(await given.ask(name, asQuery(name, input)), `${name} ${what}`);
        }
      });
    });
  }
});

describe('an id that is none is nothing here', () => {
  const nothingHere = ['not_found', 'address_too_long', 'bad_request', 'invalid'];
  const strangeIds = [
    '0',
    '-1',
    '9223372036854775808',
    'null',
    'undefined',
    '*',
    "' or 1=1--",
    'é',
    'a b',
    'a/b',
    'a%2fb',
    '..;',
    '../x',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '{00000000-0000-4000-8000-000000000000}',
    '01890a5d-ac96-774b-bcce-b302099a805',
    'a\u0000b',
    '\ufeff',
    'x'.repeat(190),
    'x'.repeat(5000),
    '__proto__',
    'constructor',
  ];
  for (const name of operationNames.filter((one) => paths[one].includes(':'))) {
    test(name, async () => {
      const good = given.goodOf(name);
      const { method } = addressed(name, good);
      const path = (id: string): string => addressed(name, { ...good, params: sameForAll(good.params ?? {}, id) }).path;
      const { organiserId, performanceId, accessPointId, sessionId, hold, paidOrder } = given.at;
      const things = { organiserId, performanceId, accessPointId, sessionId, holdId: hold.id, orderId: paidOrder.id };
      const otherThings = Object.entries(things).flatMap(([kind, id]) => (kind in (good.params ?? {}) ? [] : [id]));
      await given.unchanged(name, async () => {
        for (const id of [...strangeIds, ...otherThings]) {
          const heard = await given.ask(name, { method, path: path(id), body: good.body });
          const { code } = expectRefusal(heard, `${name} ${id.slice(0, 60)}`);
          expect([...nothingHere, 'wrong_pass_token'], `${name} ${id.slice(0, 60)}`).toContain(code);
        }
      });
    });
  }
});

/** Last, because what is allowed may change something. */
describe('a strange value that is allowed is answered', () => {
  // Each of these costs a password hash.
  const slow: readonly OperationName[] = ['signUp', 'signIn'];
  for (const name of operationNames.filter((one) => 'body' in operations[one] || 'query' in operations[one])) {
    test(name, async () => {
      const bodies = bodiesOf(name).map(({ input, ...one }) => ({ ...one, letter: { body: input } }));
      const queries = queriesOf(name).map(({ input, ...one }) => ({ ...one, letter: asQuery(name, input) }));
      const allowed = [...bodies, ...queries].filter(({ refused }) => !refused);
      const step = slow.includes(name) ? Math.ceil(allowed.length / 10) : 1;
      for (const { what, letter } of allowed.filter((_, index) => index % step === 0)) {
        const heard = await given.ask(name, letter);
        if (heard.status >= 300) expectRefusal(heard, `${name} ${what}`);
      }
    });
  }
});

function bodiesOf(name: OperationName): Variation[] {
  const operation = operations[name];
  if (!('body' in operation)) return [];
  const schema: z.ZodType = operation.body;
  return (full[name]?.() ?? [given.goodOf(name).body]).flatMap((good) => variationsOf(schema, good));
}

function queriesOf(name: OperationName): Variation[] {
  const operation = operations[name];
  if (!('query' in operation)) return [];
  const schema: z.ZodType = operation.query;
  return (full[name]?.() ?? []).flatMap((good) => variationsOf(schema, good).flatMap((one) => asTyped(one, schema)));
}

function asQuery(name: OperationName, input: unknown): Partial<Letter> {
  const { params = {} } = given.goodOf(name);
  return { path: addressed(name, { params, query: Object(input) }).path };
}

/** The variation as an address can say it, where everything is text; none if it cannot. */
function asTyped({ what, input }: Variation, schema: z.ZodType): Variation[] {
  const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return [];
  const isSayable = (value: unknown): boolean =>
    isText(value) || (Array.isArray(value) && value.length > 1 && value.every(isText));
  // An address cannot carry half a surrogate pair.
  if (!Object.values(input).every(isSayable) || JSON.stringify(input).includes('\\ud800')) return [];
  const typed = Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : String(value)]),
  );
  return [
    { what, input: typed, refused: !schema.safeParse(typed).success || JSON.stringify(typed).includes('\\u0000') },
  ];
}

function sameForAll(params: object, id: string): object {
  return Object.fromEntries(Object.keys(params).map((key) => [key, id]));
}
