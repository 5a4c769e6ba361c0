import { describe, expect, test } from 'vitest';
import { decideAdmission } from './decide-admission.ts';
import {
  doorsAt,
  endsAt,
  good,
  hour,
  outcome,
  parterre,
  rule,
  stay,
  told,
  withDoor,
  withPolicy,
  withRight,
} from './good-question.ts';
import type { AccessRule, AdmissionQuestion, RefusalReason, Stay } from './question.ts';

/** Every way of taking one of each. */
function everyMix<Facts extends Readonly<Record<string, readonly unknown[]>>>(
  facts: Facts,
): { [Name in keyof Facts]: Facts[Name][number] }[] {
  const mixes = Object.entries(facts).reduce<Record<string, unknown>[]>(
    (all, [name, values]) => all.flatMap((mix) => values.map((value) => ({ ...mix, [name]: value }))),
    [{}],
  );
  return mixes as { [Name in keyof Facts]: Facts[Name][number] }[];
}

/** All these questions, the reasons told to them counted: a promise about a reason that never comes up is none. */
function judgeAll(questions: readonly AdmissionQuestion[], expected: (question: AdmissionQuestion) => string) {
  const seen = new Set<string>();
  for (const question of questions) {
    const is = told(question);
    seen.add(is);
    // Not expect() for each: there are tens of thousands.
    if (is !== expected(question)) expect({ told: is, question }).toEqual({ told: expected(question), question });
  }
  return seen;
}

describe('the ticket', () => {
  const questions = everyMix({
    state: ['issued', 'suspended', 'revoked', 'replaced'] as const,
    isUnpaid: [false, true],
    isBarred: [false, true],
    codeEpoch: [2, 3, 4],
    codePerformance: [7, 8],
    rightPerformance: [7, 8],
    open: [[], [7], [8], [7, 8]],
    freshness: ['fresh', 'stale', 'static'] as const,
    rotating: ['off', 'preferred', 'required'] as const,
    direction: ['in', 'out'] as const,
  }).map((mix): AdmissionQuestion => {
    const { state, isUnpaid, isBarred, rightPerformance } = mix;
    const right = withRight(good, { state, isUnpaid, isBarred, performanceNumber: rightPerformance });
    const door = withDoor(right, { performanceNumbers: mix.open, direction: mix.direction });
    const code = {
      ...good.code,
      performanceNumber: mix.codePerformance,
      epoch: mix.codeEpoch,
      freshness: mix.freshness,
    };
    return { ...withPolicy(door, { rotating: mix.rotating }), code };
  });

  test('lets in when it is issued, of this performance, of its last code, paid, and nobody barred; or the first thing wrong is told', () => {
    const seen = judgeAll(questions, ({ code, right, door, policy }) => {
      const isHere = [right?.performanceNumber, ...door.performanceNumbers].filter((n) => n === code.performanceNumber);
      if (door.direction === 'out') return isHere.length === 2 ? 'let_out' : 'wrong_performance';
      if (right?.state === 'revoked') return 'revoked';
      if (right?.state === 'replaced' || code.epoch !== 3) return 'replaced';
      if (right?.isBarred) return 'barred';
      if (right?.state === 'suspended') return right.isUnpaid ? 'unpaid' : 'suspended';
      if (isHere.length < 2) return 'wrong_performance';
      // Digits nobody asked for are no worse than none.
      if (code.freshness === 'stale' && policy.rotating !== 'off') return 'stale_code';
      if (policy.rotating === 'required' && code.freshness === 'static') return 'stale_code';
      return 'admitted';
    });
    expect([...seen].sort()).toEqual(
      'admitted barred let_out replaced revoked stale_code suspended unpaid wrong_performance'.split(' '),
    );
  });

  test('that nobody knows is unknown, inwards and outwards', () => {
    for (const direction of ['in', 'out'] as const)
      expect(told(withDoor({ ...good, right: undefined }, { direction }))).toBe('unknown_ticket');
  });

  test('is told to be on paper only where a code that changes is preferred, and the one shown does not', () => {
    for (const question of questions) {
      const verdict = decideAdmission(question);
      if (verdict.verdict === 'admitted')
        expect(verdict.isPrinted).toBe(
          question.policy.rotating === 'preferred' && question.code.freshness === 'static',
        );
    }
  });
});

