import { operations } from '@tessera/contract/api/operations';
import { apiBase, type OperationName } from '@tessera/contract/api/paths';
import { roles } from '@tessera/contract/api/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from './platform/policy.ts';
import type { CrowdMember, HouseName } from './testing/crowd.ts';
import { databasePrint } from './testing/database-print.ts';
import { expectRefusal } from './testing/expect-problem.ts';
import { givenAPerformance } from './testing/given-a-performance.ts';
import type { GivenServer } from './testing/given-a-server.ts';
import { givenAWholeServer } from './testing/given-a-whole-server.ts';
import { addressed, type Heard, send } from './testing/send.ts';
import { signatureOf } from './testing/send-webhook.ts';
import { givenTwoHouses, type TwoHouses } from './testing/two-houses.ts';
import { type AnyRequest, type Asking, headersOf, requestsOf } from './testing/valid-requests.ts';

type Place = HouseName | 'nowhere';
type Case = {
  readonly name: OperationName;
  readonly title: string;
  readonly request: AnyRequest;
  readonly who: readonly Caller[];
};

const names = Object.keys(operations) as OperationName[];
let server: GivenServer;
let houses: TwoHouses;
let cases: Case[];
/** What each caller got about the house's own object, for the picture of the matrix. */
const outcomes = new Map<string, Map<string, number>>();

beforeAll(async () => {
  const paying = await givenAWholeServer();
  server = paying.server;
  houses = await givenTwoHouses(server, paying.stripe);
  const policies = new Map(server.app.routes.map(({ name, policy }) => [name, policy.who]));
  cases = names.flatMap((name) =>
    requestsOf(name).map((request) => ({
      name,
      title: request.named ? `${name}, ${request.named}` : name,
      request,
      who: request.who ?? policies.get(name) ?? [],
    })),
  );
});
afterAll(async () => {
  await server.stop();
});

test('every operation of the contract has exactly one route with a policy, and the OpenAPI document names the same ones', async () => {
  const { text } = await send(server, { method: 'GET', path: `${apiBase}/openapi.json` });
  const { paths }: { paths: Record<string, Record<string, { operationId: string }>> } = JSON.parse(text);
  const documented = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  const routed = server.app.routes.map(({ name }) => name);
  expect(routed.toSorted()).toEqual(names.toSorted());
  expect(documented.toSorted()).toEqual(names.toSorted());
});

describe('whoever may not ask is refused and changes nothing', () => {
  for (const name of names) {
    test(name, async () => {
      const members = await houses.crowd.members();
      for (const one of cases.filter((candidate) => candidate.name === name)) {
        const asked = await letters(one);
        const before = await databasePrint(server.pool);
        for (const member of members) await expectRefusals(one, member, asked);
        expect(await databasePrint(server.pool), one.title).toEqual(before);
      }
    });
  }
});

test('what is sold at a draft is as unknown as what does not exist, even to the director of another house', async () => {
  const draft = await givenAPerformance(server.pool);
  await server.pool.query(`update catalogue.event set state = 'draft' where id = $1`, [draft.eventId]);
  const at = { ...houses.at.elsewhere, ...draft, plannedPerformanceId: draft.performanceId };
  const director = (await houses.crowd.members()).find(({ name: called }) => called === 'director');
  const publicNames = [
    'getEvent',
    'getPerformance',
    'listSeats',
    'getSeatMap',
    'getSeatStates',
    'watchSeats',
    'getQuote',
    'holdSeats',
  ] as const;
  for (const name of [...publicNames, 'closeSale'] as const) {
    const input = (await requestsOf(name)[0]?.ask(at, houses)) ?? {};
    const letter = { ...addressed(name, input), body: input.body, headers: headersOf({ cookie: director?.cookie }) };
    const { status } = await send(server, letter);
    expect(status, name).toBe(404);
  }
});

describe('whoever may ask gets an answer', () => {
  for (const name of names) {
    test(name, async () => {
      const members = await houses.crowd.members();
      for (const one of cases.filter((candidate) => candidate.name === name)) {
        for (const place of placesOf(one)) await expectAnswers(one, members, place);
      }
    });
  }
});

test('the matrix is the one that was agreed on', async () => {
  await expect(picture()).toMatchFileSnapshot('./access-matrix.txt');
});

type Asked = ReadonlyMap<Place, Asking>;

async function letters({ request }: Case): Promise<Asked> {
  const places: Place[] = ['house', 'elsewhere', 'nowhere'];
  return new Map(
    await Promise.all(places.map(async (place) => [place, await request.ask(houses.at[place], houses)] as const)),
  );
}

function placesOf({ request }: Case): HouseName[] {
  return request.aboutNothing ? ['house'] : ['house', 'elsewhere'];
}

async function askAs(one: Case, member: CrowdMember, place: Place, asked: Asked): Promise<Heard> {
  const input: Asking = asked.get(place) ?? {};
  const { body } = input;
  const { opens } = one.request;
  const token =
    member.device?.token ??
    member.revokedToken ??
    (member.token === 'unrelated'
      ? houses.unrelatedToken
      : member.token && opens?.(houses.at[place === 'nowhere' ? 'nowhere' : member.token]));
  const headers = {
    ...headersOf({ cookie: member.cookie, token }),
    ...(member.signs && body !== undefined ? { 'simulator-signature': signatureOf(JSON.stringify(body)) } : {}),
  };
  return send(server, { ...addressed(one.name, input), headers, body });
}

