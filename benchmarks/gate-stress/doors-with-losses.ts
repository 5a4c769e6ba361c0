import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Chance } from '../../database/seed/random.ts';
import { uuidV7 } from '../../scanner/reading/uuid-v7.ts';
import { type Doors, type DoorTicket, openDoors } from '../ground/doors.ts';
import type { Findings } from '../report/findings.ts';
import { type LossyLink, openLossyLink, type Ports, portOf } from './lossy-link.ts';
import type { GateWish } from './wish.ts';

export type LossesResult = {
  readonly readings: number;
  readonly lost: number;
  readonly givenUp: number;
  readonly lateConfirmations: number;
  readonly findings: Findings;
};

/** Who saw green: the scans by which people went in, by access right. */
type Journal = Map<string, string[]>;
type Phone = { readonly link: LossyLink; readonly confirms: boolean };
type Scene = {
  readonly pool: pg.Pool;
  readonly doors: Doors;
  readonly chance: Chance;
  readonly greens: Journal;
  readonly phones: readonly Phone[];
};

/** A phone that heard nothing is put away by its owner once in so many times; the visitor goes to another door. */
const givesUpOnceIn = 10;
const comesBackMax = 10;
const lateMs = 100;

/** Tickets that are shown at several doors at once, on a network that loses requests and answers. */
export async function crowdDoors(pool: pg.Pool, ports: Ports, wish: GateWish, chance: Chance): Promise<LossesResult> {
  const doors = await openDoors(pool, wish);
  const phones = doors.devices.map(({ token }, number) => ({
    link: openLossyLink(portOf(ports, number), token, { chance, lossPercent: wish.lossPercent }),
    confirms: !wish.isSabotaged || number % 2 === 0,
  }));
  const scene: Scene = { pool, doors, chance, greens: new Map(), phones };
  const lateCount = Math.ceil(doors.tickets.length / 10);
  const late = doors.tickets.slice(0, lateCount);
  const crowded = doors.tickets.slice(lateCount);
  const { readings, givenUp } = await showEverywhere(scene, crowded, wish.doorsEach);
  await endOffers(pool);
  for (const ticket of crowded)
    if (!scene.greens.has(ticket.accessRightId)) await comeBackLater(scene, ticket, phones[0]);
  await Promise.all(phones.map((_, number) => confirmLate(scene, late, number)));
  for (const { link } of phones) link.close();
  return {
    readings,
    givenUp,
    lost: phones.reduce((total, { link }) => total + link.lost(), 0),
    lateConfirmations: late.length,
    findings: { ...(await judgeCrowded(scene, crowded)), ...(await judgeLate(scene, late)) },
  };
}

async function showEverywhere({ chance, ...scene }: Scene, tickets: readonly DoorTicket[], doorsEach: number) {
  const queues = scene.phones.map((): DoorTicket[] => []);
  for (const ticket of tickets) {
    const first = chance.between(0, queues.length - 1);
    for (let door = 0; door < doorsEach; door += 1) queues[(first + door * 7) % queues.length]?.push(ticket);
  }
  const givenUp = await Promise.all(
    scene.phones.map(async (phone, number) => {
      let count = 0;
      for (const ticket of queues[number] ?? []) {
        if (!(await read({ ...scene, chance }, ticket, phone))) count += 1;
      }
      return count;
    }),
  );
  return {
    readings: queues.reduce((total, { length }) => total + length, 0),
    givenUp: givenUp.reduce((total, count) => total + count, 0),
  };
}

/** Reads a ticket until it knows, shows green if it may, and tells the server that somebody went in. False: it gave up. */
async function read(scene: Scene, ticket: DoorTicket, phone: Phone): Promise<boolean> {
  const id = uuidV7(Date.now());
  const { accessPointId } = scene.doors.at;
  const body = scanOf(id, ticket, phone);
  for (;;) {
    const answer = await phone.link.ask('scanTickets', accessPointId, body);
    const result = answer?.results[0];
    if (!result && scene.chance.between(1, givesUpOnceIn) === 1) return false;
    if (!result) continue;
    if (result.verdict !== 'admitted') return true;
    showGreen(scene, ticket, id);
    if (phone.confirms) await confirm(scene, ticket, phone, { id, readAt: Date.now() });
    return true;
  }
}

/**
 * Comes back until somebody is let in, after the time of what was offered. What was cut off may reach the server late, and offer
 * again to nobody: that too is over in time. A ticket that is used stays refused however often it is shown.
 */
async function comeBackLater(scene: Scene, ticket: DoorTicket, phone: Phone | undefined): Promise<void> {
  for (let times = 0; phone && times < comesBackMax && !scene.greens.has(ticket.accessRightId); times += 1) {
    await read(scene, ticket, phone);
    if (scene.greens.has(ticket.accessRightId)) return;
    await pause(lateMs);
    await endOffers(scene.pool);
  }
}

function scanOf(id: string, { code }: DoorTicket, { confirms }: Phone) {
  const scans = [{ id, code, scannedAt: new Date().toISOString(), direction: 'in' }];
  return { scans, willConfirm: confirms };
}

