import { mayUseAgain } from '@tessera/contract/admission/decide-admission';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { lockAccessRight } from '../tickets/index.ts';
import type { AccessPoint } from '../venues/index.ts';
import { findOfferedRight, listStays, saveAdmission, takeOffer } from './admission.store.ts';
import { conflictFound, scanned } from './announcements.ts';
import { findPolicy } from './policy.store.ts';
import { stayOf } from './read-question.ts';
import { findScan, saveScan } from './scan.store.ts';
import { scanOf } from './scan-ticket.ts';
import { keepDouble } from './upload-scans.ts';

export type Confirmed = { readonly outcome: 'confirmed' | 'unknown'; readonly isDouble: boolean };

/**
 * Whoever was offered an admission has gone in. It counts from when it was offered. Safe to repeat. Where its time was over
 * and somebody else came in by the same right, both went in: the earlier is the stay, and the other is told to staff.
 */
export async function confirmScan(ctx: Ctx, accessPoint: AccessPoint, scanId: string): Promise<Confirmed> {
  const accessRightId = await findOfferedRight(ctx, scanId);
  const right = accessRightId === undefined ? undefined : await lockAccessRight(ctx, accessRightId);
  const offer = right && (await takeOffer(ctx, scanId, accessPoint.id));
  if (!right || !offer) {
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
  const admission = {
    accessRightId: right.id,
    performanceId,
    scanId,
    zoneId: offer.zoneId,
    accessPointId: accessPoint.id,
    deviceId: offer.deviceId,
    admittedAt: offer.offeredAt,
  };
  const stays = await listStays(ctx, right.id);
  const last = stays.at(-1);
  // Not only stays since: one from before the offer may have been told after it.
  if (last && !mayUseAgain(await findPolicy(ctx, performanceId), stays.map(stayOf), offer.zoneId)) {
    await keepDouble(ctx, { organiserId, performanceId, accessRightId: right.id }, admission, last);
    await announce(ctx, conflictFound(scan, 'double'));
    return { outcome: 'confirmed', isDouble: true };
  }
  await saveAdmission(ctx, admission);
  return { outcome: 'confirmed', isDouble: false };
}
