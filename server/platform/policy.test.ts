import { type Role, roles } from '@tessera/contract/api/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { transactionsWithLocks } from '../testing/without-locks.ts';
import { type Actor, system } from './actor.ts';
import { admitCaller, allow, authorise, type Caller, type Guarded, needsObject } from './policy.ts';
import { Refusal } from './refusal.ts';

const organiserId = '0198c0de-0000-7000-8000-000000000001';
const otherOrganiserId = '0198c0de-0000-7000-8000-000000000002';
const holdId = '0198c0de-0000-7000-8000-000000000003';

let database: TestDatabase;
let transactions: ReturnType<typeof transactionsWithLocks>;
let capability: string;
let otherCapability: string;

beforeAll(async () => {
  database = await createTestDatabase();
  transactions = transactionsWithLocks(database.url);
  await transactions.inTransaction(system('test'), async ({ secrets }) => {
    capability = secrets.capability(holdId);
    otherCapability = secrets.capability(organiserId);
  });
});
afterAll(async () => {
  await transactions.close();
  await database.drop();
});

const address = '127.0.0.1';
const anonymous: Actor = { kind: 'anonymous', address };
type AccountActor = Extract<Actor, { kind: 'account' }>;
function account(facts: Partial<AccountActor> = {}): Actor {
  return {
    kind: 'account',
    address,
    accountId: 'me',
    sessionId: 'session',
    email: 'me@example.org',
    emailVerified: true,
    superadmin: false,
    memberships: [],
    ...facts,
  };
}
const staff = (role: Role, at = organiserId) => account({ memberships: [{ organiserId: at, role }] });

function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  throw error;
}
/** What a caller is told before anything is read. */
function atTheDoor(actor: Actor, ...who: [Caller, ...Caller[]]): string {
  try {
    admitCaller(allow(...who), actor);
    return 'may ask';
  } catch (error) {
    return codeOf(error);
  }
}
/** What a caller is told about one object. */
function about(object: Guarded, actor: Actor, ...who: [Caller, ...Caller[]]): Promise<string> {
  return transactions
    .inTransaction(actor, async (ctx) => {
      authorise(ctx, allow(...who), object);
      return 'may';
    })
    .catch(codeOf);
}

describe('before anything is read', () => {
  test('anyone may ask what anyone may, and a provider that signs', () => {
    for (const actor of [anonymous, account(), staff('artist')]) {
      expect(atTheDoor(actor, 'anyone')).toBe('may ask');
      expect(atTheDoor(actor, 'provider')).toBe('may ask');
    }
  });

  test('who is unknown is asked to sign in, or told nothing where a token would open', () => {
    expect(atTheDoor(anonymous, 'account')).toBe('not_signed_in');
    expect(atTheDoor(anonymous, 'owner', 'director')).toBe('not_signed_in');
    expect(atTheDoor(anonymous, 'capability', 'owner')).toBe('not_found');
    expect(atTheDoor({ ...anonymous, capability: 'any' }, 'capability')).toBe('may ask');
    expect(atTheDoor({ ...anonymous, capability: 'any' }, 'owner')).toBe('not_signed_in');
  });

  test('a role is needed somewhere, and the one that is asked for', () => {
    expect(atTheDoor(account(), 'director')).toBe('role_missing');
    for (const role of roles) {
      expect(atTheDoor(staff(role), 'director', 'admin')).toBe(
        role === 'director' || role === 'admin' ? 'may ask' : 'role_missing',
      );
    }
    expect(atTheDoor(account({ superadmin: true }), 'admin')).toBe('may ask');
    expect(atTheDoor(account({ superadmin: true }), 'director')).toBe('role_missing');
    expect(atTheDoor(account(), 'owner', 'director')).toBe('may ask');
  });

  test('what is the platform’s own only its superadmin may ask, whoever is admin of an organiser', () => {
    expect(atTheDoor(account({ superadmin: true }), 'superadmin')).toBe('may ask');
    for (const role of roles) expect(atTheDoor(staff(role), 'superadmin')).toBe('role_missing');
    expect(atTheDoor(anonymous, 'superadmin')).toBe('not_signed_in');
    expect(atTheDoor(staff('director'), 'superadmin', 'director')).toBe('may ask');
  });

  test('a policy about objects is known as one', () => {
    const decided = [allow('anyone'), allow('account'), allow('provider'), allow('superadmin')];
    expect(decided.map(needsObject)).toEqual([false, false, false, false]);
    expect(
      [allow('owner'), allow('capability'), allow('admin'), allow('superadmin', 'admin')].map(needsObject),
    ).toEqual([true, true, true, true]);
  });
});

describe('about one object', () => {
  test('a role counts at the organiser that gave it, and nowhere else', async () => {
    for (const role of roles) {
      expect(await about({ organiserId, known: true }, staff(role), role)).toBe('may');
      expect(await about({ organiserId, known: true }, staff(role, otherOrganiserId), role)).toBe('role_missing');
      expect(await about({ organiserId }, staff(role, otherOrganiserId), role)).toBe('not_found');
      const others = roles.filter((other) => other !== role);
      for (const other of others) expect(await about({ organiserId }, staff(role), other)).toBe('not_found');
    }
  });

  test('the superadmin is admin everywhere, and nothing else', async () => {
    const superadmin = account({ superadmin: true });
    expect(await about({ organiserId }, superadmin, 'admin')).toBe('may');
    expect(await about({ organiserId }, superadmin, 'director')).toBe('not_found');
    expect(await about({}, superadmin, 'admin')).toBe('not_found');
    expect(await about({}, superadmin, 'superadmin')).toBe('may');
    expect(await about({ organiserId }, staff('admin'), 'superadmin')).toBe('not_found');
  });

  test('its owner may, another account may not, and an object without an owner is nobody’s', async () => {
    expect(await about({ ownerId: 'me' }, account(), 'owner')).toBe('may');
    expect(await about({ ownerId: 'you' }, account(), 'owner')).toBe('not_found');
    expect(await about({ ownerId: null }, account(), 'owner')).toBe('not_found');
    expect(await about({}, account(), 'owner')).toBe('not_found');
    expect(await about({ ownerId: 'me' }, account(), 'director')).toBe('not_found');
  });

  test('its token opens it, signed in or not; no other token does', async () => {
    for (const actor of [{ ...anonymous, capability }, account({ capability })]) {
      expect(await about({ capabilityOf: holdId }, actor, 'capability')).toBe('may');
      expect(await about({ capabilityOf: [organiserId, holdId] }, actor, 'capability')).toBe('may');
      expect(await about({ capabilityOf: organiserId }, actor, 'capability')).toBe('not_found');
      expect(await about({}, actor, 'capability')).toBe('not_found');
      expect(await about({ capabilityOf: holdId }, actor, 'owner')).toBe('not_found');
    }
    expect(await about({ capabilityOf: holdId }, { ...anonymous, capability: otherCapability }, 'capability')).toBe(
      'not_found',
    );
    expect(await about({ capabilityOf: holdId }, anonymous, 'capability')).toBe('not_found');
  });

  test('the product itself may', async () => {
    expect(await about({ organiserId }, system('tidy'), 'director')).toBe('may');
  });
});
