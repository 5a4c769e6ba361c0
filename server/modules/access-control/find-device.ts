import { type Actor, system } from '../../platform/actor.ts';
import { sha256 } from '../../platform/secrets.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findDeviceOfToken } from './device.store.ts';
import { deviceTokenMark } from './enrol-device.ts';

/** The device whose token this is; undefined: none, or not any more. */
export async function findCallingDevice(
  inTransaction: InTransaction,
  token: string,
  address: string,
): Promise<Extract<Actor, { kind: 'device' }> | undefined> {
  if (!token.startsWith(deviceTokenMark)) return undefined;
  const device = await inTransaction(system('devices'), (ctx) => findDeviceOfToken(ctx, sha256(token)));
  if (!device) return undefined;
  const { id: deviceId, organiserId, name, performanceIds, accessPointIds } = device;
  return { kind: 'device', address, deviceId, organiserId, name, performanceIds, accessPointIds };
}
