import type pg from 'pg';
import { readAdmissionList } from '../../contract/admission/admission-list.ts';
import { laneOf } from '../../contract/admission/lanes.ts';
import type { AdmissionVerdict } from '../../contract/admission/question.ts';
import { ScanConflictList } from '../../contract/api/gate.ts';
import { apiBase } from '../../contract/api/paths.ts';
import type { Chance } from '../../database/seed/random.ts';
import { DoorBook } from '../../scanner/door/door-book.ts';
import { uuidV7 } from '../../scanner/reading/uuid-v7.ts';
import type { KeptScan } from '../../scanner/sending/kept-scan.ts';
import { givenASession } from '../../server/testing/given-a-session.ts';
import { givenAnAccount } from '../../server/testing/given-an-account.ts';
import { type Doors, type DoorTicket, openDoors } from '../ground/doors.ts';
import type { Findings } from '../report/findings.ts';
import { openLossyLink, type Ports, portOf } from './lossy-link.ts';
import type { GateWish } from './wish.ts';

export type CutOffResult = {
  readonly offline: 'by_list' | 'by_lane';
  readonly readings: number;
  readonly admitted: number;
  readonly doubles: number;
  readonly conflicts: number;
  readonly findings: Findings;
};

/** A phone without a network: its list, and what it did. */
type Phone = { readonly name: string; readonly token: string; readonly book: DoorBook; readonly scans: KeptScan[] };
type Evening = {
  readonly pool: pg.Pool;
  readonly ports: Ports;
  readonly wish: GateWish;
  readonly doors: Doors;
  readonly phones: readonly Phone[];
  readonly chance: Chance;
};

/** How long ago the doors lost the network, and how long after the first the second of two comes by the same ticket. */
const agoMs = 1_800_000;
const betweenMs = 600_000;

/** Tickets that are shown at doors which know nothing of each other, some of them at two. Then the doors come back. */
export async function cutDoorsOff(
  pool: pg.Pool,
  ports: Ports,
  wish: GateWish,
  { offline, chance }: { readonly offline: 'by_list' | 'by_lane'; readonly chance: Chance },
): Promise<CutOffResult> {
  const doors = await openDoors(pool, { tickets: wish.offlineTickets, devices: wish.devices, offline });
  const phones = await Promise.all(
    doors.devices.map((device, number) => takeList(portOf(ports, number)(), doors, device.token, number)),
  );
  if (wish.isSabotaged) for (const { book } of phones) book.list.header.lanes?.own.push(...phones.keys());
  const evening: Evening = { pool, ports, wish, doors, phones, chance };
  const planted = new Set(doors.tickets.slice(0, wish.doubles));
  const startedAt = Date.now() - agoMs;
  for (const [number, ticket] of doors.tickets.entries()) {
    const at = startedAt + number;
    const [first, second] = twoOf(phones, chance);
    await visit(evening, ticket, first, at);
    if (planted.has(ticket)) await visit(evening, ticket, second, at + betweenMs);
  }
  await comeBack(evening);
  const conflicts = await listConflicts(evening);
  return {
    offline,
    doubles: planted.size,
    readings: phones.reduce((total, { scans }) => total + scans.length, 0),
    admitted: phones.reduce((total, { scans }) => total + scans.filter(isAdmitted).length, 0),
    conflicts: conflicts.length,
    findings: await judge(evening, planted, conflicts),
  };
}

async function takeList(port: number, { at }: Doors, token: string, number: number): Promise<Phone> {
  const response = await fetch(`http://127.0.0.1:${port}${apiBase}/performances/${at.performanceId}/admission-list`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`no list: ${response.status}`);
  const list = readAdmissionList(new Uint8Array(await response.arrayBuffer()));
  return { name: `Scanner ${number + 1}`, token, book: new DoorBook(list), scans: [] };
}

function twoOf(phones: readonly Phone[], chance: Chance): [Phone, Phone] {
  const at = chance.between(0, phones.length - 1);
  const more = chance.between(1, phones.length - 1);
  const [first, second] = [phones[at], phones[(at + more) % phones.length]];
  if (!first || !second) throw new Error('doubles need two phones');
  return [first, second];
}

/** Shows a ticket at a door, and at that of its lane when it is sent there. */
async function visit(evening: Evening, ticket: DoorTicket, phone: Phone, at: number): Promise<void> {
  const verdict = await read(evening, ticket, phone, at);
  if (verdict.verdict !== 'refused' || verdict.reason !== 'other_lane') return;
  const lanes = phone.book.list.header.lanes;
  const owner = evening.phones[laneOf(ticket.accessRightId, lanes?.count ?? 1)];
  if (owner) await read(evening, ticket, owner, at + 1_000);
}

