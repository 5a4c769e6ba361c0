import { type AfterCommit, type Ctx, ground } from './context.ts';

/**
 * Calls back once the transaction of the ctx is committed, before its caller gets the result; never when it is rolled back.
 * Its failure is logged and changes nothing. What must not be lost when the process ends belongs in the transaction.
 */
export function afterCommit(ctx: Ctx, callback: AfterCommit): void {
  ctx[ground].afterCommit.push(callback);
}
