import type { decideAdmission } from '../../contract/admission/decide-admission.ts';
import type { AdmissionQuestion, AdmissionVerdict } from '../../contract/admission/question.ts';

export type Decide = typeof decideAdmission;

export const outcomeOf = (verdict: AdmissionVerdict): string =>
  verdict.verdict === 'refused' ? verdict.reason : verdict.verdict;

const staysListed = 255;

/** The question as a list can ask it, and what of the whole question it cannot know. */
export function asListed(question: AdmissionQuestion): {
  readonly question: AdmissionQuestion;
  readonly unknown: string | undefined;
} {
  const isOther = question.right?.performanceNumber !== question.code.performanceNumber;
  if (question.right && isOther) {
    // The doors of one evening have no list of another one.
    const { accessRightId, performanceNumber } = question.code;
    const right = { ...question.right, state: 'issued' as const, isBarred: false, epoch: question.code.epoch };
    return {
      question: { ...question, right, stays: [], code: { ...question.code, accessRightId, performanceNumber } },
      unknown: 'a ticket of another performance, void besides',
    };
  }
  if (question.stays.length > staysListed)
    return {
      question: { ...question, stays: question.stays.slice(-staysListed), occupancy: undefined },
      unknown: `more than ${staysListed} stays`,
    };
  return { question: { ...question, occupancy: undefined }, unknown: 'how full a zone is' };
}

/** Verdicts by what was said, and of whom two differ. */
export class Tally {
  readonly outcomes = new Map<string, number>();
  readonly explained = new Map<string, number>();
  readonly differing: string[] = [];
  cases = 0;

  /** What the list said beside what the rule says of the whole truth. */
  takeList(question: AdmissionQuestion, said: string, decide: Decide): void {
    const listed = asListed(question);
    const whole = outcomeOf(decide(question));
    const expected = outcomeOf(decide(listed.question));
    this.cases += 1;
    add(this.outcomes, whole);
    if (said !== expected) this.differing.push(`${said}, not ${expected}: ${wordsOf(question)}`);
    else if (said !== whole) add(this.explained, listed.unknown ?? 'nothing');
  }

  takeServer(question: AdmissionQuestion, said: string, decide: Decide): void {
    const whole = outcomeOf(decide(question));
    this.cases += 1;
    add(this.outcomes, whole);
    if (said !== whole) this.differing.push(`${said}, not ${whole}: ${wordsOf(question)}`);
  }
}

const wordsMax = 1_500;

function wordsOf(question: AdmissionQuestion): string {
  return JSON.stringify(question).slice(0, wordsMax);
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
