import pg from 'pg';
import { chanceFrom } from '../../database/seed/random.ts';
import { type Doors, openDoors } from '../ground/doors.ts';
import { type Ground, type OwnDatabase, onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { runInChild } from '../ground/run-in-child.ts';
import { type ServerProcess, startProduct, startServer } from '../ground/server-process.ts';
import { countEnded } from '../load/ask-in-turn.ts';
import { percentile } from '../load/percentiles.ts';
import { RequestResult } from '../load/request-job.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import type { GateJob } from './gate-job.ts';

type Side = {
  readonly server: 'none' | 'product' | 'plain';
  /** As the scanner does. */
  readonly confirms?: boolean;
  /** So many a second, and not as fast as they are answered. */
  readonly isPaced?: boolean;
};
const sides: Readonly<Record<string, Side>> = {
  floor: { server: 'none' },
  ours: { server: 'product' },
  'ours, confirmed': { server: 'product', confirms: true },
  plain: { server: 'plain' },
  'ours, confirmed, paced': { server: 'product', confirms: true, isPaced: true },
};
type Evening = { readonly database: OwnDatabase; readonly doors: Doors; readonly shown: Int32Array<ArrayBuffer> };
type Measured = RequestResult & {
  /** Tickets whose holders were told to go in at two doors. */
  readonly doubles: number;
  /** Tickets by which the database says that somebody came in and nobody was told so, or the other way round. */
  readonly differing: number;
};

/** Of a hundred tickets so many are shown twice. */
const twicePercent = 20;
/** Of the tickets so many are for getting warm. */
const warmUpShare = 0.1;
const warmUpSeconds = 3;

/** Readings at doors that are online, from phones that read as fast as they are answered, and from some that come in turn. */
export async function gateRush(words: readonly string[]): Promise<void> {
  const defaults = { devices: '20', tickets: '60000', seconds: '10', 'per-second': '200' };
  const options = readOptions(words, defaults, ['record']);
  const [devices, seconds, pace] = [
    options.numberOf('devices'),
    options.numberOf('seconds'),
    options.numberOf('per-second'),
  ];
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const evening = await openEvening(ground, options.numberOf('tickets'), devices);
    const measured: [string, Measured][] = [];
    for (const [name, side] of Object.entries(sides)) {
      console.error(name);
      measured.push([name, await measure(ground, evening, side, { seconds, pace })]);
    }
    const floor = measured[0]?.[1];
    const rows = floor ? measured.map(([name, one]) => rowOf(name, one, floor)) : [];
    if (measured.some(([, one]) => isWrong(one))) process.exitCode = 1;
    report(`gate-rush ${devices} devices, paced: ${pace} a second`, circumstances, rows, {
      isRecorded: options.has('record'),
    });
  });
}

async function openEvening(ground: Ground, tickets: number, devices: number): Promise<Evening> {
  const database = await ground.createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const doors = await openDoors(pool, { tickets, devices });
  await pool.query('create table access_control.floor (like access_control.scan, primary key (id))');
  await pool.query('vacuum (analyze)');
  await pool.end();
  const chance = chanceFrom(5);
  const shown: number[] = [];
  for (const number of doors.tickets.keys()) {
    shown.push(number);
    // Up to a second after, at another door.
    if (chance.between(1, 100) <= twicePercent)
      shown.splice(Math.max(0, shown.length - chance.between(1, 200)), 0, number);
  }
  return { database, doors, shown: Int32Array.from(shown) };
}

type Wish = { readonly seconds: number; readonly pace: number };

/** Every measurement has a database of its own, the same at the start, and nobody else running on it. */
async function measure(
  ground: Ground,
  { database: template, doors, shown }: Evening,
  side: Side,
  { seconds, pace }: Wish,
): Promise<Measured> {
  const database = await ground.createDatabase(template);
  const server = await startSide(ground, side, database);
  const job: Omit<GateJob, 'shown' | 'secondsMax'> = {
    ...(server ? { port: server.port } : {}),
    databaseUrl: database.url,
    organiserId: doors.at.organiserId,
    performanceId: doors.at.performanceId,
    accessPointId: doors.at.accessPointId,
    devices: [...doors.devices],
    tickets: doors.tickets.map(({ accessRightId, code }) => ({ accessRightId, code })),
    confirms: side.confirms === true,
  };
  const send = (some: Int32Array<ArrayBuffer>, secondsMax: number, perSecond?: number) =>
    runInChild(ground, 'gate-load.ts', { ...job, shown: some, secondsMax, perSecond }, RequestResult);
  const warmUp = Math.floor(shown.length * warmUpShare);
  await send(shown.slice(0, warmUp), warmUpSeconds);
  const asked = shown.slice(warmUp);
  const result = await send(asked, seconds, side.isPaced ? pace : undefined);
  await server?.stop();
  const judged =
    side.server === 'none'
      ? { doubles: 0, differing: 0 }
      : await judge(database, doors, asked, result, shown.slice(0, warmUp));
  await database.drop();
  return { ...result, ...judged };
}

async function startSide(ground: Ground, side: Side, { url }: OwnDatabase): Promise<ServerProcess | undefined> {
  if (side.server === 'none') return undefined;
  return side.server === 'plain'
    ? startServer(ground, 'benchmarks/plain-gate.ts', { DATABASE_URL: url })
    : startProduct(ground, url, { TESSERA_SIMULATOR: '0' });
}

/** What phones were told, beside what the database says. */
async function judge(
  { url }: OwnDatabase,
  { tickets }: Doors,
  asked: Int32Array,
  result: RequestResult,
  before: Int32Array,
): Promise<Pick<Measured, 'doubles' | 'differing'>> {
  const admitted = result.endings.indexOf('admitted');
  const told = new Map<string, number>();
  result.ended.forEach((ending, position) => {
    const id = tickets[asked[position] ?? 0]?.accessRightId ?? '';
    if (ending === admitted) told.set(id, (told.get(id) ?? 0) + 1);
  });
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const { rows } = await pool.query<{ id: string }>(
    'select distinct access_right_id as id from access_control.admission',
  );
  await pool.end();
  const kept = new Set(rows.map(({ id }) => id));
  const warm = new Set(Array.from(before, (number) => tickets[number]?.accessRightId ?? ''));
  const untold = [...kept].filter((id) => !told.has(id) && !warm.has(id));
  return {
    doubles: [...told.values()].filter((times) => times > 1).length,
    differing: [...told.keys()].filter((id) => !kept.has(id)).length + untold.length,
  };
}

function rowOf(side: string, measured: Measured, floor: Measured): Row {
  const { latenciesMs, doubles, differing } = measured;
  return {
    side,
    'scans/s': perSecond(measured),
    '× floor': perSecond(measured) / perSecond(floor),
    'p50 ms': percentile(latenciesMs, 0.5),
    'p95 ms': percentile(latenciesMs, 0.95),
    'p99 ms': percentile(latenciesMs, 0.99),
    scans: latenciesMs.length,
    admitted: countEnded(measured, 'admitted'),
    used: countEnded(measured, 'refused already_used'),
    failed: failed(measured),
    doubles,
    differing,
  };
}

function perSecond({ latenciesMs, elapsedMs }: Measured): number {
  return (latenciesMs.length / elapsedMs) * 1000;
}

function failed(measured: Measured): number {
  return measured.latenciesMs.length - countEnded(measured, 'admitted') - countEnded(measured, 'refused already_used');
}

function isWrong(measured: Measured): boolean {
  return measured.doubles > 0 || measured.differing > 0 || failed(measured) > 0;
}
