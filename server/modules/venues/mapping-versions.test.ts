import type { Input, Reply } from '@tessera/contract/api/operations';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drawingOf } from '../../testing/drawing.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenStaff } from '../../testing/given-staff.ts';

let server: GivenServer;
let at: GivenPerformance;
let cookie: string;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { rows: 2, seatsPerRow: 6, standingCapacity: 50, wheelchairPlaces: 1 });
  cookie = await givenStaff(server, at.organiserId, 'agent');
});

type Mapping = Reply<'getMapping'>;
type Content = Input<'drawMapping'>['body'];

const get = async (mappingId: string) => (await server.ask('getMapping', { params: { mappingId } }, { cookie })).body;
const draft = (body: Input<'draftMapping'>['body']) =>
  server.ask('draftMapping', { params: { venueId: at.venueId }, body }, { cookie });
const draftFrom = async (from: string) => get((await draft({ from })).body.id);
const draw = (mappingId: string, body: Content) =>
  server.ask('drawMapping', { params: { mappingId }, body }, { cookie });
const publish = (mappingId: string, stamp: number) =>
  server.ask('publishMapping', { params: { mappingId }, body: { stamp } }, { cookie });
const check = async (mappingId: string) =>
  (await server.ask('checkMapping', { params: { mappingId } }, { cookie })).body;
/** What of a version is sent back to a draft. */
const contentOf = ({ stamp, width, height, focus, zones, gates }: Mapping): Content => ({
  stamp,
  width,
  height,
  focus,
  zones,
  gates,
});
const seatsOf = ({ zones }: Pick<Mapping, 'zones'>) =>
  zones.flatMap(({ code, rows = [] }) =>
    rows.flatMap((row) => row.seats.map((seat) => ({ zone: code, row: row.label, ...seat }))),
  );