/** The policy, read again independently of the code that enforces it. */
function mayAsk({ who, request }: Case, member: CrowdMember, place: HouseName): boolean {
  const { accountId, role, superadmin, token, signs, device } = member;
  return who.some((caller) => {
    switch (caller) {
      case 'anyone':
        return true;
      case 'account':
        return accountId !== undefined;
      case 'owner':
        return accountId === houses.at[place].ownerId;
      case 'wallet':
      case 'capability':
        return request.opens !== undefined && token === place;
      case 'device':
        return device !== undefined && (request.aboutNothing === true || device.at === place);
      case 'provider':
        return signs === true;
      case 'superadmin':
        return superadmin === true;
      case 'admin':
        return superadmin === true || (role?.role === caller && (request.aboutNothing === true || role.at === place));
      default:
        return role?.role === caller && (request.aboutNothing === true || role.at === place);
    }
  });
}

/** What somebody who may not ask is told: sign in, your role does not do this, or there is nothing here. */
function refusalFor({ who, request }: Case, member: CrowdMember): 401 | 403 | 404 {
  if (who.includes('provider') || who.includes('wallet')) return 401;
  if (member.device) return who.includes('device') ? 404 : 403;
  if (member.accountId === undefined) return who.includes('capability') ? 404 : 401;
  if (request.known) return 403;
  const staffOnly = !who.some((caller) => caller === 'capability' || caller === 'owner' || caller === 'account');
  const hasRole = isOneOf(who, member);
  return staffOnly && !hasRole ? 403 : 404;
}

function isOneOf(who: readonly Caller[], { role, superadmin }: CrowdMember): boolean {
  return who.some(
    (caller) => caller === role?.role || ((caller === 'admin' || caller === 'superadmin') && superadmin === true),
  );
}

/** What is told about something that does not exist: the same, except that a role found nowhere is still refused first. */
function refusalNowhere(one: Case, member: CrowdMember): 401 | 403 | 404 {
  const { who, request } = one;
  if (who.includes('anyone') || who.includes('provider')) return 404;
  const refusal = refusalFor(one, member);
  const hasRole = isOneOf(who, member);
  return refusal === 403 && request.known && hasRole ? 404 : refusal;
}

async function expectRefusals(one: Case, member: CrowdMember, asked: Asked): Promise<void> {
  const label = (place: Place): string => `${one.title} of ${place} as ${member.name}`;
  const missing =
    one.request.aboutNothing || one.request.answersNowhere ? undefined : await askAs(one, member, 'nowhere', asked);
  const unknown = missing && expectRefusal(missing, label('nowhere'));
  if (missing) expect(missing.status, label('nowhere')).toBe(refusalNowhere(one, member));
  for (const place of placesOf(one)) {
    if (mayAsk(one, member, place)) continue;
    const heard = await askAs(one, member, place, asked);
    const problem = expectRefusal(heard, label(place));
    expect(heard.status, label(place)).toBe(refusalFor(one, member));
    if (place === 'house') note(one, member, heard.status);
    if (heard.status !== 404 || !unknown) continue;
    const same = { instance: '', traceId: '' };
    expect({ ...problem, ...same }, `${label(place)} tells more than of nowhere`).toEqual({ ...unknown, ...same });
  }
}

async function expectAnswers(one: Case, members: readonly CrowdMember[], place: HouseName): Promise<void> {
  const allowed = members.filter((member) => mayAsk(one, member, place));
  const success = Number(Object.keys(operations[one.name].replies)[0]);
  const statuses = [];
  for (const member of allowed) {
    const heard = await askAs(one, member, place, await letters(one));
    const what = `${one.title} of ${place} as ${member.name} → ${heard.status} ${heard.text.slice(0, 200)}`;
    if (heard.status !== success) {
      expectRefusal(heard, what);
      expect([409, 410], what).toContain(heard.status);
    }
    statuses.push(heard.status);
    if (place === 'house') note(one, member, heard.status);
  }
  expect(statuses, `${one.title} of ${place} never succeeds`).toContain(success);
}

function note({ title }: Case, { name }: CrowdMember, status: number): void {
  outcomes.set(title, (outcomes.get(title) ?? new Map<string, number>()).set(name, status));
}

/** For each operation, who got in at the object of the house, and what the others were told. */
function picture(): string {
  const lines = cases.map(({ title }) => {
    const got = [...(outcomes.get(title) ?? [])];
    const told = (...statuses: number[]): string =>
      folded(got.flatMap(([name, status]) => (statuses.includes(status) ? [name] : [])));
    const refused = [401, 403, 404]
      .filter((status) => told(status) !== '')
      .map((status) => `  ${status}  ${told(status)}`);
    const allowed = got.flatMap(([, status]) => ([401, 403, 404].includes(status) ? [] : [status]));
    return [title, `  may  ${told(...allowed)}`, ...refused].join('\n');
  });
  return `${lines.join('\n\n')}\n`;
}

/** A list of callers, with those who are often told the same under one name. */
function folded(callers: readonly string[]): string {
  const without = ['nobody', 'guest', 'guest of elsewhere', 'guest of another order', 'provider'];
  const ended = ['revoked session', 'expired session', 'disabled account', 'revoked device'];
  const devices = ['device', 'device elsewhere'];
  const elsewhere = roles.map((role) => `${role} elsewhere`);
  const groups: [string, readonly string[]][] = [
    [
      'everybody',
      [...without, ...ended, ...devices, 'customer', 'other customer', ...roles, ...elsewhere, 'superadmin'],
    ],
    ['whoever is not signed in', [...without, ...ended]],
    ['whoever is signed in', ['customer', 'other customer', ...roles, ...elsewhere, 'superadmin']],
    ['ended sessions', ended],
    ['devices', devices],
    ['staff', roles],
    ['staff elsewhere', elsewhere],
  ];
  let left = callers;
  const names = groups.flatMap(([name, group]) => {
    if (!group.every((caller) => left.includes(caller))) return [];
    left = left.filter((caller) => !group.includes(caller));
    return [name];
  });
  return [...names, ...left].join(', ');
}
