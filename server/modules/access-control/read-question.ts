import { zoneEntered } from '@tessera/contract/admission/decide-admission';
import type { AdmissionQuestion, Direction, Door, RefusalReason, Stay } from '@tessera/contract/admission/question';
import { isFresh, splitRotating } from '@tessera/contract/admission/rotating-code';
import { decodeTicketCode, type TicketCode } from '@tessera/contract/ticket-code';
import { type Actor, isWithinScope } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { listBannedAmong } from '../blacklist/index.ts';
import type { Performance } from '../catalogue/index.ts';
import { type AccessRight, isSignedBy, lockAccessRights, rotationKey } from '../tickets/index.ts';
import { type AccessPoint, gatesByZone, type ServingGate } from '../venues/index.ts';
import {
  type FoundOffer,
  lockOccupancy,
  type Occupancy,
  type Offer,
  type Past,
  readPast,
  type StayRow,
  type ZoneOfEvening,
} from './admission.store.ts';
import { type Evening, type Lane, listEvenings, type StoredPolicy, usualPolicy } from './policy.store.ts';

export type Reading = {
  readonly actor: Actor;
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

/** Somebody else is at its ticket at this moment. */
type Locked = { readonly isLocked: true };

/** What the rule of the door has to know of one code that was read; its ticket is waited for. */
export async function readQuestion(ctx: Ctx, reading: Reading): Promise<Unreadable | Judgeable> {
  const [read] = await readQuestions(ctx, [reading], { wait: true });
  if (!read || 'isLocked' in read) throw new Error('a ticket that was waited for is locked');
  return read;
}

/** The access right a code names, genuine or not. */
export function rightNamedBy(scanned: string): string | undefined {
  const decoded = decodeTicketCode(splitRotating(scanned).text);
  return decoded.ok ? decoded.code.accessRightId : undefined;
}

/**
 * What the rule of the door has to know of codes that were read at access points, in their order. The access rights are locked,
 * so of two readings of one ticket the second sees what came of the first. Without `wait` nothing is said of those whose ticket
 * somebody else has locked, nor of those that have none.
 */
export async function readQuestions(
  ctx: Ctx,
  readings: readonly Reading[],
  { wait }: { readonly wait: boolean },
): Promise<readonly (Unreadable | Judgeable | Locked)[]> {
  const codes = await Promise.all(readings.map(({ code }) => readCode(ctx, code)));
  const ids = new Set(codes.flatMap((code) => ('unreadable' in code ? [] : code.code.accessRightId)));
  const rights = new Map((await lockAccessRights(ctx, [...ids], { wait })).map((right) => [right.id, right]));
  const found = readings.map((reading, position) => findRight(reading, codes[position], rights));
  const known = await readKnown(
    ctx,
    found.flatMap((one) => ('read' in one ? one : [])),
  );
  return Promise.all(
    found.map((one) => {
      if ('unreadable' in one) return one;
      if (!wait && 'code' in one && !rights.has(one.code.accessRightId)) return { isLocked: true };
      return 'read' in one ? ofRight(ctx, one, known) : ofNoRight(one.reading, one.code);
    }),
  );
}

type Readable = { readonly code: TicketCode; readonly digits: string | undefined };

async function readCode(ctx: Ctx, scanned: string): Promise<Unreadable | Readable> {
  const { text, digits } = splitRotating(scanned);
  const decoded = decodeTicketCode(text);
  if (!decoded.ok) return { unreadable: 'not_a_ticket' };
  const { code, signedBytes, signature } = decoded;
  if (!(await isSignedBy(ctx, code.signingKeyId, signedBytes, signature))) return { unreadable: 'wrong_signature' };
  return { code, digits };
}

type Read = Readable & { readonly right: AccessRight };
type OfRight = { readonly reading: Reading; readonly read: Read };
type Found = Unreadable | OfRight | { readonly reading: Reading; readonly code: TicketCode };

function findRight(
  reading: Reading,
  readable: Unreadable | Readable | undefined,
  rights: ReadonlyMap<string, AccessRight>,
): Found {
  if (!readable || 'unreadable' in readable) return readable ?? { unreadable: 'not_a_ticket' };
  const { code } = readable;
  const right = rights.get(code.accessRightId);
  // Organisers have keys of their own: one that got out must not open the doors of another.
  if (right && right.signingKeyId !== code.signingKeyId && right.epoch === code.epoch)
    return { unreadable: 'wrong_signature' };
  return right?.organiserId === reading.accessPoint.organiserId
    ? { reading, read: { ...readable, right } }
    : { reading, code };
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

/** What is known of all that were read, each asked once. */
type Known = Past & {
  readonly evenings: ReadonlyMap<string, Evening>;
  /** The gates that serve each zone, by performance. */
  readonly served: ReadonlyMap<string, Served>;
  readonly banned: ReadonlySet<string>;
  readonly occupancies: readonly Occupancy[];
};
type Served = Awaited<ReturnType<typeof gatesByZone>>;

const nothing: Known = {
  evenings: new Map(),
  served: new Map(),
  stays: new Map(),
  offers: new Map(),
  banned: new Set(),
  occupancies: [],
};

async function readKnown(ctx: Ctx, found: readonly OfRight[]): Promise<Known> {
  if (found.length === 0) return nothing;
  const rights = new Map(found.map(({ read: { right } }) => [right.id, right]));
  const mappings = new Map(found.map(({ read: { right } }) => [right.performanceId, right.mappingId]));
  const evenings = await listEvenings(ctx, [...mappings.keys()]);
  const served = new Map<string, Served>();
  for (const [id, mappingId] of mappings) served.set(id, await gatesByZone(ctx, { id, mappingId }));
  const past = await readPast(ctx, [...rights.keys()]);
  const banned = await listBannedAmong(ctx, [...rights.keys()]);
  const limited = found.filter(({ read: { right } }) => evenings.get(right.performanceId)?.isLimited);
  const zones = limited.flatMap((one) => zonesOf(one, served.get(one.read.right.performanceId), past));
  return {
    ...past,
    evenings,
    served,
    banned: new Set(banned.map(({ accessRightId }) => accessRightId)),
    occupancies: zones.length === 0 ? [] : await lockOccupancy(ctx, zones),
  };
}

/** Where somebody would be one more or one less. All are locked in one order, so that no two readings wait for each other. */
function zonesOf({ reading, read: { right } }: OfRight, served: Served | undefined, { stays }: Past): ZoneOfEvening[] {
  const { performanceId } = right;
  const present = (stays.get(right.id) ?? []).flatMap(({ zoneId, leftAt }) => (leftAt === null ? [zoneId] : []));
  const entered = zoneEntered(right, { zoneIds: zonesServed(served, reading.accessPoint) });
  return [...present, entered].map((zoneId) => ({ performanceId, zoneId }));
}

function zonesServed(served: Served | undefined, { gateId }: AccessPoint): string[] {
  return [...(served ?? [])].flatMap(([zoneId, serving]) => (serving.some(({ id }) => id === gateId) ? [zoneId] : []));
}

async function ofRight(ctx: Ctx, { reading, read }: OfRight, known: Known): Promise<Judgeable> {
  const { actor, accessPoint, direction, scanId, at = ctx.now } = reading;
  const { code, digits, right } = read;
  const evening = known.evenings.get(right.performanceId);
  const served = known.served.get(right.performanceId);
  const { policy = usualPolicy, lanes = [], rotating = 'off' } = evening ?? {};
  const stays = known.stays.get(right.id) ?? [];
  const found = known.offers.get(right.id);
  const offer = found?.scanId === scanId ? undefined : found;
  const door = {
    gateId: accessPoint.gateId,
    direction,
    performanceNumbers: isOpenFor(reading, evening, right) ? [right.performanceNumber] : [],
    zoneIds: zonesServed(served, accessPoint),
    lanes: lanesOf(actor, lanes),
    toleranceMs: 0,
  };
  const entered = zoneEntered(right, door);
  const question: AdmissionQuestion = {
    code: { ...code, freshness: await freshnessOf(ctx, right, digits, at) },
    right: {
      id: right.id,
      state: right.state,
      isUnpaid: right.isUnpaid,
      isBarred: known.banned.has(right.id),
      epoch: right.epoch,
      performanceNumber: right.performanceNumber,
      zoneId: right.zoneId,
      product: right.product,
      validFrom: right.validFrom.getTime(),
      validUntil: right.validUntil.getTime(),
    },
    policy: { ...policy, rotating },
    door,
    stays: [...stays.map(stayOf), ...(offer ? [offered(offer)] : [])],
    occupancy:
      direction === 'in'
        ? known.occupancies.find((one) => one.performanceId === right.performanceId && one.zoneId === entered)
        : undefined,
    at: at.getTime(),
  };
  // Staff who are signed in may know whom they let in; what a phone at the door shows is for the organiser to say.
  const showsNames = policy.showsNames || actor.kind === 'account';
  const gates = served?.get(right.zoneId) ?? [];
  return { right, question, stays, offer: found, policy: { ...policy, showsNames }, lanes, gates };
}

const openStates: ReadonlySet<Performance['state']> = new Set(['on_sale', 'closed']);

/** Whether this door is open for the performance of the right; a device may be for some of them only. */
function isOpenFor({ actor, accessPoint }: Reading, evening: Evening | undefined, right: AccessRight): boolean {
  const isThere =
    evening !== undefined && openStates.has(evening.state) && accessPoint.mappingIds.includes(right.mappingId);
  return isThere && (actor.kind !== 'device' || isWithinScope(actor, { performanceId: right.performanceId }));
}

/** Where tickets are shared out, whoever has no lane lets nobody in. */
function lanesOf(actor: Actor, lanes: readonly Lane[]): Door['lanes'] {
  if (lanes.length === 0) return null;
  const own = lanes.filter(({ deviceId }) => actor.kind === 'device' && deviceId === actor.deviceId);
  return { count: lanes.length, own: own.map(({ number }) => number) };
}

export function stayOf({ zoneId, at, accessPoint, leftAt }: StayRow): Stay {
  return { zoneId, at: at.getTime(), accessPoint, leftAt: leftAt?.getTime() ?? null };
}

/** Somebody else is being let in by it at this moment. */
function offered({ zoneId, offeredAt, accessPoint }: FoundOffer): Stay {
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
