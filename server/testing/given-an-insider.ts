import { operations } from '@tessera/contract/api/operations';
import type { OperationName } from '@tessera/contract/api/paths';
import { roles } from '@tessera/contract/api/people';
import type { Problem } from '@tessera/contract/problems';
import { expect } from 'vitest';
import type { Policy } from '../platform/policy.ts';
import { databasePrint } from './database-print.ts';
import { expectRefusal } from './expect-problem.ts';
import type { GivenServer } from './given-a-server.ts';
import { givenASession } from './given-a-session.ts';
import { givenAWholeServer } from './given-a-whole-server.ts';
import { givenAnAccount } from './given-an-account.ts';
import { addressed, type Heard, type Letter, send } from './send.ts';
import { givenTwoHouses, type Targets, type TwoHouses } from './two-houses.ts';
import { type Asking, headersOf, requestsOf } from './valid-requests.ts';

export const operationNames = Object.keys(operations) as OperationName[];

export type Insider = {
  readonly server: GivenServer;
  readonly houses: TwoHouses;
  readonly at: Targets;
  readonly cookie: string;
  /** An operation asked rightly, of what there was at the start. */
  goodOf(name: OperationName): Asking;
  headersOf(name: OperationName): Record<string, string>;
  /** Asks an operation rightly, but for what the letter says. */
  ask(name: OperationName, letter: Partial<Letter>): Promise<Heard>;
  /** Fails when the work leaves another database than it found. */
  unchanged(what: string, work: () => Promise<void>): Promise<void>;
};

/** A server, and somebody who may do everything there, so that a refusal can only be about the input. */
export async function givenAnInsider(): Promise<Insider> {
  const { server, stripe } = await givenAWholeServer();
  const houses = await givenTwoHouses(server, stripe);
  const at = houses.at.house;
  const { organiserId } = at;
  const { accountId } = await givenAnAccount(server.pool, { roles: [...roles], organiserId, isSuperadmin: true });
  const { cookie } = await givenASession(server, accountId);
  const found = operationNames.map(async (name) => [name, (await requestsOf(name)[0]?.ask(at, houses)) ?? {}] as const);
  const goods: ReadonlyMap<OperationName, Asking> = new Map(await Promise.all(found));
  const goodOf = (name: OperationName): Asking => goods.get(name) ?? {};
  const ofDevices = new Set(server.app.routes.filter(({ policy }) => isForDevices(policy)).map(({ name }) => name));
  const tokenFor = (name: OperationName) =>
    ofDevices.has(name) ? houses.crowd.devices.house.token : requestsOf(name)[0]?.opens?.(at);
  const ownHeaders = (name: OperationName) => headersOf({ cookie, token: tokenFor(name) });
  return {
    server,
    houses,
    at,
    cookie,
    goodOf,
    headersOf: ownHeaders,
    ask: async (name, letter) => {
      const where = addressed(name, goodOf(name));
      return send(server, { ...where, ...letter, headers: { ...ownHeaders(name), ...letter.headers } });
    },
    unchanged: async (what, work) => {
      const before = await databasePrint(server.pool);
      await work();
      expect(await databasePrint(server.pool), what).toEqual(before);
    },
  };
}

function isForDevices({ who }: Policy): boolean {
  return who.every((caller) => caller === 'device');
}

/** Reads a refusal from the bytes of a connection. */
export function rawProblem(text: string): { status: number; problem: Problem } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head, text.slice(0, 400)).toMatch(/content-type: application\/problem\+json; charset=utf-8/i);
  const status = Number(head.split(' ')[1]);
  const problem = expectRefusal(
    { status, headers: { 'content-type': 'application/problem+json; charset=utf-8', allow: 'x' }, text: body },
    head,
  );
  return { status, problem };
}
