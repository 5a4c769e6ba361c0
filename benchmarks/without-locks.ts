import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

// For `stress -- … --sabotage`: whoever loads this first works without row locks.
const rowLock = /\bfor (no key )?(update|share)\b( of \w+)?( (skip locked|nowait))?/g;
/** After looking at what should be locked, so that others look too before anybody writes. */
const afterLookingMs = 20;
const { query } = pg.Client.prototype;

Object.assign(pg.Client.prototype, {
  query(this: pg.Client, statement: unknown, ...rest: unknown[]): unknown {
    const locking = textOf(statement);
    const text = locking?.replaceAll(rowLock, '');
    if (text === locking) return Reflect.apply(query, this, [statement, ...rest]);
    const unlocked = typeof statement === 'string' ? text : Object.assign({}, statement, { text });
    const answer: unknown = Reflect.apply(query, this, [unlocked, ...rest]);
    return answer instanceof Promise ? answer.then((found: unknown) => pause(afterLookingMs, found)) : answer;
  },
});

/** Of a statement, prepared or not. */
function textOf(statement: unknown): string | undefined {
  if (typeof statement === 'string') return statement;
  const text: unknown =
    typeof statement === 'object' && statement !== null ? Reflect.get(statement, 'text') : undefined;
  return typeof text === 'string' ? text : undefined;
}
