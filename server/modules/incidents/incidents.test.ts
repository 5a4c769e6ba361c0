import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { givenADevice } from '../../testing/given-a-device.ts';
import { type GivenPerformance, givenAPerformance } from '../../testing/given-a-performance.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { givenStaff } from '../../testing/given-staff.ts';

let server: GivenServer;
let at: GivenPerformance;
let controller: string;

beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  at = await givenAPerformance(server.pool, { rows: 1, seatsPerRow: 2 });
  controller = await givenStaff(server, at.organiserId, 'gate_controller');
});

const unwell = { kind: 'medical', severity: 'serious', words: 'Mme Dupont a fait un malaise' } as const;
const report = (body: object = {}, caller: object = { cookie: controller }) =>
  server.ask('reportIncident', { params: { performanceId: at.performanceId }, body: { ...unwell, ...body } }, caller);
const change = (incidentId: string, state: 'open' | 'handled' | 'closed', note?: string) =>
  server.ask('changeIncident', { params: { incidentId }, body: { state, note } }, { cookie: controller });
const list = async () =>
  (await server.ask('listIncidents', { params: { performanceId: at.performanceId } }, { cookie: controller })).body;

describe('an incident', () => {
  test('is told with its place, dealt with, closed and opened again, and keeps who did what when', async () => {
    const { body } = await report({ gate: at.gateId, zone: at.zoneIds.parterre });
    expect(body).toMatchObject({ state: 'open', gate: 'Porte A', reportedBy: 'Camille Aubry', changes: [] });
    await change(body.id, 'handled', 'Les secours arrivent');
    await change(body.id, 'closed');
    const again = (await change(body.id, 'open')).body;
    expect(again.changes.map(({ state, note, by }) => [state, note, by])).toEqual([
      ['handled', 'Les secours arrivent', 'Camille Aubry'],
      ['closed', '', 'Camille Aubry'],
      ['open', '', 'Camille Aubry'],
    ]);
  });

  test('changes once when two press the same at once', async () => {
    const { id } = (await report()).body;
    const answers = await Promise.all([change(id, 'handled'), change(id, 'handled'), change(id, 'handled')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await list()).items[0]?.changes).toHaveLength(1);
  });

  test('may be told by a device at its performance and by none of another organiser', async () => {
    const { token } = await givenADevice(server, { organiserId: at.organiserId, name: 'Porte A' });
    expect((await report({}, { token })).body.reportedBy).toBe('Porte A');
    const other = await givenAPerformance(server.pool);
    const strange = await givenADevice(server, { organiserId: other.organiserId });
    expect((await report({}, { token: strange.token })).problem.code).toBe('not_found');
    const narrow = await givenADevice(server, { organiserId: at.organiserId, performanceIds: [other.performanceId] });
    expect((await report({}, { token: narrow.token })).problem.code).toBe('not_found');
  });

  test('is listed before those that are closed', async () => {
    const first = (await report({ words: 'Une bousculade' })).body.id;
    const second = (await report({ words: 'Une panne' })).body.id;
    await change(second, 'closed');
    const { items, places } = await list();
    expect(items.map(({ id }) => id)).toEqual([first, second]);
    expect(places.gates.map(({ id }) => id)).toContain(at.gateId);
  });

  test('is refused at a place that is not of the plan, without words, and of a kind nobody knows', async () => {
    const other = await givenAPerformance(server.pool);
    const pointers = async (body: object) => ((await report(body)).problem.errors ?? []).map(({ pointer }) => pointer);
    expect(await pointers({ gate: other.gateId })).toEqual(['/body/gate']);
    expect(await pointers({ zone: other.zoneIds.parterre })).toEqual(['/body/zone']);
    expect(await pointers({ words: '  ' })).toEqual(['/body/words']);
    expect(await pointers({ kind: 'weather' })).toEqual(['/body/kind']);
  });

  test('tells the journal nothing of what was said of persons', async () => {
    const { id } = (await report()).body;
    await change(id, 'handled', 'Mme Dupont va mieux');
    const { rows } = await server.pool.query<{ kind: string; payload: string }>(
      `select kind, payload::text from platform.journal where subject_id = $1 order by id`,
      [id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['incidents.incident_reported', 'incidents.incident_changed']);
    expect(rows.map(({ payload }) => payload).join()).not.toMatch(/Dupont/);
  });
});
