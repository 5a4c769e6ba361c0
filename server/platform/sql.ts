import type { Transaction } from 'kysely';
import type { DB } from '../../database/tables.gen.ts';
import { type Ctx, ground } from './context.ts';

export { sql } from 'kysely';

/** The transaction of a ctx. Only stores may import this file. */
export function tx(ctx: Ctx): Transaction<DB> {
  return ctx[ground].transaction;
}
