import pg from 'pg';
import { apiBase } from '../../contract/api/paths.ts';
import { chanceFrom } from '../../database/seed/random.ts';
import { givenAPerformance } from '../../server/testing/given-a-performance.ts';
import { type Ground, type OwnDatabase, onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { runInChild } from '../ground/run-in-child.ts';
import { type ServerProcess, startProduct, startServer } from '../ground/server-process.ts';
import { countEnded } from '../load/ask-in-turn.ts';
import { percentile } from '../load/percentiles.ts';
import { type RequestJob, RequestResult } from '../load/request-job.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import type { CounterJob } from './counter-job.ts';

type Side = 'floor' | 'ours' | 'plain';
type Pit = { readonly performanceId: string; readonly zoneId: string };
type Pits = { readonly database: OwnDatabase; readonly onSale: Pit; readonly rehearsal: Pit; readonly places: number };
type Measured = RequestResult & {
  /** Places that clients were told to have, less those there are: more is oversold. */
  readonly oversold: number;
  /** Places nobody was told to have. */
  readonly left: number;
  /** Places told and not counted in the database, or the other way round. */
  readonly differing: number;
};

const partyMax = 4;
/** So much more is asked for than there is, so that the last place is fought for. */
const surplus = 1.1;
const warmUpSeconds = 2;
const secondsMax = 60;
const rehearsalPlaces = 200_000;

/** Holds of 1 to 4 places on one counter, until it is full: holds a second, and whether exactly the last place was sold. */
export async function standingPit(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { clients: '64,512', places: '40000' }, ['record']);
  const [clientCounts, places] = [options.numbersOf('clients'), options.numberOf('places')];
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const pits = await digPits(ground, places);
    const rows: Row[] = [];
    for (const clients of clientCounts) {
      const floor = await measure(ground, pits, clients, 'floor');
      const ours = await measure(ground, pits, clients, 'ours');
      const plain = await measure(ground, pits, clients, 'plain');
      for (const [side, measured] of Object.entries({ floor, ours, plain })) {
        rows.push(rowOf({ clients, side }, measured, floor));
      }
      if (isWrong(ours) || ours.left > 0 || isWrong(plain) || isWrong(floor)) process.exitCode = 1;
    }
    report(`standing-pit ${places} places`, circumstances, rows, { isRecorded: options.has('record') });
  });
}

async function digPits(ground: Ground, places: number): Promise<Pits> {
  const database = await ground.createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const dig = async (capacity: number): Promise<Pit> => {
    const wish = { rows: 1, seatsPerRow: 1, standingCapacity: capacity, holdMinutes: 30 };
    const { performanceId, zoneIds } = await givenAPerformance(pool, wish);
    return { performanceId, zoneId: zoneIds.standing ?? '' };
  };
  const pits = { database, onSale: await dig(places), rehearsal: await dig(rehearsalPlaces), places };
  await pool.query('vacuum (analyze)');
  await pool.end();
  return pits;
}

/** Every measurement has a database of its own, the same at the start, and nobody else running on it. */
async function measure(ground: Ground, pits: Pits, clients: number, side: Side): Promise<Measured> {
  console.error(`${clients} clients: ${side}`);
  const database = await ground.createDatabase(pits.database);
  const server = await startSide(ground, side, database);
  const send = (pit: Pit, quantities: Int32Array<ArrayBuffer>, seconds: number): Promise<RequestResult> => {
    if (server === undefined) {
      const job: CounterJob = { databaseUrl: database.url, ...pit, quantities, clients, secondsMax: seconds };
      return runInChild(ground, 'counter-load.ts', job, RequestResult);
    }
    const job: RequestJob = {
      port: server.port,
      requests: Array.from({ length: partyMax }, (_, index) => ({
        method: 'POST',
        path: `${apiBase}/performances/${pit.performanceId}/holds`,
        body: { zone: pit.zoneId, quantity: index + 1 },
      })),
      asked: quantities.map((quantity) => quantity - 1),
      clients,
      secondsMax: seconds,
    };
    return runInChild(ground, 'request-load.ts', job, RequestResult);
  };
  await send(pits.rehearsal, quantitiesFor(rehearsalPlaces), warmUpSeconds);
  const quantities = quantitiesFor(pits.places * surplus);
  const result = await send(pits.onSale, quantities, secondsMax);
  await server?.stop();
  const counted = await countPlaces(database.url, pits.onSale);
  await database.drop();
  const held = result.endings.indexOf('201');
  const told = result.ended.reduce((sum, code, index) => sum + (code === held ? (quantities[index] ?? 0) : 0), 0);
  const isCounted = side === 'floor' ? told === counted.used : told === counted.used && told === counted.places;
  return {
    ...result,
    oversold: Math.max(0, told - pits.places),
    left: Math.max(0, pits.places - told),
    differing: isCounted ? 0 : Math.max(1, Math.abs(told - counted.used)),
  };
}

