import { decideAdmission, zoneEntered } from '@tessera/contract/admission/decide-admission';
import type { RefusalReason } from '@tessera/contract/admission/question';
import type { Input } from '@tessera/contract/api/operations';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import type { AccessPoint } from '../venues/index.ts';
import {
  type NewAdmission,
  type StayRow,
  saveAdmissions,
  saveEarlierAdmission,
  saveLeft,
  takeOffers,
} from './admission.store.ts';
import { conflictFound, scanned } from './announcements.ts';
import { type ConflictKind, findConflictOfScan, saveConflict } from './conflict.store.ts';
import { type Judgeable, readQuestion } from './read-question.ts';
import { listEarlierScans, type Scan, saveScans } from './scan.store.ts';
import { admissionOf, scanOf } from './scan-ticket.ts';

export type OfflineScan = Input<'uploadScans'>['body']['scans'][number];
export type Uploaded = { readonly outcome: 'recorded' | 'known'; readonly conflict?: ConflictKind };

/**
 * Records what a device decided by itself, once: it happened, whatever is thought of it here. Its instant is how long ago it
 * was by a clock that only runs. Of two admissions by one right the earlier stands and the later is a conflict, as is one by a
 * right that was not good, or in somebody else's lane; each is told to staff.
 */
export async function uploadScan(ctx: Ctx, accessPoint: AccessPoint, told: OfflineScan): Promise<Uploaded> {
  const { id, code, direction, verdict, agoMs } = told;
  const { actor } = ctx;
  const read = await readQuestion(ctx, { actor, accessPoint, code, direction, scanId: id });
  if ((await listEarlierScans(ctx, [id])).has(id)) {
    const conflict = await findConflictOfScan(ctx, id);
    return { outcome: 'known', ...(conflict ? { conflict } : {}) };
  }
  const right = 'unreadable' in read ? undefined : read.right;
  const at = new Date(ctx.now.getTime() - agoMs);
  const reason = verdict === 'refused' ? (told.reason ?? 'not_a_ticket') : undefined;
  const decided = { verdict, ...(reason ? { reason } : {}) };
  const scan = scanOf(ctx, {
    id,
    accessPoint,
    direction,
    right,
    verdict: decided,
    actor,
    at,
    mode: 'offline',
    note: told.note,
  });
  if (!(await saveScans(ctx, [scan])).has(id)) return { outcome: 'known' };
  await announce(ctx, scanned(scan));
  if (!right || 'unreadable' in read) return { outcome: 'recorded' };
  // What was offered for this very reading is decided now.
  await takeOffers(ctx, [{ scanId: id, accessPointId: accessPoint.id }]);
  if (verdict === 'let_out') await saveLeft(ctx, [{ accessRightId: right.id, scanId: id, at }]);
  const conflict = verdict === 'admitted' ? await keepAdmission(ctx, read, scan) : undefined;
  if (conflict) await announce(ctx, conflictFound(scan, conflict));
  return { outcome: 'recorded', ...(conflict ? { conflict } : {}) };
}

const usedReasons = new Set<RefusalReason>(['already_used', 'used_up', 'already_inside', 'in_other_zone']);
/** It was for the door to say who goes where and when; the door said so. */
const doorReasons = new Set<RefusalReason>([
  'too_early',
  'too_late',
  'zone_full',
  'wrong_gate',
  'wrong_product',
  'stale_code',
]);

async function keepAdmission(ctx: Ctx, read: Judgeable, scan: Scan): Promise<ConflictKind | undefined> {
  const { right, question, stays } = read;
  if (!right) return undefined;
  // Offers are not stays yet, and whatever else is known is known by now, not then.
  const known = stays.map(({ zoneId, at, accessPoint, leftAt }) => {
    return { zoneId, at: at.getTime(), accessPoint, leftAt: leftAt?.getTime() ?? null };
  });
  const verdict = decideAdmission({ ...question, stays: known, occupancy: undefined, at: scan.scannedAt.getTime() });
  const admission = admissionOf(right, scan, zoneEntered(right, question.door));
  const about = { organiserId: right.organiserId, performanceId: right.performanceId, accessRightId: right.id };
  if (verdict.verdict === 'refused' && usedReasons.has(verdict.reason)) {
    const last = stays.at(-1);
    if (last) return keepDouble(ctx, about, admission, last);
  }
  await saveAdmissions(ctx, [admission], new Map([[right.id, stays]]));
  if (verdict.verdict !== 'refused' || doorReasons.has(verdict.reason)) return undefined;
  const kind = verdict.reason === 'other_lane' ? 'other_lane' : 'not_valid';
  await saveConflict(ctx, { ...about, kind, reason: verdict.reason, scanId: scan.id, otherScanId: null });
  return kind;
}

type About = { readonly organiserId: string; readonly performanceId: string; readonly accessRightId: string };

/** The earlier of the two is the stay; the other is the conflict. */
export async function keepDouble(
  ctx: Ctx,
  about: About,
  admission: NewAdmission,
  last: StayRow,
): Promise<ConflictKind> {
  const isEarlier = last.leftAt === null && admission.admittedAt < last.at;
  if (isEarlier) await saveEarlierAdmission(ctx, last.scanId, admission);
  const [scanId, otherScanId] = isEarlier ? [last.scanId, admission.scanId] : [admission.scanId, last.scanId];
  await saveConflict(ctx, { ...about, kind: 'double', reason: '', scanId, otherScanId });
  return 'double';
}
