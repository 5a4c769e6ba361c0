import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid, Refusal } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { lanesSet } from './announcements.ts';
import { listDevices } from './device.store.ts';
import { hasAdmissions, saveLanes, waitForDoors } from './policy.store.ts';

/**
 * Shares the tickets of a performance out among devices, a lane each, in this order. Once somebody has come in the shares stay: a
 * door that has not heard of new ones would let in what is another's by now. Throws lanes_in_use, and invalid for a device
 * that is not the organiser's, is cut off, or is named twice.
 */
export async function setLanes(ctx: Ctx, performance: Performance, deviceIds: readonly string[]): Promise<void> {
  const devices = await listDevices(ctx, performance.organiserId);
  const usable = new Set(devices.filter(({ state }) => state !== 'revoked').map(({ id }) => id));
  const strange = deviceIds.findIndex((id, at) => !usable.has(id) || deviceIds.indexOf(id) !== at);
  if (strange >= 0) throw invalid(`devices/${strange}`, 'unknown');
  await waitForDoors(ctx);
  if (await hasAdmissions(ctx, performance.id)) throw new Refusal('lanes_in_use');
  await saveLanes(ctx, performance.id, deviceIds);
  await announce(ctx, lanesSet(performance, deviceIds));
}
