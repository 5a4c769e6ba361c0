import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GateDesk, openGateDesk } from '../../testing/gate-desk.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';

let server: GivenServer;
let desk: GateDesk;
let codes: string[];
let code: string;
beforeAll(async () => {
  server = await givenAServer();
  desk = await openGateDesk(server);
  const bought = [...(await desk.buy(8)), ...(await desk.buy(6))];
  codes = bought.map((ticket) => ticket.code ?? '');
});
afterAll(() => server.stop());
beforeEach(async () => {
  code = codes.pop() ?? expect.fail('all tickets are used');
  await desk.setPolicy({});
});

const journey = async (...directions: ('in' | 'out')[]) => {
  const told = [];
  for (const direction of directions) told.push(await desk.outcome(code, { direction }));
  return told;
};

describe('how often', () => {
  test('once, unless it is said otherwise', async () => {
    expect(await journey('in', 'out', 'in')).toEqual(['admitted', 'let_out', 'already_used']);
  });

  test('as often as the ticket counts', async () => {
    await desk.setPolicy({ usesMax: 2 });
    expect(await journey('in', 'in', 'in')).toEqual(['admitted', 'admitted', 'used_up']);
  });

  test('back in after going out, where people may return, and not before they went out', async () => {
    await desk.setPolicy({ mayReturn: true });
    expect(await journey('in', 'in', 'out', 'in', 'out', 'in')).toEqual([
      'admitted',
      'already_used',
      'let_out',
      'admitted',
      'let_out',
      'admitted',
    ]);
  });

  test('not again before leaving, where passing a ticket back is refused', async () => {
    await desk.setPolicy({ usesMax: null, passback: 'refused' });
    expect(await journey('in', 'in', 'out', 'in')).toEqual(['admitted', 'already_inside', 'let_out', 'admitted']);
  });
});

test('a zone that is full lets in whoever comes after somebody left, and of two at once one', async () => {
  const others = codes.splice(0, 3);
  const zoneId = desk.at.zoneIds.parterre;
  await desk.scan(code);
  const { rows } = await server.pool.query<{ inside: number }>(
    'select count(*)::int as inside from access_control.admission where performance_id = $1 and left_at is null',
    [desk.at.performanceId],
  );
  const inside = rows[0]?.inside ?? 0;
  await desk.setPolicy({ usesMax: null, zoneLimits: [{ zoneId, placesMax: inside }] });
  expect(await desk.outcome(others[0] ?? '')).toBe('zone_full');
  expect(await desk.outcome(code, { direction: 'out' })).toBe('let_out');
  const told = await Promise.all(others.map((other) => desk.outcome(other)));
  expect(told.toSorted()).toEqual(['admitted', 'zone_full', 'zone_full']);
});

test('only by the ways in that are set: product, gate and hour, and of several the easiest is told', async () => {
  const way = { products: null, zoneIds: null, gateIds: null, from: null, until: null };
  await desk.setPolicy({ rules: [{ ...way, products: ['reduced'] }] });
  expect(await desk.outcome(code)).toBe('wrong_product');
  await desk.setPolicy({ rules: [{ ...way, from: Date.now() + 3_600_000 }] });
  expect(await desk.outcome(code)).toBe('too_early');
  await desk.setPolicy({
    rules: [
      { ...way, products: ['reduced'] },
      { ...way, gateIds: [desk.at.gateId] },
    ],
  });
  expect(await desk.outcome(code, { accessPointId: desk.at.otherGateAccessPointId })).toBe('wrong_gate');
  expect(await desk.outcome(code)).toBe('admitted');
});

test('where codes must change, one that does not is refused, and where they had better, it is marked as printed', async () => {
  await desk.setPolicy({ rotating: 'required' });
  expect(await desk.outcome(code)).toBe('stale_code');
  expect(await desk.outcome(`${code}.00000000`)).toBe('stale_code');
  await desk.setPolicy({ rotating: 'preferred' });
  expect(await desk.scan(code)).toMatchObject({ verdict: 'admitted', isPrinted: true });
});

test('what its plan and prices do not have is refused beside its field, and nothing is changed', async () => {
  const way = { products: null, zoneIds: null, gateIds: null, from: null, until: null };
  const strange = crypto.randomUUID();
  await desk.setPolicy({ usesMax: 3 });
  const wrong = [
    [{ usesMax: 2, mayReturn: true }, '/mayReturn'],
    [{ rules: [{ ...way, zoneIds: [strange] }] }, '/rules/0/zoneIds'],
    [{ rules: [way, { ...way, gateIds: [strange] }] }, '/rules/1/gateIds'],
    [{ rules: [{ ...way, products: ['nothing-like-it'] }] }, '/rules/0/products'],
    [{ rules: [{ ...way, from: 2_000, until: 1_000 }] }, '/rules/0/until'],
    [{ zoneLimits: [{ zoneId: strange, placesMax: 1 }] }, '/zoneLimits/0/zoneId'],
  ] as const;
  for (const [policy, pointer] of wrong) {
    const refused = await desk.setPolicy(structuredClone(policy) as object);
    expect(refused.problem.errors).toMatchObject([{ pointer: `/body${pointer}` }]);
  }
  const params = { performanceId: desk.at.performanceId };
  expect((await server.ask('getEntryPolicy', { params }, desk.director)).body.usesMax).toBe(3);
});

test('the simulator says what the door would, at another hour too, and records nothing', async () => {
  const simulated = (await desk.simulate({ ticket: code })).body;
  expect(simulated.result).toMatchObject({ verdict: 'admitted' });
  const late = (await desk.simulate({ ticket: code, at: '2090-01-01T00:00:00.000Z' })).body;
  expect(late.result.reason).toBe('too_late');
  expect(Object.keys(late.visitorWords).toSorted()).toEqual(['ar', 'de', 'en', 'es', 'fr', 'it']);
  expect(late.checks.filter(({ stands }) => stands)).toEqual([{ reason: 'too_late', stands: true }]);
  const stays = [{ at: new Date().toISOString(), leftAt: null }];
  expect((await desk.simulate({ ticket: code, stays })).body.result.reason).toBe('already_used');
  expect((await desk.simulate({ ticket: 'XX-0000-1' })).problem.errors).toMatchObject([{ pointer: '/body/ticket' }]);
  expect(await desk.staysOf(code)).toBe(0);
  expect(await desk.outcome(code)).toBe('admitted');
});
