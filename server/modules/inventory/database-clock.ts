import { system } from '../../platform/actor.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { readDatabaseClock } from './seat-board.store.ts';

/** The database's clock as this process knows it, without asking each time. */
export type DatabaseClock = {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly isKnown: () => boolean;
  readonly learn: () => Promise<void>;
};

/** An answer that took longer says too little about when it was true. */
const roundTripMillisecondsMax = 100;

/** Runs on the process's steady clock between two readings, so that setting the wall clock moves nothing. */
export function openDatabaseClock(inTransaction: InTransaction): DatabaseClock {
  let offsetMs: number | undefined;
  return {
    nowMs: () => performance.now() + (offsetMs ?? performance.timeOrigin),
    isKnown: () => offsetMs !== undefined,
    learn: async () => {
      await inTransaction(system('seat-board'), async (ctx) => {
        const askedAt = performance.now();
        const now = await readDatabaseClock(ctx);
        const heardAt = performance.now();
        if (offsetMs !== undefined && heardAt - askedAt > roundTripMillisecondsMax) return;
        offsetMs = now.getTime() - (askedAt + heardAt) / 2;
      });
    },
  };
}
