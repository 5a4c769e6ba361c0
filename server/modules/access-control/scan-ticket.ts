import { decideAdmission, zoneEntered } from '@tessera/contract/admission/decide-admission';
import { laneOf } from '@tessera/contract/admission/lanes';
import type { AdmissionVerdict, Direction, Stay } from '@tessera/contract/admission/question';
import type { Reply } from '@tessera/contract/api/operations';
import type { Actor } from '../../platform/actor.ts';
import { announceAll } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { aside, inTurns } from '../../platform/gather.ts';
import type { AccessRight } from '../tickets/index.ts';
import type { AccessPoint } from '../venues/index.ts';
import { type NewAdmission, type StayRow, saveAdmissions, saveLeft, saveOffers } from './admission.store.ts';
import { scanned } from './announcements.ts';
import { type Judgeable, readQuestions, rightNamedBy, type Unreadable } from './read-question.ts';
import { type EarlierScan, listEarlierScans, type Scan, saveScans } from './scan.store.ts';

export type ScanAsked = {
  readonly id: string;
  readonly code: string;
  readonly direction: Direction;
  readonly accessPoint: AccessPoint;
  /** Whoever is admitted is confirmed to have gone in: until then the admission is an offer. */
  readonly willConfirm: boolean;
  readonly actor: Actor;
  readonly traceId: string;
};
export type ScanResult = Reply<'scanTickets'>['results'][number];

/** How long an admission that is not confirmed keeps others out. */
const offerSeconds = 20;

/**
 * Judges readings in their order and records them. The same scan id again is the same scan, with the same answer, whatever has
 * become of the ticket; under an id that was another reading's, nobody is let in. Where the caller will confirm, an admission is
 * an offer: it keeps others out for 20 seconds and is recorded when it is confirmed.
 * Whoever comes with the same ticket, or tells the same reading again, sees what came of the first. Without `wait` a reading
 * whose ticket somebody else has locked is put aside.
 */
export async function scanTickets(
  ctx: Ctx,
  asked: readonly ScanAsked[],
  { wait }: { readonly wait: boolean },
): Promise<readonly (ScanResult | typeof aside)[]> {
  const marksOf = ({ id, code }: ScanAsked) => [id, rightNamedBy(code) ?? id];
  return inTurns(asked, marksOf, async (turn) => {
    const reads = await readQuestions(
      ctx,
      turn.map((one) => ({ ...one, scanId: one.id })),
      { wait },
    );
    const judging = turn.flatMap((one, position): Judging[] => {
      const read = reads[position];
      return !read || 'isLocked' in read ? [] : [{ asked: one, read }];
    });
    const results = new Map((await judgeEach(ctx, judging)).map((result) => [result.id, result]));
    return turn.map(({ id }) => results.get(id) ?? aside);
  });
}

type Judging = { readonly asked: ScanAsked; readonly read: Unreadable | Judgeable };

async function judgeEach(ctx: Ctx, judging: readonly Judging[]): Promise<readonly ScanResult[]> {
  const earlier = await listEarlierScans(
    ctx,
    judging.map(({ asked: { id } }) => id),
  );
  const decided = judgedInOrder(judging.filter(({ asked: { id } }) => !earlier.has(id)));
  const offered = decided.filter(isOffer);
  const ends = await saveOffers(ctx, offered.map(offerOf), offerSeconds);
  const recorded = decided.filter((one) => !isOffer(one));
  const scans = recorded.map((one) => scanOf(ctx, one));
  const saved = await saveScans(ctx, scans);
  const kept = scans.flatMap((scan, position) => {
    const one = recorded[position];
    return one && saved.has(scan.id) ? [{ ...one, scan }] : [];
  });
  await keepStays(ctx, kept);
  await announceAll(
    ctx,
    kept.map(({ scan, actor, traceId }) => ({ actor, traceId, announcement: scanned(scan) })),
  );
  const verdicts = new Map(decided.map((one) => [one.id, one.verdict]));
  return judging.map(({ asked, read }) => {
    const [first, verdict, end] = [earlier.get(asked.id), verdicts.get(asked.id), ends.get(asked.id)];
    if (first) return toldAgain(asked, first, read);
    if (!verdict || !(end || saved.has(asked.id))) return reused(asked);
    const told = describeVerdict(asked.id, verdict, read);
    return end ? { ...told, confirmBefore: end.toISOString() } : told;
  });
}