async function read(
  { doors }: Evening,
  { code, accessRightId }: DoorTicket,
  { book, scans }: Phone,
  at: number,
): Promise<AdmissionVerdict> {
  const { accessPointId } = doors.at;
  const judgement = await book.judge({
    scanned: code,
    accessPointId,
    direction: 'in',
    at,
    toleranceMs: 0,
    ownScans: (id) => scans.filter((scan) => scan.accessRightId === id),
  });
  if (judgement.kind !== 'verdict') throw new Error(`a door could not tell: ${judgement.doubt}`);
  const { verdict } = judgement;
  scans.push({
    id: uuidV7(at),
    state: 'by-device',
    code,
    accessPointId,
    direction: 'in',
    verdict: verdict.verdict,
    ...(verdict.verdict === 'refused' ? { reason: verdict.reason } : {}),
    ...(verdict.verdict === 'admitted' ? { zoneId: verdict.zoneId } : {}),
    accessRightId,
    accessPoint: '',
    readAt: { serverAt: at, wallAt: at, runningAt: at, bootMark: '' },
  });
  return verdict;
}

/** All phones tell what they did, at the same time, over a network that loses requests and answers. */
async function comeBack({ phones, ports, wish, chance, doors }: Evening): Promise<void> {
  await Promise.all(
    phones.map(async ({ token, scans }, number) => {
      if (wish.isSabotaged && number === 0) return;
      const link = openLossyLink(portOf(ports, number), token, { chance, lossPercent: wish.lossPercent });
      for (let from = 0; from < scans.length; from += 50) {
        const some = scans.slice(from, from + 50).map(({ id, code, direction, verdict, reason, readAt }) => {
          return { id, code, direction, verdict, ...(reason ? { reason } : {}), agoMs: Date.now() - readAt.serverAt };
        });
        await link.askUntilAnswered('uploadScans', doors.at.accessPointId, { scans: some });
      }
      link.close();
    }),
  );
}

async function listConflicts({ pool, ports, doors }: Evening) {
  const { accountId } = await givenAnAccount(pool, { roles: ['director'], organiserId: doors.at.organiserId });
  const { cookie } = await givenASession({ pool, config: { publicUrl: 'http://127.0.0.1' } }, accountId);
  const url = `http://127.0.0.1:${portOf(ports, 0)()}${apiBase}/performances/${doors.at.performanceId}/scan-conflicts`;
  const response = await fetch(url, { headers: { cookie } });
  if (!response.ok) throw new Error(`no conflicts: ${response.status}`);
  return ScanConflictList.parse(await response.json()).items;
}

function isAdmitted({ verdict }: KeptScan): boolean {
  return verdict === 'admitted';
}

type Conflicts = Awaited<ReturnType<typeof listConflicts>>;

async function judge(evening: Evening, planted: ReadonlySet<DoorTicket>, conflicts: Conflicts): Promise<Findings> {
  const { phones, doors, wish } = evening;
  const wentIn = Map.groupBy(
    phones.flatMap(({ name, scans }) => scans.filter(isAdmitted).map((scan) => ({ name, scan }))),
    ({ scan }) => scan.accessRightId ?? '',
  );
  const isShared = phones[0]?.book.list.header.offline === 'by_lane';
  const told = Map.groupBy(conflicts, ({ ticket }) => ticket);
  const notFound: string[] = [];
  const wronglyTold: string[] = [];
  const twice: string[] = [];
  const never: string[] = [];
  for (const ticket of doors.tickets) {
    const seen = (wentIn.get(ticket.accessRightId) ?? []).toSorted(
      (a, b) => a.scan.readAt.serverAt - b.scan.readAt.serverAt,
    );
    const [first, second] = seen;
    const found = told.get(ticket.serial) ?? [];
    const words = found.map(({ kind, scan, other }) => `${kind} at ${scan.device} after ${other?.device}`).join(', ');
    if (!first) never.push(ticket.serial);
    if (isShared && second) twice.push(`${ticket.serial}: ${first?.name}, ${second.name}`);
    const expected = planted.has(ticket) && !isShared ? `double at ${second?.name} after ${first?.name}` : '';
    if (expected !== '' && found.length === 0) notFound.push(`${ticket.serial}: ${expected}`);
    else if (words !== expected) wronglyTold.push(`${ticket.serial}: ${words}, and not ${expected}`);
  }
  const kept = await countStays(evening);
  const stays = kept === wish.offlineTickets ? [] : [`${kept} of ${wish.offlineTickets}`];
  const where = isShared ? 'lanes' : 'lists';
  return {
    [`${where}: tickets let in twice`]: twice,
    [`${where}: visitors nobody let in`]: never,
    [`${where}: doubles not found`]: notFound,
    [`${where}: conflicts told wrongly`]: wronglyTold,
    [`${where}: not one stay each`]: stays,
  };
}

async function countStays({ pool, doors }: Evening): Promise<number> {
  const { rows } = await pool.query<{ stays: number }>(
    'select count(*)::int as stays from access_control.admission where performance_id = $1',
    [doors.at.performanceId],
  );
  return rows[0]?.stays ?? 0;
}
