import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Input } from '../../../contract/api/operations.ts';
import { type BanDesk, openBanDesk } from '../../testing/ban-desk.ts';
import { banOf } from '../../testing/given-a-ban.ts';
import { givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenStaff } from '../../testing/given-staff.ts';

let server: GivenServer;
let desk: BanDesk;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  desk = await openBanDesk(server);
});

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const list = (query: Input<'listBans'>['query'] = {}) =>
  server.ask('listBans', { params: { organiserId: desk.at.organiserId }, query }, desk.director);
const idsOf = async (show: 'current' | 'over') => (await list({ show })).body.items.map(({ id }) => id);
const lookUp = async (email: string) => {
  const { organiserId } = desk.at;
  return (await server.ask('lookUpBans', { params: { organiserId }, body: { email } }, desk.director)).body.items;
};
const changeEnd = (banId: string, endsAt: string | null) =>
  server.ask('changeBanEnd', { params: { banId }, body: { endsAt } }, desk.director);
const add = (wish: Partial<Input<'addBan'>['body']>) => {
  const input = { params: { organiserId: desk.at.organiserId }, body: banOf('victor@example.org', wish) };
  return server.ask('addBan', input, { ...desk.director, key: crypto.randomUUID() });
};

test('staff read who it is, why, since when, from what and by whom', async () => {
  const { eventId, performanceId } = desk.at;
  const title = { fr: 'Un soir d’essai', en: 'A trial evening' };
  const house = await desk.ban('victor@example.org');
  expect(house).toMatchObject({
    label: 'Victor Lenoir',
    reason: 'violence',
    note: 'A frappé un ouvreur',
    state: 'active',
    event: null,
    performance: null,
    endsAt: null,
    madeBy: 'Camille Aubry',
    lifted: null,
  });
  expect(await desk.ban('a@example.org', { event: eventId })).toMatchObject({
    event: { id: eventId, title },
    performance: null,
  });
  const evening = await desk.ban('b@example.org', { performance: performanceId, startsAt: inHours(1) });
  expect(evening).toMatchObject({ event: { title }, performance: { id: performanceId }, state: 'planned' });
});

test('the list shows those that count or will, or those that are over, newest first, page by page', async () => {
  const made = [];
  for (const email of ['a@example.org', 'b@example.org', 'c@example.org']) made.push(await desk.ban(email));
  const [first = '', second = '', third = ''] = made.map(({ id }) => id);
  await desk.lift(first);
  await desk.let(second, `ends_at = clock_timestamp()`);
  expect(await idsOf('current')).toEqual([third]);
  expect(await idsOf('over')).toEqual([second, first]);
  const page = (await list({ show: 'over', limit: 1 })).body;
  expect(page.items.map(({ id }) => id)).toEqual([second]);
  const next = (await list({ show: 'over', limit: 1, cursor: page.next ?? '' })).body;
  expect([next.items.map(({ id }) => id), next.next]).toEqual([[first], null]);
  expect((await list({ show: 'current', cursor: page.next ?? '' })).problem).toMatchObject({ code: 'invalid' });
});

test('an address finds every ban of its person, under any spelling, and none of another house', async () => {
  const first = await desk.ban('Victor.Lenoir@gmail.com');
  await desk.lift(first.id);
  const second = await desk.ban('victorlenoir+x@googlemail.com');
  await desk.ban('ada@example.org');
  await (await openBanDesk(server)).ban('victorlenoir@gmail.com');
  const found = await lookUp('VICTORLENOIR@gmail.com');
  expect(found.map(({ id, state }) => [id, state])).toEqual([
    [second.id, 'active'],
    [first.id, 'lifted'],
  ]);
  expect(await lookUp('nobody@example.org')).toEqual([]);
});

test('its end moves, also to never, and it is lifted once, with the reason', async () => {
  const { id } = await desk.ban('victor@example.org', { endsAt: inHours(1) });
  const later = inHours(5);
  expect((await changeEnd(id, later)).body.endsAt).toBe(later);
  expect((await changeEnd(id, null)).body.endsAt).toBeNull();
  const lifted = (await desk.lift(id, 'Une méprise')).body;
  expect(lifted).toMatchObject({ state: 'lifted', lifted: { by: 'Camille Aubry', note: 'Une méprise' } });
  expect((await desk.lift(id)).problem).toMatchObject({ status: 409, code: 'ban_over' });
  expect((await changeEnd(id, later)).problem).toMatchObject({ status: 409, code: 'ban_over' });
});

test('a ban that has ended by itself is not begun again', async () => {
  const { id } = await desk.ban('victor@example.org', { endsAt: inHours(1) });
  await desk.let(id, `ends_at = clock_timestamp()`);
  expect((await changeEnd(id, null)).problem.code).toBe('ban_over');
  expect((await desk.lift(id)).problem.code).toBe('ban_over');
});