const histories: readonly (readonly Stay[])[] = [
  [],
  [stay(1, null)],
  [stay(1, 2)],
  [stay(1, null, 'fosse')],
  [stay(1, 2, 'fosse')],
  [stay(1, 2), stay(3, null)],
  [stay(1, 2), stay(3, 4)],
  [stay(1, 2), stay(2, 3), stay(4, null, 'fosse')],
  [stay(1, 2), stay(2, 3), stay(4, 5)],
];

describe('coming in, coming back and coming twice', () => {
  const questions = everyMix({
    usesMax: [1, 2, 3, null],
    mayReturn: [false, true],
    passback: ['ignored', 'refused'] as const,
    stays: histories,
    zoneIds: [[parterre], ['fosse'], ['balcon', parterre]],
    direction: ['in', 'out'] as const,
  })
    // Where one may come back a ticket is for one person: how many had it before they came back is not told by stays.
    .filter(({ usesMax, mayReturn }) => !mayReturn || usesMax === 1 || usesMax === null)
    .map(({ usesMax, mayReturn, passback, stays, zoneIds, direction }) => {
      const anyGate: AccessRule = { products: null, zoneIds: null, gateIds: ['A'], from: null, until: null };
      const policy = { usesMax, mayReturn, passback, rules: [anyGate] };
      return { ...withDoor(withPolicy(good, policy), { zoneIds, direction }), stays };
    });
  const lastOf = ({ stays }: AdmissionQuestion) => stays.at(-1);
  const isInside = (question: AdmissionQuestion) => lastOf(question)?.leftAt === null;

  test('a visitor is let in while uses are left, comes back where that is allowed, and is never inside twice where that is refused', () => {
    const seen = judgeAll(questions, (question) => {
      const { policy, stays, door } = question;
      if (door.direction === 'out') return 'let_out';
      const comesBack = policy.mayReturn && stays.length > 0 && !isInside(question);
      const hasUses = policy.usesMax === null || stays.length < policy.usesMax;
      if (!comesBack && !hasUses) return policy.usesMax === 1 ? 'already_used' : 'used_up';
      if (policy.passback === 'ignored' || !isInside(question)) return 'admitted';
      const enters = door.zoneIds.includes(parterre) ? parterre : 'fosse';
      return lastOf(question)?.zoneId === enters ? 'already_inside' : 'in_other_zone';
    });
    expect([...seen].sort()).toEqual(
      'admitted already_inside already_used in_other_zone let_out used_up'.split(' ').sort(),
    );
  });

  test('nobody is kept inside, whatever was wrong, and it is told whether anybody was', () => {
    for (const question of questions.filter(({ door }) => door.direction === 'out'))
      for (const state of ['issued', 'suspended', 'revoked', 'replaced'] as const) {
        const wrong = withRight({ ...question, at: endsAt + 9 * hour }, { state, isBarred: true, epoch: 9 });
        expect(decideAdmission(wrong)).toEqual({ verdict: 'let_out', wasInside: isInside(question) });
      }
  });

  test('uses are counted from one, and coming back is no further one', () => {
    for (const question of questions) {
      const verdict = decideAdmission(question);
      if (verdict.verdict !== 'admitted') continue;
      const { policy, stays } = question;
      if (!policy.mayReturn) expect(verdict.use).toBe(stays.length + 1);
      else if (!isInside(question)) expect(verdict.use).toBe(1);
    }
  });

  test('where somebody came in before is told with what is about coming in before, and with nothing else', () => {
    const about = ['already_used', 'used_up', 'already_inside', 'in_other_zone'];
    for (const question of questions) {
      const verdict = decideAdmission(question);
      const previous = verdict.verdict === 'refused' ? verdict.previous : undefined;
      expect(previous).toEqual(about.includes(outcome(verdict)) ? lastOf(question) : undefined);
    }
  });

  test('who goes in is in the zone of the ticket, or in that which the gate leads into', () => {
    for (const question of questions) {
      const verdict = decideAdmission(question);
      if (verdict.verdict === 'admitted')
        expect(verdict.zoneId).toBe(question.door.zoneIds.includes(parterre) ? parterre : 'fosse');
    }
  });
});

