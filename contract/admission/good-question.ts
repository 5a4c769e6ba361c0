import { decideAdmission } from './decide-admission.ts';
import type { AccessRule, AdmissionQuestion, AdmissionVerdict, Stay } from './question.ts';

// What the tests of the rule begin with: a question that is answered with yes, and ways to change it.

export const parterre = 'parterre';
export const hour = 3_600_000;
export const doorsAt = 100 * hour;
export const endsAt = 104 * hour;
// Its lane of three is 10 % 3 = 1.
const id = '0198c0de-cafe-7bad-8bee-00000000000a';

const goodRight: NonNullable<AdmissionQuestion['right']> = {
  id,
  state: 'issued',
  isUnpaid: false,
  isBarred: false,
  epoch: 3,
  performanceNumber: 7,
  zoneId: parterre,
  product: 'full',
  validFrom: doorsAt,
  validUntil: endsAt,
};

export const good: AdmissionQuestion = {
  code: { accessRightId: id, performanceNumber: 7, epoch: 3, freshness: 'static' },
  right: goodRight,
  policy: { usesMax: 1, mayReturn: false, passback: 'ignored', rotating: 'off', rules: [] },
  door: {
    gateId: 'A',
    direction: 'in',
    performanceNumbers: [7],
    zoneIds: ['balcon', parterre],
    lanes: null,
    toleranceMs: 0,
  },
  stays: [],
  occupancy: undefined,
  at: doorsAt + hour,
};

export const outcome = (verdict: AdmissionVerdict) =>
  verdict.verdict === 'refused' ? verdict.reason : verdict.verdict;
export const told = (question: AdmissionQuestion) => outcome(decideAdmission(question));
export const withRight = (question: AdmissionQuestion, right: Partial<typeof goodRight>): AdmissionQuestion => {
  return { ...question, right: { ...goodRight, ...question.right, ...right } };
};
export const withDoor = (question: AdmissionQuestion, door: Partial<AdmissionQuestion['door']>): AdmissionQuestion => {
  return { ...question, door: { ...question.door, ...door } };
};
export const withPolicy = (
  question: AdmissionQuestion,
  policy: Partial<AdmissionQuestion['policy']>,
): AdmissionQuestion => {
  return { ...question, policy: { ...question.policy, ...policy } };
};

export const stay = (from: number, leftAt: number | null, zoneId = parterre): Stay => {
  return { zoneId, at: doorsAt + from, accessPoint: `A · ${from}`, leftAt: leftAt === null ? null : doorsAt + leftAt };
};
export const rule = (made: Partial<AccessRule>): AccessRule => {
  return { products: null, zoneIds: null, gateIds: null, from: null, until: null, ...made };
};