function toldAgain({ id, accessPoint }: ScanAsked, first: EarlierScan, read: Unreadable | Judgeable): ScanResult {
  const right = 'unreadable' in read ? undefined : read.right;
  const isSame = first.accessPointId === accessPoint.id && first.accessRightId === (right?.id ?? null);
  return isSame ? describeVerdict(id, givenBefore(first, read), read) : reused({ id });
}

function reused({ id }: Pick<ScanAsked, 'id'>): ScanResult {
  return { id, verdict: 'refused', reason: 'scan_id_reused' };
}

type Decided = ScanAsked & {
  readonly right: AccessRight | undefined;
  readonly stays: readonly StayRow[];
  readonly verdict: AdmissionVerdict;
};

/** Of two who want the last place of a zone, the second sees that the first was given it. */
function judgedInOrder(judging: readonly Judging[]): readonly Decided[] {
  const entered = new Map<string, number>();
  return judging.map(({ asked, read }) => {
    if ('unreadable' in read) return { ...asked, right: undefined, stays: [], verdict: judged(read) };
    const { right, question, stays } = read;
    const place = `${right?.performanceId} ${right && zoneEntered(right, question.door)}`;
    const before = entered.get(place) ?? 0;
    const { occupancy } = question;
    const now = occupancy && { ...occupancy, inside: occupancy.inside + before };
    const verdict = judged({ question: { ...question, occupancy: now } });
    if (verdict.verdict === 'admitted') entered.set(place, before + 1);
    return { ...asked, right, stays, verdict };
  });
}

function isOffer({ verdict, willConfirm, right }: Decided): boolean {
  return right !== undefined && verdict.verdict === 'admitted' && willConfirm;
}

function offerOf({ id, accessPoint, right, verdict, actor }: Decided) {
  return {
    accessRightId: right?.id ?? '',
    scanId: id,
    accessPointId: accessPoint.id,
    zoneId: verdict.verdict === 'admitted' ? verdict.zoneId : '',
    deviceId: deviceOf(actor),
  };
}

export function judged(read: Unreadable | Pick<Judgeable, 'question'>): AdmissionVerdict {
  return 'unreadable' in read ? { verdict: 'refused', reason: read.unreadable } : decideAdmission(read.question);
}

/** What verdicts mean for who is inside. */
async function keepStays(ctx: Ctx, kept: readonly (Decided & { readonly scan: Scan })[]): Promise<void> {
  const departures = kept.flatMap(({ right, verdict, scan }) =>
    right && verdict.verdict === 'let_out' ? [{ accessRightId: right.id, scanId: scan.id, at: scan.scannedAt }] : [],
  );
  const admissions = kept.flatMap(({ right, verdict, scan }): NewAdmission[] =>
    right && verdict.verdict === 'admitted' ? [admissionOf(right, scan, verdict.zoneId)] : [],
  );
  await saveLeft(ctx, departures);
  const stays = new Map(kept.flatMap(({ right, stays }) => (right ? [[right.id, stays] as const] : [])));
  await saveAdmissions(ctx, admissions, stays);
}

export function admissionOf(right: AccessRight, scan: Scan, zoneId: string): NewAdmission {
  return {
    accessRightId: right.id,
    performanceId: right.performanceId,
    scanId: scan.id,
    zoneId,
    accessPointId: scan.accessPointId,
    deviceId: scan.deviceId,
    admittedAt: scan.scannedAt,
  };
}

type Recorded = {
  readonly id: string;
  readonly accessPoint: AccessPoint;
  readonly direction: Direction;
  readonly right: AccessRight | undefined;
  readonly verdict: { readonly verdict: AdmissionVerdict['verdict']; readonly reason?: string };
  readonly actor: Actor;
  /** Absent: now. */
  readonly at?: Date;
  /** Absent: online. */
  readonly mode?: Scan['mode'];
  readonly note?: string | undefined;
};

export function scanOf(ctx: Ctx, recorded: Recorded): Scan {
  const { id, accessPoint, direction, right, verdict, actor, at = ctx.now, mode = 'online', note } = recorded;
  return {
    id,
    accessPointId: accessPoint.id,
    organiserId: accessPoint.organiserId,
    performanceId: right?.performanceId ?? null,
    accessRightId: right?.id ?? null,
    deviceId: deviceOf(actor),
    scannedBy: actor.kind === 'account' ? actor.accountId : null,
    direction,
    mode,
    verdict: verdict.verdict,
    reason: verdict.reason ?? null,
    note: note ?? null,
    scannedAt: at,
  };
}

function deviceOf(actor: Actor): string | null {
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
