import type { Input } from '../../contract/api/operations.ts';
import { banOf, givenABan } from './given-a-ban.ts';
import { type GivenPerformance, givenAPerformance } from './given-a-performance.ts';
import type { Caller, GivenServer } from './given-a-server.ts';
import { givenStaff } from './given-staff.ts';

type Wish = Partial<Input<'addBan'>['body']>;

/** A house whose director bans people, and the few things that tests of it ask again and again. */
export async function openBanDesk(server: GivenServer) {
  const at = await givenAPerformance(server.pool, { rows: 20 });
  const { organiserId } = at;
  const director: Caller = { cookie: await givenStaff(server, organiserId) };
  const { rows } = await server.pool.query<{ contact: string }>(
    'select contact_email as contact from identity.organiser where id = $1',
    [organiserId],
  );
  const seats = new Map<string, string[]>();
  const hold = async ({ performanceId, rows: ofSeats }: GivenPerformance = at) => {
    const free = seats.get(performanceId) ?? ofSeats.flatMap((row) => row.slice(0, 12));
    const body = { seats: free.splice(0, 1) };
    seats.set(performanceId, free);
    const held = (await server.ask('holdSeats', { params: { performanceId }, body })).body;
    return { ...held, token: held.token ?? '' };
  };
  const order = (held: { id: string; token: string }, email: string, caller: Caller = {}) =>
    server.ask(
      'placeOrder',
      { body: { hold: held.id, buyer: { email, name: 'V. L.' } } },
      { token: held.token, key: crypto.randomUUID(), ...caller },
    );
  return {
    at,
    director,
    contact: rows[0]?.contact ?? '',
    hold,
    order,
    /** `placed`, or why not. */
    outcome: async (email: string, performance: GivenPerformance = at): Promise<string> => {
      const answer = await order(await hold(performance), email);
      return answer.status === 201 ? 'placed' : answer.problem.code;
    },
    ban: (email: string, wish: Wish = {}) => givenABan(server, organiserId, director, banOf(email, wish)),
    lift: (banId: string, note = 'Une méprise') =>
      server.ask('liftBan', { params: { banId }, body: { note } }, director),
    /** Changes a ban as its time would. */
    let: async (banId: string, change: string) => {
      await server.pool.query(`update blacklist.ban set ${change} where id = $1`, [banId]);
    },
  };
}
export type BanDesk = Awaited<ReturnType<typeof openBanDesk>>;
