import 'fake-indexeddb/auto';
import type { Input, Reply } from '@tessera/contract/api/operations';
import type { Answer } from '@tessera/contract/call';
import { beforeAll, describe, expect, test } from 'vitest';
import { DoorBook } from '../door/door-book.ts';
import { accessPointId, issuedBefore, listMadeAt, organiser } from '../door/list-for-tests.ts';
import type { OpenedList } from '../door/merge-changes.ts';
import type { Ask } from '../sending/ask.ts';
import { ScanQueue } from '../sending/scan-queue.ts';
import type { CallOutcome } from '../shift/connection.ts';
import { ServerClock } from '../shift/server-clock.ts';
import { openDatabase } from '../storage/database.ts';
import { Desk } from './desk.ts';

type Results = Reply<'scanTickets'>['results'];
type Server = (scan: Input<'scanTickets'>['body']['scans'][number]) => Promise<Omit<Results[number], 'id'> | undefined>;

let house: Awaited<ReturnType<typeof organiser>>;
beforeAll(async () => {
  house = await organiser();
});

async function deskWith({
  list,
  server,
  isOnline = true,
}: {
  list?: OpenedList | undefined;
  server?: Server;
  isOnline?: boolean;
}) {
  let running = 0;
  const clock = new ServerClock({ clocks: { wall: () => listMadeAt + 60_000 + running, running: () => running } });
  const name = crypto.randomUUID();
  const queue = await ScanQueue.open(await openDatabase(name), clock);
  const calls: CallOutcome[] = [];
  const asked: string[] = [];
  const ask = (async (_: string, { body }: Input<'scanTickets'>): Promise<Answer<'scanTickets'>> => {
    const [scan] = body.scans;
    if (!scan) throw new Error('nothing was asked');
    asked.push(scan.id);
    const result = await server?.(scan);
    const problem = { code: 'unreachable', status: 503, traceId: '', errors: [], facts: {} } as const;
    if (!result) return { ok: false, problem };
    return { ok: true, status: 200, body: { results: [{ id: scan.id, ...result }] }, headers: new Headers() };
  }) as Ask;
  const book = list && new DoorBook(list);
  const desk = new Desk(
    {
      clock,
      queue,
      ask,
      book: () => book,
      isOnline: () => isOnline,
      called: (outcome) => calls.push(outcome),
      turnedAway: () => undefined,
      place: { accessPointId, accessPoint: 'A1' },
      direction: () => 'in',
    },
    { listAfterMs: 20, goneAfterMs: 60_000 },
  );
  const onDisk = async () => (await openDatabase(name)).getAll('scans');
  return {
    desk,
    onDisk,
    calls,
    asked,
    pass: (milliseconds: number) => {
      running += milliseconds;
    },
  };
}

const never: Server = () => new Promise(() => undefined);

