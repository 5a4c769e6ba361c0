import { type AdmissionVerdict, decideAdmission } from '@tessera/contract/admission';
import type { Reply } from '@tessera/contract/api/operations';
import { decodeTicketCode } from '@tessera/contract/ticket-code';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { listPerformanceNumbers } from '../catalogue/index.ts';
import { type AccessRight, isSignedBy, lockAccessRight } from '../tickets/index.ts';
import { type AccessPoint, gatesByZone, zonesOfGate } from '../venues/index.ts';
import { scanned } from './announcements.ts';
import { findAdmission, saveScan } from './store.ts';

export type ScanAsked = { readonly id: string; readonly code: string; readonly scannedAt: string };
type ScanResult = Reply<'scanTickets'>['results'][number];
type Judged = { readonly right: AccessRight | undefined; readonly verdict: AdmissionVerdict };

/**
 * Judges one reading at an access point and records it. The access right is locked while it is judged, so of two readings
 * of one ticket the second sees the first. The same scan id again is the same scan, with the same answer.
 */
export async function scanTicket(ctx: Ctx, accessPoint: AccessPoint, asked: ScanAsked): Promise<ScanResult> {
  const { right, verdict } = await judge(ctx, accessPoint, asked);
  const scan = {
    id: asked.id,
    accessPointId: accessPoint.id,
    organiserId: accessPoint.organiserId,
    performanceId: right?.performanceId ?? null,
    accessRightId: right?.id ?? null,
    direction: 'in' as const,
    verdict: verdict.verdict,
    reason: verdict.verdict === 'refused' ? verdict.reason : null,
    scannedBy: ctx.actor.kind === 'account' ? ctx.actor.accountId : null,
    scannedAt: ctx.now,
  };
  if (await saveScan(ctx, scan)) await announce(ctx, scanned(scan));
  return describe(ctx, asked.id, right, verdict);
}

async function judge(ctx: Ctx, accessPoint: AccessPoint, asked: ScanAsked): Promise<Judged> {
  const decoded = decodeTicketCode(asked.code);
  if (!decoded.ok) return { right: undefined, verdict: { verdict: 'refused', reason: 'not_a_ticket' } };
  const { code, signedBytes, signature } = decoded;
  if (!(await isSignedBy(ctx, code.signingKeyId, signedBytes, signature))) {
    return { right: undefined, verdict: { verdict: 'refused', reason: 'wrong_signature' } };
  }
  const right = await lockAccessRight(ctx, code.accessRightId);
  const admission = right && (await findAdmission(ctx, right.id));
  if (admission?.scanId === asked.id) return { right, verdict: { verdict: 'admitted' } };
  const verdict = decideAdmission({
    code,
    // A right of another organiser is nobody's business here.
    right: right && right.organiserId === accessPoint.organiserId ? facts(right) : undefined,
    door: {
      performanceNumbers: await listPerformanceNumbers(ctx, accessPoint.mappingId),
      zoneIds: await zonesOfGate(ctx, accessPoint.gateId),
    },
    earlier: admission && { at: admission.at.getTime(), accessPoint: admission.accessPoint },
    at: ctx.now.getTime(),
  });
  return { right: right?.organiserId === accessPoint.organiserId ? right : undefined, verdict };
}

function facts(right: AccessRight) {
  const { state, epoch, performanceNumber, zoneId, validFrom, validUntil } = right;
  return { state, epoch, performanceNumber, zoneId, validFrom: validFrom.getTime(), validUntil: validUntil.getTime() };
}

async function describe(
  ctx: Ctx,
  id: string,
  right: AccessRight | undefined,
  verdict: AdmissionVerdict,
): Promise<ScanResult> {
  const known = right ? { holder: right.holderName, place: right.place, tariff: right.tariffName } : {};
  if (verdict.verdict === 'admitted') return { id, verdict: 'admitted', ...known };
  const { reason, previous } = verdict;
  const gates =
    right && reason === 'wrong_gate' ? (await gatesByZone(ctx, right.mappingId)).get(right.zoneId) : undefined;
  return {
    id,
    verdict: 'refused',
    reason,
    ...known,
    ...(gates ? { gates } : {}),
    ...(previous ? { previous: { at: new Date(previous.at).toISOString(), accessPoint: previous.accessPoint } } : {}),
  };
}