describe('the door', () => {
  const ways = [
    rule({ products: ['full'] }),
    rule({ products: ['press'], gateIds: ['A'] }),
    rule({ zoneIds: ['balcon'] }),
    rule({ zoneIds: [parterre], gateIds: ['B'] }),
    rule({ from: doorsAt - hour, until: doorsAt + 2 * hour }),
    rule({ from: doorsAt + 2 * hour, gateIds: ['A', 'B'] }),
  ];
  const questions = everyMix({
    rules: [[], ...ways.map((way) => [way]), ...ways.flatMap((one) => ways.map((other) => [one, other])), ways],
    at: [doorsAt - hour, doorsAt - 1, doorsAt, doorsAt + 2 * hour - 1, doorsAt + 2 * hour, endsAt - 1, endsAt],
    toleranceMs: [0, 1],
    door: [
      { gateId: 'A', zoneIds: [parterre] },
      { gateId: 'A', zoneIds: ['balcon'] },
      { gateId: 'B', zoneIds: ['balcon', parterre] },
      { gateId: 'C', zoneIds: [] },
    ],
    lanes: [null, { count: 3, own: [1] }, { count: 3, own: [0, 2] }, { count: 3, own: [] }],
    occupancy: [
      undefined,
      { inside: 9, max: 10 },
      { inside: 10, max: 10 },
      { inside: 11, max: 10 },
      { inside: 0, max: 0 },
    ],
  }).map(({ rules, at, toleranceMs, door, lanes, occupancy }) => {
    return { ...withDoor(withPolicy(good, { rules }), { ...door, lanes, toleranceMs }), at, occupancy };
  });

  /** What is missing for one way in, the hardest first. */
  function missingFor(way: AccessRule, { at, door }: AdmissionQuestion): RefusalReason | undefined {
    const opens = way.from ?? doorsAt;
    const closes = way.until ?? endsAt;
    if (at >= closes + door.toleranceMs) return 'too_late';
    if (way.products && !way.products.includes('full')) return 'wrong_product';
    if (way.zoneIds && !way.zoneIds.includes(parterre)) return 'wrong_product';
    if (at < opens - door.toleranceMs) return 'too_early';
    if (way.gateIds ? !way.gateIds.includes(door.gateId) : !door.zoneIds.includes(parterre)) return 'wrong_gate';
    return undefined;
  }

  test('lets in by any of its rules, into a zone with room, in a lane of its own; of rules that do not fit the easiest is told', () => {
    const fromEasyToHard = [undefined, 'wrong_gate', 'too_early', 'wrong_product', 'too_late'] as const;
    const seen = judgeAll(questions, (question) => {
      const { policy, door, occupancy } = question;
      const rules = policy.rules.length > 0 ? policy.rules : [rule({})];
      const missing = rules.map((way) => missingFor(way, question));
      const easiest = fromEasyToHard.find((reason) => missing.includes(reason));
      // A full zone is easier to wait for than a time or a right, and harder to change than the gate.
      if (easiest !== undefined && easiest !== 'wrong_gate') return easiest;
      if (occupancy && occupancy.inside >= occupancy.max) return 'zone_full';
      if (easiest) return easiest;
      return door.lanes && !door.lanes.own.includes(1) ? 'other_lane' : 'admitted';
    });
    expect([...seen].sort()).toEqual(
      'admitted other_lane too_early too_late wrong_gate wrong_product zone_full'.split(' '),
    );
  });

  test('lets everybody out, at any hour, however full, in any lane', () => {
    for (const question of questions) expect(told(withDoor(question, { direction: 'out' }))).toBe('let_out');
  });
});