async function startSide(ground: Ground, side: Side, { url }: OwnDatabase): Promise<ServerProcess | undefined> {
  if (side === 'floor') return undefined;
  return side === 'ours'
    ? startProduct(ground, url, { TESSERA_SIMULATOR: '0' })
    : startServer(ground, 'benchmarks/plain-pit.ts', { DATABASE_URL: url });
}

/** Parties of 1 to 4, together at least so many; those of one come last, so that the very last place finds somebody. */
function quantitiesFor(places: number): Int32Array<ArrayBuffer> {
  const chance = chanceFrom(40_000);
  const quantities: number[] = [];
  for (let asked = 0; asked < places; ) {
    const quantity = chance.between(1, partyMax);
    quantities.push(quantity);
    asked += quantity;
  }
  return Int32Array.from([...quantities, ...Array.from({ length: partyMax }, () => 1)]);
}

async function countPlaces(
  databaseUrl: string,
  { performanceId, zoneId }: Pit,
): Promise<{ used: number; places: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ used: number; places: number }>(
      `select used, (select count(*)::int from inventory.hold_place p join inventory.hold h on h.id = p.hold_id
         where p.performance_id = $1 and p.zone_id = $2 and h.state = 'active') as places
       from inventory.zone_stock where performance_id = $1 and zone_id = $2`,
      [performanceId, zoneId],
    );
    const [counted] = rows;
    if (counted === undefined) throw new Error('the pit is gone');
    return counted;
  } finally {
    await client.end();
  }
}

function rowOf({ clients, side }: { clients: number; side: string }, measured: Measured, floor: Measured): Row {
  const { latenciesMs, oversold, left, differing } = measured;
  return {
    clients,
    side,
    'holds/s': holdsPerSecond(measured),
    '× floor': holdsPerSecond(measured) / holdsPerSecond(floor),
    'p50 ms': percentile(latenciesMs, 0.5),
    'p95 ms': percentile(latenciesMs, 0.95),
    'p99 ms': percentile(latenciesMs, 0.99),
    seconds: lastHeldMs(measured) / 1000,
    holds: countEnded(measured, '201'),
    refused: latenciesMs.length - countEnded(measured, '201') - busy(measured) - failed(measured),
    busy: busy(measured),
    failed: failed(measured),
    'places left': left,
    oversold,
    differing,
  };
}

/** Until the last place was given: what is refused after that is answered faster. */
function holdsPerSecond(measured: Measured): number {
  return (countEnded(measured, '201') / lastHeldMs(measured)) * 1000;
}

function lastHeldMs({ ended, endings, answeredMs }: Measured): number {
  const held = endings.indexOf('201');
  return answeredMs.reduce((last, at, index) => (ended[index] === held ? Math.max(last, at) : last), 0);
}

function busy(measured: Measured): number {
  return countEnded(measured, '409 contended') + countEnded(measured, '503 busy');
}

const expected = new Set(['201', '409 sold_out', '409 not_enough_together', '409 contended', '503 busy']);

function failed(measured: Measured): number {
  return measured.endings
    .filter((ending) => !expected.has(ending))
    .reduce((count, ending) => count + countEnded(measured, ending), 0);
}

function isWrong(measured: Measured): boolean {
  return measured.oversold > 0 || measured.differing > 0 || failed(measured) > 0;
}
