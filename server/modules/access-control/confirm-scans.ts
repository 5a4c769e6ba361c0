import { mayUseAgain } from '@tessera/contract/admission/decide-admission';
import type { Actor } from '../../platform/actor.ts';
import { announceAll } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { aside, inTurns } from '../../platform/gather.ts';
import { type AccessRight, lockAccessRights } from '../tickets/index.ts';
import type { AccessPoint } from '../venues/index.ts';
import {
  listOfferedRights,
  type NewAdmission,
  type Offer,
  readPast,
  type StayRow,
  saveAdmissions,
  takeOffers,
} from './admission.store.ts';
import { conflictFound, scanned } from './announcements.ts';
import { listEvenings } from './policy.store.ts';
import { stayOf } from './read-question.ts';
import { listEarlierScans, type Scan, saveScans } from './scan.store.ts';
import { scanOf } from './scan-ticket.ts';
import { keepDouble } from './upload-scans.ts';

export type ConfirmAsked = {
  readonly id: string;
  readonly accessPoint: AccessPoint;
  readonly actor: Actor;
  readonly traceId: string;
};
export type Confirmed = { readonly outcome: 'confirmed' | 'unknown'; readonly isDouble: boolean };

/**
 * Those who were offered an admission have gone in. Each counts from when it was offered. Safe to repeat. Where the time of an
 * offer was over and somebody else came in by the same right, both went in: the earlier is the stay, and the other is told to
 * staff.
 * Without `wait` one whose ticket somebody else has locked is put aside.
 */
export async function confirmScans(
  ctx: Ctx,
  asked: readonly ConfirmAsked[],
  { wait }: { readonly wait: boolean },
): Promise<readonly (Confirmed | typeof aside)[]> {
  const rightOf = await listOfferedRights(ctx, [...new Set(asked.map(({ id }) => id))]);
  const locked = await lockAccessRights(ctx, [...new Set(rightOf.values())], { wait });
  const rights = new Map(locked.map((right) => [right.id, right]));
  const isAside = ({ id }: ConfirmAsked) => !wait && rightOf.has(id) && !rights.has(rightOf.get(id) ?? '');
  return inTurns(
    asked,
    ({ id }) => [id],
    async (turn) => {
      const confirming = turn.filter((one) => !isAside(one));
      const confirmed = await confirmEach(
        ctx,
        confirming.map((one) => ({ ...one, right: rights.get(rightOf.get(one.id) ?? '') })),
      );
      const outcomes = new Map(confirming.map(({ id }, position) => [id, confirmed[position]]));
      return turn.map(({ id }) => outcomes.get(id) ?? aside);
    },
  );
}

type Confirming = ConfirmAsked & { readonly right: AccessRight | undefined };
type WentIn = Confirming & { readonly right: AccessRight; readonly offer: Offer; readonly scan: Scan };

async function confirmEach(ctx: Ctx, confirming: readonly Confirming[]): Promise<readonly Confirmed[]> {
  const offers = await takeOffers(
    ctx,
    confirming.map(({ id, accessPoint }) => ({ scanId: id, accessPointId: accessPoint.id })),
  );
  const earlier = await listEarlierScans(
    ctx,
    confirming.flatMap(({ id }) => (offers.has(id) ? [] : id)),
  );
  const offered = confirming.flatMap((one): WentIn[] => {
    const { id, accessPoint, actor, right } = one;
    const offer = offers.get(id);
    if (!offer || !right) return [];
    const verdict = { verdict: 'admitted' } as const;
    const recorded = { id, accessPoint, actor, right, verdict, direction: 'in', at: offer.offeredAt } as const;
    return [{ ...one, right, offer, scan: scanOf(ctx, recorded) }];
  });
  const saved = await saveScans(
    ctx,
    offered.map(({ scan }) => scan),
  );
  const wentIn = offered.filter(({ id }) => saved.has(id));
  await announceAll(
    ctx,
    wentIn.map(({ scan, actor, traceId }) => ({ actor, traceId, announcement: scanned(scan) })),
  );
  const doubles = await keepStays(ctx, wentIn);
  return confirming.map(({ id }) => ({
    outcome: saved.has(id) || earlier.get(id)?.verdict === 'admitted' ? 'confirmed' : 'unknown',
    isDouble: doubles.has(id),
  }));
}

/** Returns the ids of those by whose right somebody else went in too. */
async function keepStays(ctx: Ctx, wentIn: readonly WentIn[]): Promise<ReadonlySet<string>> {
  if (wentIn.length === 0) return new Set();
  const { stays } = await readPast(
    ctx,
    wentIn.map(({ right }) => right.id),
  );
  const evenings = await listEvenings(ctx, [...new Set(wentIn.map(({ right }) => right.performanceId))]);
  const admissions: NewAdmission[] = [];
  const doubles = new Set<string>();
  for (const one of wentIn) {
    const before = stays.get(one.right.id) ?? [];
    const policy = evenings.get(one.right.performanceId)?.policy;
    // Not only stays since: one from before the offer may have been told after it.
    const last = policy && !mayUseAgain(policy, before.map(stayOf), one.offer.zoneId) ? before.at(-1) : undefined;
    if (last) {
      await tellDouble(ctx, one, last);
      doubles.add(one.id);
    } else admissions.push(admissionFrom(one));
  }
  await saveAdmissions(ctx, admissions, stays);
  return doubles;
}

async function tellDouble(ctx: Ctx, one: WentIn, last: StayRow): Promise<void> {
  const { right, scan, actor, traceId } = one;
  const about = { organiserId: right.organiserId, performanceId: right.performanceId, accessRightId: right.id };
  await keepDouble(ctx, about, admissionFrom(one), last);
  await announceAll(ctx, [{ actor, traceId, announcement: conflictFound(scan, 'double') }]);
}

function admissionFrom({ right, offer, scan }: WentIn): NewAdmission {
  return {
    accessRightId: right.id,
    performanceId: right.performanceId,
    scanId: scan.id,
    zoneId: offer.zoneId,
    accessPointId: scan.accessPointId,
    deviceId: offer.deviceId,
    admittedAt: offer.offeredAt,
  };
}
