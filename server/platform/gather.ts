import { Refusal } from './refusal.ts';

type Waiting<Asked, Answer> = {
  readonly asked: Asked;
  readonly settle: (answer: Answer) => void;
  readonly refuse: (reason: unknown) => void;
};
type Manner = {
  /** How many are answered together at most. */
  readonly batchMax: number;
  /** How many batches are under way at once. */
  readonly serversMax: number;
};

/** Waiting at once; past it the caller is told to come back. */
const queueMax = 4_096;

/**
 * What is asked while others are being answered is gathered and answered together, in order of arrival: in one transaction, in
 * as many statements as one alone would take. `answer` gives each its answer, or the Refusal that is thrown to it alone. When it
 * fails, each is asked again by itself, so that one cannot spoil it for its neighbours: asking twice must be safe.
 */
export function gather<Asked, Answer>(
  answer: (asked: readonly Asked[]) => Promise<readonly (Answer | Refusal)[]>,
  { batchMax, serversMax }: Manner,
): (asked: Asked) => Promise<Answer> {
  const queue: Waiting<Asked, Answer>[] = [];
  let servers = 0;

  const answerTogether = async (batch: readonly Waiting<Asked, Answer>[]): Promise<void> => {
    try {
      const answers = await answer(batch.map(({ asked }) => asked));
      for (const [position, { settle, refuse }] of batch.entries()) {
        const given = answers[position];
        if (given instanceof Refusal) refuse(given);
        else settle(given as Answer);
      }
    } catch (error) {
      if (batch.length === 1 || error instanceof Refusal) for (const { refuse } of batch) refuse(error);
      else for (const waiting of batch) await answerTogether([waiting]);
    }
  };

  const serve = async (): Promise<void> => {
    while (queue.length > 0) await answerTogether(queue.splice(0, batchMax));
    servers -= 1;
  };

  return (asked) => {
    if (queue.length >= queueMax) return Promise.reject(new Refusal('busy'));
    return new Promise((settle, refuse) => {
      queue.push({ asked, settle, refuse });
      if (servers >= serversMax) return;
      servers += 1;
      // What arrives in the same turn of the event loop goes together.
      setImmediate(() => void serve());
    });
  };
}
