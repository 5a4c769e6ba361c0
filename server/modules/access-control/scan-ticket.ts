import { decideAdmission } from '@tessera/contract/admission/decide-admission';
import { laneOf } from '@tessera/contract/admission/lanes';
import type { AdmissionVerdict, Direction, Stay } from '@tessera/contract/admission/question';
import type { Reply } from '@tessera/contract/api/operations';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import type { AccessRight } from '../tickets/index.ts';
import type { AccessPoint } from '../venues/index.ts';
import { saveAdmission, saveLeft, saveOffer } from './admission.store.ts';
import { scanned } from './announcements.ts';
import { type Judgeable, readQuestion, type Unreadable } from './read-question.ts';
import { type EarlierScan, findScan, type Scan, saveScan } from './scan.store.ts';

export type ScanAsked = {
  readonly id: string;
  readonly code: string;
  readonly direction: Direction;
};
export type ScanResult = Reply<'scanTickets'>['results'][number];

/** How long an admission that is not confirmed keeps others out. */
const offerSeconds = 20;

/**
 * Judges one reading at an access point and records it. The same scan id again is the same scan, with the same answer,
 * whatever has become of the ticket; under an id that was another reading's, nobody is let in. Where the caller will
 * confirm, an admission is an offer: it keeps others out for 20 seconds and is recorded when it is confirmed.
 */
export async function scanTicket(
  ctx: Ctx,
  accessPoint: AccessPoint,
  { id, code, direction }: ScanAsked,
  willConfirm: boolean,
): Promise<ScanResult> {
  const read = await readQuestion(ctx, { accessPoint, code, direction, scanId: id });
  const first = await findScan(ctx, id);
  const right = 'unreadable' in read ? undefined : read.right;
  if (first) {
    const isSame = first.accessPointId === accessPoint.id && first.accessRightId === (right?.id ?? null);
    return isSame
      ? describeVerdict(id, givenBefore(first, read), read)
      : { id, verdict: 'refused', reason: 'scan_id_reused' };
  }
  const verdict = judged(read);
  if (right && verdict.verdict === 'admitted' && willConfirm) {
    const offer = { accessRightId: right.id, scanId: id, accessPointId: accessPoint.id, zoneId: verdict.zoneId };
    const endsAt = await saveOffer(ctx, { ...offer, deviceId: deviceOf(ctx) }, offerSeconds);
    return { ...describeVerdict(id, verdict, read), confirmBefore: endsAt.toISOString() };
  }
  const scan = scanOf(ctx, { id, accessPoint, direction, right, verdict, at: ctx.now, mode: 'online' });
  if (!(await saveScan(ctx, scan))) return { id, verdict: 'refused', reason: 'scan_id_reused' };
  if (right) await keepStay(ctx, right, scan, verdict);
  await announce(ctx, scanned(scan));
  return describeVerdict(id, verdict, read);
}

export function judged(read: Unreadable | Judgeable): AdmissionVerdict {
  return 'unreadable' in read ? { verdict: 'refused', reason: read.unreadable } : decideAdmission(read.question);
}

/** What a verdict means for who is inside. */
export async function keepStay(ctx: Ctx, right: AccessRight, scan: Scan, verdict: AdmissionVerdict): Promise<void> {
  if (verdict.verdict === 'let_out') await saveLeft(ctx, right.id, scan.id, scan.scannedAt);
  if (verdict.verdict !== 'admitted') return;
  await saveAdmission(ctx, {
    accessRightId: right.id,
    performanceId: right.performanceId,
    scanId: scan.id,
    zoneId: verdict.zoneId,
    accessPointId: scan.accessPointId,
    deviceId: scan.deviceId,
    admittedAt: scan.scannedAt,
  });
}

type Recorded = {
  readonly id: string;
  readonly accessPoint: AccessPoint;
  readonly direction: Direction;
  readonly right: AccessRight | undefined;
  readonly verdict: { readonly verdict: AdmissionVerdict['verdict']; readonly reason?: string };
  readonly at: Date;
  readonly mode: Scan['mode'];
  readonly note?: string | undefined;
};

export function scanOf(ctx: Ctx, { id, accessPoint, direction, right, verdict, at, mode, note }: Recorded): Scan {
  return {
    id,
    accessPointId: accessPoint.id,
    organiserId: accessPoint.organiserId,
    performanceId: right?.performanceId ?? null,
    accessRightId: right?.id ?? null,
    deviceId: deviceOf(ctx),
    scannedBy: ctx.actor.kind === 'account' ? ctx.actor.accountId : null,
    direction,
    mode,
    verdict: verdict.verdict,
    reason: verdict.reason ?? null,
    note: note ?? null,
    scannedAt: at,
  };
}

export function deviceOf({ actor }: Ctx): string | null {
  return actor.kind === 'device' ? actor.deviceId : null;
}

/** A verdict to be told; one told before may give a reason of an older release. */
type Told = {
  readonly verdict: AdmissionVerdict['verdict'];
  readonly reason?: string;
  readonly previous?: Stay;
  readonly isPrinted?: boolean;
};

/** The verdict as it was given the first time. */
function givenBefore({ verdict, reason }: EarlierScan, read: Unreadable | Judgeable): Told {
  if (verdict !== 'refused' || reason === null) return { verdict };
  const previous = 'unreadable' in read ? undefined : read.question.stays.at(-1);
  return { verdict, reason, ...(reason === 'already_used' && previous ? { previous } : {}) };
}

/** What whoever stands at the door may know. Of somebody who may not come nothing is told. */
export function describeVerdict(id: string, verdict: Told, read: Unreadable | Judgeable): ScanResult {
  const { reason, previous } = verdict;
  const told = { id, verdict: verdict.verdict, ...(reason === undefined ? {} : { reason }) };
  if ('unreadable' in read || !read.right || reason === 'barred') return told;
  const { right, policy, gates, lanes } = read;
  const lane = reason === 'other_lane' ? lanes[laneOf(right.id, lanes.length)] : undefined;
  return {
    ...told,
    ...(policy.showsNames ? { holder: right.holderName } : {}),
    place: right.place,
    tariff: right.tariffName,
    ...(verdict.verdict === 'admitted' && right.check ? { check: right.check } : {}),
    ...(verdict.isPrinted ? { isPrinted: true } : {}),
    ...(reason === 'wrong_gate' ? { gates: gates.map(({ name }) => name) } : {}),
    ...(lane ? { lane: lane.name } : {}),
    ...(previous ? { previous: { at: new Date(previous.at).toISOString(), accessPoint: previous.accessPoint } } : {}),
  };
}
