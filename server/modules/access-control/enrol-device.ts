import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid, Refusal } from '../../platform/refusal.ts';
import { randomToken, sha256 } from '../../platform/secrets.ts';
import { findPerformance } from '../catalogue/index.ts';
import { listAccessPoints } from '../venues/index.ts';
import { deviceChanged } from './announcements.ts';
import { type DeviceRow, findDevice, redeemCode, saveCode, saveDevice, saveRevoked } from './device.store.ts';

export type Enrolled = { readonly device: DeviceRow; readonly code: string; readonly expiresAt: Date };
type Wish = {
  readonly organiserId: string;
  readonly name: string;
  readonly performanceIds: readonly string[];
  readonly accessPointIds: readonly string[];
};

/**
 * A device, and the code by which one phone becomes it within ten minutes. Neither code nor token is kept in clear. Throws
 * invalid for a scope that is not the organiser's.
 */
export async function enrolDevice(ctx: Ctx, wish: Wish): Promise<Enrolled> {
  await expectOwn(ctx, wish);
  const createdBy = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  const id = await saveDevice(ctx, { ...wish, createdBy });
  await announce(ctx, deviceChanged({ id, organiserId: wish.organiserId }, 'created'));
  return withCode(ctx, id);
}

async function expectOwn(ctx: Ctx, { organiserId, performanceIds, accessPointIds }: Wish): Promise<void> {
  for (const [at, id] of performanceIds.entries()) {
    const performance = await findPerformance(ctx, id);
    if (performance?.organiserId !== organiserId) throw invalid(`performances/${at}`, 'unknown');
  }
  const own = accessPointIds.length === 0 ? [] : await listAccessPoints(ctx, [organiserId]);
  const strange = accessPointIds.findIndex((id) => !own.some((point) => point.id === id));
  if (strange >= 0) throw invalid(`accessPoints/${strange}`, 'unknown');
}

/** A new code for a device, such as for another phone: from now on the old one is a stranger. Throws device_revoked. */
export async function renewEnrolment(ctx: Ctx, device: DeviceRow): Promise<Enrolled> {
  const enrolled = await withCode(ctx, device.id);
  await announce(ctx, deviceChanged(device, 'code_renewed'));
  return enrolled;
}

async function withCode(ctx: Ctx, deviceId: string): Promise<Enrolled> {
  const code = randomToken();
  const expiresAt = await saveCode(ctx, deviceId, sha256(code));
  const device = await findDevice(ctx, deviceId);
  if (!expiresAt || !device) throw new Refusal('device_revoked');
  return { device, code, expiresAt };
}

/** Whoever read the code becomes the device; the code is used up. Throws link_used_or_expired. */
export async function redeemEnrolment(
  ctx: Ctx,
  code: string,
): Promise<{ readonly device: DeviceRow; readonly token: string }> {
  const token = `${deviceTokenMark}${randomToken()}`;
  const deviceId = await redeemCode(ctx, sha256(code), sha256(token));
  const device = deviceId === undefined ? undefined : await findDevice(ctx, deviceId);
  if (!device) throw new Refusal('link_used_or_expired');
  await announce(ctx, deviceChanged(device, 'enrolled'));
  return { device, token };
}

/** What the tokens of devices begin with, so that no other bearer token is looked for among them. */
export const deviceTokenMark = 'device-';

/** From the commit on a device is a stranger. Safe to repeat. */
export async function revokeDevice(ctx: Ctx, device: DeviceRow): Promise<void> {
  if (await saveRevoked(ctx, device.id)) await announce(ctx, deviceChanged(device, 'revoked'));
}
