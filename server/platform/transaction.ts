import { setTimeout as pause } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { DB } from '../../database/tables.gen.ts';
import type { Actor } from './actor.ts';
import { writeAnnouncements } from './announcement.ts';
import { type Broadcasts, publishTogether } from './broadcast.ts';
import { type AfterCommit, type Broadcast, type Ctx, type Delivery, ground, type OwnAnnouncement } from './context.ts';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import { isOfOldPlan } from './prepared-statements.ts';
import { Refusal } from './refusal.ts';
import type { Secrets } from './secrets.ts';
import { sqlState } from './sql-state.ts';

export type InTransaction = <Result>(
  actor: Actor,
  operation: (ctx: Ctx) => Promise<Result>,
  options?: { traceId?: string },
) => Promise<Result>;

type Ground = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly listenersOf: (kind: string) => readonly string[];
  readonly deliver: (transaction: Transaction<DB>, deliveries: readonly Delivery[]) => Promise<void>;
  /** Absent: nobody listens, as in commands that run beside the product. */
  readonly broadcasts?: Pick<Broadcasts, 'publish'>;
  readonly log?: Pick<Log, 'error'>;
};

const attemptsMax = 4;
/** Rolled back by the server, nothing happened: serialization failure, deadlock. */
const worthRepeating = new Set(['40001', '40P01']);
/** The server went away, is coming back, or gave up what took too long. Before COMMIT is sent nothing happened. */
const serverAway = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
  '08001',
  'ECONNREFUSED',
  // Of a socket in a folder: not there, and too many at its door.
  'ENOENT',
  'EAGAIN',
  'ECONNRESET',
  'EPIPE',
  '53300',
  '57014',
  '25P03',
]);

/**
 * READ COMMITTED only: invariants live in row locks and constraints, and a lock taken after the snapshot of a stricter
 * level oversells. A deadlock is repeated; a lock that cannot be had in time becomes `contended`.
 * An error while COMMIT is under way leaves the outcome unknown: `busy`, and the caller asks again with the same key.
 */
export function transactionsOn({ database, secrets, listenersOf, deliver, broadcasts, log }: Ground): InTransaction {
  const once = async <Result>(actor: Actor, operation: (ctx: Ctx) => Promise<Result>, traceId: string) => {
    const afterCommit: AfterCommit[] = [];
    const result = await database.transaction(async (transaction, now) => {
      const announced: OwnAnnouncement[] = [];
      const told: Broadcast[] = [];
      const own = { transaction, announced, broadcasts: told, afterCommit };
      const result = await operation({ now, actor, traceId, secrets, [ground]: own });
      await writeAnnouncements(transaction, announced, listenersOf, deliver);
      if (broadcasts) await publishTogether({ transaction, afterCommit }, told, broadcasts.publish);
      return result;
    });
    await runAll(afterCommit, log);
    return result;
  };

  return async (actor, operation, options) => {
    const traceId = options?.traceId ?? crypto.randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(actor, operation, traceId);
      } catch (error) {
        const state = sqlState(error);
        const isWorthRepeating = (state && worthRepeating.has(state)) || isOfOldPlan(error);
        if (isWorthRepeating && attempt < attemptsMax) {
          await pause(attempt * 15 + Math.random() * 20);
          continue;
        }
        throw translated(error, state);
      }
    }
  };
}

/** What was committed stays so, whatever fails now: the caller gets its result. */
async function runAll(callbacks: readonly AfterCommit[], log: Ground['log']): Promise<void> {
  for (const callback of callbacks) {
    try {
      await callback();
    } catch (error) {
      log?.error({ err: error }, 'after the commit');
    }
  }
}

function translated(error: unknown, state: string | undefined): unknown {
  if (error instanceof Refusal || state === undefined) return isConnectionLoss(error) ? busy(error) : error;
  if (state === '55P03') return new Refusal('contended');
  if (serverAway.has(state) || worthRepeating.has(state)) return busy(error);
  return error;
}

/** What pg says of a connection that broke, in words only: also when the rollback after a broken statement finds it so. */
function isConnectionLoss(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^Connection terminated|is not queryable$|timeout exceeded when trying to connect/.test(error.message)
  );
}

function busy(cause: unknown): Refusal {
  const refusal = new Refusal('busy', 'The database is not available at the moment; try again with the same key.');
  refusal.cause = cause;
  return refusal;
}
