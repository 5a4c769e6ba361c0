import { system } from '../platform/actor.ts';
import type { Ctx } from '../platform/context.ts';
import { openSeatChanger } from './change-seats.ts';
import type { Caller, GivenServer } from './given-a-server.ts';
import { givenStaff } from './given-staff.ts';
import { givenASmallHouse, type SmallHouseWish } from './small-house.ts';

/** A small house with somebody of its staff, and the few things that tests of its stock ask again and again. */
export async function openStaffDesk(server: GivenServer, wish: SmallHouseWish = {}) {
  const house = await givenASmallHouse(server.pool, wish);
  const staff: Caller = { cookie: await givenStaff(server, house.organiserId) };
  const params = { performanceId: house.performanceId };
  const hold = (body: object, caller: Caller = {}) => server.ask('holdSeats', { params, body }, caller);
  return {
    house,
    staff,
    hold,
    standing: (quantity: number, more: object = {}, caller: Caller = {}) =>
      hold({ zone: house.zoneIds.fosse, quantity, ...more }, caller),
    release: (held: { id: string; token?: string | undefined }) =>
      server.ask('releaseHold', { params: { holdId: held.id } }, { token: held.token ?? '' }),
    allocate: (body: {
      name?: string;
      hasCode?: boolean;
      releaseAt?: string | null;
      seats?: string[];
      pit?: number;
    }) => {
      const { pit, name = 'Presse', ...more } = body;
      const zones = pit === undefined ? [] : [{ zone: house.zoneIds.fosse, quantity: pit }];
      const wished = { name, kind: 'press' as const, hasCode: true, releaseAt: null, seats: [], zones, ...more };
      return server.ask('allocatePlaces', { params, body: wished }, staff);
    },
    limit: (name: string, size: number, ...scopes: { tier?: string; tariff?: string; zone?: string }[]) => {
      const filled = scopes.map((scope) => ({ tier: null, tariff: null, zone: null, ...scope }));
      return server.ask('createQuota', { params, body: { name, size, scopes: filled } }, staff);
    },
    quotaUsed: async (): Promise<number[]> =>
      (await server.ask('listQuotas', { params }, staff)).body.items.map(({ used }) => used),
    seatAt: (row: number, seat: number) => String(house.rows[row]?.[seat]),
  };
}
export type StaffDesk = Awaited<ReturnType<typeof openStaffDesk>>;

/** Runs an operation that no route runs by itself, as the product would. */
export async function runOperation<Result>(
  { databaseUrl }: GivenServer,
  operation: (ctx: Ctx) => Promise<Result>,
): Promise<Result> {
  const beside = await openSeatChanger(databaseUrl);
  try {
    return await beside.inTransaction(system('the test'), operation);
  } finally {
    await beside.stop();
  }
}

/** `held` or the code of the refusal. */
export function outcomeOf(answer: { readonly status: number; readonly problem: { readonly code: string } }): string {
  return answer.status < 300 ? 'held' : answer.problem.code;
}
