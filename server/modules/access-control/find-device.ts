import { type Actor, system } from '../../platform/actor.ts';
import { gather } from '../../platform/gather.ts';
import { sha256 } from '../../platform/secrets.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { type CallingDevice, listDevicesOfTokens } from './device.store.ts';
import { deviceTokenMark } from './enrol-device.ts';

/** The device whose token this is; undefined: none, or not any more. */
export type FindCallingDevice = (
  token: string,
  address: string,
) => Promise<Extract<Actor, { kind: 'device' }> | undefined>;

/** Every scan asks who calls: phones that call at the same moment are looked up together. */
export function callingDevices(inTransaction: InTransaction): FindCallingDevice {
  const find = gather(async (hashes: readonly Buffer[]): Promise<(CallingDevice | undefined)[]> => {
    const found = await inTransaction(system('devices'), (ctx) => listDevicesOfTokens(ctx, hashes));
    const byHash = new Map(found.map((device) => [device.tokenHash.toString('hex'), device]));
    return hashes.map((hash) => byHash.get(hash.toString('hex')));
  });
  return async (token, address) => {
    if (!token.startsWith(deviceTokenMark)) return undefined;
    const device = await find(sha256(token));
    if (!device) return undefined;
    const { id: deviceId, organiserId, name, performanceIds, accessPointIds } = device;
    return { kind: 'device', address, deviceId, organiserId, name, performanceIds, accessPointIds };
  };
}
