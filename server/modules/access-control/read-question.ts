import { zoneEntered } from '@tessera/contract/admission/decide-admission';
import type { AdmissionQuestion, Direction, Door, RefusalReason, Stay } from '@tessera/contract/admission/question';
import { isFresh, splitRotating } from '@tessera/contract/admission/rotating-code';
import { decodeTicketCode, type TicketCode } from '@tessera/contract/ticket-code';
import type { Ctx } from '../../platform/context.ts';
import { findBanned } from '../blacklist/index.ts';
import { findPerformance, listPerformanceNumbers } from '../catalogue/index.ts';
import { type AccessRight, isSignedBy, lockAccessRight, rotationKey } from '../tickets/index.ts';
import { type AccessPoint, gatesByZone, type ServingGate } from '../venues/index.ts';
import { findOffer, listStays, lockOccupancy, type Offer, type StayRow } from './admission.store.ts';
import { findPolicy, type Lane, listLanes, type StoredPolicy, usualPolicy } from './policy.store.ts';

export type Reading = {
  readonly accessPoint: AccessPoint;
  readonly code: string;
  readonly direction: Direction;
  /** The id of the scan: an offer of its own does not stand in its way. */
  readonly scanId: string;
  /** When; absent: now. */
  readonly at?: Date;
};

/** A code that says nothing that could be judged. */
export type Unreadable = { readonly unreadable: RefusalReason };
export type Judgeable = {
  /** undefined: there is none, or it is of another organiser, which is nobody's business here. */
  readonly right: AccessRight | undefined;
  readonly question: AdmissionQuestion;
  readonly stays: readonly StayRow[];
  readonly offer: Offer | undefined;
  readonly policy: StoredPolicy;
  readonly lanes: readonly Lane[];
  /** The gates where the right lets in. */
  readonly gates: readonly ServingGate[];
};

/**
 * What the rule of the door has to know of a code that was read at an access point. The access right is locked, so of two
 * readings of one ticket the second sees what came of the first.
 */
export async function readQuestion(ctx: Ctx, reading: Reading): Promise<Unreadable | Judgeable> {
  const { text, digits } = splitRotating(reading.code);
  const decoded = decodeTicketCode(text);
  if (!decoded.ok) return { unreadable: 'not_a_ticket' };
  const { code, signedBytes, signature } = decoded;
  if (!(await isSignedBy(ctx, code.signingKeyId, signedBytes, signature))) return { unreadable: 'wrong_signature' };
  const right = await lockAccessRight(ctx, code.accessRightId);
  // Organisers have keys of their own: one that got out must not open the doors of another.
  if (right && right.signingKeyId !== code.signingKeyId && right.epoch === code.epoch)
    return { unreadable: 'wrong_signature' };
  return right?.organiserId === reading.accessPoint.organiserId
    ? ofRight(ctx, reading, { code, digits, right })
    : ofNoRight(reading, code);
}

function ofNoRight({ accessPoint, direction }: Reading, code: TicketCode): Judgeable {
  const door = {
    gateId: accessPoint.gateId,
    direction,
    performanceNumbers: [],
    zoneIds: [],
    lanes: null,
    toleranceMs: 0,
  };
  const question: AdmissionQuestion = {
    code: { ...code, freshness: 'static' },
    right: undefined,
    policy: { ...usualPolicy, rotating: 'off' },
    door,
    stays: [],
    occupancy: undefined,
    at: 0,
  };
  return { right: undefined, question, stays: [], offer: undefined, policy: usualPolicy, lanes: [], gates: [] };
}

type Read = { readonly code: TicketCode; readonly digits: string | undefined; readonly right: AccessRight };

async function ofRight(ctx: Ctx, reading: Reading, { code, digits, right }: Read): Promise<Judgeable> {
  const { accessPoint, direction, scanId, at = ctx.now } = reading;
  const performance = await findPerformance(ctx, right.performanceId);
  const policy = await findPolicy(ctx, right.performanceId);
  const lanes = policy.offline === 'by_lane' ? await listLanes(ctx, right.performanceId) : [];
  const served = await gatesByZone(ctx, { id: right.performanceId, mappingId: right.mappingId });
  const gates = served.get(right.zoneId) ?? [];
  const stays = await listStays(ctx, right.id);
  const found = await findOffer(ctx, right.id);
  const offer = found?.scanId === scanId ? undefined : found;
  const door = {
    gateId: accessPoint.gateId,
    direction,
    performanceNumbers: await performancesOf(ctx, accessPoint, right),
    zoneIds: [...served].flatMap(([zoneId, serving]) =>
      serving.some(({ id }) => id === accessPoint.gateId) ? [zoneId] : [],
    ),
    lanes: lanesOf(ctx, lanes),
    toleranceMs: 0,
  };
  const question: AdmissionQuestion = {
    code: { ...code, freshness: await freshnessOf(ctx, right, digits, at) },
    right: {
      id: right.id,
      state: right.state,
      isUnpaid: right.isUnpaid,
      isBarred: (await findBanned(ctx, right.id)) !== undefined,
      epoch: right.epoch,
      performanceNumber: right.performanceNumber,
      zoneId: right.zoneId,
      product: right.product,
      validFrom: right.validFrom.getTime(),
      validUntil: right.validUntil.getTime(),
    },
    policy: { ...policy, rotating: performance?.rotating ?? 'off' },
    door,
    stays: [...stays.map(stayOf), ...(offer ? [offered(offer)] : [])],
    occupancy: direction === 'in' ? await lockOccupancy(ctx, right.performanceId, zoneEntered(right, door)) : undefined,
    at: at.getTime(),
  };
  // Staff who are signed in may know whom they let in; what a phone at the door shows is for the organiser to say.
  const showsNames = policy.showsNames || ctx.actor.kind === 'account';
  return { right, question, stays, offer: found, policy: { ...policy, showsNames }, lanes, gates };
}

/** Those this door is open for; a device may be for some of them only. */
async function performancesOf(ctx: Ctx, accessPoint: AccessPoint, right: AccessRight): Promise<number[]> {
  const { actor } = ctx;
  const numbers = await listPerformanceNumbers(ctx, accessPoint.mappingIds);
  const isOutOfScope =
    actor.kind === 'device' && actor.performanceIds.length > 0 && !actor.performanceIds.includes(right.performanceId);
  return isOutOfScope ? numbers.filter((number) => number !== right.performanceNumber) : numbers;
}

/** Where tickets are shared out, whoever has no lane lets nobody in. */
function lanesOf({ actor }: Ctx, lanes: readonly Lane[]): Door['lanes'] {
  if (lanes.length === 0) return null;
  const own = lanes.filter(({ deviceId }) => actor.kind === 'device' && deviceId === actor.deviceId);
  return { count: lanes.length, own: own.map(({ number }) => number) };
}

export function stayOf({ zoneId, at, accessPoint, leftAt }: StayRow): Stay {
  return { zoneId, at: at.getTime(), accessPoint, leftAt: leftAt?.getTime() ?? null };
}

/** Somebody else is being let in by it at this moment. */
function offered({ zoneId, offeredAt, accessPoint }: Offer & { readonly accessPoint: string }): Stay {
  return { zoneId, at: offeredAt.getTime(), accessPoint, leftAt: null };
}

async function freshnessOf(
  ctx: Ctx,
  right: AccessRight,
  digits: string | undefined,
  at: Date,
): Promise<AdmissionQuestion['code']['freshness']> {
  if (digits === undefined) return 'static';
  return (await isFresh(rotationKey(ctx, right.id, right.epoch), digits, at.getTime())) ? 'fresh' : 'stale';
}
