import { system } from '../../platform/actor.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { releaseDueAllocations } from './allocate-places.ts';
import { expireHolds } from './expire-holds.ts';
import { listPerformancesWithDeadHolds } from './store.ts';

/** Writes down which holds and allocations are over. Only tidies: nothing that is decided waits for it. */
export async function tidyStock(inTransaction: InTransaction): Promise<void> {
  const actor = system('tidy-stock');
  for (const performanceId of await inTransaction(actor, listPerformancesWithDeadHolds)) {
    // In small portions, so that counters are locked for a moment only.
    while ((await inTransaction(actor, (ctx) => expireHolds(ctx, performanceId))) > 0);
  }
  await inTransaction(actor, releaseDueAllocations);
}