describe('a new version', () => {
  test('is the one before to the letter, with the ids of every zone, seat, table, gate and access point', async () => {
    const before = await get(at.mappingId);
    const copy = await draftFrom(at.mappingId);
    expect(copy).toMatchObject({ version: 2, state: 'draft', name: before.name, publishedAt: null });
    expect({ ...contentOf(copy), stamp: 0 }).toEqual({ ...contentOf(before), stamp: 0 });
    expect(seatsOf(copy).map(({ id }) => id)).toEqual(at.rows.flat());
    expect(seatsOf(copy).find(({ flags }) => flags?.includes('companion'))?.companionOf).toEqual({
      row: 'B',
      number: '1',
    });
  });

  test('sent back as it was told is what it was', async () => {
    const copy = await draftFrom(at.mappingId);
    const saved = (await draw(copy.id, contentOf(copy))).body;
    expect(saved).toEqual({ id: copy.id, stamp: 1, zones: 3, seats: 12, capacity: 62 });
    expect(await get(copy.id)).toEqual({ ...copy, stamp: 1 });
  });

  test('is one at a time for a plan, also when two people begin at once', async () => {
    const asked = await Promise.all([1, 2, 3].map(() => draft({ from: at.mappingId })));
    expect(asked.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const { problem } = asked.find(({ status }) => status === 409) ?? expect.fail('nobody was refused');
    const made = asked.find(({ status }) => status === 201)?.body.id;
    expect([problem.code, problem.mapping]).toEqual(['draft_exists', made]);
  });

  test('cannot start from a plan of another venue, and a new plan needs a new name', async () => {
    const other = await givenAPerformance(server.pool, { organiserId: at.organiserId });
    expect((await draft({ from: other.mappingId })).problem.code).toBe('not_found');
    expect((await draft({ name: 'Salle', width: 10, height: 10 })).problem.code).toBe('mapping_state');
  });
});

describe('drawing a draft', () => {
  test('keeps what is named by its id, gives new things ids of their own, and leaves out the rest', async () => {
    const copy = await draftFrom(at.mappingId);
    const content = contentOf(copy);
    const parterre = content.zones.find(({ code }) => code === 'parterre') ?? expect.fail('no parterre');
    const [front] = parterre.rows ?? [];
    const kept = front?.seats.slice(0, 5) ?? [];
    const fresh = { number: '99', position: 40, x: 4, y: 4 };
    parterre.rows = [{ label: 'A', position: 0, seats: [...kept, fresh] }];
    parterre.name = 'Orchestre';
    await draw(copy.id, content);
    const drawn = await get(copy.id);
    expect(drawn.zones.find(({ code }) => code === 'parterre')).toMatchObject({
      id: at.zoneIds.parterre,
      name: 'Orchestre',
    });
    const seats = seatsOf(drawn);
    expect(seats.slice(0, 5).map(({ id }) => id)).toEqual(at.rows[0]?.slice(0, 5));
    expect(seats).toHaveLength(6);
    expect(at.rows.flat()).not.toContain(seats[5]?.id);
    // The version on sale is what it was.
    expect(seatsOf(await get(at.mappingId))).toHaveLength(12);
  });

  test('takes a seat back that an older version had', async () => {
    const copy = await draftFrom(at.mappingId);
    const content = contentOf(copy);
    await draw(copy.id, { ...content, zones: [], gates: [] });
    expect((await draw(copy.id, { ...content, stamp: 1 })).body.seats).toBe(12);
  });

  test('does not take ids of another plan, nor ids nobody gave', async () => {
    const other = await givenAPerformance(server.pool, { organiserId: at.organiserId });
    const copy = await draftFrom(at.mappingId);
    const strange = [other.rows[0]?.[0] ?? '', '999999999999'];
    for (const id of strange) {
      const content = contentOf(structuredClone(copy));
      const [seat] = content.zones.flatMap(({ rows = [] }) => rows.flatMap(({ seats }) => seats));
      if (seat) seat.id = id;
      const { problem } = await draw(copy.id, content);
      expect([problem.status, problem.code, problem.problems]).toMatchObject([
        422,
        'plan_invalid',
        [{ code: 'unknown_id' }],
      ]);
    }
    const content = contentOf(structuredClone(copy));
    for (const zone of content.zones) if (zone.code === 'parterre') zone.id = other.zoneIds.parterre;
    expect((await draw(copy.id, content)).problem.code).toBe('plan_invalid');
    expect(await get(copy.id)).toEqual(copy);
  });

  test('of several people who drew at once, one is kept, and the others are told that there is another drawing', async () => {
    const copy = await draftFrom(at.mappingId);
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => draw(copy.id, contentOf(copy))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
    const refused = answers.filter(({ status }) => status === 409).map(({ problem }) => problem);
    expect(refused.map(({ code, stamp }) => [code, stamp])).toEqual(refused.map(() => ['draft_changed', 1]));
    expect((await publish(copy.id, 0)).problem.code).toBe('draft_changed');
  });

  test('holds groups in groups, tables, companions and gates', async () => {
    const { id } = (await draft({ name: 'Cour', width: 10, height: 10 })).body;
    const content = drawingOf(0);
    content.zones.push({ code: 'haut', name: 'Haut', kind: 'group', parent: 'tribune' });
    const gradins = content.zones.find(({ code }) => code === 'gradins') ?? expect.fail('no gradins');
    gradins.parent = 'haut';
    expect((await draw(id, content)).body).toMatchObject({ zones: 4, seats: 3, capacity: 103 });
    const drawn = await get(id);
    expect(drawn.zones.map(({ code, parent }) => [code, parent])).toEqual([
      ['tribune', undefined],
      ['haut', 'tribune'],
      ['gradins', 'haut'],
      ['fosse', undefined],
    ]);
    expect(seatsOf(drawn).map(({ table, companionOf }) => [table, companionOf])).toEqual([
      [undefined, undefined],
      [undefined, { row: 'A', number: '1' }],
      ['T1', undefined],
    ]);
    expect((await check(id)).isPublishable).toBe(true);
  });
});

describe('publishing', () => {
  test('is refused with what is wrong, and where', async () => {
    const copy = await draftFrom(at.mappingId);
    const content = contentOf(copy);
    for (const { rows = [] } of content.zones) for (const seat of rows[0]?.seats ?? []) seat.number = '1';
    delete content.zones.find(({ code }) => code === 'fosse')?.capacity;
    expect((await draw(copy.id, content)).body.stamp).toBe(1);
    const { isPublishable, items } = await check(copy.id);
    expect(isPublishable).toBe(false);
    const found = items.map(({ code, severity, count }) => [code, severity, count]);
    expect(found).toContainEqual(['duplicate_label', 'error', 5]);
    expect(found).toContainEqual(['standing_without_capacity', 'error', 1]);
    const { problem } = await publish(copy.id, 1);
    expect([problem.status, problem.code, problem.problems]).toEqual([409, 'plan_has_errors', items]);
    expect((await get(copy.id)).state).toBe('draft');
  });

  test('makes a version for good: it is drawn and published no more, and the next may begin', async () => {
    const copy = await draftFrom(at.mappingId);
    expect((await publish(copy.id, 0)).body).toEqual({ id: copy.id, version: 2, retired: [], moved: [] });
    expect((await get(copy.id)).state).toBe('published');
    expect((await publish(copy.id, 0)).problem.code).toBe('mapping_state');
    expect((await draw(copy.id, contentOf(copy))).problem.code).toBe('mapping_state');
    expect((await draft({ from: at.mappingId })).body).toMatchObject({
      version: 3,
      state: 'draft',
      seats: 12,
      standing: 50,
    });
    const { mappings } = (await server.ask('getVenue', { params: { venueId: at.venueId } }, { cookie })).body;
    expect(mappings).toMatchObject([
      { name: 'Salle', versions: [{ version: 3, state: 'draft' }, { version: 2 }, { version: 1, state: 'published' }] },
    ]);
  });

  test('retires older versions that no performance to come stands on', async () => {
    const second = await draftFrom(at.mappingId);
    await publish(second.id, 0);
    const third = await draftFrom(second.id);
    expect((await publish(third.id, 0)).body.retired).toEqual([second.id]);
    await server.pool.query(
      `update catalogue.performance set doors_at = now() - interval '3 days', starts_at = now() - interval '2 days',
        ends_at = now() - interval '1 day' where id = $1`,
      [at.performanceId],
    );
    const fourth = await draftFrom(second.id);
    expect((await publish(fourth.id, 0)).body.retired.toSorted()).toEqual([at.mappingId, third.id].toSorted());
  });
});

describe('whatever the code does, the database', () => {
  const run = (text: string) => server.pool.query(text.replaceAll('$mapping', `'${at.mappingId}'`));
  const frozen = { constraint: 'published_plan_never_changes' };

  test('refuses every change of a published version', async () => {
    const changes = { zone: 'name', seat: 'number', gate: 'name', gate_zone: 'zone_id', access_point: 'name' };
    for (const [table, column] of Object.entries(changes)) {
      const { rowCount } = await run(`select from venues.${table} where mapping_id = $mapping`);
      expect(rowCount, table).toBeGreaterThan(0);
      await expect(
        run(`update venues.${table} set ${column} = ${column} where mapping_id = $mapping`),
        table,
      ).rejects.toMatchObject(frozen);
    }
    for (const table of ['gate_zone', 'access_point', 'seat']) {
      await expect(run(`delete from venues.${table} where mapping_id = $mapping`), table).rejects.toMatchObject(frozen);
    }
    const some = `(select min(id::text)::uuid from venues.zone where mapping_id = $mapping and kind = 'seated')`;
    for (const insert of [
      `gate (mapping_id, code, name) values ($mapping, 'N', 'Neuve')`,
      `zone (mapping_id, code, name, kind, position) values ($mapping, 'n', 'n', 'group', 9)`,
      `seat_table (mapping_id, zone_id, label) values ($mapping, ${some}, 'T')`,
      `access_point (mapping_id, gate_id, name) select mapping_id, id, 'N' from venues.gate where mapping_id = $mapping`,
      `seat (mapping_id, zone_id, ordinal, row_label, row_position, number, number_position, x, y)
        values ($mapping, ${some}, 900, 'Z', 9, '1', 0, 0, 0)`,
    ]) {
      await expect(run(`insert into venues.${insert}`), insert).rejects.toMatchObject(frozen);
    }
    const { id } = await draftFrom(at.mappingId);
    await expect(
      server.pool.query(
        'update venues.gate set mapping_id = $1, code = id::text, id = uuidv7() where mapping_id = $2',
        [at.mappingId, id],
      ),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^23/) });
  });

  test('lets a version go from draft to published to retired only, and publish only what is whole', async () => {
    const legal = { constraint: 'mapping_changes_legally' };
    await expect(run(`update venues.mapping set state = 'draft' where id = $mapping`)).rejects.toMatchObject(legal);
    await expect(run(`update venues.mapping set width = 99 where id = $mapping`)).rejects.toMatchObject(legal);
    await expect(run('delete from venues.mapping where id = $mapping')).rejects.toMatchObject(legal);
    await run(`update venues.mapping set state = 'retired' where id = $mapping`);
    await expect(run(`update venues.mapping set state = 'published' where id = $mapping`)).rejects.toMatchObject(legal);
    const { id } = await draftFrom(at.mappingId);
    await server.pool.query(`update venues.seat set number = '1' where mapping_id = $1 and row_position = 0`, [id]);
    await expect(
      server.pool.query(`update venues.mapping set state = 'published', published_at = now() where id = $1`, [id]),
    ).rejects.toMatchObject({ constraint: 'seat_name_is_unique' });
  });

  test('keeps zones a tree, and seats in seated zones', async () => {
    const { id } = (await draft({ name: 'Cour', width: 10, height: 10 })).body;
    await draw(id, drawingOf(0));
    const zone = async (code: string) =>
      (await server.pool.query(`select id from venues.zone where mapping_id = $1 and code = $2`, [id, code])).rows[0]
        .id;
    const [tribune, gradins, fosse] = [await zone('tribune'), await zone('gradins'), await zone('fosse')];
    const change = (text: string, values: unknown[]) =>
      server.pool.query(`update venues.${text} and mapping_id = '${id}'`, values);
    await expect(change('zone set parent_id = $1 where id = $1', [tribune])).rejects.toMatchObject({
      constraint: 'zones_are_a_tree',
    });
    await expect(change('zone set parent_id = $1 where id = $2', [gradins, fosse])).rejects.toMatchObject({
      constraint: 'only_groups_hold_zones',
    });
    await expect(change(`zone set kind = 'standing' where id = $1`, [tribune])).rejects.toMatchObject({
      constraint: 'only_groups_hold_zones',
    });
    await expect(change(`zone set kind = 'standing' where id = $1`, [gradins])).rejects.toMatchObject({
      constraint: 'seats_are_in_seated_zones',
    });
    await expect(change('seat set zone_id = $1 where ordinal = 0', [fosse])).rejects.toMatchObject({
      constraint: 'seats_are_in_seated_zones',
    });
  });
});

