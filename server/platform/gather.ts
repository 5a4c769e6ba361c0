import { Refusal } from './refusal.ts';

/** Given to one that has to wait for somebody else: it is asked again by itself, and keeps nobody meanwhile. */
export const aside: unique symbol = Symbol('aside');

type Manner = {
  /** By itself: it may wait, and is not put aside again. */
  readonly isAlone: boolean;
};
type Answered<Answer> = Answer | Refusal | typeof aside;
type Answers<Asked, Answer> = (asked: readonly Asked[], manner: Manner) => Promise<readonly Answered<Answer>[]>;
type Waiting<Asked, Answer> = {
  readonly asked: Asked;
  readonly settle: (answer: Answer) => void;
  readonly refuse: (reason: unknown) => void;
};
type Line<Asked, Answer> = Manner & { readonly queue: Waiting<Asked, Answer>[]; servers: number };

/** Waiting at once; past it the caller is told to come back. */
const queueMax = 4_096;
const batchMax = 64;
const aloneMax = 4;

/**
 * What is asked while others are being answered is gathered and answered together, in order of arrival: in one transaction, in
 * as many statements as one alone would take. `answer` gives each its answer, the Refusal that is thrown to it alone, or
 * `aside`. When it fails, each is asked again by itself, so that one cannot spoil it for its neighbours: asking twice must be
 * safe.
 */
export function gather<Asked, Answer>(answer: Answers<Asked, Answer>): (asked: Asked) => Promise<Answer> {
  type Own = Line<Asked, Answer>;
  const together: Own = { isAlone: false, queue: [], servers: 0 };
  const alone: Own = { isAlone: true, queue: [], servers: 0 };

  const join = (line: Own, waiting: Waiting<Asked, Answer>): void => {
    line.queue.push(waiting);
    if (line.servers >= (line.isAlone ? aloneMax : 1)) return;
    line.servers += 1;
    // What arrives in the same turn of the event loop goes together.
    setImmediate(() => void serve(line));
  };

  const serve = async (line: Own): Promise<void> => {
    while (line.queue.length > 0) await answerSome(line.queue.splice(0, line.isAlone ? 1 : batchMax), line);
    line.servers -= 1;
  };

  const settle = (waiting: Waiting<Asked, Answer>, given: Answered<Answer> | undefined, { isAlone }: Manner): void => {
    if (given === aside && !isAlone) join(alone, waiting);
    else if (given === aside) waiting.refuse(new Refusal('contended'));
    else if (given instanceof Refusal) waiting.refuse(given);
    else waiting.settle(given as Answer);
  };

  const answerSome = async (some: readonly Waiting<Asked, Answer>[], manner: Manner): Promise<void> => {
    const asked = some.map((waiting) => waiting.asked);
    try {
      const answers = await answer(asked, manner);
      for (const [position, waiting] of some.entries()) settle(waiting, answers[position], manner);
    } catch (error) {
      for (const waiting of some) {
        if (manner.isAlone || isHopeless(error)) waiting.refuse(error);
        else join(alone, waiting);
      }
    }
  };

  return (asked) => {
    if (together.queue.length >= queueMax) return Promise.reject(new Refusal('busy'));
    return new Promise((settle, refuse) => join(together, { asked, settle, refuse }));
  };
}

/** Without the database each would only find the same. */
function isHopeless(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'busy';
}

/**
 * Answers in several turns those of whom some share a mark, such as two at the same ticket: whoever comes later sees what came
 * of the first. The answers are in the order of `asked`.
 */
export async function inTurns<Asked, Answer>(
  asked: readonly Asked[],
  marksOf: (one: Asked) => readonly string[],
  answer: (turn: readonly Asked[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let left = [...asked.keys()]; left.length > 0; ) {
    const seen = new Set<string>();
    const [turn, later]: [number[], number[]] = [[], []];
    for (const position of left) {
      const marks = marksOf(asked[position] as Asked);
      (marks.some((mark) => seen.has(mark)) ? later : turn).push(position);
      for (const mark of marks) seen.add(mark);
    }
    const given = await answer(turn.map((position) => asked[position] as Asked));
    for (const [number, position] of turn.entries()) answers[position] = given[number] as Answer;
    left = later;
  }
  return answers;
}