function showGreen({ greens }: Scene, { accessRightId }: DoorTicket, scanId: string): void {
  greens.set(accessRightId, [...(greens.get(accessRightId) ?? []), scanId]);
}

type Reading = { readonly id: string; readonly readAt: number };

/** As the scanner does: a scan of which no offer is known any more is told as one it decided itself. */
async function confirm(scene: Scene, { code }: DoorTicket, { link }: Phone, { id, readAt }: Reading): Promise<void> {
  const { accessPointId } = scene.doors.at;
  const told = await link.askUntilAnswered('confirmScans', accessPointId, { scans: [{ id }] });
  if (told.results[0]?.outcome !== 'unknown') return;
  const agoMs = Date.now() - readAt;
  const scans = [{ id, code, direction: 'in', verdict: 'admitted', agoMs }];
  await link.askUntilAnswered('uploadScans', accessPointId, { scans });
}

/** As if twenty seconds had passed. */
async function endOffers(pool: pg.Pool, accessRightId: string | null = null): Promise<void> {
  await pool.query(
    `update access_control.offer set ends_at = clock_timestamp() where $1::uuid is null or access_right_id = $1`,
    [accessRightId],
  );
}

/**
 * A phone that let somebody in is cut off before it can tell, and somebody else comes by the same ticket once the offer is
 * over: both go in, which nobody can help, and both phones tell at last, in either order or at the same time.
 */
async function confirmLate(scene: Scene, tickets: readonly DoorTicket[], number: number): Promise<void> {
  const { phones, pool, chance, doors } = scene;
  const own = tickets.filter((_, at) => at % phones.length === number);
  const [first, second] = [phones[number], phones[(number + 1) % phones.length]];
  if (!first || !second) return;
  for (const ticket of own) {
    const readings: [Phone, Reading][] = [];
    for (const phone of [first, second]) {
      const reading = { id: uuidV7(Date.now()), readAt: Date.now() };
      const answer = await phone.link.askUntilAnswered(
        'scanTickets',
        doors.at.accessPointId,
        scanOf(reading.id, ticket, { ...phone, confirms: true }),
      );
      if (answer.results[0]?.verdict === 'admitted') {
        showGreen(scene, ticket, reading.id);
        readings.push([phone, reading]);
      }
      await endOffers(pool, ticket.accessRightId);
    }
    if (chance.next() < 0.5) readings.reverse();
    const tell = ([phone, reading]: [Phone, Reading]) => confirm(scene, ticket, phone, reading);
    if (chance.next() < 0.3) await Promise.all(readings.map(tell));
    else for (const reading of readings) await tell(reading);
  }
}

type Kept = { readonly id: string; readonly stays: string[]; readonly conflicts: string[] };

async function whatIsKept({ pool, doors }: Scene): Promise<Map<string, Kept>> {
  const { rows } = await pool.query<Kept>(
    `select r.id, array(select scan_id from access_control.admission where access_right_id = r.id) as stays,
       array(select scan_id from access_control.scan_conflict where access_right_id = r.id and kind = 'double') as conflicts
     from tickets.access_right r where r.performance_id = $1`,
    [doors.at.performanceId],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function judgeCrowded(scene: Scene, tickets: readonly DoorTicket[]): Promise<Findings> {
  const kept = await whatIsKept(scene);
  const twice: string[] = [];
  const never: string[] = [];
  const differing: string[] = [];
  for (const { accessRightId, serial } of tickets) {
    const greens = scene.greens.get(accessRightId) ?? [];
    const stays = kept.get(accessRightId)?.stays ?? [];
    if (greens.length > 1) twice.push(`${serial}: ${greens.join(', ')}`);
    if (greens.length === 0) never.push(`${serial}: ${stays.join(', ')}`);
    if (greens.length === 1 && stays.join() !== greens.join()) differing.push(`${serial}: ${greens} and ${stays}`);
  }
  return {
    'tickets let in twice': twice,
    'used tickets nobody was let in by': never,
    'admissions other than those that were seen': differing,
  };
}

/** Both went in: one is the stay, the other is told as a conflict. */
async function judgeLate(scene: Scene, tickets: readonly DoorTicket[]): Promise<Findings> {
  const kept = await whatIsKept(scene);
  const untold = tickets.filter(({ accessRightId }) => {
    const greens = scene.greens.get(accessRightId) ?? [];
    const { stays = [], conflicts = [] } = kept.get(accessRightId) ?? {};
    const told = [...stays, ...conflicts].sort().join();
    return greens.length !== 2 || stays.length !== 1 || told !== [...greens].sort().join();
  });
  const words = ({ accessRightId, serial }: DoorTicket) => {
    const { stays = [], conflicts = [] } = kept.get(accessRightId) ?? {};
    return `${serial}: ${scene.greens.get(accessRightId)?.length} went in, ${stays.length} stays, ${conflicts.length} conflicts`;
  };
  return { 'late confirmations of which a double is not told': untold.map(words) };
}