describe('with a server', () => {
  test('its offer is on the disk, to be confirmed, before the green is returned', async () => {
    const { desk, onDisk, calls } = await deskWith({ server: async () => ({ verdict: 'admitted', place: 'A 12' }) });
    const outcome = await desk.read(await house.codeOf(issuedBefore()));
    expect(outcome).toMatchObject({ look: 'granted', isOwn: false, place: 'A 12' });
    expect(await onDisk()).toMatchObject([{ id: outcome?.id, state: 'offered', verdict: 'admitted' }]);
    expect(calls).toMatchObject([{ kind: 'answered' }]);
  });

  test('who is let in without a code is uploaded with the reason, as a confirmation would not tell it', async () => {
    const { desk, onDisk } = await deskWith({ server: async () => ({ verdict: 'admitted' }) });
    await desk.read(await house.codeOf(issuedBefore()), 'Téléphone éteint');
    expect(await onDisk()).toMatchObject([{ state: 'by-device', note: 'Téléphone éteint' }]);
  });

  test('its refusal is told with its reason and needs no upload', async () => {
    const previous = { at: new Date(listMadeAt).toISOString(), accessPoint: 'B2' };
    const { desk, onDisk } = await deskWith({
      server: async () => ({ verdict: 'refused', reason: 'already_used', previous }),
    });
    expect(await desk.read('anything')).toMatchObject({
      look: 'used',
      previous: { at: listMadeAt, accessPoint: 'B2' },
    });
    expect(await onDisk()).toEqual([]);
  });

  test('of somebody who may not come the controller’s screen knows nothing', async () => {
    const { desk } = await deskWith({
      server: async () => ({ verdict: 'refused', reason: 'barred', holder: 'Nadia', place: 'A 12' }),
    });
    const outcome = await desk.read('anything');
    expect(outcome?.look).toBe('hold');
    expect(JSON.stringify(outcome)).not.toMatch(/Nadia|A 12|barred/);
  });

  test('one that takes too long leaves it to the list, under the id it was asked with', async () => {
    const id = issuedBefore();
    const { desk, onDisk, asked } = await deskWith({ list: await house.list({ [id]: {} }), server: never });
    const outcome = await desk.read(await house.codeOf(id));
    expect(outcome).toMatchObject({ look: 'granted', isOwn: true });
    expect(asked).toEqual([outcome?.id]);
    expect(await onDisk()).toMatchObject([{ id: outcome?.id, state: 'by-device' }]);
  });

  test('where the list may not decide, the server is waited for', async () => {
    const id = issuedBefore();
    const list = await house.list({ [id]: {} }, { offline: 'not_at_all' });
    const answer = Promise.withResolvers<{ verdict: 'admitted' }>();
    const { desk } = await deskWith({ list, server: () => answer.promise });
    const outcome = desk.read(await house.codeOf(id));
    setTimeout(() => answer.resolve({ verdict: 'admitted' }), 60);
    expect(await outcome).toMatchObject({ look: 'granted', isOwn: false });
  });

  test('a call that fails leaves it to the list and is told', async () => {
    const id = issuedBefore();
    const list = await house.list({ [id]: { state: 'revoked' } });
    const { desk, calls, onDisk } = await deskWith({ list, server: async () => undefined });
    expect(await desk.read(await house.codeOf(id))).toMatchObject({ look: 'denied', reason: 'revoked', isOwn: true });
    expect(calls).toEqual([{ kind: 'failed' }]);
    expect(await onDisk()).toMatchObject([{ state: 'by-device', verdict: 'refused', reason: 'revoked' }]);
  });
});

describe('without a server', () => {
  test('the list decides, nobody is let in twice, and a code read again within three seconds is one reading', async () => {
    const id = issuedBefore();
    const { desk, asked, onDisk, pass } = await deskWith({ list: await house.list({ [id]: {} }), isOnline: false });
    const code = await house.codeOf(id);
    expect(await desk.read(code)).toMatchObject({ look: 'granted', isOwn: true });
    pass(2_900);
    expect(await desk.read(code)).toBeUndefined();
    pass(3_100);
    expect(await desk.read(code)).toMatchObject({ look: 'used', previous: { accessPoint: 'A1' } });
    expect(asked).toEqual([]);
    expect((await onDisk()).map(({ verdict }) => verdict)).toEqual(['admitted', 'refused']);
  });

  test('without a list nobody is let in and nobody is refused', async () => {
    const { desk, onDisk } = await deskWith({ isOnline: false });
    expect(await desk.read(await house.codeOf(issuedBefore()))).toMatchObject({ look: 'unsure', doubt: 'no_list' });
    expect(await onDisk()).toEqual([]);
  });
});

describe('a tariff that has to be checked', () => {
  test.each([
    [true, { verdict: 'admitted' }],
    [false, { verdict: 'refused', note: 'check_failed' }],
  ])('counts only when it was: %s', async (isGood, kept) => {
    const id = issuedBefore();
    const { desk, onDisk } = await deskWith({ list: await house.list({ [id]: { product: 1 } }), isOnline: false });
    const outcome = await desk.read(await house.codeOf(id));
    expect(outcome).toMatchObject({ look: 'check', check: { fr: 'Carte d’étudiant' } });
    expect(await onDisk()).toEqual([]);
    await desk.checked(isGood);
    expect(await onDisk()).toMatchObject([{ id: outcome?.id, ...kept }]);
  });
});
