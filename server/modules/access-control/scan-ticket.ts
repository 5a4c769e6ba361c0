import { type AdmissionVerdict, decideAdmission, type EarlierAdmission } from '@tessera/contract/admission';
import type { Reply } from '@tessera/contract/api/operations';
import { decodeTicketCode } from '@tessera/contract/ticket-code';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { listPerformanceNumbers } from '../catalogue/index.ts';
import { type AccessRight, isSignedBy, lockAccessRight } from '../tickets/index.ts';
import { type AccessPoint, gatesOfZone, type ServingGate } from '../venues/index.ts';
import { scanned } from './announcements.ts';
import { type EarlierScan, findAdmission, findScan, saveScan } from './store.ts';

export type ScanAsked = { readonly id: string; readonly code: string; readonly scannedAt: string };
/** A verdict to be told; one told before may give a reason of an older release. */
type Given =
  | { readonly verdict: 'admitted' }
  | { readonly verdict: 'refused'; readonly reason: string; readonly previous?: EarlierAdmission };
type ScanResult = Reply<'scanTickets'>['results'][number];
type Judged = {
  readonly right: AccessRight | undefined;
  readonly verdict: AdmissionVerdict;
  readonly earlier?: EarlierAdmission | undefined;
  /** The gates where the right lets in. */
  readonly gates?: readonly ServingGate[] | undefined;
};

/**
 * Judges one reading at an access point and records it. The access right is locked while it is judged, so of two readings
 * of one ticket the second sees the first. The same scan id again is the same scan, with the same answer, whatever has
 * become of the ticket; under an id that was another reading's, nobody is let in.
 */
export async function scanTicket(ctx: Ctx, accessPoint: AccessPoint, asked: ScanAsked): Promise<ScanResult> {
  const { right, verdict, earlier, gates } = await judge(ctx, accessPoint, asked);
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
  if (await saveScan(ctx, scan)) {
    await announce(ctx, scanned(scan));
    return describe(asked.id, verdict, { right, gates });
  }
  const first = await findScan(ctx, asked.id);
  if (first?.accessPointId !== scan.accessPointId || first.accessRightId !== scan.accessRightId) {
    return { id: asked.id, verdict: 'refused', reason: 'scan_id_reused' };
  }
  return describe(asked.id, givenVerdict(first, earlier), { right, gates });
}

/** The verdict as it was given the first time. */
function givenVerdict({ verdict, reason }: EarlierScan, earlier: EarlierAdmission | undefined): Given {
  if (verdict === 'admitted' || reason === null) return { verdict: 'admitted' };
  return { verdict: 'refused', reason, ...(reason === 'already_used' && earlier ? { previous: earlier } : {}) };
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
  // Organisers have keys of their own: one that got out must not open the doors of another.
  if (right && right.signingKeyId !== code.signingKeyId) {
    return { right: undefined, verdict: { verdict: 'refused', reason: 'wrong_signature' } };
  }
  const earlier = admission && { at: admission.at.getTime(), accessPoint: admission.accessPoint };
  const gates =
    right && (await gatesOfZone(ctx, { id: right.performanceId, mappingId: right.mappingId }, right.zoneId));
  const verdict = decideAdmission({
    code,
    // A right of another organiser is nobody's business here.
    right: right && right.organiserId === accessPoint.organiserId ? facts(right) : undefined,
    door: {
      performanceNumbers: await listPerformanceNumbers(ctx, accessPoint.mappingIds),
      zoneIds: right && gates?.some(({ id }) => id === accessPoint.gateId) ? [right.zoneId] : [],
    },
    earlier,
    at: ctx.now.getTime(),
  });
  return right?.organiserId === accessPoint.organiserId
    ? { right, verdict, earlier, gates }
    : { right: undefined, verdict };
}

function facts(right: AccessRight) {
  const { state, epoch, performanceNumber, zoneId, validFrom, validUntil } = right;
  return { state, epoch, performanceNumber, zoneId, validFrom: validFrom.getTime(), validUntil: validUntil.getTime() };
}

function describe(id: string, verdict: Given, { right, gates = [] }: Pick<Judged, 'right' | 'gates'>): ScanResult {
  const known = right ? { holder: right.holderName, place: right.place, tariff: right.tariffName } : {};
  if (verdict.verdict === 'admitted') return { id, verdict: 'admitted', ...known };
  const { reason, previous } = verdict;
  return {
    id,
    verdict: 'refused',
    reason,
    ...known,
    ...(right && reason === 'wrong_gate' ? { gates: gates.map(({ name }) => name) } : {}),
    ...(previous ? { previous: { at: new Date(previous.at).toISOString(), accessPoint: previous.accessPoint } } : {}),
  };
}
