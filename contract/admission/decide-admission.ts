import { laneOf } from './lanes.ts';
import type {
  AccessRight,
  AccessRule,
  AdmissionQuestion,
  AdmissionVerdict,
  Door,
  EntryPolicy,
  RefusalReason,
  Stay,
} from './question.ts';
import { refusalReasons } from './question.ts';

/** One thing that was looked at, and whether it stood in the way. */
export type AdmissionCheck = { readonly reason: RefusalReason; readonly stands: boolean };

/**
 * The one rule of the door: server, scanner and simulator judge by it. Of all that stands in the way the refusal names what
 * the visitor can change least, so that nobody is sent to another gate with a ticket that is void; of several ways in, it
 * names what is missing for the one that is easiest to take.
 */
export function decideAdmission(question: AdmissionQuestion): AdmissionVerdict {
  return explainAdmission(question).verdict;
}

/** The same with everything that was looked at, for whoever wants to know why. */
export function explainAdmission(question: AdmissionQuestion): {
  readonly verdict: AdmissionVerdict;
  readonly checks: readonly AdmissionCheck[];
} {
  const { right, stays, door, policy, code } = question;
  if (!right) return refuse('unknown_ticket', stays, []);
  if (door.direction === 'out') {
    if (isOfOtherPerformance(right, question)) return refuse('wrong_performance', stays, []);
    // Nobody is kept inside, whatever is wrong with the ticket.
    return { verdict: { verdict: 'let_out', wasInside: stays.some(({ leftAt }) => leftAt === null) }, checks: [] };
  }
  const zoneId = zoneEntered(right, door);
  const checks = [
    ...checksOfRight(right, question),
    ...checksOfUse(question, zoneId),
    ...checksOfDoor(right, question),
  ];
  const reason = refusalReasons.find((known) => checks.some((check) => check.reason === known && check.stands));
  if (reason !== undefined) return refuse(reason, stays, checks);
  const use = usesOf(stays, policy) + (isReturn(stays, policy) ? 0 : 1);
  const isPrinted = policy.rotating === 'preferred' && code.freshness === 'static';
  return { verdict: { verdict: 'admitted', zoneId, use, isPrinted }, checks };
}

/** Where somebody with this right is, once through this door: in the zone of the ticket, or the one its gate leads into. */
export function zoneEntered(right: Pick<AccessRight, 'zoneId'>, { zoneIds }: Pick<Door, 'zoneIds'>): string {
  return zoneIds.includes(right.zoneId) ? right.zoneId : (zoneIds[0] ?? right.zoneId);
}

/** Whether these stays leave room for one more; of a reading that is told late, and went in whatever is thought of it. */
export function mayUseAgain(policy: UsePolicy, stays: readonly Stay[], zoneId: string): boolean {
  return checksOfUse({ policy, stays }, zoneId).every(({ stands }) => !stands);
}

/** Where codes do not change their digits say nothing: whoever shows the code without them is let in, and no list knows their keys. */
function isStale(freshness: AdmissionQuestion['code']['freshness'], rotating: EntryPolicy['rotating']): boolean {
  return freshness === 'stale' ? rotating !== 'off' : freshness === 'static' && rotating === 'required';
}

type UsePolicy = Pick<EntryPolicy, 'usesMax' | 'mayReturn' | 'passback'>;

function refuse(reason: RefusalReason, stays: readonly Stay[], checks: readonly AdmissionCheck[]) {
  const previous = tellsOfStay.has(reason) ? stays.at(-1) : undefined;
  const verdict: AdmissionVerdict = { verdict: 'refused', reason, ...(previous ? { previous } : {}) };
  return { verdict, checks };
}

const tellsOfStay = new Set<RefusalReason>(['already_used', 'used_up', 'already_inside', 'in_other_zone']);

function isOfOtherPerformance(right: AccessRight, { code, door }: AdmissionQuestion): boolean {
  return (
    right.performanceNumber !== code.performanceNumber || !door.performanceNumbers.includes(code.performanceNumber)
  );
}

