import 'fake-indexeddb/auto';
import type { Input, Reply } from '@tessera/contract/api/operations';
import type { Answer } from '@tessera/contract/call';
import { expect, test } from 'vitest';
import { uuidV7 } from '../reading/uuid-v7.ts';
import { ServerClock } from '../shift/server-clock.ts';
import { openDatabase } from '../storage/database.ts';
import type { Ask } from './ask.ts';
import type { KeptScan } from './kept-scan.ts';
import { ScanQueue } from './scan-queue.ts';

const clock = new ServerClock();
const moment = clock.moment();
const start = Date.parse('2026-06-01T18:00:00Z');
const unreachable = { code: 'unreachable', status: 503, traceId: '', errors: [], facts: {} } as const;

function scan(number: number, more: Partial<KeptScan> = {}): KeptScan {
  return {
    id: uuidV7(start + number),
    state: 'by-device',
    code: `code ${number}`,
    accessPointId: 'a1',
    direction: 'in',
    verdict: 'admitted',
    accessPoint: 'Porte A',
    accessRightId: `right ${number}`,
    readAt: moment,
    ...more,
  };
}

/** A server on the far side of a network that loses questions and answers. */
function serverBehind(loses: () => boolean) {
  const uploads: string[] = [];
  const recorded = new Map<string, number>();
  const offers = new Set<string>();
  const confirmed = new Set<string>();
  const poison = new Set<string>();
  const batches: number[] = [];
  const replies = {
    uploadScans: ({ body }: Input<'uploadScans'>): Reply<'uploadScans'> | 400 => {
      batches.push(body.scans.length);
      if (body.scans.some(({ id }) => poison.has(id))) return 400;
      return {
        results: body.scans.map(({ id }) => {
          const isKnown = recorded.has(id);
          recorded.set(id, (recorded.get(id) ?? 0) + (isKnown ? 0 : 1));
          uploads.push(id);
          return { id, outcome: isKnown ? 'known' : 'recorded' };
        }),
      };
    },
    confirmScans: ({ body }: Input<'confirmScans'>): Reply<'confirmScans'> => ({
      results: body.scans.map(({ id }) => {
        if (offers.has(id)) confirmed.add(id);
        return { id, outcome: offers.has(id) ? 'confirmed' : 'unknown', isDouble: false };
      }),
    }),
  };
  const ask = (async (name: keyof typeof replies, input: never): Promise<Answer<'uploadScans' | 'confirmScans'>> => {
    if (loses()) return { ok: false, problem: unreachable };
    const body = replies[name](input);
    if (loses()) return { ok: false, problem: unreachable };
    if (body === 400) return { ok: false, problem: { ...unreachable, code: 'bad_request', status: 400 } };
    return { ok: true, status: 200, body, headers: new Headers() };
  }) as Ask;
  return { ask, uploads, recorded, offers, confirmed, poison, batches };
}

/** Loses three of ten, the same ones each time. */
function lossy(): () => boolean {
  let seed = 7;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31 < 0.3;
  };
}

test('a thousand scans arrive once each over a network that loses three of ten, with restarts between', async () => {
  const name = crypto.randomUUID();
  const scans = Array.from({ length: 1000 }, (_, number) => scan(number));
  const first = await ScanQueue.open(await openDatabase(name), clock);
  await first.keep(...scans);
  const server = serverBehind(lossy());
  for (let starts = 0; starts < 200; starts += 1) {
    const queue = await ScanQueue.open(await openDatabase(name), clock);
    if (queue.unsent === 0) break;
    await queue.send(server.ask);
  }
  expect((await ScanQueue.open(await openDatabase(name), clock)).unsent).toBe(0);
  expect([...server.recorded.values()]).toEqual(scans.map(() => 1));
  expect(Math.max(...server.batches)).toBe(50);
});

test('the oldest is sent first, whatever the order they were kept in', async () => {
  const queue = await ScanQueue.open(await openDatabase(crypto.randomUUID()), clock);
  const scans = Array.from({ length: 120 }, (_, number) => scan(number));
  await queue.keep(...scans.toReversed());
  const server = serverBehind(() => false);
  await queue.send(server.ask);
  expect(server.uploads).toEqual(scans.map(({ id }) => id));
});

test('an offer is confirmed; one the server does not know is uploaded', async () => {
  const queue = await ScanQueue.open(await openDatabase(crypto.randomUUID()), clock);
  const [offered, lapsed] = [scan(1, { state: 'offered' }), scan(2, { state: 'offered' })];
  await queue.keep(offered, lapsed);
  const server = serverBehind(() => false);
  server.offers.add(offered.id);
  expect(await queue.send(server.ask)).toBeUndefined();
  expect([...server.confirmed]).toEqual([offered.id]);
  expect(server.uploads).toEqual([lapsed.id]);
  expect(queue.unsent).toBe(0);
});

test('a scan the server will never take does not keep the others back', async () => {
  const queue = await ScanQueue.open(await openDatabase(crypto.randomUUID()), clock);
  const scans = Array.from({ length: 10 }, (_, number) => scan(number));
  await queue.keep(...scans);
  const server = serverBehind(() => false);
  server.poison.add(scans[4]?.id ?? '');
  await queue.send(server.ask);
  expect(server.uploads).toHaveLength(9);
  expect(queue.unsent).toBe(0);
});

test('what a proxy refuses in place of the server is not given up', async () => {
  const queue = await ScanQueue.open(await openDatabase(crypto.randomUUID()), clock);
  await queue.keep(scan(1));
  await queue.send((async () => ({ ok: false, problem: { ...unreachable, status: 413 } })) as Ask);
  expect(queue.unsent).toBe(1);
});

test('without a network everything stays, and what this device did with a ticket is known', async () => {
  const name = crypto.randomUUID();
  const queue = await ScanQueue.open(await openDatabase(name), clock);
  await queue.keep(scan(1), scan(2));
  const problem = await queue.send(serverBehind(() => true).ask);
  expect(problem?.code).toBe('unreachable');
  const reopened = await ScanQueue.open(await openDatabase(name), clock);
  expect(reopened.unsent).toBe(2);
  expect(reopened.ownScans('right 2')).toHaveLength(1);
});
