import { createHash } from 'node:crypto';
import { findEntry, hashedFor, indexLength, masked, unpackRight } from '@tessera/contract/admission/admission-list';
import { isFresh, rotatingCode } from '@tessera/contract/admission/rotating-code';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GateDesk, type OpenedList, openGateDesk, rightOf } from '../../testing/gate-desk.ts';
import { banOf, givenABan } from '../../testing/given-a-ban.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';

let server: GivenServer;
let desk: GateDesk;
let codes: string[];
let ticketIds: string[];
beforeAll(async () => {
  server = await givenAServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  desk = await openGateDesk(server);
  const tickets = await desk.buy(4);
  codes = tickets.map(({ code }) => code ?? '');
  ticketIds = tickets.map(({ id }) => id);
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
/** What a list says of a code, as a door reads it. */
function read({ header, entries }: OpenedList, code: string) {
  const salt = Buffer.from(header.salt, 'base64url');
  const id = rightOf(code);
  const hidden = findEntry(entries, sha256(hashedFor('index', salt, id)).subarray(0, indexLength));
  return hidden && unpackRight(masked(hidden, sha256(hashedFor('mask', salt, id))));
}
const [first, second, third] = [0, 1, 2];
const codeAt = (place: number) => codes[place] ?? '';
const standing = (place: number) => ({ params: { ticketId: ticketIds[place] ?? '' } });

test('the whole list knows every right, what became of it, and who came in by it where', async () => {
  await desk.scan(codeAt(first));
  await server.ask('suspendTicket', { ...standing(second), body: { reason: 'unpaid' } }, desk.director);
  const list = await desk.list();
  expect(list.header).toMatchObject({ isWhole: true, count: 4, offline: 'by_list', lanes: null });
  const { zones, accessPoints, products } = list.header;
  const entered = read(list, codeAt(first));
  expect(entered).toMatchObject({ state: 'issued', stayCount: 1, isInside: true });
  expect(zones[entered?.zone ?? -1]?.id).toBe(desk.at.zoneIds.parterre);
  expect(accessPoints[entered?.lastAccessPoint ?? -1]?.id).toBe(desk.at.accessPointId);
  expect(products[entered?.product ?? -1]?.code).toBe('full');
  expect(read(list, codeAt(second))).toMatchObject({ state: 'suspended', isUnpaid: true, stayCount: 0 });
  const text = Buffer.concat([Buffer.from(JSON.stringify(list.header)), list.entries]).toString('latin1');
  for (const hidden of ['Lina', 'lina@example.org', rightOf(codeAt(third))]) expect(text).not.toContain(hidden);
});

/** A list since which nothing is told: a transaction anywhere on the server may have something told twice. */
async function settledList(): Promise<OpenedList> {
  let list = await desk.list();
  await eventually('a list since which nothing is told', async () => {
    if ((await desk.list(list.header.version)).header.count === 0) return true;
    list = await desk.list();
    return false;
  });
  return list;
}

test('changes since a version are what changed since, under the same salt', async () => {
  const whole = await settledList();
  await desk.scan(codeAt(first));
  await server.ask('replaceTicketCode', standing(second), desk.director);
  const changes = await desk.list(whole.header.version);
  expect(changes.header).toMatchObject({ isWhole: false, count: 2, salt: whole.header.salt });
  expect(read(changes, codeAt(first))).toMatchObject({ isInside: true });
  const before = read(whole, codeAt(second));
  expect(read(changes, codeAt(second))?.epoch).toBe((before?.epoch ?? 0) + 1);
  expect(read(changes, codeAt(third))).toBeUndefined();
  const { version } = (await settledList()).header;
  const [late] = await desk.buy(1);
  const more = await desk.list(version);
  expect([more.header.count, read(more, late?.code ?? '')?.state]).toEqual([1, 'issued']);
});

test('a change that was under way when a version was made is told to whoever asks since that version', async () => {
  const client = await server.pool.connect();
  try {
    await client.query('begin');
    await client.query(`update tickets.access_right set state = 'revoked' where id = $1`, [rightOf(codeAt(first))]);
    const { header } = await desk.list();
    // Others go on meanwhile.
    await desk.scan(codeAt(second));
    const between = await desk.list(header.version);
    await client.query('commit');
    expect(read(await desk.list(between.header.version), codeAt(first))?.state).toBe('revoked');
    expect(read(await desk.list(header.version), codeAt(first))?.state).toBe('revoked');
  } finally {
    client.release();
  }
});

test('whoever is banned is barred once the list is asked for anew, and nothing tells who', async () => {
  const [barred] = await desk.buy(1, 'victor@example.org');
  const { header } = await desk.list();
  await givenABan(server, desk.at.organiserId, desk.director, banOf('victor@example.org'));
  const changed = await desk.list(header.version);
  // What is said of the doors is kept for a second.
  const list = changed.header.isWhole
    ? changed
    : await new Promise((done) => setTimeout(done, 1_100)).then(() => desk.list(header.version));
  expect(list.header.isWhole).toBe(true);
  expect(read(list, barred?.code ?? '')?.isBarred).toBe(true);
  expect(read(list, codeAt(first))?.isBarred).toBe(false);
  expect(await desk.outcome(barred?.code ?? '')).toBe('barred');
});

test('each right has a key of its own for codes that change, another one for each code it gets', async () => {
  await desk.setPolicy({ rotating: 'required' });
  const list = await desk.list();
  const key = read(list, codeAt(first))?.rotationKey ?? new Uint8Array();
  expect(read(list, codeAt(second))?.rotationKey).not.toEqual(key);
  const now = Date.now();
  const shown = await rotatingCode(codeAt(first), key, now);
  expect(await isFresh(key, shown.split('.')[1] ?? '', now)).toBe(true);
  // As the holder's page shows it.
  expect(await desk.outcome(await rotatingCode(codeAt(first), key, now - 45_000))).toBe('stale_code');
  expect(await desk.outcome(await rotatingCode(codeAt(first), key, now - 120_000))).toBe('stale_code');
  expect(await desk.outcome(await rotatingCode(codeAt(first), key, Date.now()))).toBe('admitted');
  await server.ask('replaceTicketCode', standing(second), desk.director);
  const after = await desk.list(list.header.version);
  expect(read(after, codeAt(second))?.rotationKey).not.toEqual(read(list, codeAt(second))?.rotationKey);
});

test('where doors may not decide alone the list has nobody on it; where tickets are shared out, whose share is whose', async () => {
  const before = await desk.list();
  await desk.setPolicy({ offline: 'not_at_all' });
  await new Promise((done) => setTimeout(done, 1_100));
  expect((await desk.list(before.header.version)).header).toMatchObject({ isWhole: true, count: 0 });
  const other = await desk.device({ name: 'Porte B' });
  await desk.setPolicy({ offline: 'by_lane' });
  await desk.setLanes([other.deviceId, desk.phone.deviceId]);
  await new Promise((done) => setTimeout(done, 1_100));
  const names = ['Porte B', 'Scanner'];
  expect((await desk.list()).header.lanes).toEqual({ count: 2, own: [1], names });
  expect((await desk.list(undefined, other)).header.lanes).toEqual({ count: 2, own: [0], names });
});