function checksOfRight(right: AccessRight, question: AdmissionQuestion): AdmissionCheck[] {
  const { code, policy } = question;
  const isSuspended = right.state === 'suspended';
  return [
    { reason: 'revoked', stands: right.state === 'revoked' },
    { reason: 'replaced', stands: right.state === 'replaced' || right.epoch !== code.epoch },
    { reason: 'barred', stands: right.isBarred },
    { reason: 'unpaid', stands: isSuspended && right.isUnpaid },
    { reason: 'suspended', stands: isSuspended && !right.isUnpaid },
    { reason: 'wrong_performance', stands: isOfOtherPerformance(right, question) },
    { reason: 'stale_code', stands: isStale(code.freshness, policy.rotating) },
  ];
}

function usesOf(stays: readonly Stay[], { mayReturn }: UsePolicy): number {
  return mayReturn ? Math.min(stays.length, 1) : stays.length;
}

/** Whoever was let out and comes back. */
function isReturn(stays: readonly Stay[], { mayReturn }: UsePolicy): boolean {
  return mayReturn && stays.length > 0 && stays.every(({ leftAt }) => leftAt !== null);
}

type Uses = { readonly policy: UsePolicy; readonly stays: readonly Stay[] };

function checksOfUse({ policy, stays }: Uses, zoneId: string): AdmissionCheck[] {
  const inside = stays.find(({ leftAt }) => leftAt === null);
  const isUsedUp = policy.usesMax !== null && usesOf(stays, policy) >= policy.usesMax && !isReturn(stays, policy);
  const isPassback = policy.passback === 'refused' && inside !== undefined;
  return [
    { reason: 'already_used', stands: isUsedUp && policy.usesMax === 1 },
    { reason: 'used_up', stands: isUsedUp && policy.usesMax !== 1 },
    { reason: 'already_inside', stands: isPassback && inside.zoneId === zoneId },
    { reason: 'in_other_zone', stands: isPassback && inside.zoneId !== zoneId },
  ];
}

function checksOfDoor(right: AccessRight, question: AdmissionQuestion): AdmissionCheck[] {
  const { policy, door, occupancy } = question;
  const rules = policy.rules.length > 0 ? policy.rules : [anyWay];
  const missing = rules.map((rule) => checksOfRule(rule, right, question));
  const easiest = missing.toSorted((a, b) => hardness(a) - hardness(b))[0] ?? [];
  const lane = door.lanes && laneOf(right.id, door.lanes.count);
  return [
    ...easiest,
    { reason: 'zone_full', stands: occupancy !== undefined && occupancy.inside >= occupancy.max },
    { reason: 'other_lane', stands: lane !== null && door.lanes?.own.includes(lane) === false },
  ];
}

const anyWay: AccessRule = { products: null, zoneIds: null, gateIds: null, from: null, until: null };

function checksOfRule(rule: AccessRule, right: AccessRight, { door, at }: AdmissionQuestion): AdmissionCheck[] {
  const servesIt = rule.gateIds ? rule.gateIds.includes(door.gateId) : door.zoneIds.includes(right.zoneId);
  const isForIt = rule.products?.includes(right.product) !== false && rule.zoneIds?.includes(right.zoneId) !== false;
  return [
    { reason: 'too_late', stands: at - door.toleranceMs >= (rule.until ?? right.validUntil) },
    { reason: 'wrong_product', stands: !isForIt },
    { reason: 'too_early', stands: at + door.toleranceMs < (rule.from ?? right.validFrom) },
    { reason: 'wrong_gate', stands: !servesIt },
  ];
}

/** Of what stands in the way, the hardest; less is easier; nothing at all is the easiest. */
function hardness(checks: readonly AdmissionCheck[]): number {
  const standing = checks.filter(({ stands }) => stands).map(({ reason }) => refusalReasons.indexOf(reason));
  return standing.length === 0 ? -1 : refusalReasons.length - Math.min(...standing);
}
