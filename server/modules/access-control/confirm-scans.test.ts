import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GateDesk, openGateDesk } from '../../testing/gate-desk.ts';
import { type GivenServer, givenAServer } from '../../testing/given-a-server.ts';

let server: GivenServer;
let desk: GateDesk;
let codes: string[];
let code: string;
beforeAll(async () => {
  server = await givenAServer();
  desk = await openGateDesk(server);
  codes = (await desk.buy(10)).map((ticket) => ticket.code ?? '');
});
afterAll(() => server.stop());
beforeEach(() => {
  code = codes.pop() ?? expect.fail('all tickets are used');
});

const offer = async (id: string) => desk.scan(code, { id, willConfirm: true });

test('an admission that will be confirmed keeps everybody else out, and uses nothing up until it is', async () => {
  const id = randomUUID();
  const offered = await offer(id);
  expect(offered.verdict).toBe('admitted');
  const seconds = (Date.parse(offered.confirmBefore ?? '') - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(10);
  expect(seconds).toBeLessThanOrEqual(21);
  expect(await desk.staysOf(code)).toBe(0);
  expect(await desk.outcome(code)).toBe('already_used');
  expect(await desk.confirm(id)).toEqual({ id, outcome: 'confirmed', isDouble: false });
  expect(await desk.staysOf(code)).toBe(1);
  expect(await desk.outcome(code)).toBe('already_used');
});

test('an offer nobody took up is not a use: after its time the ticket is as good as before', async () => {
  const id = randomUUID();
  await offer(id);
  await desk.endOffer(id);
  expect(await desk.outcome(code)).toBe('admitted');
  expect(await desk.staysOf(code)).toBe(1);
});

test('asked again under its id after a lost answer it is the same offer, and confirmed twice it is one stay', async () => {
  const id = randomUUID();
  const first = await offer(id);
  const again = await offer(id);
  expect([again.verdict, again.place]).toEqual([first.verdict, first.place]);
  expect((await desk.confirm(id)).outcome).toBe('confirmed');
  expect(await desk.confirm(id)).toEqual({ id, outcome: 'confirmed', isDouble: false });
  expect((await offer(id)).verdict).toBe('admitted');
  expect(await desk.staysOf(code)).toBe(1);
});

test('confirmed after its time, with nobody in between, it counts all the same', async () => {
  const id = randomUUID();
  await offer(id);
  await desk.endOffer(id);
  expect(await desk.confirm(id)).toEqual({ id, outcome: 'confirmed', isDouble: false });
  expect(await desk.staysOf(code)).toBe(1);
  expect(await desk.outcome(code)).toBe('already_used');
});

test('confirmed after its time, when somebody else had come in meanwhile, both are told as a double', async () => {
  const id = randomUUID();
  await offer(id);
  await desk.endOffer(id);
  const other = randomUUID();
  expect(await desk.outcome(code, { id: other })).toBe('admitted');
  expect(await desk.confirm(id)).toEqual({ id, outcome: 'confirmed', isDouble: true });
  expect(await desk.staysOf(code)).toBe(1);
  const [conflict] = await desk.conflicts();
  expect(conflict).toMatchObject({ kind: 'double', scan: { isOffline: false }, other: { isOffline: false } });
});

test('of two offers that were both taken up, the earlier is the stay and the later the double', async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  await offer(first);
  await desk.endOffer(first);
  expect((await offer(second)).verdict).toBe('admitted');
  // The first one's offer is no longer known; its phone then tells the scan as its own.
  expect((await desk.confirm(first)).outcome).toBe('unknown');
  await desk.upload({ id: first, code, agoMs: 30_000 });
  expect(await desk.confirm(second)).toEqual({ id: second, outcome: 'confirmed', isDouble: true });
  expect(await desk.staysOf(code)).toBe(1);
  const { rows } = await server.pool.query<{ stayed: string; double: string }>(
    `select a.scan_id as stayed, c.scan_id as double from access_control.admission a
     join access_control.scan_conflict c using (access_right_id) where a.scan_id = any($1::uuid[])`,
    [[first, second]],
  );
  expect(rows).toEqual([{ stayed: first, double: second }]);
});

test('what was never offered cannot be confirmed, and not at another door', async () => {
  const id = randomUUID();
  expect(await desk.confirm(id)).toEqual({ id, outcome: 'unknown', isDouble: false });
  await desk.scan(code, { id, willConfirm: true, accessPointId: desk.at.secondAccessPointId });
  expect((await desk.confirm(id)).outcome).toBe('unknown');
  expect(await desk.staysOf(code)).toBe(0);
  // The offer is kept for the door it was made to.
  expect(await desk.outcome(code)).toBe('already_used');
});

test('a phone that lost its network after the offer tells what it did, and it is that scan', async () => {
  const id = randomUUID();
  await offer(id);
  expect(await desk.upload({ id, code, agoMs: 5_000 })).toEqual({ id, outcome: 'recorded' });
  expect(await desk.staysOf(code)).toBe(1);
  expect(await desk.confirm(id)).toEqual({ id, outcome: 'confirmed', isDouble: false });
});

test('of twenty phones that are offered one ticket at the same time, one gets it', async () => {
  const told = await Promise.all(
    Array.from({ length: 20 }, () => desk.outcome(code, { willConfirm: true }).catch(() => 'contended')),
  );
  expect(told.filter((outcome) => outcome === 'admitted')).toHaveLength(1);
});
