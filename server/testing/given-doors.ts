import { givenADevice } from './given-a-device.ts';
import type { GivenPerformance } from './given-a-performance.ts';
import type { GivenServer } from './given-a-server.ts';

/** Two devices beside the crowd's own, a shift of that one, and a conflict to be looked into. */
export async function givenDoors(
  server: GivenServer,
  { organiserId, performanceId, accessPointId }: GivenPerformance,
  { deviceId: ownId, ticketId }: { readonly deviceId: string; readonly ticketId: string },
) {
  const device = async () => (await givenADevice(server, { organiserId })).deviceId;
  const { rows } = await server.pool.query<{ shiftId: string; conflictId: string }>(
    `with shift as (
       insert into access_control.shift (id, device_id, performance_id, access_point_id, direction, agent, checks)
       values (uuidv7(), $1, $2, $3, 'in', 'Nour', '[]') returning id
     ), scan as (
       insert into access_control.scan (id, access_point_id, organiser_id, performance_id, access_right_id, verdict, scanned_at)
       select uuidv7(), $3, $4, $2, id, 'admitted', now() from tickets.access_right where ticket_id = $5
       returning id, access_right_id
     ), conflict as (
       insert into access_control.scan_conflict (organiser_id, performance_id, access_right_id, kind, reason, scan_id)
       select $4, $2, access_right_id, 'not_valid', 'suspended', id from scan returning id
     )
     select shift.id as "shiftId", conflict.id as "conflictId" from shift, conflict`,
    [ownId, performanceId, accessPointId, organiserId, ticketId],
  );
  const made = rows[0] ?? { shiftId: '', conflictId: '' };
  return { ...made, deviceId: await device(), deviceToRevokeId: await device() };
}
