import { createPrivateKey, type KeyObject } from 'node:crypto';
import type pg from 'pg';
import { insertSigningKey } from '../../database/seed/signing-key.ts';
import { deriveSecrets } from '../../server/platform/secrets.ts';
import { allOrNothing } from '../../server/testing/all-or-nothing.ts';
import { type GivenDevice, givenADevice } from '../../server/testing/given-a-device.ts';
import { type GivenPerformance, givenAPerformance } from '../../server/testing/given-a-performance.ts';
import { benchmarkSecret } from './server-process.ts';
import { type Signer, signCode } from './sign-code.ts';

export type DoorTicket = { readonly serial: string; readonly accessRightId: string; readonly code: string };
export type Doors = {
  readonly at: GivenPerformance;
  readonly devices: readonly GivenDevice[];
  readonly tickets: readonly DoorTicket[];
  readonly signer: Signer;
};
type Offline = 'by_list' | 'by_lane';

/** An evening whose doors are open, with tickets for its standing zone, signed as the product signs them, and phones. */
export async function openDoors(
  pool: pg.Pool,
  wish: { readonly tickets: number; readonly devices: number; readonly offline?: Offline },
): Promise<Doors> {
  const at = await givenAPerformance(pool, { rows: 1, balconyRows: 1, standingCapacity: wish.tickets });
  const devices: GivenDevice[] = [];
  for (let number = 1; number <= wish.devices; number += 1)
    devices.push(await givenADevice({ pool }, { organiserId: at.organiserId, name: `Scanner ${number}` }));
  await pool.query(`insert into access_control.entry_policy (performance_id, offline) values ($1, $2)`, [
    at.performanceId,
    wish.offline ?? 'by_list',
  ]);
  if (wish.offline === 'by_lane') await shareOut(pool, at.performanceId, devices);
  const keyId = await allOrNothing(pool, (client) => insertSigningKey(client, at.organiserId, benchmarkSecret));
  const signer = { keyId, privateKey: await openKey(pool, keyId) };
  return { at, devices, signer, tickets: await issueTickets(pool, at, signer, wish.tickets) };
}

/** Each device owns one share of the tickets. */
async function shareOut(pool: pg.Pool, performanceId: string, devices: readonly GivenDevice[]): Promise<void> {
  await pool.query(
    `insert into access_control.lane (performance_id, number, device_id)
     select $1, number - 1, id from unnest($2::uuid[]) with ordinality as given (id, number)`,
    [performanceId, devices.map(({ deviceId }) => deviceId)],
  );
}

async function issueTickets(pool: pg.Pool, at: GivenPerformance, signer: Signer, count: number): Promise<DoorTicket[]> {
  const { rows } = await pool.query<{ serial: string; id: string }>(
    `with ticket as (
       insert into tickets.ticket (order_id, order_line_id, organiser_id, performance_id, serial, zone_id, tariff_name, opened_by)
       select uuidv7(), uuidv7(), $1, $2, $3 || '-' || number, $4, '{"fr": "Plein tarif", "en": "Full price"}', uuidv7()
       from generate_series(1, $5::int) as number returning id, serial
     ), issued as (
       insert into tickets.access_right (ticket_id, performance_id, zone_id, signing_key_id, valid_from, valid_until, product)
       select id, $2, $4, $6, now() - interval '3 hours', now() + interval '9 hours', 'full' from ticket returning id, ticket_id
     )
     select ticket.serial, issued.id from issued join ticket on ticket.id = issued.ticket_id order by issued.id`,
    [at.organiserId, at.performanceId, `G${at.performanceNumber}`, at.zoneIds.standing, count, signer.keyId],
  );
  const { performanceNumber } = at;
  return rows.map(({ serial, id }) => {
    return { serial, accessRightId: id, code: signCode(signer, { performanceNumber, accessRightId: id }) };
  });
}

async function openKey(pool: pg.Pool, keyId: number): Promise<KeyObject> {
  const { rows } = await pool.query<{ sealed: Buffer; organiserId: string }>(
    `select private_key_sealed as sealed, organiser_id as "organiserId" from tickets.signing_key where id = $1`,
    [keyId],
  );
  const [key] = rows;
  if (!key) throw new Error(`there is no signing key ${keyId}`);
  const der = deriveSecrets(benchmarkSecret).open(key.sealed, `tickets.signing_key:${key.organiserId}`);
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
}