describe('what makes no ban is refused beside its field', () => {
  test.each([
    ['an end that is over', () => ({ endsAt: '2020-01-01T00:00:00Z' }), '/body/endsAt', 'past'],
    ['an end before its start', () => ({ startsAt: inHours(5), endsAt: inHours(4) }), '/body/endsAt', 'before_start'],
    [
      'two scopes',
      () => ({ event: desk.at.eventId, performance: desk.at.performanceId }),
      '/body/performance',
      'not_with_event',
    ],
    ['an event nobody has', () => ({ event: crypto.randomUUID() }), '/body/event', 'unknown'],
    ['a name of blanks', () => ({ label: '  ' }), '/body/label', 'too_small'],
    ['no reason in words', () => ({ note: '  ' }), '/body/note', 'too_small'],
    ['no address', () => ({ email: 'victor' }), '/body/email', 'invalid_format'],
  ])('%s', async (_, wish, pointer, code) => {
    expect((await add(wish())).problem).toMatchObject({ code: 'invalid', errors: [{ pointer, code }] });
    expect(await idsOf('current')).toEqual([]);
  });

  test('the event and the performance of another house', async () => {
    const elsewhere = await givenAPerformance(server.pool);
    const wrong = async (wish: Partial<Input<'addBan'>['body']>) => (await add(wish)).problem.errors;
    expect(await wrong({ event: elsewhere.eventId })).toEqual([{ pointer: '/body/event', code: 'unknown' }]);
    expect(await wrong({ performance: elsewhere.performanceId })).toEqual([
      { pointer: '/body/performance', code: 'unknown' },
    ]);
  });
});

test('what can be chosen is what is to come, by date', async () => {
  const { organiserId, eventId, performanceId } = desk.at;
  const gone = await givenAPerformance(server.pool, { organiserId });
  await server.pool.query(
    `update catalogue.performance set doors_at = doors_at - interval '1 year', starts_at = starts_at - interval '1 year',
       ends_at = ends_at - interval '1 year' where id = $1`,
    [gone.performanceId],
  );
  const scopes = await server.ask('listBanScopes', { params: { organiserId } }, desk.director);
  expect(scopes.body.items).toMatchObject([{ event: { id: eventId }, performances: [{ id: performanceId }] }]);
});

test('neither the tables nor the journal hold the address, the name or what happened', async () => {
  const { id } = await desk.ban('Victor.Lenoir@gmail.com', { label: 'Victor Lenoir', note: 'A frappé un ouvreur' });
  await changeEnd(id, inHours(2));
  await desk.lift(id, 'Une méprise avec son frère');
  const { rows } = await server.pool.query<{ dump: string }>(
    `select ban::text || ' ' || encode(words_sealed, 'escape') || ' ' || encode(lifting_sealed, 'escape') as dump
       from blacklist.ban where id = $1
     union all select journal::text from platform.journal where subject_id = $1::text
     union all select request::text || encode(body_sealed, 'escape') from platform.idempotent_request request`,
    [id],
  );
  expect(rows.length).toBeGreaterThanOrEqual(5);
  for (const { dump } of rows) expect(dump).not.toMatch(/lenoir|victor|frapp|ouvreur|méprise|frère|gmail/i);
});

test('every act is in the journal, with who did it', async () => {
  const { id } = await desk.ban('victor@example.org', { endsAt: inHours(1) });
  const endsAt = inHours(3);
  await changeEnd(id, endsAt);
  await changeEnd(id, endsAt);
  await desk.lift(id);
  const { rows } = await server.pool.query(
    `select kind, actor_kind, organiser_id, payload from platform.journal where subject_id = $1 order by id`,
    [id],
  );
  expect(rows).toMatchObject([
    { kind: 'blacklist.person_banned', actor_kind: 'account', payload: { reason: 'violence', eventId: null } },
    { kind: 'blacklist.ban_end_changed', organiser_id: desk.at.organiserId, payload: { endsAt } },
    { kind: 'blacklist.ban_lifted', actor_kind: 'account' },
  ]);
});

test('nobody removes a ban or rewrites it, not even by hand', async () => {
  const { id } = await desk.ban('victor@example.org');
  const byHand = (statement: string) => server.pool.query(statement, [id]);
  await expect(byHand('delete from blacklist.ban where id = $1')).rejects.toThrow('append-only');
  await expect(byHand(`update blacklist.ban set reason = 'other' where id = $1`)).rejects.toThrow('a ban changes');
  await desk.lift(id);
  const anew = `update blacklist.ban set lifted_at = null, lifted_by = null, lifting_sealed = null where id = $1`;
  await expect(byHand(anew)).rejects.toThrow('a ban changes');
});

test('agents neither see the list nor ban anybody', async () => {
  const { organiserId } = desk.at;
  const agent = { cookie: await givenStaff(server, organiserId, 'agent') };
  expect((await server.ask('listBans', { params: { organiserId }, query: {} }, agent)).status).toBe(403);
  const input = { params: { organiserId }, body: banOf('victor@example.org') };
  expect((await server.ask('addBan', input, { ...agent, key: 'x' })).status).toBe(403);
});
