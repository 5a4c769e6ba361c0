import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type pg from 'pg';
import { decodeTicketCode } from '../../contract/ticket-code.ts';

export type Read = { readonly id: string; readonly code: string };
type Door = { readonly accessPointId: string; readonly token: string };
type Device = { id: string; organiserId: string };
type Right = {
  performanceId: string;
  organiserId: string;
  zoneId: string;
  state: string;
  epoch: number;
  isInTime: boolean;
  isAtItsGate: boolean;
};
type Result = { id: string; verdict: 'admitted' | 'refused'; reason?: string };

/** Whose key never changes. */
const keys = new Map<number, KeyObject>();

/** Select for update, check, insert twice, commit: one transaction a reading, each statement prepared once a connection. Of the rules it knows those of a usual evening. */
export async function readInOneTransaction(pool: pg.Pool, door: Door, { id, code }: Read): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows: devices } = await client.query<Device>(findDevice, [
      createHash('sha256').update(door.token).digest(),
    ]);
    const [device] = devices;
    const decoded = decodeTicketCode(code);
    if (
      !device ||
      !decoded.ok ||
      !verify(null, decoded.signedBytes, await keyOf(client, decoded.code.signingKeyId), decoded.signature)
    ) {
      await client.query('rollback');
      return { id, verdict: 'refused', reason: 'not_a_ticket' };
    }
    const { accessRightId, epoch } = decoded.code;
    const { rows: rights } = await client.query<Right>({ ...lockRight, values: [accessRightId, door.accessPointId] });
    const [right] = rights;
    // Once the right is locked: what came of a reading just before is seen.
    const { rowCount } = await client.query({ ...findStays, values: [accessRightId] });
    const reason = right ? reasonOf(right, device, { epoch, isUsed: rowCount !== 0 }) : 'not_a_ticket';
    const kept = [id, door.accessPointId, device.organiserId, right?.performanceId, right && accessRightId, device.id];
    await client.query({ ...insertScan, values: [...kept, reason ? 'refused' : 'admitted', reason ?? null] });
    const stay = [accessRightId, right?.performanceId, id, right?.zoneId, door.accessPointId, device.id];
    if (!reason) await client.query({ ...insertAdmission, values: stay });
    await client.query('commit');
    return reason ? { id, verdict: 'refused', reason } : { id, verdict: 'admitted' };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

function reasonOf(
  right: Right,
  device: Device,
  { epoch, isUsed }: { epoch: number; isUsed: boolean },
): string | undefined {
  if (right.organiserId !== device.organiserId) return 'not_a_ticket';
  if (right.state !== 'issued' || right.epoch !== epoch) return 'not_valid';
  if (!right.isInTime) return 'not_now';
  if (!right.isAtItsGate) return 'wrong_gate';
  return isUsed ? 'already_used' : undefined;
}

async function keyOf(client: pg.PoolClient, id: number): Promise<KeyObject> {
  const known = keys.get(id);
  if (known) return known;
  const { rows } = await client.query<{ key: Buffer }>(
    'select public_key as key from tickets.signing_key where id = $1',
    [id],
  );
  const key = createPublicKey({ key: rows[0]?.key ?? Buffer.alloc(0), format: 'der', type: 'spki' });
  keys.set(id, key);
  return key;
}

const findDevice = {
  name: 'device',
  text: `
  select id, organiser_id as "organiserId" from access_control.device where token_hash = $1 and revoked_at is null`,
};
const lockRight = {
  name: 'right',
  text: `
  select r.performance_id as "performanceId", t.organiser_id as "organiserId", r.zone_id as "zoneId", r.state, r.epoch,
    now() between r.valid_from and r.valid_until as "isInTime",
    exists (select from catalogue.performance p join venues.gate g on g.mapping_id = p.mapping_id
        join venues.access_point ap on ap.gate_id = g.id and ap.id = $2
      where p.id = r.performance_id
        and (exists (select from venues.gate_zone n where n.mapping_id = g.mapping_id and n.gate_id = g.id and n.zone_id = r.zone_id)
          or not exists (select from venues.gate_zone n where n.mapping_id = g.mapping_id and n.gate_id = g.id)
        )) as "isAtItsGate"
  from tickets.access_right r join tickets.ticket t on t.id = r.ticket_id
  where r.id = $1 for update of r`,
};
const findStays = { name: 'stays', text: 'select from access_control.admission where access_right_id = $1' };
const insertScan = {
  name: 'scan',
  text: `
  insert into access_control.scan (id, access_point_id, organiser_id, performance_id, access_right_id, device_id, verdict, reason,
    scanned_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
};
const insertAdmission = {
  name: 'stay',
  text: `
  insert into access_control.admission (access_right_id, number, performance_id, scan_id, zone_id, access_point_id, device_id,
    admitted_at)
  values ($1, 1, $2, $3, $4, $5, $6, now())`,
};
