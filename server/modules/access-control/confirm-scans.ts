import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { lockAccessRight } from '../tickets/index.ts';
import type { AccessPoint } from '../venues/index.ts';
import { findOfferedRight, listStays, saveAdmission, takeOffer } from './admission.store.ts';
import { conflictFound, scanned } from './announcements.ts';
import { saveConflict } from './conflict.store.ts';
import { findScan, saveScan } from './scan.store.ts';
import { scanOf } from './scan-ticket.ts';

export type Confirmed = { readonly outcome: 'confirmed' | 'unknown'; readonly isDouble: boolean };

/**
 * Whoever was offered an admission has gone in. It counts from when it was offered. Safe to repeat. Where its time was over
 * and somebody else came in by the same right meanwhile, both went in: that is recorded, and told to staff.
 */
export async function confirmScan(ctx: Ctx, accessPoint: AccessPoint, scanId: string): Promise<Confirmed> {
  const accessRightId = await findOfferedRight(ctx, scanId);
  const right = accessRightId === undefined ? undefined : await lockAccessRight(ctx, accessRightId);
  const offer = right && (await takeOffer(ctx, scanId));
  if (!right || !offer || offer.accessPointId !== accessPoint.id) {
    const known = await findScan(ctx, scanId);
    return { outcome: known?.verdict === 'admitted' ? 'confirmed' : 'unknown', isDouble: false };
  }
  const verdict = { verdict: 'admitted' } as const;
  const scan = scanOf(ctx, {
    id: scanId,
    accessPoint,
    direction: 'in',
    right,
    verdict,
    at: offer.offeredAt,
    mode: 'online',
  });
  if (!(await saveScan(ctx, scan))) return { outcome: 'unknown', isDouble: false };
  await announce(ctx, scanned(scan));
  const { performanceId, organiserId } = right;
  const meanwhile = (await listStays(ctx, right.id)).findLast(({ at }) => at >= offer.offeredAt);
  if (meanwhile) {
    const conflict = { organiserId, performanceId, accessRightId: right.id, kind: 'double' as const, reason: '' };
    await saveConflict(ctx, { ...conflict, scanId, otherScanId: meanwhile.scanId });
    await announce(ctx, conflictFound(scan, 'double'));
    return { outcome: 'confirmed', isDouble: true };
  }
  await saveAdmission(ctx, {
    accessRightId: right.id,
    performanceId,
    scanId,
    zoneId: offer.zoneId,
    accessPointId: accessPoint.id,
    deviceId: offer.deviceId,
    admittedAt: offer.offeredAt,
  });
  return { outcome: 'confirmed', isDouble: false };
}
