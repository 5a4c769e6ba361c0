import { type ProblemCode, problems } from '@tessera/contract/problems';

/**
 * The one way an operation says no: it rolls the transaction back and becomes problem+json.
 * `facts` are added to the answer (the seats taken, the largest group left); they must hold nothing the caller may not know.
 */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, detail?: string, facts: Readonly<Record<string, unknown>> = {}) {
    // A refusal is no bug: nobody reads where it came from, and ten thousand a second are told that a seat is taken.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(detail ?? problems[code].title);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'Refusal';
    this.code = code;
    this.status = problems[code].status;
    this.facts = facts;
  }
}

/** A field of the body that is wrong for a reason its schema cannot know. `pointer`: below the body, such as endsAt. */
export function invalid(field: string, code: string): Refusal {
  return new Refusal('invalid', undefined, { errors: [{ pointer: `/body/${field}`, code }] });
}