test('a plan of sixty thousand seats is taken, and one more is not', async () => {
  const { id } = (await draft({ name: 'Grand stade', width: 1000, height: 1000 })).body;
  const hall = (seats: number): Content => ({
    stamp: 0,
    width: 1000,
    height: 1000,
    focus: { x: 500, y: 0 },
    zones: [
      {
        code: 'salle',
        name: 'Salle',
        kind: 'seated',
        rows: Array.from({ length: Math.ceil(seats / 1000) }, (_, row) => ({
          label: String(row),
          position: row,
          seats: Array.from({ length: Math.min(1000, seats - row * 1000) }, (_, position) => ({
            number: String(position),
            position,
            x: position,
            y: row,
          })),
        })),
      },
    ],
    gates: [],
  });
  const { problem } = await draw(id, hall(60_001));
  expect([problem.code, problem.problems]).toMatchObject(['plan_invalid', [{ code: 'too_many_seats' }]]);
  expect((await draw(id, hall(60_000))).body.seats).toBe(60_000);
  expect((await check(id)).items).toEqual([]);
});

test('a large body is read only from somebody who may draw', async () => {
  const { id } = (await draft({ name: 'Cour', width: 10, height: 10 })).body;
  const controller = await givenStaff(server, at.organiserId, 'gate_controller');
  const body = JSON.stringify({ padding: 'x'.repeat(1_000_000) });
  const put = async (headers: Record<string, string>) => {
    const url = `${server.url}/api/v1/mappings/${id}`;
    return (await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json', ...headers }, body }))
      .status;
  };
  expect([await put({}), await put({ cookie: controller }), await put({ cookie })]).toEqual([401, 403, 422]);
});
