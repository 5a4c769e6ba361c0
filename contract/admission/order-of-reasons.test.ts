import { describe, expect, test } from 'vitest';
import { decideAdmission, explainAdmission } from './decide-admission.ts';
import { good, rule, stay, told, withDoor, withPolicy, withRight } from './good-question.ts';
import type { AdmissionQuestion, RefusalReason } from './question.ts';

describe('of several things in the way', () => {
  type Spoil = (question: AdmissionQuestion) => AdmissionQuestion;
  const begin = withPolicy(good, { rotating: 'preferred', rules: [rule({ gateIds: ['A'] })] });
  const inFosse = [stay(1, null, 'fosse')];
  const twice = [stay(1, 2), stay(3, 4)];
  /** Each spoils a good question in one way that leaves the others be; the hardest to change first. */
  const spoils: readonly (readonly [RefusalReason, Spoil])[] = [
    ['revoked', (q) => withRight(q, { state: 'revoked' })],
    ['replaced', (q) => ({ ...q, code: { ...q.code, epoch: 2 } })],
    ['barred', (q) => withRight(q, { isBarred: true })],
    ['unpaid', (q) => withRight(q, { state: 'suspended', isUnpaid: true })],
    ['suspended', (q) => withRight(q, { state: 'suspended', isUnpaid: false })],
    ['wrong_performance', (q) => withDoor(q, { performanceNumbers: [8] })],
    ['already_used', (q) => ({ ...q, stays: [stay(1, null)] })],
    ['used_up', (q) => ({ ...withPolicy(q, { usesMax: 2 }), stays: twice })],
    ['already_inside', (q) => ({ ...withPolicy(q, { usesMax: 9, passback: 'refused' }), stays: [stay(1, null)] })],
    ['too_late', (q) => withRight(q, { validUntil: q.at })],
    ['wrong_product', (q) => withPolicy(q, { rules: [rule({ gateIds: ['A'], products: ['press'] })] })],
    ['stale_code', (q) => ({ ...q, code: { ...q.code, freshness: 'stale' } })],
    ['in_other_zone', (q) => ({ ...withPolicy(q, { usesMax: 9, passback: 'refused' }), stays: inFosse })],
    ['too_early', (q) => withRight(q, { validFrom: q.at + 1 })],
    ['zone_full', (q) => ({ ...q, occupancy: { inside: 5, max: 5 } })],
    ['wrong_gate', (q) => withDoor(q, { gateId: 'B' })],
    ['other_lane', (q) => withDoor(q, { lanes: { count: 3, own: [] } })],
  ];
  // Of each of these only one thing can be true at a time.
  const exclusive = [
    ['revoked', 'unpaid', 'suspended'],
    ['already_used', 'used_up', 'already_inside', 'in_other_zone'],
  ];

  test('what the visitor can change least is told, whatever else is wrong: every set of wrongs, of 17', () => {
    let count = 0;
    for (let set = 0; set < 2 ** spoils.length; set += 1) {
      const chosen = spoils.filter((_, at) => (set >> at) & 1);
      const reasons = chosen.map(([reason]) => reason);
      if (exclusive.some((those) => reasons.filter((reason) => those.includes(reason)).length > 1)) continue;
      count += 1;
      const question = chosen.reduce((spoilt, [, spoil]) => spoil(spoilt), begin);
      const is = told(question);
      if (is !== (reasons[0] ?? 'admitted')) expect({ reasons, is }).toEqual({ reasons, is: reasons[0] ?? 'admitted' });
    }
    expect(count).toBe(2 ** 10 * 4 * 5);
  });

  test('everything in the way is found for whoever asks why, and the verdict is the same', () => {
    for (const [reason, spoil] of spoils)
      for (const [other, spoilToo] of spoils) {
        const question = spoilToo(spoil(begin));
        const { verdict, checks } = explainAdmission(question);
        expect(verdict).toEqual(decideAdmission(question));
        const standing = checks.filter(({ stands }) => stands).map((check) => check.reason);
        if (!exclusive.some((those) => those.includes(reason) && those.includes(other)))
          expect(new Set(standing)).toEqual(new Set([reason, other]));
      }
  });
});
