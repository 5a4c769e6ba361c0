import { describe, expect, test } from 'vitest';
import { type AdmissionQuestion, type AdmissionVerdict, decideAdmission } from './admission.ts';

const doorsAt = 1_000;
const endsAt = 2_000;
const earlier = { at: 1_100, accessPoint: 'Porte A · A1' };

const states = ['issued', 'suspended', 'revoked', 'replaced'] as const;
const epochs = { same: 3, older: 2, newer: 4 } as const;
const performances = { this: 7, other: 8 } as const;
const gates = { none: [], its: ['parterre', 'balcon'], others: ['fosse'] } as const;
const instants = { before: 999, doors: 1_000, during: 1_500, last: 1_999, end: 2_000, after: 5_000 } as const;

/** Every question a door can be asked: each fact in each of its values. */
function* everyQuestion(): Generator<AdmissionQuestion> {
  for (const state of [undefined, ...states])
    for (const epoch of Object.values(epochs))
      for (const rightPerformance of Object.values(performances))
        for (const codePerformance of Object.values(performances))
          for (const performanceNumbers of [[], [7], [8], [7, 8]])
            for (const zoneIds of Object.values(gates))
              for (const before of [undefined, earlier])
                for (const at of Object.values(instants)) {
                  const right = state && {
                    state,
                    epoch: 3,
                    performanceNumber: rightPerformance,
                    zoneId: 'parterre',
                    validFrom: doorsAt,
                    validUntil: endsAt,
                  };
                  const code = { performanceNumber: codePerformance, epoch };
                  yield { code, right, door: { performanceNumbers, zoneIds }, earlier: before, at };
                }
}

const questions = [...everyQuestion()];
const judged = questions.map((question) => ({ question, verdict: decideAdmission(question) }));
const reasonOf = (verdict: AdmissionVerdict) => (verdict.verdict === 'refused' ? verdict.reason : 'admitted');
const good: AdmissionQuestion = {
  code: { performanceNumber: 7, epoch: 3 },
  right: {
    state: 'issued',
    epoch: 3,
    performanceNumber: 7,
    zoneId: 'parterre',
    validFrom: doorsAt,
    validUntil: endsAt,
  },
  door: { performanceNumbers: [7], zoneIds: ['parterre'] },
  earlier: undefined,
  at: 1_500,
};
const goodRight = good.right ?? expect.fail('the good question has a right');

describe('over every question a door can be asked', () => {
  test('a visitor goes in exactly when the ticket is good, for here, for now, and was not used', () => {
    for (const { question, verdict } of judged) {
      const { code, right, door, at } = question;
      const isGood =
        right?.state === 'issued' &&
        right.epoch === code.epoch &&
        right.performanceNumber === code.performanceNumber &&
        door.performanceNumbers.includes(code.performanceNumber) &&
        door.zoneIds.includes(right.zoneId) &&
        question.earlier === undefined &&
        right.validFrom <= at &&
        at < right.validUntil;
      expect(verdict.verdict).toBe(isGood ? 'admitted' : 'refused');
    }
    expect(judged.filter(({ verdict }) => verdict.verdict === 'admitted').length).toBeGreaterThan(10);
  });

  test('where somebody went in before is told with "already used", and only then', () => {
    for (const { verdict } of judged) {
      const told = verdict.verdict === 'refused' ? verdict.previous : undefined;
      expect(told).toEqual(reasonOf(verdict) === 'already_used' ? earlier : undefined);
    }
  });

  test('the reason is a true one', () => {
    const isTrue: Readonly<Record<string, (question: AdmissionQuestion) => boolean>> = {
      admitted: () => true,
      unknown_ticket: ({ right }) => right === undefined,
      revoked: ({ right }) => right?.state === 'revoked',
      replaced: ({ right, code }) => right?.state === 'replaced' || right?.epoch !== code.epoch,
      suspended: ({ right }) => right?.state === 'suspended',
      wrong_performance: ({ right, code, door }) =>
        right?.performanceNumber !== code.performanceNumber ||
        !door.performanceNumbers.includes(code.performanceNumber),
      already_used: (question) => question.earlier !== undefined,
      too_early: ({ right, at }) => at < (right?.validFrom ?? 0),
      too_late: ({ right, at }) => at >= (right?.validUntil ?? 0),
      wrong_gate: ({ right, door }) => !door.zoneIds.includes(right?.zoneId ?? ''),
    };
    for (const { question, verdict } of judged) {
      const reason = reasonOf(verdict);
      expect([reason, isTrue[reason]?.(question)]).toEqual([reason, true]);
    }
    expect(new Set(judged.map(({ verdict }) => reasonOf(verdict)))).toEqual(new Set(Object.keys(isTrue)));
  });

  test('a void ticket is void at every gate and hour', () => {
    for (const { question, verdict } of judged) {
      if (question.right?.state === 'revoked') expect(reasonOf(verdict)).toBe('revoked');
      if (question.right?.state === 'replaced') expect(reasonOf(verdict)).toBe('replaced');
    }
  });
});

describe('of two reasons, the one the visitor can change least is told', () => {
  test.each<[string, AdmissionQuestion]>([
    ['unknown_ticket', { ...good, right: undefined, earlier, at: 0 }],
    ['revoked', { ...good, right: { ...goodRight, state: 'revoked' }, earlier, at: 0 }],
    ['replaced', { ...good, code: { performanceNumber: 7, epoch: 2 }, right: { ...goodRight, state: 'suspended' } }],
    ['suspended', { ...good, right: { ...goodRight, state: 'suspended' }, earlier, at: 0 }],
    ['wrong_performance', { ...good, door: { performanceNumbers: [8], zoneIds: ['fosse'] }, earlier, at: 0 }],
    ['already_used', { ...good, earlier, door: { performanceNumbers: [7], zoneIds: ['fosse'] }, at: 5_000 }],
    ['too_early', { ...good, door: { performanceNumbers: [7], zoneIds: ['fosse'] }, at: 999 }],
    ['too_late', { ...good, door: { performanceNumbers: [7], zoneIds: ['fosse'] }, at: 2_000 }],
    ['wrong_gate', { ...good, door: { performanceNumbers: [7], zoneIds: ['fosse'] } }],
    ['admitted', good],
  ])('%s', (reason, question) => {
    expect(reasonOf(decideAdmission(question))).toBe(reason);
  });
});
