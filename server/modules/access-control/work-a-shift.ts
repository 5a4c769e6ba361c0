import type { Input, Reply } from '@tessera/contract/api/operations';
import type { Actor } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid, Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { type AccessPoint, listAccessPoints } from '../venues/index.ts';
import { countEntries } from './admission.store.ts';
import { shiftChanged } from './announcements.ts';
import { findDevice, findShift, type ShiftRow, saveShift, saveShiftEnded, saveSignOfLife } from './device.store.ts';

type Device = Extract<Actor, { kind: 'device' }>;
type Begun = Omit<Input<'startShift'>['body'], 'performance' | 'accessPoint'> & {
  readonly performance: Performance;
  readonly accessPoint: AccessPoint;
};

/**
 * A device begins to scan at a performance and an access point; the shift it had ends. Safe to repeat under the same id. Throws
 * invalid for an access point that does not lead to the performance.
 */
export async function startShift(
  ctx: Ctx,
  { deviceId, organiserId }: Device,
  { performance, accessPoint, ...wish }: Begun,
): Promise<Reply<'startShift'>> {
  const known = await findShift(ctx, wish.id);
  if (known && known.deviceId !== deviceId) throw invalid('id', 'taken');
  if (known) return described(known);
  if (!accessPoint.mappingIds.includes(performance.mappingId)) throw invalid('accessPoint', 'unknown');
  const where = { performanceId: performance.id, accessPointId: accessPoint.id };
  const shift = await saveShift(ctx, { ...wish, ...where, deviceId });
  await announce(ctx, shiftChanged({ id: wish.id, deviceId, organiserId }, 'started', where));
  return described(shift);
}

/** Safe to repeat. Throws not_found for a shift that is not the device's own. */
export async function endShift(ctx: Ctx, device: Device, shiftId: string, unsent: number): Promise<Reply<'endShift'>> {
  const shift = await findShift(ctx, shiftId);
  if (shift?.deviceId !== device.deviceId) throw new Refusal('not_found');
  const ended = await saveShiftEnded(ctx, shiftId, unsent);
  if (!ended) return described(shift);
  const { deviceId, organiserId } = device;
  await announce(ctx, shiftChanged({ id: shiftId, deviceId, organiserId }, 'ended', { unsent }));
  return described(ended);
}

/** Notes that the device lives, and tells it the time and how many came in. Without a shift nobody is counted. */
export async function syncDevice(
  ctx: Ctx,
  { deviceId }: Device,
  { unsent, batteryPercent, listMadeAt, clockAheadMs }: Input<'syncDevice'>['body'],
): Promise<Reply<'syncDevice'>> {
  await saveSignOfLife(ctx, deviceId, {
    unsent,
    batteryPercent: batteryPercent ?? null,
    listMadeAt: listMadeAt === undefined ? null : new Date(listMadeAt),
    clockAheadMs: clockAheadMs ?? null,
  });
  const serverAt = ctx.now.toISOString();
  const device = await findDevice(ctx, deviceId);
  if (!device?.shift) return { serverAt, admittedHere: 0, admittedAtGate: 0, inside: 0 };
  const { performanceId, accessPointId } = device.shift;
  const points = await listAccessPoints(ctx, [device.organiserId]);
  const gateId = points.find(({ id }) => id === accessPointId)?.gateId;
  const accessPointIds = points.filter((point) => point.gateId === gateId).map(({ id }) => id);
  return { serverAt, ...(await countEntries(ctx, performanceId, { deviceId, accessPointIds })) };
}

function described({ id, startedAt, endedAt }: ShiftRow): Reply<'startShift'> {
  return { id, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
