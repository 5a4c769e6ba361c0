import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { readAdmissionList } from '../../contract/admission/admission-list.ts';
import { rotationKeyLength } from '../../contract/admission/rotating-code.ts';
import { Simulation } from '../../contract/api/gate.ts';
import { apiBase } from '../../contract/api/paths.ts';
import type { Chance } from '../../database/seed/random.ts';
import { DoorBook } from '../../scanner/door/door-book.ts';
import { deriveSecrets } from '../../server/platform/secrets.ts';
import { givenASession } from '../../server/testing/given-a-session.ts';
import { givenAnAccount } from '../../server/testing/given-an-account.ts';
import { type Doors, openDoors } from '../ground/doors.ts';
import { benchmarkSecret } from '../ground/server-process.ts';
import { type Connection, openConnection } from '../load/connection.ts';
import { judge } from './by-list.ts';
import type { Decide, Tally } from './compare.ts';
import { drawPolicy, drawReading, drawTicket, type Evening, type House, questionOf, type Ticket } from './draw.ts';
import { codeShown } from './signer.ts';

const ticketsAnEvening = 40;
const readingsATicket = 5;
const hour = 3_600_000;
const secrets = deriveSecrets(benchmarkSecret);

type Tallies = { readonly server: Tally; readonly serverList: Tally };
type Site = { readonly pool: pg.Pool; readonly port: () => number };

/** Writes drawn evenings into the database, and asks the server's simulator, and a door that has the list it gives out. */
export async function compareServer(
  { pool, port }: Site,
  { chance, cases, decide, tallies }: { chance: Chance; cases: number; decide: Decide; tallies: Tallies },
): Promise<void> {
  const connection = openConnection(port);
  for (let count = 0; count < cases; count += ticketsAnEvening * readingsATicket) {
    const doors = await openDoors(pool, { tickets: ticketsAnEvening, devices: 1 });
    const cookie = await directorOf(pool, doors);
    const house = houseOf(await listOf(port(), doors));
    const evening: Evening = { house, policy: drawPolicy(chance, house), lanes: null };
    // Of a ban there is a person; and who is one of hundreds of stays is not worth as many rows.
    const tickets = doors.tickets.map(({ accessRightId }): Ticket => {
      const { right, stays } = drawTicket(chance, house, accessRightId);
      return { right: { ...right, isBarred: false }, stays: stays.slice(0, 4) };
    });
    await writeEvening(pool, doors, evening, tickets);
    // For a second, doors are told how the house let in before.
    await pause(1_100);
    const book = new DoorBook(await listOf(port(), doors));
    for (const ticket of tickets)
      for (let reading = 0; reading < readingsATicket; reading += 1) {
        const read = { ...drawReading(chance, house, ticket), occupancy: undefined };
        const { id, epoch } = ticket.right;
        const key = secrets.fingerprint('rotation', `${id}:${epoch}`).subarray(0, rotationKeyLength);
        const scanned = await codeShown(doors.signer, id, read, key);
        const question = questionOf(evening, ticket, read);
        tallies.server.takeServer(question, await simulate(connection, { doors, cookie, scanned, read }), decide);
        tallies.serverList.takeList(question, await judge(book, scanned, read), decide);
      }
  }
  connection.close();
}

async function directorOf(pool: pg.Pool, { at }: Doors): Promise<string> {
  const { accountId } = await givenAnAccount(pool, { roles: ['director'], organiserId: at.organiserId });
  return (await givenASession({ pool, config: { publicUrl: 'http://127.0.0.1' } }, accountId)).cookie;
}

async function listOf(port: number, { at, devices: [device] }: Doors) {
  const url = `http://127.0.0.1:${port}${apiBase}/performances/${at.performanceId}/admission-list`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${device?.token}` } });
  if (!response.ok) throw new Error(`no list: ${response.status} ${await response.text()}`);
  return readAdmissionList(new Uint8Array(await response.arrayBuffer()));
}

function houseOf({ header }: Awaited<ReturnType<typeof listOf>>): House {
  return {
    performanceNumber: header.performance.number,
    zoneIds: header.zones.map(({ id }) => id),
    products: header.products.map(({ code }) => code),
    gates: header.gates.map(({ id, zoneIds }) => ({
      id,
      zoneIds,
      accessPointId: header.accessPoints.find(({ gateId }) => gateId === id)?.id ?? '',
    })),
    at: Math.floor(Date.now() / 1000) * 1000 - hour,
  };
}

async function writeEvening(
  pool: pg.Pool,
  { at, devices: [device] }: Doors,
  { policy }: Evening,
  tickets: readonly Ticket[],
): Promise<void> {
  const { usesMax, mayReturn, passback, rules, rotating } = policy;
  await pool.query(
    `update access_control.entry_policy set uses_max = $2, may_return = $3, passback = $4, rules = $5, stale_after_minutes = 1440
     where performance_id = $1`,
    [at.performanceId, usesMax, mayReturn, passback, JSON.stringify(rules)],
  );
  await pool.query('update catalogue.performance set rotating = $2 where id = $1', [at.performanceId, rotating]);
  const rights = tickets.map(({ right }) => ({ ...right, suspendedFor: suspendedFor(right) }));
  await pool.query(
    `update tickets.access_right r set state = g.state, suspended_for = g."suspendedFor", epoch = g.epoch,
       zone_id = g."zoneId", product = g.product, valid_from = to_timestamp(g."validFrom" / 1000.0),
       valid_until = to_timestamp(g."validUntil" / 1000.0)
     from jsonb_to_recordset($1) as g (id uuid, state text, "suspendedFor" text, epoch int, "zoneId" uuid, product text,
       "validFrom" float8, "validUntil" float8) where r.id = g.id`,
    [JSON.stringify(rights)],
  );
  const stays = tickets.flatMap(({ right, stays: known }) =>
    known.map((stay, number) => ({ ...stay, id: right.id, number: number + 1, leftBy: stay.leftAt && randomUUID() })),
  );
  await pool.query(
    `insert into access_control.admission (access_right_id, number, performance_id, scan_id, zone_id, access_point_id,
       device_id, admitted_at, left_at, left_by_scan_id)
     select g.id, number, $2, uuidv7(), "zoneId", $3, $4, to_timestamp(at / 1000.0), to_timestamp("leftAt" / 1000.0), "leftBy"
     from jsonb_to_recordset($1) as g (id uuid, number int, "zoneId" uuid, at float8, "leftAt" float8, "leftBy" uuid)`,
    [JSON.stringify(stays), at.performanceId, at.accessPointId, device?.deviceId],
  );
}

function suspendedFor({ state, isUnpaid }: Ticket['right']): string | null {
  if (state !== 'suspended') return null;
  return isUnpaid ? 'unpaid' : 'lost';
}

type Asked = {
  readonly doors: Doors;
  readonly cookie: string;
  readonly scanned: string;
  readonly read: ReturnType<typeof drawReading>;
};

async function simulate(connection: Connection, { doors, cookie, scanned, read }: Asked): Promise<string> {
  const answer = await connection.ask({
    method: 'POST',
    path: `${apiBase}/performances/${doors.at.performanceId}/scan-simulation`,
    headers: { cookie },
    body: {
      ticket: scanned,
      accessPoint: read.gate.accessPointId,
      direction: read.direction,
      at: new Date(read.at).toISOString(),
    },
  });
  if (answer.status !== 200) throw new Error(`no simulation: ${answer.status} ${answer.text}`);
  const { result } = Simulation.parse(JSON.parse(answer.text));
  return result.reason ?? result.verdict;
}
