import pg from 'pg';
import { sqlState } from './sql-state.ts';

/** Asked so often in this process, a statement is worth keeping prepared: those of rare pages are not. */
const askedBefore = 20;
const preparedMax = 250;
/** Texts counted at once; those that came once in many, such as lists of a length of their own, are forgotten together. */
const countedMax = 5_000;

const timesAsked = new Map<string, number>();
const names = new Map<string, string>();
let generation = 1;

/**
 * A connection on which the statements that come again and again are prepared: PostgreSQL reads and plans them once a
 * connection, where planning costs more than the work does. It still plans anew while plans made for the values are
 * better, and after the statistics of a table have changed. Once a table has changed its columns under one, the names of all
 * are given up, on every connection: whoever asks again is answered.
 */
export class PreparingClient extends pg.Client {
  override query(...given: unknown[]): never {
    const [text, values, callback] = given;
    const isPlain = typeof text === 'string' && Array.isArray(values) && (values.length > 0 || isOneStatement(text));
    const name = isPlain ? nameOf(text) : undefined;
    if (name === undefined) return Reflect.apply(super.query, this, given) as never;
    if (typeof callback === 'function') {
      const heard = (error: unknown, answer: unknown): void => {
        if (isOfOldPlan(error)) giveUpNames();
        callback(error, answer);
      };
      return Reflect.apply(super.query, this, [{ name, text, values }, heard]) as never;
    }
    const answer: Promise<unknown> = Reflect.apply(super.query, this, [{ name, text, values }]);
    answer.catch((error: unknown) => {
      if (isOfOldPlan(error)) giveUpNames();
    });
    return answer as never;
  }
}

/** A text without values may be several statements, or one that is not worth a plan, such as commit. */
function isOneStatement(text: string): boolean {
  return /^\s*(select|with|insert|update|delete)\b/i.test(text) && !text.includes(';');
}

/** PostgreSQL refused a statement because its answer has other columns than when it was prepared; nothing happened. */
export function isOfOldPlan(error: unknown): boolean {
  // Other things that are not supported have the same code, and its words come in the server's language.
  return sqlState(error) === '0A000' && Reflect.get(Object(error), 'routine') === 'RevalidateCachedQuery';
}

function giveUpNames(): void {
  names.clear();
  generation += 1;
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= preparedMax) return known;
  const times = (timesAsked.get(text) ?? 0) + 1;
  if (times < askedBefore) {
    if (timesAsked.size >= countedMax) timesAsked.clear();
    timesAsked.set(text, times);
    return undefined;
  }
  timesAsked.delete(text);
  const name = `kept_${generation}_${names.size + 1}`;
  names.set(text, name);
  return name;
}
