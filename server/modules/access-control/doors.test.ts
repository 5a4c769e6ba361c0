import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GateDesk, openGateDesk } from '../../testing/gate-desk.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';

let server: GivenServer;
let desk: GateDesk;
beforeAll(async () => {
  server = await givenAServer();
  desk = await openGateDesk(server);
});
afterAll(() => server.stop());

const listed = async () => {
  const params = { organiserId: desk.at.organiserId };
  return (await server.ask('listDoors', { params }, desk.director)).body;
};

test('whoever prepares the doors sees the performances and the access points of their house', async () => {
  const { performances, accessPoints } = await listed();
  expect(performances.map(({ id }) => id)).toContain(desk.at.performanceId);
  expect(accessPoints.map(({ id }) => id)).toContain(desk.at.accessPointId);
});

test('a performance can be looked into for a week after its end', async () => {
  const endedAgo = (days: number) =>
    server.pool.query(
      `update catalogue.performance set doors_at = now() - interval '${days} days' - interval '4 hours',
         starts_at = now() - interval '${days} days' - interval '3 hours', ends_at = now() - interval '${days} days'
       where id = $1`,
      [desk.at.performanceId],
    );
  const isListed = async () => (await listed()).performances.some(({ id }) => id === desk.at.performanceId);
  await endedAgo(6);
  expect(await isListed()).toBe(true);
  await endedAgo(8);
  expect(await isListed()).toBe(false);
});

test('a policy can be set for every zone, gate and tariff that the plan of the doors tells', async () => {
  const params = { performanceId: desk.at.performanceId };
  const plan = (await server.ask('getDoorPlan', { params }, desk.director)).body;
  expect(plan).toMatchObject({ id: desk.at.performanceId, organiser: desk.at.organiserId });
  const known = {
    zoneIds: plan.zones.map(({ id }) => id),
    gateIds: plan.gates.map(({ id }) => id),
    products: plan.products.map(({ code }) => code),
  };
  for (const names of Object.values(known)) expect(names).not.toEqual([]);
  const policy = (await server.ask('getEntryPolicy', { params }, desk.director)).body;
  const rules = [{ ...known, from: null, until: null }];
  const set = await server.ask('setEntryPolicy', { params, body: { ...policy, rules } }, desk.director);
  expect(set.body.rules).toEqual(rules);
});
